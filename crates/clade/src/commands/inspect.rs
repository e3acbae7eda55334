//! `clade inspect DOC`

use std::path::PathBuf;
use std::process::ExitCode;

use clade::Loaded;
use clade_diag::Sources;
use clade_ir::{Body, Operation, PathPart, Reply};
use clap::Args;
use serde_json::Value;

use super::shown::{Settings, Shown};

/// Show what a description becomes.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The OpenAPI description (JSON or YAML); by default the one that clade.toml names.
    document: Option<PathBuf>,
    /// Print the whole model.
    #[arg(long)]
    ir: bool,
    /// Print the coverage report as JSON.
    #[arg(long, conflicts_with = "ir")]
    json: bool,
    #[command(flatten)]
    settings: Settings,
}

impl Inspect {
    pub(crate) fn run(self) -> ExitCode {
        let mut shown = Shown::new(&self.settings);
        let Some((_, loaded)) = shown.load(self.document.as_deref()) else { return shown.finish() };
        let text = if self.ir {
            clade_ir::dump(&loaded.api)
        } else if self.json {
            format!("{:#}\n", clade::report::coverage(&loaded.api, &shown.sources))
        } else {
            overview(&loaded, &shown.sources)
        };
        print!("{text}");
        if loaded.diags.has_errors() {
            shown.findings(&loaded.diags);
        }
        shown.finish()
    }
}

fn overview(loaded: &Loaded, sources: &Sources) -> String {
    let api = &loaded.api;
    let mut text = String::new();
    for resource in &api.resources {
        text += &format!("{}\n", resource.name.join("_"));
        for id in &resource.operations {
            text += &operation(api.op(*id));
        }
    }
    let coverage = &api.coverage;
    text += &format!(
        "\n{} resources, {} operations ({} typed, {} degraded), {} types\n",
        api.resources.len(),
        api.operations.len(),
        coverage.typed,
        coverage.degraded,
        api.types.len()
    );
    if let Value::Array(rows) = &clade::report::coverage(api, sources)["rows"] {
        rows.iter().for_each(|row| text += &degradation(row));
    }
    text
}

fn operation(op: &Operation) -> String {
    format!(
        "  {:<28} {:<7} {:<48} {} -> {}\n",
        op.name.join("_"),
        method(op),
        path(op),
        body(&op.body),
        reply(&op.reply)
    )
}

fn method(op: &Operation) -> String {
    format!("{:?}", op.method).to_uppercase()
}

/// The path as described; hidden characters are escaped, since it goes to a terminal.
fn path(op: &Operation) -> String {
    let part = |part: &PathPart| match part {
        PathPart::Literal(text) => text.expose().escape_default().to_string(),
        PathPart::Param(at) => {
            op.params.get(*at).map_or_else(String::new, |param| format!("{{{}}}", param.name.join("_")))
        }
    };
    op.path.iter().map(part).collect()
}

fn body(body: &Body) -> &'static str {
    match body {
        Body::None => "-",
        Body::Json { .. } => "json",
        Body::Form { .. } => "form",
        Body::Multipart { .. } => "multipart",
        Body::Bytes { .. } => "bytes",
        Body::Text { .. } => "text",
    }
}

fn reply(reply: &Reply) -> &'static str {
    match reply {
        Reply::Empty => "nothing",
        Reply::One { .. } => "one",
        Reply::Page { .. } => "pages",
        Reply::Stream(_) => "stream",
        Reply::Text => "text",
        Reply::Bytes => "bytes",
    }
}

fn degradation(row: &Value) -> String {
    let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    format!("  {} {}:{}:{}  {}\n", text("code"), text("file"), row["line"], row["column"], text("what"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_write_to_the_terminal() {
        let api = clade::load_bytes(
            "x.json",
            br#"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/a\u001b[31m":{"get":{"responses":{"204":{"description":""}}}}}}"#,
            &clade::Config::default(),
        );
        let text = overview(&api, &api.sources);
        assert!(!text.contains('\u{1b}') && text.contains("\\u{1b}[31m"), "{text}");
    }
}
