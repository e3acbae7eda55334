//! The package around the sources: manifest, documents, licences.

use askama::Template;
use clade_emit::PackageConfig;
use clade_emit::encode::{MdText, RsInnerDoc, TomlStr};
use clade_ir::Api;

use crate::docs;
use crate::layout;
use crate::names::Ident;
use crate::resources::CallSummary;
use crate::text;

/// `Cargo.toml`
#[derive(Debug, Template)]
#[template(path = "Cargo.toml.j2", escape = "none")]
pub(crate) struct Manifest {
    generator: String,
    name: TomlStr,
    version: TomlStr,
    description: TomlStr,
    license: TomlStr,
    repository: Option<TomlStr>,
    dag: bool,
}

/// `clippy.toml`
#[derive(Debug, Template)]
#[template(path = "clippy.toml.j2", escape = "none")]
pub(crate) struct ClippySettings {
    generator: String,
}

/// `CHANGELOG.md`
#[derive(Debug, Template)]
#[template(path = "CHANGELOG.md.j2", escape = "none")]
pub(crate) struct Changelog {
    generator: String,
    version: String,
    api_version: MdText,
}

/// `src/lib.rs`
#[derive(Debug, Template)]
#[template(path = "lib.rs.j2", escape = "none")]
pub(crate) struct Lib {
    header: String,
    doc: RsInnerDoc,
    dag: bool,
    has_calls: bool,
}

/// `src/hooks.rs`
#[derive(Debug, Template)]
#[template(path = "hooks.rs.j2", escape = "none")]
pub(crate) struct Hooks {
    header: String,
}

/// `src/call.rs`
#[derive(Debug, Template)]
#[template(path = "calls.rs.j2", escape = "none")]
pub(crate) struct Calls {
    header: String,
    has_one: bool,
    has_pages: bool,
    has_events: bool,
}

/// `src/resources/mod.rs`
#[derive(Debug, Template)]
#[template(path = "resources_mod.rs.j2", escape = "none")]
pub(crate) struct ResourcesIndex {
    header: String,
    modules: Vec<Ident>,
}

/// `api.md`
#[derive(Debug, Template)]
#[template(path = "api.md.j2", escape = "none")]
pub(crate) struct ApiTable {
    generator: String,
    sections: Vec<Section>,
}

#[derive(Debug)]
struct Section {
    title: String,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    method: String,
    route: MdText,
    what: MdText,
}

/// A version's safe text: the settings are checked where they are read.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).collect()
}

/// Lowers the manifest.
pub(crate) fn manifest(package: &PackageConfig) -> Manifest {
    Manifest {
        generator: plain(&package.generator),
        name: TomlStr::own(&package.rust.crate_name),
        version: TomlStr::own(&package.version),
        description: TomlStr::own(&package.description),
        license: TomlStr::own(&package.license),
        repository: package.repository.as_ref().map(|url| TomlStr::own(url)),
        dag: package.dag,
    }
}

/// Lowers the settings of clippy.
pub(crate) fn clippy(package: &PackageConfig) -> ClippySettings {
    ClippySettings { generator: plain(&package.generator) }
}

/// Lowers the change log.
pub(crate) fn changelog(api: &Api, package: &PackageConfig) -> Changelog {
    Changelog {
        generator: plain(&package.generator),
        version: plain(&package.version),
        api_version: MdText::of(&api.info.version),
    }
}

/// Lowers the root of the crate.
pub(crate) fn lib(api: &Api, package: &PackageConfig, header: &str) -> Lib {
    let intro = docs::prose(&api.info.docs, &package.description, &[]);
    let doc = RsInnerDoc::of(&intro, "");
    Lib { header: header.to_owned(), doc, dag: package.dag, has_calls: !api.operations.is_empty() }
}

/// Lowers the hooks.
pub(crate) fn hooks(header: &str) -> Hooks {
    Hooks { header: header.to_owned() }
}

/// Lowers what all calls share.
pub(crate) fn calls(summaries: &[CallSummary], header: &str) -> Calls {
    let has = |kind: &str| summaries.iter().any(|call| call.kind == kind);
    Calls {
        header: header.to_owned(),
        has_one: has("one") || has("pages"),
        has_pages: has("pages"),
        has_events: has("events"),
    }
}

/// Lowers the list of resources.
pub(crate) fn resources(modules: &[Ident], header: &str) -> ResourcesIndex {
    let mut modules = modules.to_vec();
    modules.sort_by(|a, b| layout::import_order(a.as_str(), b.as_str()));
    ResourcesIndex { header: header.to_owned(), modules }
}

/// Lowers the table of all calls.
pub(crate) fn api_table(api: &Api, package: &PackageConfig, summaries: &[CallSummary]) -> ApiTable {
    let mut sections: Vec<Section> = Vec::new();
    for summary in summaries {
        let Some(operation) = api.operations.iter().find(|operation| operation.key == summary.key) else {
            continue;
        };
        let title = summary.resource.to_string();
        if sections.last().is_none_or(|section| section.title != title) {
            sections.push(Section { title, rows: Vec::new() });
        }
        let what = docs::prose(&operation.docs, "", &[]).first_sentence(120);
        let required: Vec<&str> =
            summary.args.iter().filter(|arg| arg.required).map(|arg| arg.key.as_str()).collect();
        let row = Row {
            method: format!("client.{}().{}({})", summary.resource, summary.method, required.join(", ")),
            route: MdText::own(&text::route(operation)),
            what: MdText::own(&what),
        };
        if let Some(section) = sections.last_mut() {
            section.rows.push(row);
        }
    }
    ApiTable { generator: plain(&package.generator), sections }
}
