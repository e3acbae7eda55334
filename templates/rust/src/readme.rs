//! The README, and the example that holds its snippets so that they are compiled.

use askama::Template;
use clade_emit::encode::MdText;
use clade_emit::{PackageConfig, Prose};
use clade_ir::{Api, HttpMethod, Reply, Type};

use crate::client;
use crate::layout;
use crate::resources::CallSummary;
use crate::resources::args::ArgKind;
use crate::samples;
use crate::types::Types;

/// `README.md`
#[derive(Debug, Template)]
#[template(path = "README.md.j2", escape = "none")]
pub(crate) struct Readme {
    generator: String,
    title: MdText,
    description: MdText,
    crate_name: String,
    module: String,
    version: String,
    env_prefix: String,
    credentials: Vec<CredentialRow>,
    snippets: Snippets,
    dag: bool,
}

#[derive(Debug)]
struct CredentialRow {
    method: String,
    variables: String,
}

/// `examples/readme.rs`
#[derive(Debug, Template)]
#[template(path = "readme_example.rs.j2", escape = "none")]
pub(crate) struct Example {
    generator: String,
    module: String,
    snippets: Snippets,
}

/// Calls of this very API.
#[derive(Debug, Clone, Default)]
struct Snippets {
    call: Option<String>,
    response: Option<String>,
    options: Option<String>,
    items: Option<String>,
    events: Option<String>,
    download: Option<String>,
    uses_models: bool,
    uses_upload: bool,
}

/// Lowers the README.
pub(crate) fn lower(
    api: &Api,
    package: &PackageConfig,
    types: &Types<'_>,
    summaries: &[CallSummary],
) -> Readme {
    let crate_name = package.rust.crate_name.clone();
    let credentials = client::credential_names(api).into_iter().map(|name| CredentialRow {
        variables: name
            .suffixes
            .iter()
            .map(|suffix| format!("`{}_{suffix}`", package.env_prefix))
            .collect::<Vec<_>>()
            .join(" or "),
        method: name.method.to_string(),
    });
    Readme {
        generator: plain(&package.generator),
        title: MdText::own(&crate_name),
        description: MdText::own(&Prose::own(&package.description).first_sentence(200)),
        module: crate_name.replace('-', "_"),
        version: plain(&package.version),
        env_prefix: plain(&package.env_prefix),
        credentials: credentials.collect(),
        snippets: snippets(api, types, summaries),
        dag: package.dag,
        crate_name,
    }
}

impl Readme {
    /// The program that holds the snippets.
    pub(crate) fn example(&self) -> Example {
        Example {
            generator: self.generator.clone(),
            module: self.module.clone(),
            snippets: self.snippets.clone(),
        }
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).collect()
}

fn snippets(api: &Api, types: &Types<'_>, summaries: &[CallSummary]) -> Snippets {
    let operation = |call: &CallSummary| api.operations.iter().find(|operation| operation.key == call.key);
    let is_current = |call: &&CallSummary| operation(call).is_some_and(|it| !it.docs.deprecated);
    let of = |wanted: &dyn Fn(&CallSummary) -> bool| {
        summaries.iter().filter(is_current).filter(|call| wanted(call)).find_map(|call| links(types, call))
    };
    let is_method =
        |call: &CallSummary, method: &HttpMethod| operation(call).is_some_and(|it| it.method == *method);
    let gives_value = |call: &CallSummary| {
        operation(call).is_some_and(|it| match &it.reply {
            Reply::One { ty, .. } => !matches!(types.resolve(ty), Type::Null),
            reply => matches!(reply, Reply::Page { .. }),
        })
    };
    let gives_bytes = |call: &CallSummary| operation(call).is_some_and(|it| matches!(it.reply, Reply::Bytes));
    let create = of(&|call| call.kind == "one" && is_method(call, &HttpMethod::Post) && gives_value(call));
    let get = of(&|call| call.kind == "one" && is_method(call, &HttpMethod::Get) && gives_value(call));
    let pages = of(&|call| call.kind == "pages");
    let events = of(&|call| call.kind == "events");
    let download = of(&|call| call.kind == "one" && gives_bytes(call));
    let chosen = [&create, &get, &pages, &events, &download];
    let uses =
        |word: &str| chosen.iter().any(|links| links.as_ref().is_some_and(|it| it.concat().contains(word)));
    let any = create.clone().or_else(|| get.clone());
    let again = get.clone().or_else(|| create.clone());
    Snippets {
        uses_models: uses("models::"),
        uses_upload: uses("Upload::"),
        call: any.map(|links| line("let answer = ", links, &["await?"])),
        response: again.clone().map(|links| line("let response = ", links, &["send()", "await?"])),
        options: again.map(|links| {
            line("let answer = ", links, &["timeout(Duration::from_secs(5))", "max_retries(0)", "await"])
        }),
        items: pages.map(|links| line("let mut items = ", links, &["items()"])),
        events: events.map(|links| line("let mut events = ", links, &["open()", "await?"])),
        download: download.map(|links| line("let download = ", links, &["await?"])),
    }
}

/// `specs()`, `get("spec_id")`; `None` if no sample can be given for an argument.
fn links(types: &Types<'_>, call: &CallSummary) -> Option<Vec<String>> {
    let required = call.args.iter().filter(|arg| arg.required);
    let arguments: Option<Vec<String>> = required
        .map(|arg| match &arg.kind {
            _ if arg.repeated => None,
            ArgKind::Upload => Some("Upload::file(\"data.bin\")".to_owned()),
            ArgKind::Value(ty) => samples::value(types, ty, &arg.key),
        })
        .collect();
    let arguments = arguments?.join(", ");
    (arguments.len() <= 48)
        .then(|| vec![format!("{}()", call.resource), format!("{}({arguments})", call.method)])
}

fn line(start: &str, mut links: Vec<String>, more: &[&str]) -> String {
    links.extend(more.iter().map(|link| (*link).to_owned()));
    layout::chain(1, start, "client", &links, ";")
}
