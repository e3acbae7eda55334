//! The members of one object, each asked for once; what nobody asks for is reported.

use clade_diag::codes;

use super::reader::Reader;
use crate::document::Extensions;
use crate::tree::{Kind, NodeId, View};
use crate::{Number, SpecText};

/// The members of one object.
pub(super) struct Fields<'t> {
    view: View<'t>,
    /// What the object is, with its article, for messages: `a response`.
    part: &'static str,
    taken: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    pub(super) fn new(view: View<'t>, part: &'static str) -> Self {
        Self { view, part, taken: Vec::new() }
    }

    pub(super) fn node(&self) -> NodeId {
        self.view.id()
    }

    /// A member as it stands, null included.
    pub(super) fn raw(&mut self, name: &'static str) -> Option<View<'t>> {
        self.taken.push(name);
        self.view.get(name)
    }

    /// A member; null is reported and read as absent.
    pub(super) fn any(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<View<'t>> {
        let view = self.raw(name)?;
        if view.is_null() {
            reader.report(codes::null_member(name), view.id());
            return None;
        }
        Some(view)
    }

    /// A member that is an object.
    pub(super) fn object(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<View<'t>> {
        let view = self.any(reader, name)?;
        reader.expect_object(view, name)
    }

    /// The elements of a member that is an array; none when it is missing or something else.
    pub(super) fn array(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Vec<View<'t>> {
        let Some(view) = self.any(reader, name) else { return Vec::new() };
        reader.expect_array(view, name)
    }

    /// A member that is text.
    pub(super) fn text(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<SpecText> {
        let view = self.any(reader, name)?;
        reader.text(view, name)
    }

    /// A member that is text and may not be missing.
    pub(super) fn needed_text(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<SpecText> {
        let text = self.text(reader, name);
        if self.view.get(name).is_none() {
            reader.report(codes::missing_member(name, self.part), self.view.id());
        }
        text
    }

    /// A member that is a boolean; `None` when missing.
    pub(super) fn flag(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<bool> {
        let view = self.any(reader, name)?;
        reader.flag(view, name)
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Vec<SpecText> {
        let elements = self.array(reader, name);
        elements.into_iter().filter_map(|view| reader.text(view, name)).collect()
    }

    /// Marks members as known that are read elsewhere.
    pub(super) fn skip(&mut self, names: &[&'static str]) {
        self.taken.extend(names);
    }

    /// The extensions; reports members that nobody asked for.
    pub(super) fn finish(self, reader: &mut Reader<'_>) -> Extensions {
        let mut extensions = Vec::new();
        for (key, value) in self.view.members() {
            if self.taken.contains(&key) {
                continue;
            }
            if key.starts_with("x-") {
                extensions.push((SpecText::from(key), value.json()));
            } else {
                let diag = codes::unknown_member(key, self.part);
                let absent = self.taken.iter().copied().filter(|name| self.view.get(name).is_none());
                let diag = reader.suggest(diag, key, absent);
                reader.report_key(diag, value.id());
            }
        }
        Extensions(extensions)
    }
}

impl Reader<'_> {
    /// The value if it is an object; else reported.
    pub(super) fn expect_object<'t>(&mut self, view: View<'t>, name: &str) -> Option<View<'t>> {
        if view.is_object() {
            return Some(view);
        }
        // PHP cannot tell an empty map from an empty list.
        if view.kind() == Kind::Array && view.items().len() == 0 {
            self.report(codes::coerced(name, "an empty array", "an empty object"), view.id());
            return Some(view);
        }
        self.report(codes::wrong_kind(name, "an object", view.kind().word()), view.id());
        None
    }

    /// The elements if it is an array; else reported.
    pub(super) fn expect_array<'t>(&mut self, view: View<'t>, name: &str) -> Vec<View<'t>> {
        if view.kind() == Kind::Array {
            return view.items().collect();
        }
        self.report(codes::wrong_kind(name, "an array", view.kind().word()), view.id());
        Vec::new()
    }

    /// Text; numbers and booleans are taken as written.
    pub(super) fn text(&mut self, view: View<'_>, name: &str) -> Option<SpecText> {
        let text = match view.kind() {
            Kind::String(text) => return Some(SpecText::from(text)),
            Kind::Number(text) => text,
            Kind::Bool(true) => "true",
            Kind::Bool(false) => "false",
            kind => {
                self.report(codes::wrong_kind(name, "a string", kind.word()), view.id());
                return None;
            }
        };
        self.report(codes::coerced(name, view.kind().word(), "text"), view.id());
        Some(SpecText::from(text))
    }

    /// A boolean; the words `"true"` and `"false"` count.
    pub(super) fn flag(&mut self, view: View<'_>, name: &str) -> Option<bool> {
        let flag = match view.kind() {
            Kind::Bool(flag) => return Some(flag),
            Kind::String(word) if word.eq_ignore_ascii_case("true") => true,
            Kind::String(word) if word.eq_ignore_ascii_case("false") => false,
            kind => {
                self.report(codes::wrong_kind(name, "a boolean", kind.word()), view.id());
                return None;
            }
        };
        self.report(codes::coerced(name, "a string", flag), view.id());
        Some(flag)
    }

    /// A number; a string that holds one counts.
    pub(super) fn number(&mut self, view: View<'_>, name: &str) -> Option<Number> {
        if let Some(number) = view.number() {
            return Some(number);
        }
        if let Some(number) = view.as_str().and_then(Number::parse) {
            self.report(codes::coerced(name, "a string", "a number"), view.id());
            return Some(number);
        }
        self.report(codes::bad_bound(name, "a number"), view.id());
        None
    }

    /// A whole number from 0.
    pub(super) fn count(&mut self, view: View<'_>, name: &str) -> Option<u64> {
        let count = self.number(view, name)?.as_u64();
        if count.is_none() {
            self.report(codes::bad_bound(name, "a whole number from 0"), view.id());
        }
        count
    }
}
