//! Security schemes and requirements.

use clade_diag::codes;
use clade_spec::{ApiKeyIn, FlowKind, Operation, SecurityKind, SecurityRequirement, SpecText};

use super::{Lower, docs};
use crate::{
    ApiKeyPlace, AuthAlternative, AuthId, AuthKind, AuthRequirement, AuthRule, AuthScheme, Docs, Name,
    OAuthFlow, OAuthGrant,
};

impl Lower<'_, '_> {
    pub(super) fn schemes(&mut self) {
        let document = self.document;
        for (wire, scheme) in &document.components.security_schemes {
            let Some(kind) = kind(&scheme.kind) else { continue };
            let docs = Docs {
                description: docs::given(scheme.description.as_ref()),
                deprecated: scheme.deprecated,
                ..Docs::default()
            };
            // The final name is claimed by `claim_names`.
            let name = Name::of_split(vec!["auth".to_owned()]);
            self.draft.auth.push(AuthScheme { name, wire: wire.clone(), kind, docs });
        }
        if self.nothing_required() && !self.draft.auth.is_empty() {
            let place = self.document.place_in(document.info.node, &[]);
            self.diags.push(codes::security_never_required().at(place));
        }
    }

    /// Whether the description declares schemes and then never says where they are needed.
    fn nothing_required(&self) -> bool {
        let mut operations = self.document.paths.iter().flat_map(|item| &item.operations);
        self.document.security.is_empty() && operations.all(|operation| operation.security.is_none())
    }

    /// What an operation requires. Where the description forgot to say, credentials go along if the client has some.
    pub(super) fn auth_rule(&mut self, operation: &Operation) -> AuthRule {
        if operation.security.is_none() && self.nothing_required() {
            if self.draft.auth.is_empty() {
                return AuthRule::Anonymous;
            }
            let schemes = (0..self.draft.auth.len()).map(|at| vec![requirement(at, Vec::new())]);
            return AuthRule::AnyOf(schemes.chain([Vec::new()]).collect());
        }
        let requirements = operation.security.as_ref().unwrap_or(&self.document.security);
        let alternatives: Vec<AuthAlternative> =
            requirements.iter().filter_map(|requirement| self.alternative(requirement)).collect();
        if alternatives.iter().all(Vec::is_empty) {
            AuthRule::Anonymous
        } else {
            AuthRule::AnyOf(alternatives)
        }
    }

    /// An alternative; `None` if it needs a scheme that the reader could not make sense of.
    fn alternative(&self, requirement: &SecurityRequirement) -> Option<AuthAlternative> {
        let needed = requirement.schemes.iter();
        needed
            .map(|needed| self.scheme(&needed.name).map(|at| self::requirement(at, needed.scopes.clone())))
            .collect()
    }

    fn scheme(&self, wire: &SpecText) -> Option<usize> {
        self.draft.auth.iter().position(|scheme| scheme.wire == *wire)
    }
}

fn requirement(at: usize, scopes: Vec<SpecText>) -> AuthRequirement {
    AuthRequirement { scheme: AuthId(u32::try_from(at).unwrap_or(u32::MAX)), scopes }
}

/// The kind of a scheme; `None` for one the reader has diagnosed.
fn kind(kind: &SecurityKind) -> Option<AuthKind> {
    Some(match kind {
        SecurityKind::ApiKey { name, location } => {
            AuthKind::ApiKey { place: place(*location), wire: name.clone() }
        }
        SecurityKind::Http { scheme, .. } => match scheme.expose() {
            "bearer" => AuthKind::Bearer,
            "basic" => AuthKind::Basic,
            _ => AuthKind::OtherHttp { scheme: scheme.clone() },
        },
        SecurityKind::MutualTls => AuthKind::MutualTls,
        SecurityKind::OAuth2 { flows, .. } => AuthKind::OAuth2 { flows: flows.iter().map(flow).collect() },
        SecurityKind::OpenIdConnect { .. } => AuthKind::Bearer,
        SecurityKind::Unknown(_) => return None,
    })
}

fn place(location: ApiKeyIn) -> ApiKeyPlace {
    match location {
        ApiKeyIn::Header => ApiKeyPlace::Header,
        ApiKeyIn::Query => ApiKeyPlace::Query,
        ApiKeyIn::Cookie => ApiKeyPlace::Cookie,
    }
}

fn flow(flow: &clade_spec::OAuthFlow) -> OAuthFlow {
    let grant = match flow.kind {
        FlowKind::Implicit => OAuthGrant::Implicit,
        FlowKind::Password => OAuthGrant::Password,
        FlowKind::ClientCredentials => OAuthGrant::ClientCredentials,
        FlowKind::AuthorizationCode => OAuthGrant::AuthorizationCode,
        FlowKind::DeviceAuthorization => OAuthGrant::DeviceAuthorization,
    };
    OAuthFlow {
        grant,
        token_url: docs::given(flow.token_url.as_ref()),
        authorization_url: docs::given(flow.authorization_url.as_ref()),
        scopes: flow.scopes.iter().map(|(scope, told)| (scope.clone(), told.clone())).collect(),
    }
}
