//! Security schemes.

use super::{Dump, plain, quoted};
use crate::{ApiKeyPlace, AuthAlternative, AuthKind, AuthScheme, OAuthFlow};

impl Dump<'_> {
    pub(super) fn auth(&mut self) {
        let schemes = &self.api.auth;
        for scheme in schemes {
            self.line(0, &line(scheme));
            if let AuthKind::OAuth2 { flows } = &scheme.kind {
                for flow in flows {
                    self.line(1, &flow_line(flow));
                }
            }
        }
    }

    pub(super) fn alternative(&self, alternative: &AuthAlternative) -> String {
        if alternative.is_empty() {
            return "none".to_owned();
        }
        let one = |needed: &crate::AuthRequirement| {
            let name = self.api.scheme(needed.scheme).name.join("_");
            let scopes: Vec<String> = needed.scopes.iter().map(plain).collect();
            if scopes.is_empty() { name } else { format!("{name}({})", scopes.join(", ")) }
        };
        alternative.iter().map(one).collect::<Vec<_>>().join(" + ")
    }
}

fn line(scheme: &AuthScheme) -> String {
    let kind = match &scheme.kind {
        AuthKind::ApiKey { place, wire } => {
            let place = match place {
                ApiKeyPlace::Header => "header",
                ApiKeyPlace::Query => "query",
                ApiKeyPlace::Cookie => "cookie",
            };
            format!("api key in {place} {}", quoted(wire))
        }
        AuthKind::Bearer => "bearer".to_owned(),
        AuthKind::Basic => "basic".to_owned(),
        AuthKind::OAuth2 { .. } => "oauth2".to_owned(),
        AuthKind::MutualTls => "mutual tls".to_owned(),
        AuthKind::OtherHttp { scheme } => format!("http {}", plain(scheme)),
    };
    format!("auth {} {}: {kind}", scheme.name.join("_"), quoted(&scheme.wire))
}

fn flow_line(flow: &OAuthFlow) -> String {
    let urls = [&flow.token_url, &flow.authorization_url];
    let urls: Vec<String> = urls.into_iter().flatten().map(quoted).collect();
    let scopes: Vec<String> = flow.scopes.iter().map(|(scope, _)| plain(scope)).collect();
    format!("{:?} {} scopes {}", flow.grant, urls.join(" "), scopes.join(", "))
}
