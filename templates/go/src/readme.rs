//! Texts beside the code: README, list of calls, changelog, licences, and the examples that run the README's snippets.

use askama::Template;
use clade_emit::Prose;
use clade_emit::encode::{GoStr, MdText};
use clade_emit::{FileError, Files, PackageConfig};
use clade_ir::{Presence, TypeKind};

use crate::client::variables;
use crate::code::Code;
use crate::operations::{paging, route};
use crate::plan::Plan;
use crate::snippets::{Snippet, Snippets, VariantsNode};
use crate::{docs, names};

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
    silent: bool,
    /// What a program of this call alone imports.
    std: Vec<GoStr>,
    variants: Option<VariantsNode>,
}

fn node(snippet: Option<&Snippet>, variable: &str) -> Option<SnippetNode> {
    snippet.map(|snippet| SnippetNode {
        call: Code::new(snippet.call.clone()),
        shown: Code::new(snippet.shown.as_ref().map_or(variable.to_owned(), |(expr, _)| expr.clone())),
        silent: snippet.silent,
        std: program_imports(snippet),
        variants: snippet.variants.clone(),
    })
}

fn program_imports(snippet: &Snippet) -> Vec<GoStr> {
    let prints = (!snippet.silent).then_some("fmt");
    let mut paths: Vec<&str> = snippet.std.iter().map(String::as_str).collect();
    paths.extend(["context", "log"].into_iter().chain(prints));
    paths.sort_unstable();
    paths.dedup();
    paths.into_iter().map(GoStr::own).collect()
}

fn readme(plan: &Plan<'_>, snippets: &Snippets) -> ReadmeNode {
    let config = plan.config;
    let api = plan.types.api;
    ReadmeNode {
        title: MdText::own(&config.go.module),
        description: MdText::own(&config.description),
        module: Code::new(config.go.module.clone()),
        import: Code::new(import(config)),
        package: Code::new(names::qualifier(&config.go.package)),
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

/// The import of the package, by the name it has in snippets if its path says another.
fn import(config: &PackageConfig) -> String {
    let path = GoStr::own(&config.go.module);
    let last = config.go.module.rsplit('/').next();
    let name = names::qualifier(&config.go.package);
    if last == Some(name) { path.to_string() } else { format!("{name} {path}") }
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
    /// The package's name, and the one it is imported by.
    name: Code,
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
    media: GoStr,
    silent: bool,
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
        media: GoStr::own(snippet.media),
        silent: snippet.silent,
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
        name: Code::new(config.go.package.clone()),
        package: Code::new(names::qualifier(&config.go.package)),
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
