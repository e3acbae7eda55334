//! The only ways from text of a description to text of a generated file. Each target has its own newtype with a
//! `Display` that prints finished, safe code; templates take these and nothing else. They stand together, all targets
//! in one folder, so that they can be audited in one sitting.

mod comment;
mod go;
mod go_doc;
mod json;
mod markdown;
mod rust;
mod rust_doc;
mod shell;
mod toml;
mod ts_doc;
mod typescript;

pub use comment::{GoComment, RsDoc, RsInnerDoc, TsComment};
pub use go::GoStr;
pub use json::JsonStr;
pub use markdown::MdText;
pub use rust::RsStr;
pub use shell::ShellStr;
pub use toml::TomlStr;
pub use ts_doc::{TsDoc, TsTag};
pub use typescript::TsStr;

/// Whether a character can stand as itself between quotes in every target: visible, not a separator other than the
/// plain space, not part of an escape.
fn stands_as_is(c: char) -> bool {
    c == ' ' || (c.is_ascii_graphic()) || (!c.is_ascii() && c.escape_debug().len() == 1 && !is_invisible(c))
}

/// Invisible to a reader of the code, though some tables call them printable.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Defines an encoder newtype: `$name::of(&SpecText)`, `$name::own(&str)` for text of the emitter's own, `Display`.
macro_rules! literal {
    ($(#[$doc:meta])* $name:ident, $encode:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Encodes text of a description.
            pub fn of(text: &clade_ir::SpecText) -> Self {
                Self($encode(text.expose()))
            }

            /// Encodes text that the emitter made itself.
            pub fn own(text: &str) -> Self {
                Self($encode(text))
            }

            /// The finished code.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl askama::filters::HtmlSafe for $name {}
    };
}
use literal;
