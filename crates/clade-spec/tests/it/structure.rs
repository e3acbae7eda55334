//! The root of a document: versions, info, servers, tags, security.

use clade_spec::{ApiKeyIn, Dialect, FlowKind, SecurityKind, SpecText};

use crate::support::{clean, codes, operation, raw, read, shown};

const INFO: &str = "info: { title: T, version: '1' }\n";

#[test]
fn versions_are_told_apart() {
    for (version, dialect, findings) in [
        ("3.0.4", Dialect::V3_0, &[][..]),
        ("'3.1'", Dialect::V3_1, &[]),
        ("3.2.0", Dialect::V3_2, &[]),
        ("3.1", Dialect::V3_1, &["CL0307"]),
        ("4.0.0", Dialect::Unknown, &["CL0303"]),
        ("next", Dialect::Unknown, &["CL0303"]),
    ] {
        let result = read(&format!("openapi: {version}\n{INFO}paths: {{}}\n"));
        assert_eq!((result.document.dialect, codes(&result)), (dialect, findings.to_vec()), "{version}");
    }
}

#[test]
fn what_is_no_description_is_refused() {
    for (text, code) in [
        ("swagger: '2.0'\ninfo: {}\npaths: {}\n", "CL0302"),
        ("asyncapi: 3.0.0\n", "CL0301"),
        ("- a\n", "CL0301"),
        ("just text\n", "CL0301"),
        ("title: a schema\ntype: object\n", "CL0301"),
    ] {
        let result = read(text);
        assert_eq!(codes(&result), [code], "{text}");
        assert!(result.diags.has_errors());
    }
}

#[test]
fn a_missing_version_is_forgiven() {
    let result = read(&format!("{INFO}paths: {{}}\n"));
    assert_eq!(codes(&result), ["CL0305"]);
    assert!(!result.diags.has_errors());
}

#[test]
fn info_in_full() {
    let document = clean(
        "openapi: 3.1.0\ninfo:\n  title: T\n  version: 1.10\n  summary: S\n  description: D\n  termsOfService: https://t\n  contact: { name: N, url: U, email: E }\n  \
         license: { name: MIT, identifier: MIT }\n  x-logo: { url: l }\npaths: {}\n",
    );
    let info = &document.info;
    assert_eq!((info.title.expose(), info.version.expose()), ("T", "1.10"));
    assert_eq!((raw(info.contact_email.as_ref()), raw(info.license_identifier.as_ref())), ("E", "MIT"));
    assert!(info.extensions.get("x-logo").is_some());
    assert_eq!(document.place(info.node).line, 2);
}

#[test]
fn servers_and_their_variables() {
    let document = clean(&format!(
        "openapi: 3.2.0\n{INFO}servers:\n  - url: 'https://{{region}}.example.com/{{v}}'\n    name: main\n    variables: {{ region: {{ default: eu, enum: [eu, us] }}, v: {{ default: '1' }} }}\npaths: {{}}\n"
    ));
    let server = &document.servers[0];
    assert_eq!(raw(server.name.as_ref()), "main");
    let region = &server.variables[&SpecText::from("region")];
    assert_eq!((region.default.expose(), region.enum_values.len()), ("eu", 2));
}

#[test]
fn tags_of_3_2() {
    let document = clean(&format!(
        "openapi: 3.2.0\n{INFO}tags:\n  - {{ name: a, summary: A, kind: nav }}\n  - {{ name: b, parent: a, x-displayName: Bee }}\npaths: {{}}\n"
    ));
    assert_eq!(raw(document.tags[0].summary.as_ref()), "A");
    assert_eq!(raw(document.tags[0].kind.as_ref()), "nav");
    assert_eq!(raw(document.tags[1].parent.as_ref()), "a");
    assert_eq!(raw(document.tags[1].summary.as_ref()), "Bee");
}

#[test]
fn security_schemes_of_every_kind() {
    let document = clean(&format!(
        "openapi: 3.2.0\n{INFO}components:\n  securitySchemes:\n    key: {{ type: apiKey, name: X-Key, in: header }}\n    token: {{ type: http, scheme: Bearer, bearerFormat: JWT, deprecated: true }}\n    \
         tls: {{ type: mutualTLS }}\n    oidc: {{ type: openIdConnect, openIdConnectUrl: u }}\n    oauth:\n      type: oauth2\n      oauth2MetadataUrl: m\n      flows:\n        \
         deviceAuthorization: {{ deviceAuthorizationUrl: d, tokenUrl: t, scopes: {{ read: R }} }}\n        authorizationCode: {{ authorizationUrl: a, tokenUrl: t, refreshUrl: r, scopes: {{}} }}\n"
    ));
    let scheme = |name: &str| &document.components.security_schemes[&SpecText::from(name)].kind;
    assert!(matches!(scheme("key"), SecurityKind::ApiKey { location: ApiKeyIn::Header, .. }));
    let SecurityKind::Http { scheme: word, .. } = scheme("token") else { panic!("not http") };
    assert_eq!(word.expose(), "bearer");
    assert!(matches!(scheme("tls"), SecurityKind::MutualTls));
    assert!(matches!(scheme("oidc"), SecurityKind::OpenIdConnect { .. }));
    let SecurityKind::OAuth2 { flows, metadata_url } = scheme("oauth") else { panic!("not oauth2") };
    let kinds: Vec<FlowKind> = flows.iter().map(|flow| flow.kind).collect();
    assert_eq!(kinds, [FlowKind::DeviceAuthorization, FlowKind::AuthorizationCode]);
    assert_eq!(raw(metadata_url.as_ref()), "m");
    assert_eq!(raw(flows[0].scopes.get(&SpecText::from("read"))), "R");
}

#[test]
fn security_alternatives() {
    let result = read(&format!(
        "openapi: 3.1.0\n{INFO}security: [{{ a: [x], b: [] }}, {{}}, {{ gone: [] }}]\npaths:\n  /a:\n    get: {{ responses: {{ '200': {{ description: Fine. }} }} }}\ncomponents:\n  securitySchemes:\n    \
         a: {{ type: mutualTLS }}\n    b: {{ type: mutualTLS }}\n"
    ));
    assert_eq!(codes(&result), ["CL0308"], "{}", shown(&result));
    let security = &result.document.security;
    assert_eq!(security.len(), 2);
    assert_eq!(security[0].schemes.len(), 2);
    assert_eq!(security[0].schemes[0].scopes, [SpecText::from("x")]);
    assert!(security[1].schemes.is_empty());
    assert!(operation(&result.document).security.is_none());
}

#[test]
fn unknown_members_are_reported_and_extensions_kept() {
    let result = read(&format!("openapi: 3.1.0\n{INFO}pahts: {{}}\nx-own: 1\npaths: {{}}\n"));
    assert_eq!(codes(&result), ["CL0306"]);
    assert!(
        shown(&result).contains("let its name start with `x-`"),
        "`paths` is there, so it is no suggestion"
    );
    assert!(result.document.extensions.get("x-own").is_some());
}
