//! The README, and the example that holds its snippets so that they are compiled.

use askama::Template;
use clade_emit::encode::MdText;
use clade_emit::{PackageConfig, Prose};
use clade_ir::{Api, HttpMethod, Operation, Reply, Type};

use crate::client;
use crate::layout;
use crate::resources::CallSummary;
use crate::resources::args::ArgKind;
use crate::samples::Samples;
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
    /// Whether the call gives a value.
    answers: bool,
    response: Option<String>,
    options: Option<String>,
    items: Option<String>,
    events: Option<String>,
    download: Option<String>,
    /// What the first call imports from the package.
    first: String,
    /// What all of them import.
    all: String,
}

/// Lowers the README.
pub(crate) fn lower(
    api: &Api,
    package: &PackageConfig,
    types: &Types<'_>,
    summaries: &[CallSummary],
) -> Readme {
    let crate_name = package.rust.crate_name.clone();
    let module = crate_name.replace('-', "_");
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
        version: plain(&package.version),
        env_prefix: plain(&package.env_prefix),
        credentials: credentials.collect(),
        snippets: snippets(api, types, summaries, &module),
        module,
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

/// A call as it is written.
#[derive(Debug, Clone)]
struct Sample {
    variables: Vec<String>,
    /// `specs()`, `get("spec_id")`
    links: Vec<String>,
}

/// The calls that a README can show.
struct Choice<'c> {
    types: &'c Types<'c>,
    calls: Vec<(&'c CallSummary, &'c Operation)>,
}

/// A wish of a call to show.
type Wish<'w> = &'w dyn Fn(&CallSummary, &Operation) -> bool;

impl<'c> Choice<'c> {
    fn new(api: &'c Api, types: &'c Types<'c>, summaries: &'c [CallSummary]) -> Self {
        let operation = |call: &CallSummary| api.operations.iter().find(|it| it.key == call.key);
        let calls = summaries.iter().filter_map(|call| Some((call, operation(call)?)));
        Self { types, calls: calls.filter(|(_, it)| !it.docs.deprecated).collect() }
    }

    /// The first call that fulfils the first wish that any call fulfils.
    fn best(&self, needed: Wish<'_>, wishes: &[Wish<'_>]) -> Option<Sample> {
        let of = |wish: Wish<'_>| {
            let mut fit = self.calls.iter().filter(|(call, it)| needed(call, it) && wish(call, it));
            fit.find_map(|(call, _)| sample(self.types, call))
        };
        wishes.iter().find_map(|wish| of(wish)).or_else(|| of(&|_, _| true))
    }

    fn gives_value(&self, it: &Operation) -> bool {
        match &it.reply {
            Reply::One { ty, .. } => !matches!(self.types.resolve(ty), Type::Null),
            reply => matches!(reply, Reply::Page { .. } | Reply::Text),
        }
    }

    /// Whether the call has a twin whose answer is a stream: the mark of an API's main call.
    fn can_stream(&self, call: &CallSummary) -> bool {
        self.calls.iter().any(|(it, _)| is_twin(it, call))
    }

    fn create(&self) -> Option<Sample> {
        let posts = |call: &CallSummary, it: &Operation| {
            call.kind == "one" && it.method == HttpMethod::Post && self.gives_value(it)
        };
        let creates = |call: &CallSummary| call.method.as_str().starts_with("create") && takes(call);
        self.best(
            &posts,
            &[
                &|call, _| creates(call) && takes_model(self.types, call) && self.can_stream(call),
                &|call, _| takes(call) && self.can_stream(call),
                &|call, _| call.method.as_str() == "create" && takes(call),
                &|call, _| creates(call) && takes_model(self.types, call),
                &|call, _| takes_model(self.types, call),
                &|call, _| creates(call),
                &|call, _| takes(call),
            ],
        )
    }

    fn get(&self) -> Option<Sample> {
        let gets = |call: &CallSummary, it: &Operation| {
            call.kind == "one" && it.method == HttpMethod::Get && self.gives_value(it)
        };
        let is_get = |call: &CallSummary| matches!(call.method.as_str(), "get" | "retrieve" | "read");
        self.best(
            &gets,
            &[&|call, _| is_get(call) && takes_text(self.types, call), &|call, _| {
                takes_text(self.types, call)
            }],
        )
    }

    /// A call with a stream, best one that has a twin without.
    fn events(&self) -> Option<Sample> {
        let has_twin =
            |call: &CallSummary| self.calls.iter().any(|(it, op)| is_twin(call, it) && self.gives_value(op));
        let creates = |call: &CallSummary| call.method.as_str().starts_with("create");
        self.best(
            &|call, _| call.kind == "events",
            &[&|call, _| has_twin(call) && creates(call) && takes_model(self.types, call), &|call, _| {
                has_twin(call)
            }],
        )
    }
}

/// Whether `stream` is the call `plain` with a stream as its answer.
fn is_twin(stream: &CallSummary, plain: &CallSummary) -> bool {
    let key = stream.key.strip_suffix("_stream").filter(|_| stream.kind == "events");
    key == Some(plain.key.as_str()) && plain.kind == "one"
}

/// Whether a body of some structure must be given.
fn takes_model(types: &Types<'_>, call: &CallSummary) -> bool {
    let is_model =
        |kind: &ArgKind| matches!(kind, ArgKind::Value(ty) if matches!(types.resolve(ty), Type::Named(_)));
    call.args.iter().any(|arg| arg.required && arg.key == "body" && is_model(&arg.kind))
}

/// Whether something must be given.
fn takes(call: &CallSummary) -> bool {
    call.args.iter().any(|arg| arg.required)
}

/// Whether texts must be given, and nothing else.
fn takes_text(types: &Types<'_>, call: &CallSummary) -> bool {
    let is_text = |kind: &ArgKind| matches!(kind, ArgKind::Value(ty) if *types.resolve(ty) == Type::Text);
    takes(call) && call.args.iter().all(|arg| !arg.required || is_text(&arg.kind))
}

fn snippets(api: &Api, types: &Types<'_>, summaries: &[CallSummary], module: &str) -> Snippets {
    let choice = Choice::new(api, types, summaries);
    let (create, get) = (choice.create(), choice.get());
    let is_list = |call: &CallSummary, _: &Operation| call.method.as_str() == "list";
    let pages = choice.best(&|call, _| call.kind == "pages", &[&is_list]);
    let events = choice.events();
    let is_bytes =
        |call: &CallSummary, it: &Operation| call.kind == "one" && matches!(it.reply, Reply::Bytes);
    let download = choice.best(&is_bytes, &[&|_, it| it.method == HttpMethod::Get]);
    let value = create.clone().or_else(|| get.clone());
    let is_empty =
        |call: &CallSummary, it: &Operation| call.kind == "one" && matches!(it.reply, Reply::Empty);
    let any = value.clone().or_else(|| choice.best(&is_empty, &[]));
    let again = get.or(create);
    let chosen = [&any, &again, &pages, &events, &download];
    let start = if value.is_some() { "let answer = " } else { "" };
    Snippets {
        first: imports(module, &any.iter().collect::<Vec<_>>()),
        all: imports(module, &chosen.into_iter().flatten().collect::<Vec<_>>()),
        answers: value.is_some(),
        call: any.map(|sample| text(start, sample, &["await?"])),
        response: again.clone().map(|sample| text("let response = ", sample, &["send()", "await?"])),
        options: again.map(|sample| {
            text("let answer = ", sample, &["timeout(Duration::from_secs(5))", "max_retries(0)", "await"])
        }),
        items: pages.map(|sample| text("let mut items = ", sample, &["items()"])),
        events: events.map(|sample| text("let mut events = ", sample, &["open()", "await?"])),
        download: download.map(|sample| text("let download = ", sample, &["await?"])),
    }
}

/// The import of the client, and of what else samples name.
fn imports(module: &str, samples: &[&Sample]) -> String {
    let text: String = samples.iter().flat_map(|it| it.variables.iter().chain(&it.links)).cloned().collect();
    let known = ["Base64", "Secret", "Upload", "chrono", "models", "serde_json", "uuid"];
    let used = known.into_iter().filter(|name| text.contains(&format!("{name}::")));
    let names: Vec<String> = std::iter::once("Client").chain(used).map(str::to_owned).collect();
    layout::import(module, &names)
}

/// A call with samples of its arguments; `None` if there is none for one of them.
fn sample(types: &Types<'_>, call: &CallSummary) -> Option<Sample> {
    let required: Vec<_> = call.args.iter().filter(|arg| arg.required).collect();
    let mut samples = Samples::new(types);
    let values = required.iter().map(|arg| match &arg.kind {
        _ if arg.repeated => None,
        ArgKind::Upload => Some((arg.key.as_str(), None)),
        ArgKind::Value(ty) => Some((arg.key.as_str(), Some(ty))),
    });
    let arguments = samples.call(&values.collect::<Option<Vec<_>>>()?)?;
    Some(Sample {
        variables: samples.variables,
        links: vec![format!("{}()", call.resource), format!("{}({arguments})", call.method)],
    })
}

fn text(start: &str, sample: Sample, more: &[&str]) -> String {
    let Sample { variables, mut links } = sample;
    links.extend(more.iter().map(|link| (*link).to_owned()));
    let call = layout::chain(1, start, "client", &links, ";");
    variables.into_iter().chain([call]).collect::<Vec<_>>().join("\n")
}
