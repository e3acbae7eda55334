//! Texts beside the code: README, list of calls, changelog, licences, and the examples that run the README's snippets.

use askama::Template;
use clade_emit::Prose;
use clade_emit::encode::{GoStr, MdText};
use clade_emit::{FileError, Files, PackageConfig};
use clade_ir::{
    Body, Framing, HttpMethod, OpId, Operation, PagingKind, PartContent, Presence, Reply, Stream, StreamKind,
    Type, TypeKind,
};

use crate::client::variables;
use crate::code::Code;
use crate::docs;
use crate::models::field_slots;
use crate::operations::{paging, route, union_of};
use crate::plan::Plan;
use crate::samples::{self, Sampler};
use crate::types::Access;

/// The texts of the package.
pub(crate) fn files(plan: &Plan<'_>) -> Result<Files, FileError> {
    let mut files = Files::default();
    let snippets = Snippets::of(plan);
    files.add("README.md", format!("{}\n", plan.print(&readme(plan, &snippets))))?;
    files.add("api.md", format!("{}\n", plan.print(&calls(plan))))?;
    files.add("CHANGELOG.md", format!("{}\n", plan.print(&changelog(plan))))?;
    if plan.config.license.contains("MIT") {
        let node = MitNode { name: MdText::own(&plan.config.name) };
        files.add("LICENSE-MIT", format!("{}\n", plan.print(&node)))?;
    }
    if plan.config.license.contains("Apache-2.0") {
        files.add("LICENSE-APACHE", include_str!("../../../LICENSE-APACHE"))?;
    }
    if let Some(node) = examples(plan, &snippets) {
        files.add("example_test.go", format!("{}\n", plan.print(&node)))?;
    }
    Ok(files)
}

/// One call of the API as a snippet.
#[derive(Debug)]
struct Snippet {
    /// `SpecService_Create`
    example: String,
    /// The call with `client` and `ctx`.
    call: String,
    /// The expression to print, of a variable `answer`, `item`, `event`; and what it prints for the sample.
    shown: Option<(String, String)>,
    /// The reply of the sample.
    reply: String,
    /// Packages of the standard library that the arguments need.
    std: Vec<String>,
    /// How the variants of a stream's events are told apart.
    variants: Option<VariantsNode>,
}

/// A type switch over the first variant of a union and the unknown one.
#[derive(Debug, Clone)]
struct VariantsNode {
    /// The type of the first variant.
    first: Code,
    /// The statement that prints it.
    print: Code,
    /// The type of the unknown one.
    unknown: Code,
    /// What is printed of that.
    newer: Code,
}

/// The calls that the README shows.
#[derive(Debug, Default)]
struct Snippets {
    first: Option<Snippet>,
    get: Option<Snippet>,
    pages: Option<Snippet>,
    stream: Option<Snippet>,
    upload: Option<Snippet>,
    download: Option<Snippet>,
}

impl Snippets {
    fn of(plan: &Plan<'_>) -> Self {
        // The resource with the most operations is what the API is about.
        let mut resources: Vec<_> = plan.types.api.resources.iter().collect();
        resources.sort_by_key(|resource| std::cmp::Reverse(resource.operations.len()));
        let pick = |fits: &dyn Fn(OpId, &Operation) -> bool| {
            let ids = resources.iter().flat_map(|resource| &resource.operations);
            ids.copied().find(|id| fits(*id, plan.types.api.op(*id)))
        };
        let one = |op: &Operation| match &op.reply {
            Reply::One { ty, optional: false } => {
                plan.types.by_pointer(ty) && shown(plan, ty, "answer").is_some()
            }
            _ => false,
        };
        let whole = |op: &Operation| !matches!(op.body, Body::Multipart { .. });
        let get = pick(&|_, op| one(op) && op.method == HttpMethod::Get && !op.params.is_empty());
        // What can be streamed or not is the heart of an API.
        let first = pick(&|_, op| one(op) && whole(op) && !op.pinned.is_empty());
        let first = first
            .or_else(|| {
                pick(&|id, op| {
                    one(op)
                        && op.method == HttpMethod::Post
                        && plan.methods[&id].params.is_some()
                        && whole(op)
                })
            })
            .or_else(|| pick(&|_, op| one(op) && whole(op)));
        let file = |op: &Operation| match &op.body {
            Body::Multipart { parts, .. } => {
                parts.iter().any(|part| matches!(part.content, PartContent::File))
            }
            _ => false,
        };
        let ends = |op: &Operation| match &op.reply {
            Reply::Page { paging, .. } => {
                !matches!(paging.kind, PagingKind::Offset { .. } | PagingKind::PageNumber { .. })
            }
            _ => false,
        };
        let events = |op: &Operation, typed: bool| match &op.reply {
            Reply::Stream(stream) => !typed || plan.types.by_pointer(&stream.item),
            _ => false,
        };
        let streamed = pick(&|_, op| events(op, true)).or_else(|| pick(&|_, op| events(op, false)));
        Self {
            first: first.map(|id| one_value(plan, id)),
            get: get.map(|id| one_value(plan, id)),
            pages: pick(&|id, op| ends(op) && paging::expressible(plan, id)).and_then(|id| pages(plan, id)),
            stream: streamed.map(|id| stream(plan, id)),
            upload: pick(&|_, op| file(op) && one(op)).map(|id| one_value(plan, id)),
            download: pick(&|_, op| matches!(op.reply, Reply::Bytes)).map(|id| snippet(plan, id, None)),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Snippet> {
        [&self.first, &self.get, &self.pages, &self.stream, &self.upload, &self.download]
            .into_iter()
            .flatten()
    }
}

/// The call of an operation; `method` in place of its own.
fn snippet(plan: &Plan<'_>, id: OpId, method: Option<&str>) -> Snippet {
    let op = plan.types.api.op(id);
    let name = method.unwrap_or_else(|| plan.methods[&id].name.as_str());
    let service = plan.services.iter().find(|service| service.id == op.resource);
    let (member, ty) = service.map_or(("", ""), |service| (service.member.as_str(), service.ty.as_str()));
    let mut sampler = Sampler::new(plan);
    let arguments = sampler.arguments(id);
    let list: Vec<String> = ["ctx".to_owned()].into_iter().chain(arguments).collect();
    Snippet {
        example: format!("{ty}_{name}"),
        call: format!("client.{member}.{name}({})", list.join(", ")),
        shown: None,
        reply: String::new(),
        std: sampler.imports.std_paths(),
        variants: None,
    }
}

fn one_value(plan: &Plan<'_>, id: OpId) -> Snippet {
    let mut made = snippet(plan, id, None);
    if let Reply::One { ty, .. } = &plan.types.api.op(id).reply {
        made.reply = samples::json(plan.types.api, ty);
        made.shown = shown(plan, ty, "answer");
    }
    made
}

fn pages(plan: &Plan<'_>, id: OpId) -> Option<Snippet> {
    let all = plan.methods[&id].all.as_ref()?;
    let mut made = snippet(plan, id, Some(all.as_str()));
    if let Reply::Page { ty, paging } = &plan.types.api.op(id).reply {
        made.reply = samples::json_page(plan.types.api, ty, paging);
        made.shown = shown(plan, &paging.item, "item");
    }
    Some(made)
}

fn stream(plan: &Plan<'_>, id: OpId) -> Snippet {
    let mut made = snippet(plan, id, None);
    if let Reply::Stream(stream) = &plan.types.api.op(id).reply {
        let named = stream
            .cases
            .first()
            .map(|case| format!("event: {}\n", case.event.expose().replace(['\r', '\n'], " ")));
        let data = samples::json(plan.types.api, stream.cases.first().map_or(&stream.item, |case| &case.ty));
        made.reply = match stream.framing {
            Framing::JsonLines => format!("{data}\n"),
            Framing::Sse => format!("retry: 1\nid: 1\n{}data: {data}\n\n", named.unwrap_or_default()),
        };
        if let StreamKind::Finite { terminator: Some(end) } = &stream.kind {
            made.reply.extend(["data: ", &end.expose().replace(['\r', '\n'], " "), "\n\n"]);
        }
        made.shown = shown(plan, &stream.item, "event");
        if let Some((variants, output)) = variants(plan, stream) {
            made.shown = Some(("event".to_owned(), output));
            made.variants = Some(variants);
        }
    }
    made
}

/// The switch over a stream's events, and what it prints for the sample, which is of the first variant.
fn variants(plan: &Plan<'_>, stream: &Stream) -> Option<(VariantsNode, String)> {
    let (names, union) = union_of(plan, &stream.item)?;
    let first = match stream.cases.first() {
        Some(case) => union.variants.iter().position(|variant| variant.ty == case.ty)?,
        None => 0,
    };
    let (variant, name) = (union.variants.get(first)?, names.variants.get(first)?);
    plan.types.struct_of(&variant.ty)?;
    let package = &plan.config.go.package;
    let ty = format!("*{package}.{name}");
    let (print, output) = match shown(plan, &variant.ty, "data") {
        Some((expr, output)) => (format!("fmt.Println({expr})"), output),
        None => ("fmt.Printf(\"%T\\n\", data)".to_owned(), ty.clone()),
    };
    let newer = if names.typed { "data.Type" } else { "string(data.Raw)" };
    let node = VariantsNode {
        first: Code::new(ty),
        print: Code::new(print),
        unknown: Code::new(format!("*{package}.{}", names.unknown)),
        newer: Code::new(newer),
    };
    Some((node, output))
}

/// The first text of a struct that is always there.
fn shown(plan: &Plan<'_>, ty: &Type, variable: &str) -> Option<(String, String)> {
    let (id, shape) = plan.types.struct_of(ty)?;
    field_slots(plan, id).into_iter().find_map(|(wire, name, slot)| {
        let field = shape.fields.iter().find(|field| field.wire == wire)?;
        let text = *plan.types.flat(&field.ty).core == Type::Text;
        let there = field.presence == Presence::Required && !slot.omit && slot.access == Access::Plain;
        (text && there).then(|| (format!("{variable}.{name}"), crate::names::snake(&field.name)))
    })
}

/// The README.
#[derive(Debug, Template)]
#[template(path = "README.md.j2", escape = "none")]
struct ReadmeNode {
    title: MdText,
    description: MdText,
    module: Code,
    import: Code,
    package: Code,
    env: Code,
    has_auth: bool,
    credentials: Vec<(MdText, Code)>,
    first: Option<SnippetNode>,
    get: Option<SnippetNode>,
    pages: Option<SnippetNode>,
    stream: Option<SnippetNode>,
    upload: Option<SnippetNode>,
    download: Option<SnippetNode>,
    dag: bool,
    field: bool,
}

/// A call in the README.
#[derive(Debug)]
struct SnippetNode {
    call: Code,
    shown: Code,
    variants: Option<VariantsNode>,
}

fn node(snippet: Option<&Snippet>, variable: &str) -> Option<SnippetNode> {
    snippet.map(|snippet| SnippetNode {
        call: Code::new(snippet.call.clone()),
        shown: Code::new(snippet.shown.as_ref().map_or(variable.to_owned(), |(expr, _)| expr.clone())),
        variants: snippet.variants.clone(),
    })
}

fn readme(plan: &Plan<'_>, snippets: &Snippets) -> ReadmeNode {
    let config = plan.config;
    let api = plan.types.api;
    ReadmeNode {
        title: MdText::own(&config.go.module),
        description: MdText::own(&config.description),
        module: Code::new(config.go.module.clone()),
        import: Code::new(import(config)),
        package: Code::new(config.go.package.clone()),
        env: Code::new(config.env_prefix.clone()),
        has_auth: !api.auth.is_empty(),
        credentials: api
            .auth
            .iter()
            .zip(&plan.schemes)
            .map(|(scheme, name)| {
                let names: Vec<String> =
                    variables(plan, scheme).iter().map(|name| format!("`{name}`")).collect();
                (MdText::own(name), Code::new(names.join(", ")))
            })
            .collect(),
        first: node(snippets.first.as_ref(), "answer"),
        get: node(snippets.get.as_ref(), "answer"),
        pages: node(snippets.pages.as_ref(), "item"),
        stream: node(snippets.stream.as_ref(), "event"),
        upload: node(snippets.upload.as_ref(), "answer"),
        download: node(snippets.download.as_ref(), "download"),
        dag: config.dag,
        field: api.types.iter().any(|decl| match &decl.kind {
            TypeKind::Struct(shape) => shape
                .fields
                .iter()
                .any(|field| field.presence == Presence::Optional && plan.types.flat(&field.ty).nullable),
            _ => false,
        }),
    }
}

/// The import of the package, by its name if its path says another.
fn import(config: &PackageConfig) -> String {
    let path = GoStr::own(&config.go.module);
    let last = config.go.module.rsplit('/').next();
    if last == Some(config.go.package.as_str()) {
        path.to_string()
    } else {
        format!("{} {path}", config.go.package)
    }
}

/// The list of all calls.
#[derive(Debug, Template)]
#[template(path = "api.md.j2", escape = "none")]
struct CallsNode {
    sections: Vec<SectionNode>,
}

#[derive(Debug)]
struct SectionNode {
    member: Code,
    docs: Option<MdText>,
    rows: Vec<(Code, MdText, MdText)>,
}

fn calls(plan: &Plan<'_>) -> CallsNode {
    let sections = plan.services.iter().map(|service| {
        let resource = plan.types.api.resource(service.id);
        let mut rows = Vec::new();
        for id in &resource.operations {
            let op = plan.types.api.op(*id);
            let method = &plan.methods[id];
            let text = docs::sentence(&op.docs).unwrap_or_default();
            rows.push((Code::new(method.name.as_str()), MdText::own(&route(op)), MdText::own(&text)));
            if let Some(all) = method.all.as_ref().filter(|_| paging::expressible(plan, *id)) {
                let text = format!("All items of {}, page by page", method.name);
                rows.push((Code::new(all.as_str()), MdText::own(&route(op)), MdText::own(&text)));
            }
        }
        SectionNode {
            member: Code::from(&service.member),
            docs: docs::sentence(&resource.docs).map(|text| MdText::own(&text)),
            rows,
        }
    });
    CallsNode { sections: sections.collect() }
}

/// The changelog.
#[derive(Debug, Template)]
#[template(path = "CHANGELOG.md.j2", escape = "none")]
struct ChangelogNode {
    version: MdText,
    api: MdText,
    generator: MdText,
}

fn changelog(plan: &Plan<'_>) -> ChangelogNode {
    let info = &plan.types.api.info;
    ChangelogNode {
        version: MdText::own(&plan.config.version),
        api: MdText::own(&Prose::of(&info.version).first_sentence(60)),
        generator: MdText::own(&plan.config.generator),
    }
}

/// The MIT licence.
#[derive(Debug, Template)]
#[template(path = "LICENSE-MIT.j2", escape = "none")]
struct MitNode {
    name: MdText,
}

/// The examples that run what the README shows.
#[derive(Debug, Template)]
#[template(path = "example_test.go.j2", escape = "none")]
struct ExamplesNode {
    generator: Code,
    package: Code,
    module: Code,
    option: GoStr,
    std: Vec<GoStr>,
    first: Option<ExampleNode>,
    pages: Option<ExampleNode>,
    stream: Option<ExampleNode>,
    upload: Option<ExampleNode>,
    download: Option<ExampleNode>,
    failure: Option<ExampleNode>,
}

#[derive(Debug)]
struct ExampleNode {
    /// Whether the answer is not shown.
    unused: bool,
    name: Code,
    call: Code,
    shown: Code,
    output: Code,
    reply: GoStr,
    variants: Option<VariantsNode>,
}

fn example(snippet: Option<&Snippet>, suffix: &str) -> Option<ExampleNode> {
    let snippet = snippet?;
    let unused = snippet.shown.is_none();
    let (expr, output) = snippet.shown.clone().unwrap_or_else(|| ("\"done\"".to_owned(), "done".to_owned()));
    Some(ExampleNode {
        unused,
        name: Code::new(format!("{}{suffix}", snippet.example)),
        call: Code::new(snippet.call.clone()),
        shown: Code::new(expr),
        output: Code::new(output),
        reply: GoStr::own(&snippet.reply),
        variants: snippet.variants.clone(),
    })
}

fn examples(plan: &Plan<'_>, snippets: &Snippets) -> Option<ExamplesNode> {
    snippets.all().next()?;
    let config = plan.config;
    let upload = snippets
        .upload
        .as_ref()
        .filter(|upload| snippets.first.as_ref().is_none_or(|first| first.call != upload.call));
    let failure = example(snippets.get.as_ref(), "_failure");
    let mut std: Vec<String> = snippets.all().flat_map(|snippet| snippet.std.clone()).collect();
    std.extend(["context", "fmt", "io", "net/http", "net/http/httptest"].map(str::to_owned));
    if failure.is_some() {
        std.push("errors".to_owned());
    }
    std.sort();
    std.dedup();
    Some(ExamplesNode {
        generator: Code::new(config.generator.clone()),
        package: Code::new(config.go.package.clone()),
        module: Code::new(import(config)),
        option: GoStr::own(&format!("{}/option", config.go.module)),
        std: std.iter().map(|path| GoStr::own(path)).collect(),
        first: example(snippets.first.as_ref(), ""),
        pages: example(snippets.pages.as_ref(), ""),
        stream: example(snippets.stream.as_ref(), ""),
        upload: upload.is_some().then(|| example(snippets.upload.as_ref(), "")).flatten(),
        download: example(snippets.download.as_ref(), ""),
        failure,
    })
}
