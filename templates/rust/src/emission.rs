//! From the model to files: the order of the work.

use askama::Template;
use clade_diag::{Diags, codes};
use clade_emit::encode::RsDoc;
use clade_emit::{Emission, Files, PackageConfig, Prose};
use clade_ir::Api;

use crate::client::{self, ResourceNode};
use crate::names::{self, Ident};
use crate::resources::{self, CallSummary, Context};
use crate::types::Types;
use crate::{docs, driver, models, overlay, package, readme, shell, text};

const APACHE: &str = include_str!("../../../LICENSE-APACHE");
const MIT: &str = include_str!("../../../LICENSE-MIT");

/// Collects files; what cannot be rendered or written is said, not dropped silently.
struct Writer {
    files: Files,
    diags: Diags,
}

impl Writer {
    fn add(&mut self, path: &str, text: impl Into<String>) {
        if let Err(error) = self.files.add(path, text.into()) {
            self.diags.push(codes::file_refused("Rust", error));
        }
    }

    fn render(&mut self, path: &str, template: &impl Template) {
        match template.render() {
            Ok(text) => self.add(path, ended(text)),
            Err(error) => self.diags.push(codes::template_failed("Rust", error)),
        }
    }
}

/// A file ends with one line end.
fn ended(text: String) -> String {
    text.trim_end().to_owned() + "\n"
}

/// Makes the package and its driver.
pub(crate) fn emit(api: &Api, config: &PackageConfig) -> Emission {
    let mut writer = Writer { files: Files::default(), diags: Diags::new() };
    let header = text::header(api, &config.generator);
    let mut modules = names::module_scope(["shared", "models", "resources", "runtime", "transport", "builder", "from_env"]);
    let accessors: Vec<Ident> = api.resources.iter().map(|it| names::value(&mut modules, &it.name)).collect();
    let types = Types::new(api, &accessors);
    let routes = shell::routes(api, &types);
    let context = Context { api, types: &types, routes: &routes, header: &header };
    let (summaries, nodes) = resource_files(context, &accessors, &mut writer);
    model_files(&types, &header, &mut writer);
    writer.render("src/client.rs", &client::lower(api, config, nodes, &header));
    writer.render("src/lib.rs", &package::lib(api, config, &header));
    writer.render("src/resources/mod.rs", &package::resources(&accessors, &header));
    if !api.operations.is_empty() {
        writer.render("src/hooks.rs", &package::hooks(&header));
        writer.render("src/call.rs", &package::calls(&summaries, &header));
        wire(context, &mut writer);
    }
    for (path, source) in overlay::RUNTIME.iter().chain(overlay::DAG.iter().filter(|_| config.dag)) {
        writer.add(&format!("src/{path}"), *source);
    }
    documents(api, config, &types, &summaries, &mut writer);
    let driver = driver_files(api, config, &types, &summaries, &mut writer.diags);
    Emission { package: writer.files, driver, diags: writer.diags }
}

fn resource_files(
    context: Context<'_>,
    accessors: &[Ident],
    writer: &mut Writer,
) -> (Vec<CallSummary>, Vec<ResourceNode>) {
    let mut summaries = Vec::new();
    let mut nodes = Vec::new();
    for (resource, accessor) in context.api.resources.iter().zip(accessors) {
        let (file, calls) = resources::lower(context, resource, accessor, &mut writer.diags);
        let fallback = format!("The resource `{accessor}`.");
        let first = docs::prose(&resource.docs, &fallback, &[]).first_sentence(120);
        nodes.push(ResourceNode {
            doc: RsDoc::of(&Prose::own(&first), "    "),
            accessor: accessor.clone(),
            ty: format!("resources::{accessor}::{}", file.name()),
        });
        writer.render(&format!("src/resources/{accessor}.rs"), &file);
        summaries.extend(calls);
    }
    (summaries, nodes)
}

fn model_files(types: &Types<'_>, header: &str, writer: &mut Writer) {
    match models::files(types, header) {
        Ok((files, index)) => {
            for (module, text) in files {
                writer.add(&format!("src/models/{module}.rs"), ended(text));
            }
            writer.add("src/models/mod.rs", ended(index));
        }
        Err(error) => writer.diags.push(codes::template_failed("Rust", error)),
    }
}

fn wire(context: Context<'_>, writer: &mut Writer) {
    match shell::generate(context.api, context.types, context.routes) {
        Ok(source) => {
            let allow = "#![allow(warnings, clippy::all, clippy::pedantic)]";
            let what = "//! The wire layer, by progenitor: private, and its own text.";
            writer.add("src/wire.rs", format!("{}{what}\n{allow}\n\n{source}", context.header));
        }
        Err(reason) => writer.diags.push(codes::wire_layer_failed(reason)),
    }
}

fn documents(api: &Api, config: &PackageConfig, types: &Types<'_>, summaries: &[CallSummary], writer: &mut Writer) {
    writer.render("Cargo.toml", &package::manifest(config));
    writer.render("clippy.toml", &package::clippy(config));
    writer.render("CHANGELOG.md", &package::changelog(api, config));
    writer.render("api.md", &package::api_table(api, config, summaries));
    let readme = readme::lower(api, config, types, summaries);
    writer.render("README.md", &readme);
    writer.render("examples/readme.rs", &readme.example());
    writer.add("LICENSE-APACHE", APACHE);
    writer.add("LICENSE-MIT", MIT);
}

fn driver_files(
    api: &Api,
    config: &PackageConfig,
    types: &Types<'_>,
    summaries: &[CallSummary],
    diags: &mut Diags,
) -> Files {
    let mut writer = Writer { files: Files::default(), diags: Diags::new() };
    writer.render("Cargo.toml", &driver::manifest(config));
    writer.render("src/main.rs", &driver::program(api, config, types, summaries));
    writer.add("src/protocol.rs", driver::PROTOCOL);
    writer.add("src/values.rs", driver::VALUES);
    diags.absorb(writer.diags);
    writer.files
}
