//! Manifests and documents: text of a description may be a value in them and never changes their structure.

use clade_emit::Files;
use serde_json::Value;

use crate::hostile::CANARY;

/// What is wrong with a manifest, compared with that of a description that means no harm.
pub(crate) fn fault(ending: &str, path: &str, text: &str, benign: &Files) -> Result<Option<String>, String> {
    if ending == "mod" {
        let line = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default())
            .find(|line| line.contains(CANARY));
        return Ok(line.map(str::to_owned));
    }
    let actual = structure(ending, text)?;
    let Some(plain) = benign.get(path) else {
        return Ok(Some("only this description has such a file".into()));
    };
    let expected = structure(ending, &String::from_utf8_lossy(plain))?;
    let odd = actual.iter().find(|place| !expected.contains(place));
    Ok(odd.map(|place| format!("the member {place} is not in the manifest of a plain description")))
}

/// The places of all members, without their values.
fn structure(ending: &str, text: &str) -> Result<Vec<String>, String> {
    let value: Value = match ending {
        "toml" => toml::from_str(text).map_err(|error| error.to_string())?,
        _ => serde_json::from_str(text).map_err(|error| error.to_string())?,
    };
    let mut places = Vec::new();
    walk(&value, String::new(), &mut places);
    Ok(places)
}

fn walk(value: &Value, place: String, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                walk(member, format!("{place}/{name}"), places);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, format!("{place}/*"), places)),
        _ => {}
    }
    places.push(place);
}

/// A line of Markdown in which text of a description became HTML, or a link to where links must not lead.
pub(crate) fn markdown_fault(text: &str) -> Option<String> {
    let mut in_fence = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_fence = !in_fence;
        }
        let lower = line.to_ascii_lowercase().replace("\\<", "").replace("\\]", "");
        let active =
            ["<script", "<!--", "</script", "](javascript:"].into_iter().find(|tag| lower.contains(tag));
        if let (Some(active), false, true) = (active, in_fence, line.contains(CANARY)) {
            return Some(format!("`{active}` in: {line}"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_too_many_is_found() {
        let mut benign = Files::default();
        benign.add("package.json", r#"{"name": "a", "scripts": {"build": "tsc"}}"#).unwrap();
        let check = |text: &str| fault("json", "package.json", text, &benign).unwrap();
        assert_eq!(check(r#"{"name": "\"}, {", "scripts": {"build": "x"}}"#), None);
        assert!(check(r#"{"name": "a", "scripts": {"postinstall": "x"}}"#).is_some());
        assert!(fault("json", "package.json", "{\"name\": \"a\n\"}", &benign).is_err());
    }

    #[test]
    fn active_markdown_is_found() {
        assert!(markdown_fault("a <script> cAnArY__zz").is_some());
        assert!(markdown_fault("[cAnArY__zz](javascript:y)").is_some());
        assert_eq!(
            markdown_fault(
                "<!-- header -->\na \\<script> &lt;script> cAnArY__zz\n```\n<script> cAnArY__zz\n```"
            ),
            None
        );
    }
}
