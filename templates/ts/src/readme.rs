//! README and list of methods.

use askama::Template;
use clade_emit::Prose;
use clade_emit::encode::MdText;
use clade_ir::{
    Api, Body, HttpMethod, OpId, Operation, PartContent, PathPart, Reply, SpecText, Type, TypeKind, UnionTag,
};

use crate::code::{Code, Rendered, code};
use crate::docs;
use crate::package::{Fault, Package};
use crate::sample;
use crate::shape::Shape;
use crate::types;

/// What the examples of a README are made of; also a program that shows that they compile.
pub(crate) struct Examples {
    pub(crate) package: String,
    pub(crate) client: String,
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
    pub(crate) env: String,
    pub(crate) what: &'static str,
}

/// `README.md`
#[derive(Template)]
#[template(path = "readme/README.md.j2", escape = "none")]
struct ReadmeTemplate<'a> {
    title: MdText,
    description: MdText,
    license: MdText,
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
    call: MdText,
    returns: MdText,
    route: MdText,
    what: MdText,
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
    let api = package.api;
    let is_create = |op: &Operation| op.method == HttpMethod::Post && matches!(op.body, Body::Json { .. }) && one(op);
    let is_get = |op: &Operation| op.method == HttpMethod::Get && path_params(op) == 1 && one(op);
    let uploads = |op: &Operation| match &op.body {
        Body::Multipart { parts, .. } => parts.iter().any(|part| part.content == PartContent::File),
        Body::Bytes { .. } => true,
        _ => false,
    };
    let named = |name: &str| move |op: &Operation| op.name.join("_") == name;
    Examples {
        package: package.config.ts.package_name.clone(),
        client: package.names.client.to_string(),
        credential: credentials(package).into_iter().next(),
        create: find(package, |op| is_create(op) && named("create")(op)).or_else(|| find(package, is_create)),
        get: find(package, |op| is_get(op) && named("get")(op)).or_else(|| find(package, is_get)),
        list: find(package, |op| matches!(op.reply, Reply::Page { .. })),
        stream: find_stream(package),
        upload: find(package, uploads),
        download: find(package, |op| matches!(op.reply, Reply::Bytes)),
        any: find(package, |op| is_get(op) && named("get")(op))
            .or_else(|| find(package, one))
            .or_else(|| find(package, |op| matches!(op.reply, Reply::Empty | Reply::Text))),
    }
    .with_any_of(api)
}

impl Examples {
    fn with_any_of(self, api: &Api) -> Self {
        let _ = api;
        self
    }
}

fn one(op: &Operation) -> bool {
    matches!(op.reply, Reply::One { .. })
}

fn path_params(op: &Operation) -> usize {
    op.path.iter().filter(|part| matches!(part, PathPart::Param(_))).count()
}

/// The first operation that is wanted and of which an example can be made, as a call.
fn find(package: &Package<'_>, wanted: impl Fn(&Operation) -> bool) -> Option<Rendered> {
    in_order(package).filter(|(_, op)| wanted(op)).find_map(|(id, op)| call(package, id, op))
}

/// Operations by resource, as they stand in the package.
fn in_order<'a>(package: &'a Package<'_>) -> impl Iterator<Item = (OpId, &'a Operation)> {
    let ids = package.api.resources.iter().flat_map(|resource| &resource.operations);
    ids.map(|id| (*id, package.api.op(*id))).filter(|(_, op)| !op.docs.deprecated)
}

fn call(package: &Package<'_>, id: OpId, op: &Operation) -> Option<Rendered> {
    let shape = Shape::of(package.api, package.requests, op);
    let arguments = sample::arguments(package.api, &shape)?;
    let resource = &package.names.resource(op.resource).getter;
    let callee = code!["client.", resource, ".", &package.names.op(id).method];
    Some(code![callee, Code::list("(", arguments, ")")].render(20, 0))
}

fn find_stream(package: &Package<'_>) -> Option<StreamExample> {
    let streams = || in_order(package).filter(|(_, op)| matches!(op.reply, Reply::Stream(_)));
    let tagged = streams().filter(|(_, op)| tag(package.api, op).is_some());
    tagged.chain(streams()).find_map(|(id, op)| {
        let tag = tag(package.api, op);
        let name = if tag.as_ref().is_some_and(|tag| tag.expose() == "event") { "name" } else { "event" };
        let tag = tag.map(|tag| code!["event", crate::key::member(&tag)].render(0, 0));
        Some(StreamExample { call: call(package, id, op)?, tag, name })
    })
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
            UnionTag::Member { wire } if crate::key::is_plain(wire.expose()) => Some(wire.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn methods(package: &Package<'_>) -> ApiTemplate {
    let Package { api, names, .. } = *package;
    let resources = (0..).map(clade_ir::ResourceId).zip(&api.resources).map(|(id, resource)| ResourceSection {
        getter: names.resource(id).getter.to_string(),
        rows: resource.operations.iter().map(|id| row(package, *id)).collect(),
    });
    ApiTemplate { client: names.client.to_string(), resources: resources.collect() }
}

fn row(package: &Package<'_>, id: OpId) -> MethodRow {
    let op = package.api.op(id);
    let shape = Shape::of(package.api, package.requests, op);
    let signature = crate::resources::signature_words(&shape);
    let resource = &package.names.resource(op.resource).getter;
    MethodRow {
        call: MdText::own(&format!("client.{resource}.{}({signature})", package.names.op(id).method)),
        returns: MdText::own(crate::resources::returns_word(op)),
        route: MdText::own(&format!("{} {}", crate::resources::method_name(op), route(op))),
        what: MdText::own(&docs::prose(&op.docs).first_sentence(100)),
    }
}

fn route(op: &Operation) -> String {
    let parts = op.path.iter().map(|part| match part {
        PathPart::Literal(text) => Prose::of(text).lines().collect::<String>(),
        PathPart::Param(at) => format!("{{{}}}", op.params[*at].name.join("_")),
    });
    parts.collect()
}
