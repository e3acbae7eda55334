//! `TSDoc` blocks: prose of the description, and tags that only the emitter can set.

use std::fmt;

use super::comment::{WIDTH, typescript_line};
use crate::Prose;

/// A tag of a `TSDoc` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TsTag {
    /// `@deprecated`, with what to do instead if there is something to say.
    Deprecated(Prose),
    /// `@param name - what it is`. The name is an identifier of the emitter's own.
    Param(String, Prose),
}

impl TsTag {
    fn lines(&self, width: usize) -> Vec<String> {
        let (head, prose) = match self {
            Self::Deprecated(prose) => ("@deprecated".to_owned(), prose),
            Self::Param(name, prose) if prose.is_empty() => (format!("@param {name}"), prose),
            Self::Param(name, prose) => (format!("@param {name} -"), prose),
        };
        let text = prose.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let wrapped = Prose::own(&format!("{head} {text}")).wrapped(width);
        wrapped
            .lines()
            .enumerate()
            .map(|(at, line)| if at == 0 { escape(line) } else { typescript_line(line) })
            .collect()
    }
}

/// The first line begins with the tag itself; what follows is escaped as any other text.
fn escape(line: &str) -> String {
    line.replace("*/", "*\\/").replace("/*", "/\\*")
}

/// A TypeScript `/** … */` block with tags; empty where there is nothing to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TsDoc(String);

impl TsDoc {
    /// The lines of the block, each indented by `indent` as given and ended by a line feed.
    pub fn of(prose: &Prose, tags: &[TsTag], indent: &str) -> Self {
        let width = WIDTH.saturating_sub(indent.len() + 3);
        let mut lines: Vec<String> = prose.wrapped(width).lines().map(typescript_line).collect();
        if !lines.is_empty() && !tags.is_empty() {
            lines.push(String::new());
        }
        lines.extend(tags.iter().flat_map(|tag| tag.lines(width)));
        Self(block(&lines, indent))
    }

    /// Whether there is no comment.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn block(lines: &[String], indent: &str) -> String {
    match lines {
        [] => String::new(),
        [one] if one.chars().count() + indent.len() + 7 <= WIDTH => format!("{indent}/** {one} */\n"),
        many => {
            let star = |line: &String| {
                if line.is_empty() { format!("{indent} *\n") } else { format!("{indent} * {line}\n") }
            };
            format!("{indent}/**\n{}{indent} */\n", many.iter().map(star).collect::<String>())
        }
    }
}

impl fmt::Display for TsDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for TsDoc {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_below_the_prose() {
        let tags =
            [TsTag::Param("id".to_owned(), Prose::own("Which one.")), TsTag::Deprecated(Prose::default())];
        assert_eq!(
            TsDoc::of(&Prose::own("Gets it.\n\n@deprecated not ours"), &tags, "  ").to_string(),
            "  /**\n   * Gets it.\n   *\n   * \\@deprecated not ours\n   *\n   * @param id - Which one.\n   * @deprecated\n   */\n"
        );
    }

    #[test]
    fn text_of_a_tag_cannot_end_the_comment_or_start_a_tag() {
        let tags = [TsTag::Deprecated(Prose::own("*/ alert(1)\n@ts-nocheck"))];
        assert_eq!(
            TsDoc::of(&Prose::default(), &tags, "").to_string(),
            "/** @deprecated *\\/ alert(1) @ts-nocheck */\n"
        );
    }
}
