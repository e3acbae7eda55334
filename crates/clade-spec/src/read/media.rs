//! Request bodies, responses, media types, examples.

use clade_diag::codes;

use super::fields::Fields;
use super::reader::Reader;
use crate::document::{Encoding, Example, MediaName, MediaType, Named, RequestBody, Response, Style};
use crate::tree::{Kind, View};
use crate::{Json, SpecText};

impl Reader<'_> {
    pub(super) fn read_request_body(&mut self, view: View<'_>) -> RequestBody {
        let mut fields = Fields::new(view, "a request body");
        let description = fields.text(self, "description");
        let required = fields.flag(self, "required").unwrap_or_default();
        let content = fields.object(self, "content");
        if view.get("content").is_none() {
            self.report(codes::missing_member("content", "a request body"), view.id());
        }
        let content = content.map(|content| self.content(content)).unwrap_or_default();
        let extensions = fields.finish(self);
        RequestBody { node: view.id(), description, required, content, extensions }
    }

    pub(super) fn read_response(&mut self, view: View<'_>) -> Response {
        let mut fields = Fields::new(view, "a response");
        let summary = fields.text(self, "summary");
        let description = fields.text(self, "description");
        let headers = self.headers(&mut fields);
        let content = fields.object(self, "content");
        let content = content.map(|content| self.content(content)).unwrap_or_default();
        let links: Named<Json> = match fields.object(self, "links") {
            Some(links) => links.members().map(|(key, link)| (SpecText::from(key), link.json())).collect(),
            None => Named::new(),
        };
        let extensions = fields.finish(self);
        Response { node: view.id(), summary, description, headers, content, links, extensions }
    }

    /// The media types of a body, in order.
    pub(super) fn content(&mut self, view: View<'_>) -> Vec<MediaType> {
        let media = self.map(view, Self::media_type);
        media.into_iter().map(|(_, media)| media).collect()
    }

    fn media_type(&mut self, key: &str, view: View<'_>) -> Option<MediaType> {
        let name = MediaName::parse(key);
        if !name.is_sound() {
            self.report(codes::bad_media_type(key), view.id());
        }
        if view.is_null() {
            self.report(codes::null_member(key), view.id());
            return Some(MediaType { name, ..MediaType::nothing(view) });
        }
        let media = self.part::<MediaType>(view)?;
        if media.reference.is_some() {
            let tree = self.tree(media.node);
            if !self.may_copy(tree.view(media.node)) {
                return None;
            }
        }
        Some(MediaType { name, ..MediaType::clone(&media.item) })
    }

    /// Reads a media type; its name is the key it stands under, which a shared one has not.
    pub(super) fn read_media_type(&mut self, view: View<'_>) -> MediaType {
        let mut fields = Fields::new(view, "a media type");
        let mut media = MediaType::nothing(view);
        media.schema = fields.any(self, "schema").map(|schema| self.schema(schema));
        media.item_schema = fields.any(self, "itemSchema").map(|schema| self.schema(schema));
        if let Some(encoding) = fields.object(self, "encoding") {
            for (key, value) in encoding.members() {
                media
                    .encoding
                    .extend(self.encoding(key, value).map(|encoding| (SpecText::from(key), encoding)));
            }
        }
        media.examples = self.examples(&mut fields);
        fields.skip(&["prefixEncoding", "itemEncoding"]);
        media.extensions = fields.finish(self);
        media
    }

    fn encoding(&mut self, name: &str, view: View<'_>) -> Option<Encoding> {
        let view = self.expect_object(view, name)?;
        let mut fields = Fields::new(view, "an encoding");
        let content_types = fields.text(self, "contentType").unwrap_or_default();
        let style = self.encoding_style(&mut fields);
        let explode = fields.flag(self, "explode");
        let headers = self.headers(&mut fields);
        let allow_reserved = fields.flag(self, "allowReserved").unwrap_or_default();
        fields.skip(&["encoding", "prefixEncoding", "itemEncoding"]);
        Some(Encoding {
            node: view.id(),
            content_types: MediaName::parse_list(content_types.expose()),
            headers,
            style,
            explode: explode.unwrap_or(style.unwrap_or(Style::Form).default_explode()),
            allow_reserved,
            extensions: fields.finish(self),
        })
    }

    /// `example` and `examples` of a parameter, header or media type.
    pub(super) fn examples(&mut self, fields: &mut Fields<'_>) -> Vec<Example> {
        let mut examples = Vec::new();
        if let Some(view) = fields.raw("example") {
            examples.push(Example { value: Some(view.json()), ..Example::nothing(view, None) });
        }
        let Some(view) = fields.any(self, "examples") else { return examples };
        match view.kind() {
            Kind::Object => {
                let named = self.map(view, Self::example);
                examples.extend(named.into_iter().map(|(_, example)| example));
            }
            // JSON Schema's form of the keyword, in the wrong place but clear.
            Kind::Array => examples.extend(
                view.items().map(|item| Example { value: Some(item.json()), ..Example::nothing(item, None) }),
            ),
            kind => self.report(codes::wrong_kind("examples", "an object", kind.word()), view.id()),
        }
        examples
    }

    /// One entry of `examples`. A value that is no Example Object is the example itself.
    pub(super) fn example(&mut self, name: &str, view: View<'_>) -> Option<Example> {
        if let Some(uri) = view.get("$ref").and_then(View::as_str) {
            let target = self.follow(view, uri)?;
            let tree = self.tree(target);
            let target = tree.view(target);
            return self.may_copy(target).then(|| self.example_in_place(name, target));
        }
        Some(self.example_in_place(name, view))
    }

    fn example_in_place(&mut self, name: &str, view: View<'_>) -> Example {
        const MEMBERS: [&str; 6] =
            ["value", "dataValue", "serializedValue", "externalValue", "summary", "description"];
        let nothing = Example::nothing(view, Some(SpecText::from(name)));
        if !MEMBERS.iter().any(|member| view.get(member).is_some()) {
            return Example { value: Some(view.json()), ..nothing };
        }
        let mut fields = Fields::new(view, "an example");
        let value = fields.raw("dataValue").or(fields.raw("value"));
        let example = Example {
            summary: fields.text(self, "summary"),
            description: fields.text(self, "description"),
            value: value.map(View::json),
            serialized: fields.text(self, "serializedValue"),
            external: fields.text(self, "externalValue"),
            ..nothing
        };
        fields.finish(self);
        example
    }
}

impl Example {
    fn nothing(view: View<'_>, name: Option<SpecText>) -> Self {
        Self {
            node: view.id(),
            name,
            summary: None,
            description: None,
            value: None,
            serialized: None,
            external: None,
        }
    }
}

impl MediaType {
    fn nothing(view: View<'_>) -> Self {
        Self {
            node: view.id(),
            name: MediaName::parse(""),
            schema: None,
            item_schema: None,
            encoding: Named::new(),
            examples: Vec::new(),
            extensions: crate::Extensions::default(),
        }
    }
}

impl MediaName {
    /// Takes a media type apart; never fails (see `is_sound`).
    pub fn parse(raw: &str) -> Self {
        let mut pieces = split_unquoted(raw, ';').into_iter();
        let essence = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
        let parameter = |piece: &str| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            (SpecText::from(name.trim().to_ascii_lowercase()), SpecText::from(unquote(value.trim())))
        };
        let pieces = pieces.filter(|piece| !piece.trim().is_empty());
        Self {
            raw: SpecText::from(raw),
            essence: SpecText::from(essence),
            parameters: pieces.map(parameter).collect(),
        }
    }

    /// A comma-separated list of media types.
    fn parse_list(raw: &str) -> Vec<Self> {
        split_unquoted(raw, ',')
            .into_iter()
            .filter(|piece| !piece.trim().is_empty())
            .map(Self::parse)
            .collect()
    }

    /// Whether it is a type and a subtype made of the characters these may have.
    fn is_sound(&self) -> bool {
        let is_name = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+*".contains(&byte))
        };
        self.essence.expose().split_once('/').is_some_and(|(top, sub)| is_name(top) && is_name(sub))
    }
}

/// Splits outside double quotes.
fn split_unquoted(text: &str, at: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut is_quoted, mut is_escaped) = (0, false, false);
    for (index, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            c if c == at && !is_quoted => {
                pieces.push(&text[start..index]);
                start = index + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// The text inside double quotes, escapes undone; other text as it is.
fn unquote(text: &str) -> String {
    let Some(inside) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return text.to_owned();
    };
    let mut plain = String::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(c) = rest.next() {
        plain.push(if c == '\\' { rest.next().unwrap_or('\\') } else { c });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_taken_apart() {
        let name = MediaName::parse("Application/Problem+JSON; Charset=\"utf-8;\\\"\"; v=1");
        assert_eq!(name.essence.expose(), "application/problem+json");
        assert_eq!(name.parameter("charset").unwrap().expose(), "utf-8;\"");
        assert_eq!(name.parameter("v").unwrap().expose(), "1");
        assert_eq!(
            (name.top(), name.subtype(), name.suffix()),
            ("application", "problem+json", Some("json"))
        );
        assert!(name.is_sound());
    }

    #[test]
    fn what_is_no_media_type_is_told() {
        for raw in ["", "json", "a/b/c", "text/pl ain", "/", "a, b/c"] {
            assert!(!MediaName::parse(raw).is_sound(), "{raw}");
        }
        assert!(MediaName::parse("*/*").is_sound());
    }

    #[test]
    fn lists_split_at_commas() {
        let names = MediaName::parse_list("image/png, image/jpeg");
        assert_eq!(names.len(), 2);
        assert_eq!(names[1].essence.expose(), "image/jpeg");
    }
}
