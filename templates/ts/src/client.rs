//! The client: its options, its credentials and its resources.

use clade_emit::encode::{TsDoc, TsStr};
use clade_emit::{PackageConfig, Prose, case};
use clade_ir::{Api, ApiKeyPlace, AuthKind, AuthScheme, OAuthFlow, OAuthGrant};

use crate::code::{Rendered, code};
use crate::docs;
use crate::imports::Imports;
use crate::names::{self, Ident, Names};
use crate::nodes::{ClientFile, Credential, CredentialKind, ResourceProperty};
use crate::resources::scheme_key;

pub(crate) fn file(api: &Api, config: &PackageConfig, names: &Names) -> ClientFile {
    let credentials = credentials(api, config);
    let resources: Vec<ResourceProperty> = (0..)
        .map(clade_ir::ResourceId)
        .zip(&api.resources)
        .map(|(id, resource)| {
            let own = names.resource(id);
            ResourceProperty {
                docs: TsDoc::of(
                    &first_of(&docs::prose(&resource.docs)),
                    &docs::deprecated(&resource.docs),
                    "  ",
                ),
                class: own.class.clone(),
                getter: own.getter.clone(),
                import: code![
                    "import { ",
                    &own.class,
                    " } from ",
                    &TsStr::own(&format!("./resources/{}.js", own.file)),
                    ";"
                ]
                .render(0, 0),
            }
        })
        .collect();
    ClientFile {
        imports: resources
            .iter()
            .map(|each| each.import.clone())
            .chain(runtime_imports(&credentials))
            .collect(),
        docs: TsDoc::of(&api_prose(api), &[], ""),
        class: names.client.clone(),
        options: names.options.clone(),
        identity: identity(config),
        has_credentials: !credentials.is_empty(),
        credentials,
        resources,
    }
}

fn api_prose(api: &Api) -> Prose {
    let own = Prose::own("A client of the API.");
    let prose = docs::prose(&api.info.docs);
    if prose.is_empty() { own } else { prose }
}

/// The first paragraph: the class has the rest.
fn first_of(prose: &Prose) -> Prose {
    let lines: Vec<&str> = prose.lines().take_while(|line| !line.is_empty()).collect();
    Prose::own(&lines.join("\n"))
}

fn identity(config: &PackageConfig) -> Vec<Rendered> {
    let member = |key: &'static str, value: &str| code![key, ": ", &TsStr::own(value), ","].render(2, 2);
    let mut members = vec![
        member("name", &config.name),
        member("version", &config.version),
        member("generator", &format!("clade/{}", config.generator)),
        member("envPrefix", &config.env_prefix),
    ];
    members.extend(config.base_url.as_deref().map(|url| member("baseURL", url)));
    members
}

fn runtime_imports(credentials: &[Credential]) -> Vec<Rendered> {
    let mut imports = Imports::at("./runtime/index.js");
    for name in ["AuthScheme", "ClientOptions"] {
        imports.runtime_type(name);
    }
    imports.runtime("Transport");
    for credential in credentials {
        imports.runtime_type("Credential");
        imports.runtime("readEnv");
        let functions: &[&'static str] = match &credential.kind {
            CredentialKind::Bearer => &["bearerAuth"],
            CredentialKind::ApiKey { .. } => &["apiKeyAuth"],
            CredentialKind::Basic { .. } => &["basicAuth"],
            CredentialKind::ClientCredentials { .. } => {
                imports.runtime_type("ClientCredentials");
                &["bearerAuth", "clientCredentialsAuth", "readClientCredentials"]
            }
        };
        functions.iter().for_each(|name| imports.runtime(name));
        if matches!(credential.kind, CredentialKind::Basic { .. }) {
            imports.runtime_type("BasicCredentials");
        }
    }
    imports.render()
}

fn credentials(api: &Api, config: &PackageConfig) -> Vec<Credential> {
    let sent: Vec<&AuthScheme> =
        api.auth.iter().filter(|scheme| scheme.kind != AuthKind::MutualTls).collect();
    let (options, locals) = names::credentials(sent.iter().map(|scheme| &scheme.name));
    let both = options.into_iter().zip(locals);
    sent.into_iter().zip(both).map(|(scheme, names)| credential(config, scheme, names)).collect()
}

fn credential(config: &PackageConfig, scheme: &AuthScheme, (option, local): (Ident, Ident)) -> Credential {
    let env = format!("{}_{}", config.env_prefix, case::screaming(&scheme.name));
    let kind = kind(&scheme.kind, &env);
    let variables = match &kind {
        CredentialKind::Basic { .. } => format!("`{env}_USERNAME` and `{env}_PASSWORD`"),
        CredentialKind::ClientCredentials { .. } => {
            format!("`{env}` (a token), or `{env}_CLIENT_ID` and `{env}_CLIENT_SECRET`")
        }
        CredentialKind::Bearer | CredentialKind::ApiKey { .. } => format!("`{env}`"),
    };
    let default = Prose::own(&format!("Default: {variables} of the environment."));
    Credential {
        docs: TsDoc::of(&docs::prose(&scheme.docs).then(default), &docs::deprecated(&scheme.docs), "  "),
        option,
        local,
        scheme: scheme_key(scheme),
        env: TsStr::own(&env),
        kind,
    }
}

fn kind(kind: &AuthKind, env: &str) -> CredentialKind {
    match kind {
        AuthKind::ApiKey { place, wire } => CredentialKind::ApiKey {
            place: match place {
                ApiKeyPlace::Header => "header",
                ApiKeyPlace::Query => "query",
                ApiKeyPlace::Cookie => "cookie",
            },
            wire: TsStr::of(wire),
        },
        AuthKind::OtherHttp { .. } => {
            CredentialKind::ApiKey { place: "header", wire: TsStr::own("authorization") }
        }
        AuthKind::Basic => CredentialKind::Basic {
            username: TsStr::own(&format!("{env}_USERNAME")),
            password: TsStr::own(&format!("{env}_PASSWORD")),
        },
        AuthKind::OAuth2 { flows } => {
            flows.iter().find_map(client_credentials).unwrap_or(CredentialKind::Bearer)
        }
        AuthKind::Bearer | AuthKind::MutualTls => CredentialKind::Bearer,
    }
}

fn client_credentials(flow: &OAuthFlow) -> Option<CredentialKind> {
    let absolute = |url: &&clade_ir::SpecText| {
        url.expose().starts_with("https://") || url.expose().starts_with("http://")
    };
    (flow.grant == OAuthGrant::ClientCredentials).then(|| CredentialKind::ClientCredentials {
        token_url: flow.token_url.as_ref().filter(absolute).map(TsStr::of),
    })
}
