//! Identifiers of Rust: casing, keywords, names that must stay free.

use std::fmt;

use clade_emit::{Scope, case};
use clade_ir::Name;

/// Words that cannot be identifiers, in all editions.
const KEYWORDS: [&str; 54] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield", "Self", "_",
];

/// Names of traits and types that generated files use without a path, and so no model can have.
const TYPE_NAMES: [&str; 59] = [
    "Arc",
    "AsRef",
    "Base64",
    "BTreeMap",
    "Blocking",
    "Box",
    "BoxFuture",
    "ByteStream",
    "CallOptions",
    "Client",
    "ClientBuilder",
    "Clone",
    "Copy",
    "DateTime",
    "Debug",
    "DecodeFault",
    "Default",
    "Deserialize",
    "Deserializer",
    "Display",
    "Download",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "Exchange",
    "Fn",
    "From",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "JsonKind",
    "NaiveDate",
    "None",
    "Nullable",
    "Ok",
    "OpMeta",
    "Operation",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Response",
    "Result",
    "Secret",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "Some",
    "String",
    "Sync",
    "UnknownValue",
    "UnknownVariant",
    "Utc",
    "Uuid",
    "Vec",
];

/// More of them, from further imports.
const MORE_TYPE_NAMES: [&str; 34] = [
    "Value",
    "Duration",
    "Encoding",
    "EventStream",
    "Form",
    "Formatter",
    "Framing",
    "Future",
    "Items",
    "Method",
    "PageFacts",
    "Paged",
    "Pages",
    "Place",
    "Position",
    "ReplyMode",
    "RetryClass",
    "Scheme",
    "SdkInfo",
    "Shape",
    "Sized",
    "SseEvent",
    "StreamKind",
    "StreamMeta",
    "Streamed",
    "Style",
    "ToOwned",
    "ToString",
    "Transport",
    "TransportBuilder",
    "TryFrom",
    "TryInto",
    "Upload",
    "Unpin",
];

/// Methods that a type has by its traits, or that clippy takes for those of a trait.
const TRAIT_METHODS: [&str; 36] = [
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "clone",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "div",
    "drop",
    "eq",
    "fmt",
    "from",
    "from_iter",
    "from_str",
    "hash",
    "index",
    "index_mut",
    "into",
    "into_future",
    "into_iter",
    "mul",
    "ne",
    "neg",
    "new",
    "next",
    "not",
    "partial_cmp",
    "rem",
    "shl",
    "shr",
];

/// A Rust identifier; made by this module alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ident(String);

impl Ident {
    /// An identifier that the emitter writes itself.
    pub(crate) const fn fixed(text: String) -> Self {
        Self(text)
    }

    /// The identifier's text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A scope of fields, arguments or local variables.
pub(crate) fn value_scope<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Scope {
    Scope::reserving(KEYWORDS.into_iter().chain(reserved))
}

/// A scope of methods beside those of the common traits.
pub(crate) fn method_scope<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Scope {
    Scope::reserving(KEYWORDS.into_iter().chain(TRAIT_METHODS).chain(["sub"]).chain(reserved))
}

/// A scope of types beside those that files import.
pub(crate) fn type_scope<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Scope {
    Scope::reserving(KEYWORDS.into_iter().chain(TYPE_NAMES).chain(MORE_TYPE_NAMES).chain(reserved))
}

/// A scope of modules, which are files too.
pub(crate) fn module_scope<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Scope {
    let files = ["mod", "lib", "main", "build", "core", "std", "alloc", "test"];
    Scope::for_files(KEYWORDS.into_iter().chain(files).chain(reserved))
}

/// A scope of an enum's variants.
pub(crate) fn variant_scope() -> Scope {
    Scope::reserving(["Self", "Unknown"])
}

/// Claims `name` in snake case; a taken one gets an underscore or `suffix`.
pub(crate) fn value(scope: &mut Scope, name: &Name) -> Ident {
    let snake = case::snake(name);
    Ident(scope.claim([snake.clone(), snake + "_"]))
}

/// Claims `name` in snake case; a taken one gets `prefix` before it.
pub(crate) fn prefixed(scope: &mut Scope, prefix: &str, name: &Name) -> Ident {
    let snake = case::snake(name);
    Ident(scope.claim([snake.clone(), format!("{prefix}{snake}")]))
}

/// Claims `name` in Pascal case; a taken one gets `suffix` behind it.
pub(crate) fn pascal(scope: &mut Scope, name: &Name, suffix: &str) -> Ident {
    let pascal = case::pascal(name);
    Ident(scope.claim([pascal.clone(), pascal + suffix]))
}

#[cfg(test)]
mod tests {
    use clade_ir::Name;

    use super::{pascal, prefixed, type_scope, value, value_scope, variant_scope};

    fn name(words: &[&str]) -> Name {
        Name::from_words(words.iter().copied()).unwrap()
    }

    #[test]
    fn keywords_and_imports_are_stepped_aside_from() {
        let mut values = value_scope([]);
        assert_eq!(value(&mut values, &name(&["type"])).as_str(), "type_");
        assert_eq!(value(&mut values, &name(&["org", "id"])).as_str(), "org_id");
        assert_eq!(prefixed(&mut value_scope(["send"]), "with_", &name(&["send"])).as_str(), "with_send");
        assert_eq!(pascal(&mut type_scope([]), &name(&["string"]), "Model").as_str(), "StringModel");
        assert_eq!(pascal(&mut variant_scope(), &name(&["self"]), "Value").as_str(), "SelfValue");
    }
}
