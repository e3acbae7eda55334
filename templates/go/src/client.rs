//! The client: its type, its services and what it knows of the API.

use std::fmt::Write as _;

use clade_emit::Prose;
use clade_emit::encode::{GoComment, GoStr};
use clade_ir::{ApiKeyPlace, AuthKind, AuthScheme, OAuthGrant};

use crate::code::{Code, Imports, Row, aligned};
use crate::docs;
use crate::names;
use crate::nodes::{ClientNode, ServiceMember};
use crate::plan::Plan;

/// The declarations of the client's file.
pub(crate) fn declarations(plan: &Plan<'_>, imports: &mut Imports) -> Vec<Code> {
    imports.own("internal/core");
    imports.own("internal/auth");
    imports.own("option");
    let services: Vec<_> = plan.services.iter().collect();
    let rows: Vec<Row> = services
        .iter()
        .map(|service| Row {
            commented: docs::has_comment(&plan.types.api.resource(service.id).docs),
            cells: vec![service.member.to_string(), format!("*{}", service.ty)],
        })
        .collect();
    let node = ClientNode {
        version: GoStr::own(&plan.config.version),
        package: GoStr::own(&plan.config.go.package),
        services: services
            .iter()
            .zip(aligned(&rows))
            .map(|(service, line)| ServiceMember {
                doc: docs::member(&plan.types.api.resource(service.id).docs),
                line,
                member: service.member.clone(),
                ty: service.ty.clone(),
            })
            .collect(),
        env: Code::new(plan.config.env_prefix.clone()),
        api: api(plan),
        schemes: plan
            .types
            .api
            .auth
            .iter()
            .zip(&plan.schemes)
            .map(|(scheme, name)| self::scheme(plan, scheme, name))
            .collect(),
    };
    vec![plan.print(&node)]
}

/// The comment of the package.
pub(crate) fn package_doc(plan: &Plan<'_>) -> GoComment {
    let info = &plan.types.api.info;
    let name = &plan.config.go.package;
    let what =
        if plan.config.description.is_empty() { "is a client of an API." } else { &plan.config.description };
    let lead = if what.starts_with("is ") { what.to_owned() } else { format!("— {what}") };
    let described = info.docs.description.as_ref().map(Prose::of).unwrap_or_default();
    GoComment::of(&Prose::own(&format!("Package {name} {lead}")).then(described), "")
}

fn api(plan: &Plan<'_>) -> Vec<Code> {
    let config = plan.config;
    let mut members = vec![
        ("Name", GoStr::own(&config.go.package).to_string()),
        ("Version", "Version".to_owned()),
        ("Generator", GoStr::own(&format!("clade/{}", config.generator)).to_string()),
        ("EnvPrefix", GoStr::own(&config.env_prefix).to_string()),
    ];
    if let Some(base) = &config.base_url {
        members.push(("BaseURL", GoStr::own(base).to_string()));
    }
    members.push(("Schemes", "schemes".to_owned()));
    members.push(("Fail", "newError".to_owned()));
    let row = |(name, value): (&str, String)| Row {
        commented: false,
        cells: vec![format!("{name}:"), format!("{value},")],
    };
    aligned(&members.into_iter().map(row).collect::<Vec<_>>())
}

/// One security scheme as an element of the list.
fn scheme(plan: &Plan<'_>, scheme: &AuthScheme, name: &str) -> Code {
    let (kind, param) = match &scheme.kind {
        AuthKind::ApiKey { place: ApiKeyPlace::Header, wire } => ("Header", Some(wire)),
        AuthKind::ApiKey { place: ApiKeyPlace::Query, wire } => ("Query", Some(wire)),
        AuthKind::ApiKey { place: ApiKeyPlace::Cookie, wire } => ("Cookie", Some(wire)),
        AuthKind::Bearer => ("Bearer", None),
        AuthKind::Basic => ("Basic", None),
        AuthKind::OAuth2 { .. } => ("OAuth2", None),
        AuthKind::MutualTls => ("ClientCert", None),
        AuthKind::OtherHttp { .. } => ("Other", None),
    };
    // Writing to a String cannot fail.
    let mut text = format!("{{Name: {}, Kind: auth.{kind}", GoStr::own(name));
    if let Some(param) = param {
        _ = write!(text, ", Param: {}", GoStr::of(param));
    }
    let variables = variables(plan, scheme);
    if !variables.is_empty() {
        _ = write!(text, ", Env: []string{{{}}}", quoted(&variables));
    }
    if let Some(url) = token_url(scheme) {
        let prefix = prefix(plan, scheme);
        let client = [format!("{prefix}_CLIENT_ID"), format!("{prefix}_CLIENT_SECRET")];
        _ = write!(text, ", TokenURL: {url}, ClientEnv: []string{{{}}}", quoted(&client));
    }
    Code::new(text + "},")
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| GoStr::own(name).to_string()).collect::<Vec<_>>().join(", ")
}

fn prefix(plan: &Plan<'_>, scheme: &AuthScheme) -> String {
    format!("{}_{}", plan.config.env_prefix, names::snake(&scheme.name).to_ascii_uppercase())
}

/// The environment variables of a scheme: its own, and the one that serves every scheme of a single secret.
pub(crate) fn variables(plan: &Plan<'_>, scheme: &AuthScheme) -> Vec<String> {
    let own = prefix(plan, scheme);
    match scheme.kind {
        AuthKind::MutualTls => Vec::new(),
        AuthKind::Basic => vec![format!("{own}_USERNAME"), format!("{own}_PASSWORD")],
        _ => {
            let shared = format!("{}_API_KEY", plan.config.env_prefix);
            if own == shared { vec![own] } else { vec![own, shared] }
        }
    }
}

fn token_url(scheme: &AuthScheme) -> Option<GoStr> {
    let AuthKind::OAuth2 { flows } = &scheme.kind else { return None };
    let flow = flows.iter().find(|flow| flow.grant == OAuthGrant::ClientCredentials)?;
    flow.token_url.as_ref().map(GoStr::of)
}
