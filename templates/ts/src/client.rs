//! The client: its options, its credentials and its resources.

use clade_emit::encode::{TsDoc, TsStr};
use clade_emit::{PackageConfig, Prose, case};
use clade_ir::{Api, ApiKeyPlace, AuthKind, AuthScheme, OAuthFlow, OAuthGrant};

use crate::code::{Code, Rendered, code};
use crate::docs;
use crate::imports::Imports;
use crate::names::{self, Ident, Names};
use crate::nodes::{ClientFile, Credential, CredentialKind, ResourceProperty};
use crate::readme::CredentialRow;
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
                field: code![
                    "#",
                    &own.getter,
                    ":",
                    Code::union_behind(vec![(&own.class).into(), "undefined".into()]),
                    ";"
                ]
                .render(2, 2),
                made: code!["return (this.#", &own.getter, " ??=", Code::moved(made(&own.class)), ");"]
                    .render(4, 4),
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
        has_resources: !resources.is_empty(),
        credentials,
        resources,
    }
}

fn made(class: &Ident) -> Code {
    code!["new ", class, Code::list("(", vec!["this.#transport".into()], ")")]
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
    imports.runtime_type("ClientOptions");
    imports.runtime("Transport");
    if !credentials.is_empty() {
        imports.runtime_type("AuthScheme");
    }
    for credential in credentials {
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
        for name in functions {
            imports.runtime(name);
        }
        let is_basic = matches!(credential.kind, CredentialKind::Basic { .. });
        imports.runtime_type(if is_basic { "BasicCredentials" } else { "Credential" });
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
    let kind = kind(&scheme.kind, &env, &option);
    let variables = match &kind {
        CredentialKind::Basic { .. } => format!("`{env}_USERNAME` and `{env}_PASSWORD`"),
        CredentialKind::ClientCredentials { .. } => {
            format!("`{env}` (a token), or `{env}_CLIENT_ID` and `{env}_CLIENT_SECRET`")
        }
        CredentialKind::Bearer | CredentialKind::ApiKey { .. } => format!("`{env}`"),
    };
    let variable = TsStr::own(&env);
    let mut sources = vec![code!["options.", &option], code!["readEnv(", &variable, ")"]];
    if matches!(kind, CredentialKind::ClientCredentials { .. }) {
        sources.push(code!["readClientCredentials(", &variable, ")"]);
    }
    let found = Code::first_of(sources);
    let default = Prose::own(&format!("Default: {variables} of the environment."));
    Credential {
        docs: TsDoc::of(&docs::prose(&scheme.docs).then(default), &docs::deprecated(&scheme.docs), "  "),
        found: code!["const ", &local, " =", found, ";"].render(2, 2),
        set: set(&scheme_key(scheme), &local, &kind),
        env,
        option,
        local,
        kind,
    }
}

/// Statements that hand the credential to its scheme.
fn set(scheme: &TsStr, local: &Ident, kind: &CredentialKind) -> Vec<Rendered> {
    let statement =
        |made: Code| code![Code::list("schemes.set(", vec![scheme.into(), made], ")"), ";"].render(4, 4);
    match kind {
        CredentialKind::Bearer => vec![statement(code!["bearerAuth(", local, ")"])],
        CredentialKind::ApiKey { place, wire } => {
            let arguments = vec![code!["'", *place, "'"], wire.into(), local.into()];
            vec![statement(Code::list("apiKeyAuth(", arguments, ")"))]
        }
        CredentialKind::Basic { .. } => {
            let arguments = vec![code![local, ".username"], code![local, ".password"]];
            vec![statement(Code::list("basicAuth(", arguments, ")"))]
        }
        CredentialKind::ClientCredentials { token_url } => {
            let arguments = std::iter::once(local.into()).chain(token_url.as_ref().map(Code::from)).collect();
            let credentials = Code::list("clientCredentialsAuth(", arguments, ")");
            vec![statement(credentials), statement(code!["bearerAuth(", local, ")"])]
        }
    }
}

fn kind(kind: &AuthKind, env: &str, option: &Ident) -> CredentialKind {
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
            pair: vec![
                part(option, "username", &format!("{env}_USERNAME")),
                part(option, "password", &format!("{env}_PASSWORD")),
            ],
        },
        AuthKind::OAuth2 { flows } => {
            flows.iter().find_map(client_credentials).unwrap_or(CredentialKind::Bearer)
        }
        AuthKind::Bearer | AuthKind::MutualTls => CredentialKind::Bearer,
    }
}

/// `username: options.login?.username ?? readEnv('…'),`
fn part(option: &Ident, part: &'static str, env: &str) -> Rendered {
    let found = code!["options.", option, "?.", part, " ?? readEnv(", &TsStr::own(env), ")"];
    code![part, ":", Code::moved(found), ","].render(4, 4)
}

fn client_credentials(flow: &OAuthFlow) -> Option<CredentialKind> {
    let absolute = |url: &&clade_ir::SpecText| {
        url.expose().starts_with("https://") || url.expose().starts_with("http://")
    };
    (flow.grant == OAuthGrant::ClientCredentials).then(|| CredentialKind::ClientCredentials {
        token_url: flow.token_url.as_ref().filter(absolute).map(TsStr::of),
    })
}

/// The credentials as a README lists them.
pub(crate) fn rows(api: &Api, config: &PackageConfig) -> Vec<CredentialRow> {
    let row = |credential: Credential| {
        let env = credential.env;
        let (cell, what): (Vec<String>, &'static str) = match credential.kind {
            CredentialKind::Bearer => (vec![env], "a token, sent as `Authorization: Bearer`"),
            CredentialKind::ApiKey { place: "header", .. } => (vec![env], "a key, sent in a header"),
            CredentialKind::ApiKey { place: "cookie", .. } => (vec![env], "a key, sent in a cookie"),
            CredentialKind::ApiKey { .. } => (vec![env], "a key, sent in the query"),
            CredentialKind::Basic { .. } => {
                (vec![format!("{env}_USERNAME"), format!("{env}_PASSWORD")], "`{ username, password }`")
            }
            CredentialKind::ClientCredentials { .. } => (
                vec![env.clone(), format!("{env}_CLIENT_ID"), format!("{env}_CLIENT_SECRET")],
                "a token, or `{ clientId, clientSecret }` to obtain tokens with",
            ),
        };
        CredentialRow {
            option: credential.option.to_string(),
            env_text: cell.join(", "),
            env_cell: cell.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
            what,
        }
    };
    credentials(api, config).into_iter().map(row).collect()
}
