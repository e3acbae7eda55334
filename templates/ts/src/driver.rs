//! The driver program of the SDK: JSON lines in, calls of the package's public typed methods, JSON lines out.
//!
//! Only the table of operations and what the driver must know of the package are generated; the rest of the program is
//! the same for every API.

use std::collections::BTreeMap;

use askama::Template;
use clade_emit::encode::TsStr;
use clade_emit::{Files, case};
use clade_ir::{
    Api, AuthKind, Body, JsonKind, MultipartPart, OpId, Operation, PartContent, Reply, Stream, Type, TypeId,
    TypeKind, Union, UnionMatch, UnionTag, UnionVariant,
};

use crate::code::{Code, INDENT, Rendered, WIDTH, code};
use crate::key::{key, literal_key};
use crate::names::{self, Ident, Names};
use crate::package::{Fault, Package};
use crate::readme::{self, Examples};
use crate::shape::{Argument, BodyShape, Shape};
use crate::types;

/// `src/sdk.ts`
#[derive(Template)]
#[template(path = "driver/sdk.ts.j2", escape = "none")]
struct SdkTemplate<'a> {
    generator: &'a str,
    module: TsStr,
    client: &'a Ident,
    /// Whether the client is called `Client`, as the driver calls it.
    is_client: bool,
    options: &'a Ident,
    has_basic: bool,
    /// Members of the table of credentials.
    credentials: Vec<Rendered>,
}

/// `src/operations.ts`
#[derive(Template)]
#[template(path = "driver/operations.ts.j2", escape = "none")]
struct OperationsTemplate<'a> {
    generator: &'a str,
    /// What is imported to tell variants apart.
    functions: Option<Rendered>,
    /// Members of the table of unions.
    unions: Vec<Rendered>,
    entries: Vec<Entry>,
}

/// `src/readme.ts`
#[derive(Template)]
#[template(path = "driver/readme.ts.j2", escape = "none")]
struct ReadmeTemplate<'a> {
    generator: &'a str,
    module: TsStr,
    dag_module: Option<TsStr>,
    examples: &'a Examples,
}

/// A member of the table of operations, in one line or with its value below.
struct Entry {
    head: Rendered,
    body: Option<Rendered>,
}

/// The files of the driver.
pub(crate) fn files(package: &Package<'_>) -> Result<Files, Fault> {
    let mut files = Files::default();
    files.add("src/sdk.ts", sdk(package).render()? + "\n")?;
    files.add("src/operations.ts", operations(package).render()? + "\n")?;
    let readme = ReadmeTemplate {
        generator: &package.config.generator,
        module: module(package, "index"),
        dag_module: package.config.dag.then(|| module(package, "dag")),
        examples: &readme::examples(package),
    };
    files.add("src/readme.ts", readme.render()? + "\n")?;
    for (name, text) in SOURCES.into_iter().chain(SETTINGS) {
        files.add(name, text)?;
    }
    Ok(files)
}

macro_rules! sources {
    ($($name:literal),* $(,)?) => { [$((concat!("src/", $name), include_str!(concat!("../j2/driver/", $name)))),*] };
}

/// Files that are the same in every driver, with their paths.
const SOURCES: [(&str, &str); 9] = sources![
    "call.ts",
    "client.ts",
    "credentials.ts",
    "driver.ts",
    "errors.ts",
    "node.d.ts",
    "protocol.ts",
    "uploads.ts",
    "variants.ts",
];

/// The same for what is no source.
const SETTINGS: [(&str, &str); 3] = [
    (".gitignore", include_str!("../j2/driver/gitignore")),
    ("package.json", include_str!("../j2/driver/package.json")),
    ("tsconfig.json", include_str!("../j2/driver/tsconfig.json")),
];

/// The path of a module of the package.
fn module(package: &Package<'_>, name: &str) -> TsStr {
    TsStr::own(&format!("../{}/dist/esm/{name}.js", package.config.driver_to_package))
}

fn sdk<'a>(package: &Package<'a>) -> SdkTemplate<'a> {
    let Package { api, config, names, .. } = *package;
    SdkTemplate {
        generator: &config.generator,
        module: module(package, "index"),
        client: &names.client,
        is_client: names.client.as_str() == "Client",
        options: &names.options,
        has_basic: api.auth.iter().any(|scheme| scheme.kind == AuthKind::Basic),
        credentials: credentials(api),
    }
}

/// `bearer_auth: (secret) => ({ bearerAuth: secret }),`
fn credentials(api: &Api) -> Vec<Rendered> {
    let sent = || api.auth.iter().filter(|scheme| scheme.kind != AuthKind::MutualTls);
    let (options, _) = names::credentials(sent().map(|scheme| &scheme.name));
    let member = |(scheme, option): (&clade_ir::AuthScheme, Ident)| {
        let secret: Code =
            if scheme.kind == AuthKind::Basic { "nameAndPassword(secret)".into() } else { "secret".into() };
        let settings = Code::object(vec![code![&option, ": ", secret]]);
        code![key(&case::snake(&scheme.name).into()), ": (secret) => (", settings, "),"]
            .render(INDENT, INDENT)
    };
    sent().zip(options).map(member).collect()
}

fn operations<'a>(package: &Package<'a>) -> OperationsTemplate<'a> {
    let mut table = Table { package, unions: BTreeMap::new() };
    let ids = package.api.resources.iter().flat_map(|resource| &resource.operations);
    let entries = ids.map(|id| table.entry(*id)).collect();
    let functions: Vec<&'static str> = FUNCTIONS
        .into_iter()
        .filter(|name| table.unions.values().any(|(function, _)| function == name))
        .collect();
    OperationsTemplate {
        generator: &package.config.generator,
        functions: (!functions.is_empty())
            .then(|| Code::object(functions.into_iter().map(Code::from).collect()).render(0, 0)),
        unions: table.unions.into_values().map(|(_, member)| member).collect(),
        entries,
    }
}

/// What tells variants apart, sorted.
const FUNCTIONS: [&str; 3] = ["byEventName", "byForm", "byTag"];

/// The table of operations, and the unions whose variants its operations tell.
struct Table<'a, 'p> {
    package: &'p Package<'a>,
    /// The function that tells a union's variants, and the member of the table of unions.
    unions: BTreeMap<TypeId, (&'static str, Rendered)>,
}

impl Table<'_, '_> {
    fn entry(&mut self, id: OpId) -> Entry {
        let op = self.package.api.op(id);
        let name = TsStr::own(&op.key);
        let body = code![self.answer(op, self.call(id, op)), ","];
        let head = || code![&name, ": (client, call) =>"];
        let flat = code![head(), " ", body.clone()].render(INDENT, INDENT).to_string();
        if !flat.contains('\n') && INDENT + flat.chars().count() <= WIDTH {
            return Entry { head: code![head(), " ", body].render(INDENT, INDENT), body: None };
        }
        let indent = 2 * INDENT;
        Entry { head: head().render(INDENT, INDENT), body: Some(body.render(indent, indent)) }
    }

    /// `call.pages(…, UNIONS.Event)`
    fn answer(&mut self, op: &Operation, called: Code) -> Code {
        let (function, union): (&'static str, Option<Ident>) = match &op.reply {
            Reply::Empty | Reply::One { .. } | Reply::Text => ("call.value(", None),
            Reply::Bytes => ("call.bytes(", None),
            Reply::Page { paging, .. } => ("call.pages(", self.union(&paging.item, None)),
            Reply::Stream(stream) => ("call.stream(", self.union(&stream.item, Some(stream))),
        };
        let union = union.map(|name| code!["UNIONS.", &name]);
        Code::list(function, std::iter::once(called).chain(union).collect(), ")")
    }

    /// The union's name in the table of unions, to which it is added.
    fn union(&mut self, ty: &Type, stream: Option<&Stream>) -> Option<Ident> {
        let api = self.package.api;
        let Type::Named(id) = types::resolved(api, ty) else { return None };
        let TypeKind::Union(union) = &api.ty(*id).kind else { return None };
        let name = self.package.names.ty(*id);
        let (function, told) = match (stream, &union.tag) {
            (Some(stream), _) if !stream.cases.is_empty() => ("byEventName", by_event_name(stream)),
            (_, UnionTag::Member { wire }) => ("byTag", by_tag(&TsStr::of(wire), union)),
            (_, UnionTag::Shape) => ("byForm", by_form(union)),
        };
        let member = code![name, ": ", told, ","].render(INDENT, INDENT);
        self.unions.insert(*id, (function, member));
        Some(name.clone())
    }

    /// `client.specs.get(call.required('spec_id'), call.options())`
    fn call(&self, id: OpId, op: &Operation) -> Code {
        let Package { api, names, requests, .. } = *self.package;
        let shape = Shape::of(api, requests, op);
        let mut given: Vec<Code> = Vec::new();
        if shape.path_object {
            given.push(Code::object(shape.path.iter().map(member).collect()));
        } else {
            given.extend(shape.path.iter().map(value));
        }
        if let BodyShape::Positional { required, .. } = &shape.body {
            given.push(body(op, *required));
        }
        given.extend(params(&shape));
        given.push("call.options()".into());
        code![callee(names, id, op), Code::list("(", given, ")")]
    }
}

fn callee(names: &Names, id: OpId, op: &Operation) -> Code {
    code!["client.", &names.resource(op.resource).getter, ".", &names.op(id).method]
}

/// `call.required('limit')`
fn taken(name: &TsStr, required: bool) -> Code {
    code![if required { "call.required(" } else { "call.optional(" }, name, ")"]
}

fn value(argument: &Argument<'_>) -> Code {
    taken(&TsStr::own(&case::snake(&argument.param.name)), argument.param.required)
}

fn member(argument: &Argument<'_>) -> Code {
    code![literal_key(&argument.key), ": ", value(argument)]
}

fn body(op: &Operation, required: bool) -> Code {
    match &op.body {
        Body::Bytes { .. } if required => "call.upload('body')".into(),
        Body::Bytes { .. } => "call.optionalUpload('body')".into(),
        _ => taken(&TsStr::own("body"), required),
    }
}

/// The argument object, if there is one.
fn params(shape: &Shape<'_>) -> Option<Code> {
    if !shape.has_params() {
        return None;
    }
    let mut members: Vec<Code> = Vec::new();
    if let BodyShape::Parts(parts) = shape.body {
        members.extend(parts.iter().map(part));
    }
    members.extend(shape.params.iter().map(member));
    let object = Code::object(members);
    Some(match shape.body {
        BodyShape::Spread(..) if shape.may_omit_body() => code!["call.optionalSpread(", object, ")"],
        BodyShape::Spread(..) => code!["call.spread(", object, ")"],
        _ => object,
    })
}

fn part(part: &MultipartPart) -> Code {
    let name = TsStr::own(&case::snake(&part.name));
    let value = match &part.content {
        PartContent::File if part.repeated => code!["call.uploads(", &name, ")"],
        PartContent::File if part.required => code!["call.upload(", &name, ")"],
        PartContent::File => code!["call.optionalUpload(", &name, ")"],
        PartContent::Text(_) | PartContent::Json(_) => taken(&name, part.required),
    };
    code![literal_key(&part.wire), ": ", value]
}

/// `['spec.created', 'spec_created']`
fn pair(tag: &TsStr, name: &str) -> Code {
    Code::array(vec![Code::from(tag), Code::from(&TsStr::own(name))], false)
}

fn by_event_name(stream: &Stream) -> Code {
    let names = stream.cases.iter().map(|case| pair(&TsStr::of(&case.event), &case::snake(&case.name)));
    Code::list("byEventName(", vec![Code::array(names.collect(), true)], ")")
}

fn by_tag(tag: &TsStr, union: &Union) -> Code {
    let pairs = |variant: &UnionVariant| -> Vec<Code> {
        let name = case::snake(&variant.name);
        variant.tags.iter().map(|tag| pair(&TsStr::of(tag), &name)).collect()
    };
    let otherwise = union.variants.iter().find(|variant| variant.tags.is_empty());
    let otherwise = otherwise.map(|variant| Code::from(&TsStr::own(&case::snake(&variant.name))));
    let names = Code::array(union.variants.iter().flat_map(pairs).collect(), true);
    Code::list("byTag(", [Code::from(tag), names].into_iter().chain(otherwise).collect(), ")")
}

fn by_form(union: &Union) -> Code {
    let forms = union.variants.iter().map(|variant| form(&case::snake(&variant.name), &variant.matches));
    Code::list("byForm(", vec![Code::array(forms.collect(), true)], ")")
}

/// `{ name: 'text', kinds: ['string'] }`
fn form(name: &str, matches: &UnionMatch) -> Code {
    let mut members = vec![code!["name: ", &TsStr::own(name)]];
    let mut list = |name: &'static str, items: Vec<Code>| {
        if !items.is_empty() {
            members.push(code![name, Code::array(items, false)]);
        }
    };
    list("kinds: ", matches.kinds.iter().map(|each| Code::from(&TsStr::own(kind(*each)))).collect());
    list("required: ", matches.required.iter().map(|wire| Code::from(&TsStr::of(wire))).collect());
    let constants = matches.constants.iter().map(|(wire, values)| {
        let values = values.iter().map(types::literal).collect();
        Code::array(vec![Code::from(&TsStr::of(wire)), Code::array(values, false)], false)
    });
    list("constants: ", constants.collect());
    Code::object(members)
}

fn kind(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "null",
        JsonKind::Bool => "boolean",
        JsonKind::Integer => "integer",
        JsonKind::Number => "number",
        JsonKind::Text => "string",
        JsonKind::Array => "array",
        JsonKind::Object => "object",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn embeds_every_file_of_its_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("j2/driver");
        let there: BTreeSet<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| std::path::Path::new(name).extension().is_none_or(|kind| kind != "j2"))
            .collect();
        let embedded = SOURCES.iter().chain(&SETTINGS).map(|(path, _)| path);
        let embedded: BTreeSet<String> =
            embedded.map(|path| path.trim_start_matches("src/").trim_start_matches('.').to_owned()).collect();
        assert_eq!(embedded, there);
    }

    #[test]
    fn a_form_names_only_what_it_tests() {
        let matches = UnionMatch {
            kinds: vec![JsonKind::Object],
            required: vec!["it's".into()],
            constants: Vec::new(),
        };
        let text = form("named", &matches).render(0, 0).to_string();
        assert_eq!(text, r"{ name: 'named', kinds: ['object'], required: ['it\'s'] }");
        let any = form("any", &UnionMatch::default()).render(0, 0).to_string();
        assert_eq!(any, "{ name: 'any' }");
    }
}
