//! The package as its templates see it: every text is final.

use askama::Template;
use clade_emit::encode::{JsonStr, TsDoc, TsStr};

use crate::code::Rendered;
use crate::names::Ident;

/// A file of data types.
#[derive(Debug)]
pub(crate) struct ModelsFile {
    pub(crate) imports: Vec<Rendered>,
    pub(crate) declarations: Vec<Declaration>,
}

/// One data type.
#[derive(Debug)]
pub(crate) enum Declaration {
    Interface {
        docs: TsDoc,
        head: Rendered,
        members: Vec<Member>,
    },
    Alias {
        docs: TsDoc,
        code: Rendered,
    },
    /// A list of values: a type, and an object that names them.
    Values {
        docs: TsDoc,
        code: Rendered,
        name: Ident,
        constants: Vec<Constant>,
    },
}

/// A member of an interface.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) docs: TsDoc,
    pub(crate) code: Rendered,
}

/// A named value.
#[derive(Debug)]
pub(crate) struct Constant {
    pub(crate) docs: TsDoc,
    pub(crate) code: Rendered,
}

/// A file of one resource.
#[derive(Debug)]
pub(crate) struct ResourceFile {
    pub(crate) imports: Vec<Rendered>,
    pub(crate) docs: TsDoc,
    pub(crate) class: Ident,
    /// Argument objects, events and errors.
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) methods: Vec<Method>,
}

/// One call.
#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) docs: TsDoc,
    /// From its name to the opening brace.
    pub(crate) signature: Rendered,
    /// Statements before the call.
    pub(crate) prelude: Vec<Rendered>,
    /// Function of the runtime.
    pub(crate) call: &'static str,
    /// Members of the description of the call.
    pub(crate) members: Vec<Rendered>,
}

/// The file of the client.
#[derive(Debug)]
pub(crate) struct ClientFile {
    pub(crate) imports: Vec<Rendered>,
    pub(crate) docs: TsDoc,
    pub(crate) class: Ident,
    pub(crate) options: Ident,
    /// What the client knows of itself.
    pub(crate) identity: Vec<Rendered>,
    pub(crate) has_credentials: bool,
    pub(crate) has_resources: bool,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) resources: Vec<ResourceProperty>,
}

/// A credential that the client may be given.
#[derive(Debug)]
pub(crate) struct Credential {
    pub(crate) docs: TsDoc,
    pub(crate) option: Ident,
    /// The same as a local name.
    pub(crate) local: Ident,
    /// Environment variable, or the beginning of several.
    pub(crate) env: String,
    /// The statement that takes it from the options or the environment.
    pub(crate) found: Rendered,
    /// The statements that hand it to its scheme: one for each form it may have.
    pub(crate) set: Vec<Rendered>,
    pub(crate) kind: CredentialKind,
}

/// What a credential is and how it is sent.
#[derive(Debug)]
pub(crate) enum CredentialKind {
    Bearer,
    ApiKey { place: &'static str, wire: TsStr },
    Basic { pair: Vec<Rendered> },
    ClientCredentials { token_url: Option<TsStr> },
}

/// A resource on the client.
#[derive(Debug)]
pub(crate) struct ResourceProperty {
    pub(crate) docs: TsDoc,
    pub(crate) class: Ident,
    pub(crate) getter: Ident,
    /// The field that keeps it.
    pub(crate) field: Rendered,
    /// The statement that makes it when it is first asked for.
    pub(crate) made: Rendered,
    pub(crate) import: Rendered,
}

/// `src/models/*.ts` and `src/webhooks.ts`
#[derive(Template)]
#[template(path = "models.ts.j2", escape = "none")]
pub(crate) struct ModelsTemplate<'a> {
    pub(crate) generator: &'a str,
    pub(crate) file: &'a ModelsFile,
}

/// `src/resources/*.ts`
#[derive(Template)]
#[template(path = "resource.ts.j2", escape = "none")]
pub(crate) struct ResourceTemplate<'a> {
    pub(crate) generator: &'a str,
    pub(crate) file: &'a ResourceFile,
}

/// `src/client.ts`
#[derive(Template)]
#[template(path = "client.ts.j2", escape = "none")]
pub(crate) struct ClientTemplate<'a> {
    pub(crate) generator: &'a str,
    pub(crate) file: &'a ClientFile,
}

/// `src/index.ts`
#[derive(Template)]
#[template(path = "index.ts.j2", escape = "none")]
pub(crate) struct IndexTemplate<'a> {
    pub(crate) generator: &'a str,
    pub(crate) client: &'a Ident,
    pub(crate) options: &'a Ident,
    pub(crate) modules: Vec<TsStr>,
    /// What the runtime offers to users.
    pub(crate) values: Rendered,
    pub(crate) types: Rendered,
}

/// `src/errors.ts`
#[derive(Template)]
#[template(path = "errors.ts.j2", escape = "none")]
pub(crate) struct ErrorsTemplate<'a> {
    pub(crate) generator: &'a str,
}

/// `src/dag.ts`
#[derive(Template)]
#[template(path = "dag.ts.j2", escape = "none")]
pub(crate) struct DagTemplate<'a> {
    pub(crate) generator: &'a str,
}

/// `package.json`
#[derive(Template)]
#[template(path = "package.json.j2", escape = "none")]
pub(crate) struct ManifestTemplate {
    pub(crate) name: JsonStr,
    pub(crate) version: JsonStr,
    pub(crate) description: JsonStr,
    pub(crate) license: JsonStr,
    pub(crate) repository: Option<JsonStr>,
    pub(crate) entries: Vec<Entry>,
}

/// A module of the package that users import.
pub(crate) struct Entry {
    /// As in `exports`.
    pub(crate) path: &'static str,
    /// File without its extension.
    pub(crate) file: &'static str,
    pub(crate) is_subpath: bool,
}
