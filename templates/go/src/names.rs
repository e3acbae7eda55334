//! Names as Go writes them.

use std::fmt;

use clade_emit::Scope;
use clade_ir::Name;

/// An identifier that may stand in Go code. It is made by a [`Scope`] or is a word of the emitter's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ident(String);

impl Ident {
    /// The first of the candidates that is free.
    pub(crate) fn claim<const N: usize>(scope: &mut Scope, candidates: [String; N]) -> Self {
        Self(scope.claim(candidates))
    }

    /// A word of the emitter's own.
    pub(crate) fn own(word: &'static str) -> Self {
        Self(word.to_owned())
    }

    /// The identifier as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Words that Go writes in capitals throughout: those of its linters, and those of today's APIs.
const INITIALISMS: [&str; 79] = [
    "acl", "ai", "amqp", "api", "ascii", "asn", "aws", "cdn", "cidr", "cors", "cpu", "crm", "css", "csv",
    "db", "dhcp", "dns", "eof", "faq", "gid", "gpt", "gpu", "guid", "html", "http", "https", "iam", "id",
    "ip", "json", "jwk", "jwks", "jwt", "ldap", "llm", "mcp", "mfa", "mime", "oidc", "os", "pdf", "qps",
    "ram", "rpc", "rtp", "saml", "scim", "sdk", "sip", "sku", "sla", "sms", "smtp", "sql", "ssd", "sse",
    "ssh", "ssl", "sso", "tcp", "tls", "ts", "ttl", "tts", "udp", "ui", "uid", "uri", "url", "utf8", "uuid",
    "vat", "vm", "vpc", "vpn", "xml", "xmpp", "xsrf", "xss",
];

/// Words with capitals of their own.
const SPELLINGS: [(&str, &str); 5] =
    [("graphql", "GraphQL"), ("ipv4", "IPv4"), ("ipv6", "IPv6"), ("oauth", "OAuth"), ("oauth2", "OAuth2")];

/// `RetryPhase`, `SpecID`
pub(crate) fn exported(name: &Name) -> String {
    joined(name.words().map(word))
}

/// `retryPhase`, `specID`
pub(crate) fn local(name: &Name) -> String {
    joined(name.words().enumerate().map(|(at, text)| if at == 0 { text.to_owned() } else { word(text) }))
}

/// `RetryPhase` with the last word in the singular: `specs` gives `Spec`.
pub(crate) fn singular(name: &Name) -> String {
    let last = name.words().len().saturating_sub(1);
    joined(name.words().enumerate().map(|(at, text)| if at == last { word(&one(text)) } else { word(text) }))
}

/// `retry_phase`
pub(crate) fn snake(name: &Name) -> String {
    name.join("_")
}

/// A name inside another one, without what both say: `StopContent` and `ContentList` give `StopContentList`.
pub(crate) fn within(outer: &Name, inner: &Name) -> String {
    let (outer, inner): (Vec<&str>, Vec<&str>) = (outer.words().collect(), inner.words().collect());
    let common = outer.iter().zip(&inner).take_while(|(one, other)| one == other).count();
    let begins = if common > 1 || common == outer.len() { common } else { 0 };
    let overlap = (1..=outer.len().min(inner.len())).rev().find(|many| outer.ends_with(&inner[..*many]));
    let said = begins.max(overlap.unwrap_or_default());
    let rest = if said < inner.len() { &inner[said..] } else { inner.as_slice() };
    joined(outer.iter().chain(rest).map(|text| word(text)))
}

fn word(text: &str) -> String {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if INITIALISMS.contains(&text) || INITIALISMS.contains(&letters) {
        return text.to_ascii_uppercase();
    }
    if let Some((_, spelling)) = SPELLINGS.iter().find(|(word, _)| *word == text) {
        return (*spelling).to_owned();
    }
    if let Some(one) = text.strip_suffix('s').filter(|one| !one.ends_with('s') && INITIALISMS.contains(one)) {
        return one.to_ascii_uppercase() + "s";
    }
    clade_emit::case::capital(text)
}

/// One of what the word names many of.
fn one(text: &str) -> String {
    let stem = |suffix: &str| text.strip_suffix(suffix).filter(|stem| stem.len() > 1);
    if let Some(stem) = stem("ies") {
        return format!("{stem}y");
    }
    for suffix in ["sses", "shes", "ches", "xes", "zes"] {
        if let Some(stem) = stem(suffix) {
            return format!("{stem}{}", &suffix[..suffix.len() - 2]);
        }
    }
    if ["ss", "us", "is", "news"].iter().any(|kept| text.ends_with(kept)) {
        return text.to_owned();
    }
    stem("s").unwrap_or(text).to_owned()
}

/// Joins words, with `_` between two digits that would otherwise run into one number.
fn joined(words: impl Iterator<Item = String>) -> String {
    words.fold(String::new(), |mut text, word| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if digit(text.chars().last()) && digit(word.chars().next()) {
            text.push('_');
        }
        text.push_str(&word);
        text
    })
}

/// Keywords and predeclared identifiers of Go.
pub(crate) const WORDS: [&str; 69] = [
    "any",
    "append",
    "bool",
    "break",
    "byte",
    "cap",
    "case",
    "chan",
    "clear",
    "close",
    "comparable",
    "complex",
    "complex128",
    "complex64",
    "const",
    "continue",
    "copy",
    "default",
    "defer",
    "delete",
    "else",
    "error",
    "fallthrough",
    "false",
    "float32",
    "float64",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "imag",
    "import",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "interface",
    "iota",
    "len",
    "make",
    "map",
    "max",
    "min",
    "new",
    "nil",
    "package",
    "panic",
    "print",
    "println",
    "range",
    "real",
    "recover",
    "return",
    "rune",
    "select",
    "string",
    "struct",
    "switch",
    "true",
    "type",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
    "var",
];

/// Packages that generated files import.
pub(crate) const PACKAGES: [&str; 16] = [
    "auth",
    "bytes",
    "codec",
    "context",
    "core",
    "errors",
    "fmt",
    "io",
    "iter",
    "json",
    "multipart",
    "option",
    "pages",
    "query",
    "request",
    "time",
];

/// What the runtime's own files in the root package declare.
pub(crate) const RUNTIME: [&str; 50] = [
    "Client",
    "Collect",
    "Download",
    "Err",
    "ErrBadRequest",
    "ErrCancelled",
    "ErrConflict",
    "ErrConnection",
    "ErrDecode",
    "ErrForbidden",
    "ErrInvalidRequest",
    "ErrNotFound",
    "ErrRateLimited",
    "ErrServer",
    "ErrStatus",
    "ErrStream",
    "ErrTimeout",
    "ErrUnauthorized",
    "ErrUnprocessableEntity",
    "Error",
    "ErrorBody",
    "ErrorKind",
    "Field",
    "File",
    "KindBadRequest",
    "KindCancelled",
    "KindConflict",
    "KindConnection",
    "KindDecode",
    "KindForbidden",
    "KindInvalidRequest",
    "KindNotFound",
    "KindRateLimited",
    "KindServer",
    "KindStatus",
    "KindStream",
    "KindTimeout",
    "KindUnauthorized",
    "KindUnprocessableEntity",
    "NewClient",
    "NewField",
    "NewFile",
    "NullField",
    "Secret",
    "Stream",
    "Version",
    "fieldState",
    "newDownload",
    "newError",
    "newStream",
];

/// Unexported names of the runtime and of the client's file.
pub(crate) const PRIVATE: [&str; 9] = [
    "api",
    "fieldAbsent",
    "fieldNull",
    "fieldValue",
    "ownName",
    "packageName",
    "redacted",
    "sentinels",
    "init",
];

/// What snippets and examples declare or import.
const TAKEN: [&str; 26] = [
    "answer", "client", "content", "context", "ctx", "data", "done", "download", "e", "err", "errors",
    "event", "fmt", "http", "httptest", "io", "item", "json", "log", "ok", "option", "serve", "server",
    "stream", "strings", "time",
];

/// The name by which callers import the package: its own, unless something else in their file is called so.
pub(crate) fn qualifier(package: &str) -> &str {
    if TAKEN.contains(&package) || WORDS.contains(&package) { "sdk" } else { package }
}

/// Names that a file of Go must not have: those of the runtime, and endings that make it a test or bind it to a platform.
pub(crate) const FILES: [&str; 12] = [
    "client", "doc", "download", "errors", "field", "file", "main", "models", "page", "secret", "stream",
    "webhooks",
];

const ENDINGS: [&str; 46] = [
    "test",
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
    "unix",
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
    "example",
    "x",
];

/// Whether a file of the name would be a test, or built on one platform alone.
pub(crate) fn is_bound(stem: &str) -> bool {
    stem.rsplit('_').next().is_some_and(|last| ENDINGS.contains(&last))
}

/// A file's name without `.go`.
pub(crate) fn file_stem(scope: &mut Scope, name: &Name) -> String {
    let stem = snake(name);
    let candidate = if is_bound(&stem) { format!("{stem}_api") } else { stem.clone() };
    scope.claim([candidate, format!("{stem}_api")])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::from_words(text.split(' ')).unwrap()
    }

    #[test]
    fn initialisms_are_capitals() {
        assert_eq!(exported(&name("spec id")), "SpecID");
        assert_eq!(exported(&name("api key ids")), "APIKeyIDs");
        assert_eq!(exported(&name("mcp oauth llms https http2")), "MCPOAuthLLMsHTTPSHTTP2");
        assert_eq!(local(&name("url path v1 2")), "urlPathV1_2");
        assert_eq!(local(&name("task id")), "taskID");
    }

    #[test]
    fn snippets_import_the_package_by_a_name_of_its_own() {
        assert_eq!(qualifier("music"), "music");
        assert_eq!(qualifier("client"), "sdk");
        assert_eq!(qualifier("string"), "sdk");
    }

    #[test]
    fn names_inside_names_say_nothing_twice() {
        let cases = [
            ("stop", "text list", "StopTextList"),
            ("user content", "content part list", "UserContentPartList"),
            ("card post fields", "card post field list", "CardPostFieldsFieldList"),
            ("card post", "card order", "CardPostCardOrder"),
            ("input", "input", "InputInput"),
            ("input", "input item list", "InputItemList"),
        ];
        for (outer, inner, joined) in cases {
            assert_eq!(within(&name(outer), &name(inner)), joined);
        }
    }

    #[test]
    fn many_become_one() {
        for (many, single) in [
            ("specs", "Spec"),
            ("discoveries", "Discovery"),
            ("memory", "Memory"),
            ("api keys", "APIKey"),
            ("status", "Status"),
            ("boxes", "Box"),
            ("classes", "Class"),
            ("analysis", "Analysis"),
            ("s", "S"),
            ("process", "Process"),
            ("databases", "Database"),
        ] {
            assert_eq!(singular(&name(many)), single);
        }
    }

    #[test]
    fn files_are_no_tests_and_of_no_platform() {
        let mut scope = Scope::for_files(FILES);
        assert_eq!(file_stem(&mut scope, &name("unit test")), "unit_test_api");
        assert_eq!(file_stem(&mut scope, &name("windows")), "windows_api");
        assert!(is_bound("music_test") && is_bound("music_linux") && !is_bound("music"));
        assert_eq!(file_stem(&mut scope, &name("errors")), "errors_api");
        assert_eq!(file_stem(&mut scope, &name("specs")), "specs");
    }
}
