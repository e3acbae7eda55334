//! Security requirements and schemes.

use clade_diag::{SourceId, codes};

use super::fields::Fields;
use super::reader::Reader;
use crate::SpecText;
use crate::document::{
    ApiKeyIn, FlowKind, Named, OAuthFlow, SchemeUse, SecurityKind, SecurityRequirement, SecurityScheme,
};
use crate::tree::{NodeId, View};

/// Members of `flows`.
const FLOWS: [(&str, FlowKind); 5] = [
    ("implicit", FlowKind::Implicit),
    ("password", FlowKind::Password),
    ("clientCredentials", FlowKind::ClientCredentials),
    ("authorizationCode", FlowKind::AuthorizationCode),
    ("deviceAuthorization", FlowKind::DeviceAuthorization),
];

impl Reader<'_> {
    /// `security`: `None` when it is not there.
    pub(super) fn requirements(&mut self, fields: &mut Fields<'_>) -> Option<Vec<SecurityRequirement>> {
        let view = fields.any(self, "security")?;
        let mut requirements = Vec::new();
        for view in self.expect_array(view, "security") {
            let Some(view) = self.expect_object(view, "security") else { continue };
            let schemes: Vec<SchemeUse> =
                view.members().filter_map(|(name, scopes)| self.scheme_use(name, scopes)).collect();
            // An alternative of unknown schemes only must not turn into "no credentials needed".
            if !schemes.is_empty() || view.members().len() == 0 {
                requirements.push(SecurityRequirement { node: view.id(), schemes });
            }
        }
        Some(requirements)
    }

    fn scheme_use(&mut self, name: &str, scopes: View<'_>) -> Option<SchemeUse> {
        let root = self.tree(NodeId { source: SourceId(0), index: 0 });
        let schemes = root
            .view(NodeId { source: SourceId(0), index: 0 })
            .get("components")
            .and_then(|components| components.get("securitySchemes"));
        if schemes.and_then(|schemes| schemes.get(name)).is_none() {
            self.report(codes::undefined_security_scheme(name), scopes.id());
            return None;
        }
        let scopes = self.expect_array(scopes, name);
        let scopes = scopes.into_iter().filter_map(|scope| self.text(scope, name)).collect();
        Some(SchemeUse { name: SpecText::from(name), scopes })
    }

    pub(super) fn read_security_scheme(&mut self, view: View<'_>) -> SecurityScheme {
        let mut fields = Fields::new(view, "a security scheme");
        let word = fields.needed_text(self, "type").unwrap_or_default();
        let kind = match word.expose() {
            "apiKey" => self.api_key(&mut fields),
            "http" => self.http_scheme(&mut fields),
            "mutualTLS" => SecurityKind::MutualTls,
            "oauth2" => SecurityKind::OAuth2 {
                flows: self.flows(&mut fields),
                metadata_url: fields.text(self, "oauth2MetadataUrl"),
            },
            "openIdConnect" => SecurityKind::OpenIdConnect {
                url: fields.needed_text(self, "openIdConnectUrl").unwrap_or_default(),
            },
            other => {
                self.report(codes::unknown_security_scheme(format!("`{other}`")), view.id());
                SecurityKind::Unknown(word)
            }
        };
        // Members of other kinds are often left over from a template.
        fields.skip(&["name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"]);
        SecurityScheme {
            node: view.id(),
            kind,
            description: fields.text(self, "description"),
            deprecated: fields.flag(self, "deprecated").unwrap_or_default(),
            extensions: fields.finish(self),
        }
    }

    fn api_key(&mut self, fields: &mut Fields<'_>) -> SecurityKind {
        let name = fields.needed_text(self, "name").unwrap_or_default();
        let word = fields.needed_text(self, "in").unwrap_or_default();
        let location = match word.expose() {
            "header" => ApiKeyIn::Header,
            "query" => ApiKeyIn::Query,
            "cookie" => ApiKeyIn::Cookie,
            other => {
                self.report(
                    codes::unknown_security_scheme(format!("an API key in `{other}`")),
                    fields.node(),
                );
                return SecurityKind::Unknown(word);
            }
        };
        SecurityKind::ApiKey { name, location }
    }

    fn http_scheme(&mut self, fields: &mut Fields<'_>) -> SecurityKind {
        let scheme = fields.needed_text(self, "scheme").unwrap_or_default();
        SecurityKind::Http {
            scheme: SpecText::from(scheme.expose().to_ascii_lowercase()),
            bearer_format: fields.text(self, "bearerFormat"),
        }
    }

    fn flows(&mut self, fields: &mut Fields<'_>) -> Vec<OAuthFlow> {
        let Some(view) = fields.object(self, "flows") else { return Vec::new() };
        let mut members = Fields::new(view, "`flows`");
        let mut flows = Vec::new();
        for (name, kind) in FLOWS {
            if let Some(flow) = members.object(self, name) {
                flows.push(self.flow(flow, kind));
            }
        }
        members.finish(self);
        let position = |kind: FlowKind| {
            let name = FLOWS.iter().find(|(_, other)| *other == kind).map(|(name, _)| *name);
            view.members().position(|(key, _)| Some(key) == name)
        };
        flows.sort_by_key(|flow| position(flow.kind));
        flows
    }

    fn flow(&mut self, view: View<'_>, kind: FlowKind) -> OAuthFlow {
        let mut fields = Fields::new(view, "an OAuth flow");
        let mut scopes = Named::new();
        if let Some(map) = fields.object(self, "scopes") {
            for (name, text) in map.members() {
                let text = if text.is_null() { None } else { self.text(text, name) };
                scopes.insert(SpecText::from(name), text.unwrap_or_default());
            }
        }
        let flow = OAuthFlow {
            kind,
            authorization_url: fields.text(self, "authorizationUrl"),
            token_url: fields.text(self, "tokenUrl"),
            refresh_url: fields.text(self, "refreshUrl"),
            device_authorization_url: fields.text(self, "deviceAuthorizationUrl"),
            scopes,
        };
        fields.finish(self);
        flow
    }
}
