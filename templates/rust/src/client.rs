//! The client and its settings.

use askama::Template;
use clade_emit::encode::{RsDoc, RsStr};
use clade_emit::{PackageConfig, Prose};
use clade_ir::{Api, ApiKeyPlace, AuthKind, AuthScheme, OAuthGrant};

use crate::docs;
use crate::layout::{self, pad};
use crate::names::{self, Ident};
use crate::types::Imports;

/// `client.rs`
#[derive(Debug, Template)]
#[template(path = "client.rs.j2", escape = "none")]
pub(crate) struct ClientFile {
    header: String,
    imports: String,
    doc: RsDoc,
    env_doc: RsDoc,
    user_agent: RsStr,
    env_prefix: RsStr,
    base_url: Option<RsStr>,
    credentials: Vec<CredentialNode>,
    resources: Vec<ResourceNode>,
}

/// A credential's setter.
#[derive(Debug)]
struct CredentialNode {
    doc: RsDoc,
    method: Ident,
    statement: String,
    from_env: String,
}

/// A resource's accessor.
#[derive(Debug)]
pub(crate) struct ResourceNode {
    /// Its comment.
    pub(crate) doc: RsDoc,
    /// The head of its method.
    pub(crate) head: String,
    /// What the method gives.
    pub(crate) value: String,
}

impl ResourceNode {
    /// The accessor of a resource of this type.
    pub(crate) fn new(doc: RsDoc, accessor: &Ident, ty: &Ident) -> Self {
        let ty = format!("resources::{accessor}::{ty}");
        let arguments = ["&self".to_owned()];
        Self {
            doc,
            head: layout::signature(1, &format!("pub fn {accessor}"), &arguments, &format!(" -> {ty} {{")),
            value: layout::call(2, &format!("{ty}::new"), &["self.transport.clone()".to_owned()], ""),
        }
    }
}

/// A credential's place in the client.
#[derive(Debug, Clone)]
pub(crate) struct CredentialName {
    /// Name of the scheme in snake case.
    pub(crate) key: String,
    /// The builder's method.
    pub(crate) method: Ident,
    /// What stands behind the prefix in the environment variables that `from_env` reads, best first.
    pub(crate) suffixes: Vec<String>,
}

/// Methods that every builder has.
const BUILDER_METHODS: [&str; 13] = [
    "from_env",
    "base_url",
    "timeout",
    "connect_timeout",
    "idle_timeout",
    "max_retries",
    "retry",
    "header",
    "middleware",
    "logger",
    "http",
    "configure",
    "build",
];

/// The credentials that a client can be given.
pub(crate) fn credential_names(api: &Api) -> Vec<CredentialName> {
    let mut methods = names::method_scope(BUILDER_METHODS);
    let mut first = true;
    let schemes = api.auth.iter().filter(|scheme| !matches!(scheme.kind, AuthKind::MutualTls));
    schemes
        .map(|scheme| {
            let key = scheme.name.join("_");
            let mut suffixes = vec![key.to_ascii_uppercase()];
            let is_secret = !matches!(scheme.kind, AuthKind::Basic | AuthKind::OtherHttp { .. });
            if is_secret && std::mem::take(&mut first) && key != "api_key" {
                suffixes.push("API_KEY".to_owned());
            }
            CredentialName { key, method: names::value(&mut methods, &scheme.name), suffixes }
        })
        .collect()
}

/// Lowers the client.
pub(crate) fn lower(
    api: &Api,
    package: &PackageConfig,
    resources: Vec<ResourceNode>,
    header: &str,
) -> ClientFile {
    let mut imports = Imports::default();
    for name in ["Error", "Logger", "Middleware", "RetryPolicy", "SdkInfo", "Transport", "TransportBuilder"] {
        imports.runtime(name);
    }
    if !resources.is_empty() {
        imports.add("crate", "resources");
    }
    let names = credential_names(api);
    if !names.is_empty() {
        imports.runtime("Credential");
        imports.runtime("Scheme");
    }
    let credentials = names
        .iter()
        .filter_map(|name| Some((name, api.auth.iter().find(|scheme| scheme.name.join("_") == name.key)?)))
        .map(|(name, scheme)| credential(name, scheme))
        .collect();
    let base_url = package.base_url.as_ref().map(|url| RsStr::own(url));
    let fallback = "The client: cheap to clone, safe to share.";
    ClientFile {
        header: header.to_owned(),
        imports: imports.render(),
        doc: docs::item(&api.info.docs, fallback, &[fallback.to_owned()], 0),
        env_doc: RsDoc::of(&env_prose(package, &names), &pad(1)),
        user_agent: RsStr::own(&user_agent(package)),
        env_prefix: RsStr::own(&package.env_prefix),
        base_url,
        credentials,
        resources,
    }
}

fn user_agent(package: &PackageConfig) -> String {
    let safe = |text: &str| text.chars().filter(char::is_ascii_graphic).collect::<String>();
    format!("{}-rust/{} clade/{}", safe(&package.name), safe(&package.version), safe(&package.generator))
}

fn env_prose(package: &PackageConfig, names: &[CredentialName]) -> Prose {
    let prefix = &package.env_prefix;
    let mut text = format!(
        "- `{prefix}_BASE_URL`: the base URL\n- `{prefix}_LOG`: log lines on standard error, from `error` to `debug`\n"
    );
    for name in names {
        let variables: Vec<String> =
            name.suffixes.iter().map(|suffix| format!("`{prefix}_{suffix}`")).collect();
        text += &format!("- {}: the credential `{}`\n", variables.join(" or "), name.key);
    }
    Prose::own(&text)
}

fn credential(name: &CredentialName, scheme: &AuthScheme) -> CredentialNode {
    let statement = format!(
        "{0}let name = {1};\n{0}let scheme = {2};\n{0}self.transport = self.transport.credential(name, scheme, credential);",
        pad(2),
        RsStr::own(&name.key),
        scheme_value(&scheme.kind)
    );
    let suffixes: Vec<String> =
        name.suffixes.iter().map(|suffix| format!("INFO.env({})", RsStr::own(suffix))).collect();
    let from_env = from_env(&name.method, &suffixes);
    CredentialNode {
        doc: docs::item(&scheme.docs, &format!("Sets the credential `{}`.", name.key), &how(&scheme.kind), 1),
        method: name.method.clone(),
        statement,
        from_env,
    }
}

fn from_env(method: &Ident, reads: &[String]) -> String {
    let read = match reads {
        [one] => one.clone(),
        [first, rest @ ..] => {
            rest.iter().fold(first.clone(), |all, read| format!("{all}.or_else(|| {read})"))
        }
        [] => "None".to_owned(),
    };
    let read = layout::value(2, "let secret = ", &read, ";");
    format!(
        "{read}\n{0}if let Some(secret) = secret {{\n{1}builder = builder.{method}(secret);\n{0}}}",
        pad(2),
        pad(3)
    )
}

fn scheme_value(kind: &AuthKind) -> String {
    match kind {
        AuthKind::ApiKey { place, wire } => {
            let place = match place {
                ApiKeyPlace::Header => "Header",
                ApiKeyPlace::Query => "Query",
                ApiKeyPlace::Cookie => "Cookie",
            };
            format!("Scheme::{place}({})", RsStr::of(wire))
        }
        AuthKind::Bearer | AuthKind::OAuth2 { .. } => "Scheme::Bearer".to_owned(),
        AuthKind::Basic => "Scheme::Basic".to_owned(),
        AuthKind::OtherHttp { .. } | AuthKind::MutualTls => "Scheme::Authorization".to_owned(),
    }
}

/// What to give.
fn how(kind: &AuthKind) -> Vec<String> {
    match kind {
        AuthKind::Basic => vec!["Give `Credential::basic(user, password)`.".to_owned()],
        AuthKind::OtherHttp { .. } => vec!["Give the whole value of the `Authorization` header.".to_owned()],
        AuthKind::OAuth2 { flows } => {
            let flow = flows.iter().find(|flow| flow.grant == OAuthGrant::ClientCredentials);
            let mut how = vec!["Give an access token, or a provider of one.".to_owned()];
            if let Some(url) = flow.and_then(|flow| flow.token_url.as_ref()) {
                how.push(format!(
                    "For the client-credentials grant give `Credential::client_credentials` with the token URL `{}`.",
                    url.expose()
                ));
            }
            how
        }
        AuthKind::ApiKey { .. } | AuthKind::Bearer | AuthKind::MutualTls => Vec::new(),
    }
}
