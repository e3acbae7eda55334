//! The little HTML that descriptions hold, as Markdown. It is prose like any other: nothing here makes text safe.

/// `text` with the tags that have a counterpart in Markdown replaced by it; code and unknown tags stay as they are.
pub(crate) fn to_markdown(text: &str) -> String {
    let mut writer = Writer { out: String::with_capacity(text.len()), links: Vec::new(), found: false };
    let mut rest = text;
    while let Some(at) = rest.find(['<', '`']) {
        let (before, from) = rest.split_at(at);
        writer.out.push_str(before);
        let length = code(from).or_else(|| writer.tag(from)).unwrap_or(1);
        if length == 1 || from.starts_with('`') {
            writer.out.push_str(&from[..length]);
        }
        rest = &from[length..];
    }
    writer.out.push_str(rest);
    if writer.found { unescaped(&writer.out) } else { text.to_owned() }
}

/// Length of a code span or fence that begins here.
fn code(text: &str) -> Option<usize> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    if ticks == 0 {
        return None;
    }
    let end = text[ticks..].find(&text[..ticks]).map_or(ticks, |end| end + 2 * ticks);
    Some(end)
}

struct Writer {
    out: String,
    /// What closes the links that are open.
    links: Vec<String>,
    /// Whether there was any tag.
    found: bool,
}

impl Writer {
    /// Writes the counterpart of a tag, and gives the tag's length; `None` if this is no known tag.
    fn tag(&mut self, text: &str) -> Option<usize> {
        let inner = text.strip_prefix('<')?;
        let length = inner.find(['>', '<', '\n']).filter(|end| inner[*end..].starts_with('>'))?;
        let inner = &inner[..length];
        let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
        let text: &str = match (name.to_ascii_lowercase().as_str(), closes) {
            ("p" | "div" | "ul" | "ol", _) => "\n\n",
            ("br", _) => "\n",
            ("li", false) => "\n- ",
            ("li", true) => "",
            ("code", _) => "`",
            ("b" | "strong", _) => "**",
            ("i" | "em", _) => "*",
            ("a", false) => return Some(self.link(attributes, length)),
            ("a", true) => &self.links.pop()?,
            _ => return None,
        };
        self.out.push_str(text);
        self.found = true;
        Some(length + 2)
    }

    /// Opens a link; one that leads nowhere from here is its text alone.
    fn link(&mut self, attributes: &str, length: usize) -> usize {
        let target = attributes.trim().strip_prefix("href=\"").and_then(|rest| rest.split('"').next());
        let plain =
            |c: char| c.is_ascii_graphic() && !matches!(c, '(' | ')' | '<' | '>' | '[' | ']' | '\\' | '`');
        let leads = |target: &&str| target.starts_with("http") && target.chars().all(plain);
        match target.filter(leads) {
            Some(target) => {
                self.out.push('[');
                self.links.push(format!("]({target})"));
            }
            None => self.links.push(String::new()),
        }
        self.found = true;
        length + 2
    }
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
        .into_iter()
        .fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

#[cfg(test)]
mod tests {
    use super::to_markdown;

    #[test]
    fn tags_become_markdown() {
        for (html, markdown) in [
            ("<p>One.</p>\n<p>Two.</p>", "\n\nOne.\n\n\n\n\nTwo.\n\n"),
            ("a<br/>b<BR>c", "a\nb\nc"),
            ("<b>x</b> <em>y</em> <code>z</code> &amp;lt;", "**x** *y* `z` &lt;"),
            ("<ul><li>a</li><li>b</li></ul>", "\n\n\n- a\n- b\n\n"),
            ("see <a href=\"https://h/x\">this</a>.", "see [this](https://h/x)."),
            ("see <a href=\"/docs\">this</a>, <a href=\"javascript:x\">that</a>.", "see this, that."),
            ("<a name=\"x\"></a>y", "y"),
        ] {
            assert_eq!(to_markdown(html), markdown);
        }
    }

    #[test]
    fn what_is_no_html_stays() {
        for text in [
            "a < b > c",
            "List<p",
            "Map<String, T>",
            "`<b>`",
            "```\n<p>x</p>\n```",
            "</a>",
            "<script>x</script>",
            "1 &lt; 2",
            "a ` b <T>",
            "`",
        ] {
            assert_eq!(to_markdown(text), text);
        }
    }
}
