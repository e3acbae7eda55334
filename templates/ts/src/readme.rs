//! README and list of methods.

use askama::Template;
use clade_emit::Prose;
use clade_emit::encode::{MdText, TsStr};
use clade_ir::{
    Api, Body, HttpMethod, OpId, Operation, PartContent, PathPart, Reply, ResourceId, SpecText, Type,
    TypeKind, UnionTag,
};

use crate::code::{Code, Rendered, code};
use crate::docs;
use crate::key::{is_plain, member};
use crate::package::{Fault, Package};
use crate::resources;
use crate::sample;
use crate::shape::Shape;
use crate::types;

/// What the examples of a README are made of; also a program that shows that they compile.
pub(crate) struct Examples {
    pub(crate) client: String,
    /// The package, as it is imported.
    pub(crate) module: TsStr,
    pub(crate) dag_module: TsStr,
    /// The credential that the quick start names, with its environment variable.
    pub(crate) credential: Option<CredentialRow>,
    pub(crate) create: Option<Rendered>,
    pub(crate) get: Option<Rendered>,
    pub(crate) list: Option<Rendered>,
    pub(crate) stream: Option<StreamExample>,
    pub(crate) upload: Option<Rendered>,
    pub(crate) download: Option<Rendered>,
    /// Any call: for what applies to all of them.
    pub(crate) any: Option<Rendered>,
    /// The same call with options.
    pub(crate) any_with_options: Option<Rendered>,
}

/// How events are told apart in an example.
pub(crate) struct StreamExample {
    pub(crate) call: Rendered,
    /// `event.type`, if its events are a union told apart by a member with a plain name.
    pub(crate) tag: Option<Rendered>,
    /// What the event of an unknown type tells.
    pub(crate) name: &'static str,
}

/// A row of the table of credentials.
pub(crate) struct CredentialRow {
    pub(crate) option: String,
    /// Its variables, in a cell of a table and behind a line of code.
    pub(crate) env_cell: String,
    pub(crate) env_text: String,
    pub(crate) what: &'static str,
}

/// `README.md`
#[derive(Template)]
#[template(path = "readme/README.md.j2", escape = "none")]
struct ReadmeTemplate<'a> {
    title: MdText,
    description: MdText,
    license: MdText,
    package: &'a str,
    env_prefix: &'a str,
    has_dag: bool,
    credentials: Vec<CredentialRow>,
    examples: &'a Examples,
}

/// `api.md`
#[derive(Template)]
#[template(path = "readme/api.md.j2", escape = "none")]
struct ApiTemplate {
    client: String,
    resources: Vec<ResourceSection>,
}

struct ResourceSection {
    getter: String,
    rows: Vec<MethodRow>,
}

struct MethodRow {
    call: MdCode,
    gives: &'static str,
    route: MdCode,
    what: MdText,
}

/// Text in a code span, or as text where it has characters that a span could not hold.
struct MdCode(String);

impl MdCode {
    fn of(text: &str) -> Self {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b" /_{}.:?,()-~".contains(&b);
        Self(if text.bytes().all(fits) { format!("`{text}`") } else { MdText::own(text).to_string() })
    }
}

impl std::fmt::Display for MdCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// `CHANGELOG.md`
#[derive(Template)]
#[template(path = "readme/CHANGELOG.md.j2", escape = "none")]
struct ChangelogTemplate<'a> {
    version: &'a str,
    api_version: MdText,
    generator: &'a str,
}

/// The texts for people, with their names.
pub(crate) fn files(package: &Package<'_>) -> Result<Vec<(&'static str, String)>, Fault> {
    let Package { api, config, .. } = *package;
    let examples = examples(package);
    let readme = ReadmeTemplate {
        title: MdText::own(&config.ts.package_name),
        description: MdText::own(&config.description),
        license: MdText::own(&config.license),
        package: &config.ts.package_name,
        env_prefix: &config.env_prefix,
        has_dag: config.dag,
        credentials: credentials(package),
        examples: &examples,
    };
    let changelog = ChangelogTemplate {
        version: &config.version,
        api_version: MdText::of(&api.info.version),
        generator: &config.generator,
    };
    Ok(vec![
        ("README.md", readme.render()? + "\n"),
        ("api.md", methods(package).render()? + "\n"),
        ("CHANGELOG.md", changelog.render()? + "\n"),
    ])
}

fn credentials(package: &Package<'_>) -> Vec<CredentialRow> {
    crate::client::rows(package.api, package.config)
}

pub(crate) fn examples(package: &Package<'_>) -> Examples {
    let main = main_resource(package.api);
    let in_main = |op: &Operation| Some(op.resource) == main;
    let one_of = |wishes: &[&dyn Fn(&Operation) -> bool]| first(package, wishes);
    let get = one_of(&[&|op| in_main(op) && is_get(op), &is_get]);
    let any = get.or_else(|| one_of(&[&one, &|op| matches!(op.reply, Reply::Empty | Reply::Text)]));
    let name = &package.config.ts.package_name;
    Examples {
        client: package.names.client.to_string(),
        module: TsStr::own(name),
        dag_module: TsStr::own(&format!("{name}/dag")),
        credential: credentials(package).into_iter().next(),
        create: shown(package, one_of(&[&|op| in_main(op) && is_create(op), &is_create])),
        get: shown(package, get),
        list: shown(package, one_of(&[&|op| in_main(op) && is_page(op), &is_page])),
        stream: find_stream(package),
        upload: shown(package, one_of(&[&uploads])),
        download: shown(package, one_of(&[&|op| matches!(op.reply, Reply::Bytes)])),
        any: shown(package, any),
        any_with_options: any.and_then(|id| call(package, id, Some("{ timeout: 5_000, maxRetries: 0 }"))),
    }
}

/// The first resource that can create, get and list; examples are best when they are about one thing.
fn main_resource(api: &Api) -> Option<ResourceId> {
    let mut resources = (0..).map(ResourceId).zip(&api.resources);
    let found = resources.find(|(_, resource)| {
        let has = |wish: fn(&Operation) -> bool| resource.operations.iter().any(|id| wish(api.op(*id)));
        has(is_create) && has(is_get) && has(is_page)
    });
    found.map(|(id, _)| id)
}

fn is_create(op: &Operation) -> bool {
    op.method == HttpMethod::Post && matches!(op.body, Body::Json { .. }) && one(op) && path_params(op) == 0
}

fn is_get(op: &Operation) -> bool {
    op.method == HttpMethod::Get && path_params(op) == 1 && one(op)
}

fn is_page(op: &Operation) -> bool {
    matches!(op.reply, Reply::Page { .. })
}

fn uploads(op: &Operation) -> bool {
    match &op.body {
        Body::Multipart { parts, .. } => parts.iter().any(|part| part.content == PartContent::File),
        Body::Bytes { .. } => true,
        _ => false,
    }
}

fn one(op: &Operation) -> bool {
    matches!(op.reply, Reply::One { .. })
}

fn path_params(op: &Operation) -> usize {
    op.path.iter().filter(|part| matches!(part, PathPart::Param(_))).count()
}

/// The first operation that the first of the wishes is true of, and of which an example can be made.
fn first(package: &Package<'_>, wishes: &[&dyn Fn(&Operation) -> bool]) -> Option<OpId> {
    wishes.iter().find_map(|wish| {
        in_order(package).filter(|id| wish(package.api.op(*id))).find(|id| call(package, *id, None).is_some())
    })
}

fn shown(package: &Package<'_>, id: Option<OpId>) -> Option<Rendered> {
    call(package, id?, None)
}

/// Operations by resource, as they stand in the package.
fn in_order<'a>(package: &'a Package<'_>) -> impl Iterator<Item = OpId> + 'a {
    let ids = package.api.resources.iter().flat_map(|resource| &resource.operations).copied();
    ids.filter(|id| !package.api.op(*id).docs.deprecated)
}

fn call(package: &Package<'_>, id: OpId, options: Option<&'static str>) -> Option<Rendered> {
    let op = package.api.op(id);
    let shape = Shape::of(package.api, package.requests, op);
    let arguments = sample::arguments(package.api, &shape, options)?;
    let resource = &package.names.resource(op.resource).getter;
    let callee = code!["client.", resource, ".", &package.names.op(id).method];
    Some(code![callee, Code::list("(", arguments, ")")].render(20, 0))
}

fn find_stream(package: &Package<'_>) -> Option<StreamExample> {
    let is_stream = |op: &Operation| matches!(op.reply, Reply::Stream(_));
    let id = first(package, &[&|op| is_stream(op) && tag(package.api, op).is_some(), &is_stream])?;
    let tag = tag(package.api, package.api.op(id));
    let name = if tag.as_ref().is_some_and(|tag| tag.expose() == "event") { "name" } else { "event" };
    let tag = tag.map(|tag| code!["event", member(&tag)].render(0, 0));
    Some(StreamExample { call: call(package, id, None)?, tag, name })
}

/// The member that tells the type of an event.
fn tag(api: &Api, op: &Operation) -> Option<SpecText> {
    let Reply::Stream(stream) = &op.reply else { return None };
    if !stream.cases.is_empty() {
        return Some("event".into());
    }
    let Type::Named(id) = types::resolved(api, &stream.item) else { return None };
    match &api.ty(*id).kind {
        TypeKind::Union(union) => match &union.tag {
            UnionTag::Member { wire } if is_plain(wire.expose()) => Some(wire.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn methods(package: &Package<'_>) -> ApiTemplate {
    let Package { api, names, .. } = *package;
    let resources = (0..).map(ResourceId).zip(&api.resources).map(|(id, resource)| ResourceSection {
        getter: names.resource(id).getter.to_string(),
        rows: resource.operations.iter().map(|id| row(package, *id)).collect(),
    });
    ApiTemplate { client: names.client.to_string(), resources: resources.collect() }
}

fn row(package: &Package<'_>, id: OpId) -> MethodRow {
    let op = package.api.op(id);
    let shape = Shape::of(package.api, package.requests, op);
    let signature = resources::signature_words(&shape);
    let resource = &package.names.resource(op.resource).getter;
    MethodRow {
        call: MdCode::of(&format!("client.{resource}.{}({signature})", package.names.op(id).method)),
        gives: gives(op),
        route: MdCode::of(&format!("{} {}", resources::method_name(op), route(op))),
        what: MdText::own(&docs::prose(&op.docs).first_sentence(100)),
    }
}

fn gives(op: &Operation) -> &'static str {
    match op.reply {
        Reply::Empty => "nothing",
        Reply::One { optional: false, .. } => "a value",
        Reply::One { optional: true, .. } => "a value or nothing",
        Reply::Page { .. } => "pages",
        Reply::Stream(_) => "a stream",
        Reply::Text => "text",
        Reply::Bytes => "bytes",
    }
}

fn route(op: &Operation) -> String {
    let parts = op.path.iter().map(|part| match part {
        PathPart::Literal(text) => Prose::of(text).lines().collect::<String>(),
        PathPart::Param(at) => format!("{{{}}}", op.params[*at].name.join("_")),
    });
    parts.collect()
}
