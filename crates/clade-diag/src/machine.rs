//! Findings for programs: one JSON object per line.

use serde::Serialize;

use crate::{Diag, Diags, Place, Sources};

/// One finding, as a program reads it.
#[derive(Serialize)]
struct Line<'d> {
    code: &'d str,
    severity: &'d str,
    message: &'d str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'d str,
    #[serde(skip_serializing_if = "str::is_empty")]
    help: &'d str,
    #[serde(flatten)]
    position: Option<Position<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedLine<'d>>,
}

#[derive(Serialize)]
struct RelatedLine<'d> {
    note: &'d str,
    #[serde(flatten)]
    position: Position<'d>,
}

/// Line and column count from 1, in characters; 0 when not known.
#[derive(Serialize)]
struct Position<'d> {
    file: Option<&'d str>,
    line: u32,
    column: u32,
    pointer: &'d str,
}

/// All findings by place, each as one line of JSON: `code`, `severity`, `message`, `label`, `help`, `file`, `line`,
/// `column`, `pointer`, `related`. Nothing is left out; texts are those of the description, escaped as JSON.
pub fn json_lines(diags: &Diags, sources: &Sources) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for diag in diags.sorted() {
        text.push_str(&serde_json::to_string(&line(diag, sources))?);
        text.push('\n');
    }
    Ok(text)
}

fn line<'d>(diag: &'d Diag, sources: &'d Sources) -> Line<'d> {
    let related = diag.related.iter();
    Line {
        code: diag.code.as_str(),
        severity: diag.severity.word(),
        message: &diag.message,
        label: &diag.label,
        help: &diag.help,
        position: diag.place.as_ref().map(|place| position(place, sources)),
        related: related
            .map(|related| RelatedLine { note: &related.note, position: position(&related.place, sources) })
            .collect(),
    }
}

fn position<'d>(place: &'d Place, sources: &'d Sources) -> Position<'d> {
    Position {
        file: sources.get(place.source).map(|source| source.path.as_str()),
        line: place.line,
        column: place.column,
        pointer: &place.pointer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SourceId, codes};

    #[test]
    fn one_object_per_finding() {
        let mut sources = Sources::new();
        sources.add("a.yaml", "a: 1\n");
        let place = Place { source: SourceId(0), line: 1, column: 1, pointer: "/a".into() };
        let mut diags = Diags::new();
        diags.push(codes::duplicate_key("x\ny").at(place));
        diags.push(codes::unreadable_file("b", "gone"));
        insta::assert_snapshot!(json_lines(&diags, &sources).unwrap(), @r#"
        {"code":"CL0101","severity":"error","message":"cannot read `b`: gone","help":"check the path and its permissions"}
        {"code":"CL0113","severity":"warning","message":"the key `x\ny` occurs twice in one object","help":"remove one of them","file":"a.yaml","line":1,"column":1,"pointer":"/a"}
        "#);
    }
}
