//! Identifiers and file names of one package.

use std::fmt;

use clade_emit::{PackageConfig, Scope, case};
use clade_ir::{Api, Name, OpId, Operation, ResourceId, TypeId};

use crate::runtime;

/// An identifier of the emitter's own making: plain ASCII, claimed in its scope, no keyword.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ident(String);

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ident {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Claims the first free candidate.
    fn claim(scope: &mut Scope, candidates: impl IntoIterator<Item = String>) -> Self {
        Self(scope.claim(candidates))
    }
}

/// Words that no binding may be called (strict mode, modules and type positions together).
const KEYWORDS: [&str; 61] = [
    "abstract",
    "any",
    "arguments",
    "as",
    "async",
    "await",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "number",
    "object",
    "of",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "string",
    "super",
    "switch",
    "symbol",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unknown",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Global types of the language that a declaration must not hide.
const GLOBALS: [&str; 34] = [
    "Array",
    "ArrayBuffer",
    "AsyncGenerator",
    "AsyncIterable",
    "BigInt",
    "Boolean",
    "Date",
    "Error",
    "Function",
    "Generator",
    "Infinity",
    "Iterable",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "Number",
    "Object",
    "Omit",
    "Partial",
    "Pick",
    "Promise",
    "Proxy",
    "RangeError",
    "Readonly",
    "Record",
    "Reflect",
    "RegExp",
    "Required",
    "Set",
    "String",
    "Symbol",
    "TypeError",
    "Uint8Array",
];

/// Members of every object, and those that would make one a promise.
const MEMBERS: [&str; 6] = ["constructor", "then", "toString", "toJSON", "valueOf", "withOptions"];

/// Files of a folder that are not named after a resource; the last are devices on some systems.
const FILES: [&str; 7] = ["index", "shared", "webhooks", "con", "prn", "aux", "nul"];

/// Names in one operation's method.
#[derive(Debug, Clone)]
pub(crate) struct OperationNames {
    pub(crate) method: Ident,
    /// Argument object of query, header and body members.
    pub(crate) params: Ident,
    /// Argument object of the path, if there are many parameters.
    pub(crate) path: Ident,
    /// Bodies of its errors by status.
    pub(crate) errors: Ident,
    /// What its stream gives.
    pub(crate) event: Ident,
}

/// Names of one resource.
#[derive(Debug, Clone)]
pub(crate) struct ResourceNames {
    pub(crate) class: Ident,
    /// Property of the client.
    pub(crate) getter: Ident,
    /// File without its extension, in both folders.
    pub(crate) file: String,
}

/// All names of a package.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) client: Ident,
    pub(crate) options: Ident,
    /// Payloads of webhooks by their names.
    pub(crate) webhooks: Ident,
    types: Vec<Ident>,
    resources: Vec<ResourceNames>,
    operations: Vec<OperationNames>,
}

impl Names {
    pub(crate) fn of(api: &Api, config: &PackageConfig) -> Self {
        let mut scope = Scope::reserving(GLOBALS.into_iter().chain(runtime::exports()));
        let stem = client_stem(&config.name);
        let client = Ident::claim(&mut scope, [stem.clone(), format!("{stem}Client")]);
        let options = Ident::claim(&mut scope, [format!("{stem}Options"), format!("{stem}ClientOptions")]);
        let types = api.types.iter().map(|decl| type_name(&mut scope, &decl.name)).collect();
        let webhooks = Ident::claim(&mut scope, ["Webhooks".to_owned(), "WebhookPayloads".to_owned()]);
        let resources = resource_names(api, &mut scope);
        let operations = operation_names(api, &resources, &mut scope);
        Self { client, options, webhooks, types, resources, operations }
    }

    pub(crate) fn ty(&self, id: TypeId) -> &Ident {
        &self.types[id.0 as usize]
    }

    pub(crate) fn resource(&self, id: ResourceId) -> &ResourceNames {
        &self.resources[id.0 as usize]
    }

    pub(crate) fn op(&self, id: OpId) -> &OperationNames {
        &self.operations[id.0 as usize]
    }

    /// File of the models that belong to `home`, without its extension.
    pub(crate) fn model_file(&self, home: Option<ResourceId>) -> &str {
        home.map_or("shared", |id| self.resource(id).file.as_str())
    }
}

fn type_name(scope: &mut Scope, name: &Name) -> Ident {
    let stem = case::pascal(name);
    Ident::claim(scope, [stem.clone(), format!("{stem}Model")])
}

fn client_stem(name: &str) -> String {
    let stem: String = name.split('-').map(case::capital).collect();
    if stem.starts_with(|c: char| c.is_ascii_uppercase()) { stem } else { format!("Api{stem}") }
}

fn resource_names(api: &Api, scope: &mut Scope) -> Vec<ResourceNames> {
    let mut getters = Scope::reserving(MEMBERS);
    let mut files = Scope::for_files(FILES);
    let mut names = |name: &Name| {
        let stem = case::pascal(name);
        let file = case::kebab(name);
        ResourceNames {
            class: Ident::claim(scope, [stem.clone(), format!("{stem}Resource")]),
            getter: Ident::claim(&mut getters, [case::camel(name), format!("{}Resource", case::camel(name))]),
            file: files.claim([cut(&file, 100), format!("{}-resource", cut(&file, 90))]),
        }
    };
    api.resources.iter().map(|resource| names(&resource.name)).collect()
}

/// At most `limit` characters of ASCII text.
fn cut(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

fn operation_names(api: &Api, resources: &[ResourceNames], scope: &mut Scope) -> Vec<OperationNames> {
    let mut methods: Vec<Scope> = resources.iter().map(|_| Scope::reserving(MEMBERS)).collect();
    let mut names = |operation: &Operation| {
        let at = operation.resource.0 as usize;
        let method = case::camel(&operation.name);
        let verb = case::pascal(&operation.name);
        // The class may have made way for a type; what belongs to the operation need not.
        let stems = [case::pascal(&api.resources[at].name), resources[at].class.to_string()];
        let mut claim =
            |suffix: &str| Ident::claim(scope, stems.iter().map(|stem| format!("{stem}{verb}{suffix}")));
        OperationNames {
            params: claim("Params"),
            path: claim("Path"),
            errors: claim("Errors"),
            event: claim("Event"),
            method: Ident::claim(&mut methods[at], [method.clone(), format!("{method}Method")]),
        }
    };
    api.operations.iter().map(&mut names).collect()
}

/// Names of the arguments of one method, in order.
pub(crate) fn arguments<'a>(names: impl IntoIterator<Item = &'a Name>) -> Vec<Ident> {
    let fixed = ["body", "params", "options", "path"];
    let mut scope = Scope::reserving(KEYWORDS.into_iter().chain(fixed).chain(runtime::FUNCTIONS));
    let mut claim = |name: &Name| {
        let stem = case::camel(name);
        Ident::claim(&mut scope, [stem.clone(), format!("{stem}Arg")])
    };
    names.into_iter().map(&mut claim).collect()
}

/// Names of the options of the client for its credentials, and local names for the same.
pub(crate) fn credentials<'a>(names: impl IntoIterator<Item = &'a Name>) -> (Vec<Ident>, Vec<Ident>) {
    let mut options = Scope::reserving(runtime::CLIENT_OPTIONS);
    let fixed = ["options", "schemes", "credentials"];
    let mut locals =
        Scope::reserving(KEYWORDS.into_iter().chain(fixed).chain(runtime::FUNCTIONS).chain(runtime::SCHEMES));
    let mut claim = |name: &Name| {
        let stem = case::camel(name);
        let auth = format!("{stem}Auth");
        (Ident::claim(&mut options, [stem.clone(), auth.clone()]), Ident::claim(&mut locals, [stem, auth]))
    };
    names.into_iter().map(&mut claim).unzip()
}

/// Keys of a value object, in order.
pub(crate) fn constants<'a>(names: impl IntoIterator<Item = &'a Name>) -> Vec<Ident> {
    let mut scope = Scope::default();
    names.into_iter().map(|name| Ident::claim(&mut scope, [case::pascal(name)])).collect()
}
