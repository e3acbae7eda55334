//! Credentials, and where requests carry them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, header};
use reqwest::Request;

use super::call::{header_name, header_value};
use super::clock::{BoxFuture, Clock};
use super::encode::component;
use super::errors::{BoxError, Error, ErrorKind};
use super::oauth::ClientCredentials;

/// A text that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

type Provider = dyn Fn() -> BoxFuture<'static, Result<Secret, BoxError>> + Send + Sync;

/// Where a secret comes from. It is asked for anew with every attempt.
#[derive(Clone)]
pub struct Credential(Origin);

#[derive(Clone)]
enum Origin {
    Value(Secret),
    Env(String),
    Provider(Arc<Provider>),
    ClientCredentials(Arc<ClientCredentials>),
}

impl Credential {
    /// A fixed secret.
    pub fn value(secret: impl Into<Secret>) -> Self {
        Self(Origin::Value(secret.into()))
    }

    /// The user name and password of basic authentication.
    #[must_use]
    pub fn basic(user: &str, password: &str) -> Self {
        Self::value(format!("{user}:{password}"))
    }

    /// An environment variable, read with every attempt.
    pub fn env(variable: impl Into<String>) -> Self {
        Self(Origin::Env(variable.into()))
    }

    /// A function that gives the secret, for instance from a vault.
    pub fn provider<F, T, E>(provide: F) -> Self
    where
        F: Fn() -> T + Send + Sync + 'static,
        T: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self(Origin::Provider(Arc::new(move || {
            let secret = provide();
            Box::pin(async move { secret.await.map_err(Into::into) })
        })))
    }

    /// An access token by the client-credentials grant of OAuth 2, kept until shortly before it expires.
    #[must_use]
    pub fn client_credentials(grant: ClientCredentials) -> Self {
        Self(Origin::ClientCredentials(Arc::new(grant)))
    }

    async fn resolve(&self, http: &reqwest::Client, clock: &dyn Clock) -> Result<Secret, Error> {
        match &self.0 {
            Origin::Value(secret) => Ok(secret.clone()),
            Origin::Env(variable) => std::env::var(variable).map(Secret::new).map_err(|_| {
                let message =
                    format!("the credential's environment variable {variable} is not set");
                Error::new(ErrorKind::Auth, message).unsent()
            }),
            Origin::Provider(provide) => provide().await.map_err(|source| {
                Error::new(ErrorKind::Auth, "the credential provider failed")
                    .unsent()
                    .with_source(source)
            }),
            Origin::ClientCredentials(grant) => grant.token(http, clock).await,
        }
    }

    /// Forgets a secret that the server refused, if it was kept.
    fn forget(&self) {
        if let Origin::ClientCredentials(grant) = &self.0 {
            grant.forget();
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Origin::Value(_) => f.write_str("Credential([redacted])"),
            Origin::Env(variable) => write!(f, "Credential(${variable})"),
            Origin::Provider(_) => f.write_str("Credential(provider)"),
            Origin::ClientCredentials(_) => f.write_str("Credential(client credentials)"),
        }
    }
}

impl<T: Into<Secret>> From<T> for Credential {
    fn from(secret: T) -> Self {
        Self::value(secret)
    }
}

/// How a request carries a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`, of `user:password`.
    Basic,
    /// `Authorization: …`, as it is.
    Authorization,
    /// A header of this name.
    Header(&'static str),
    /// A query parameter of this name.
    Query(&'static str),
    /// A cookie of this name.
    Cookie(&'static str),
}

/// The credentials a client has, by the name of their scheme.
#[derive(Debug, Clone, Default)]
pub(crate) struct Credentials {
    by_scheme: BTreeMap<&'static str, (Scheme, Credential)>,
}

impl Credentials {
    pub(crate) fn set(&mut self, name: &'static str, scheme: Scheme, credential: Credential) {
        self.by_scheme.insert(name, (scheme, credential));
    }

    /// Puts the credentials of the first alternative that the client has in full on a request.
    pub(crate) async fn apply(
        &self,
        request: &mut Request,
        alternatives: &[&[&'static str]],
        http: &reqwest::Client,
        clock: &dyn Clock,
    ) -> Result<(), Error> {
        for (scheme, credential) in self.choose(alternatives) {
            scheme.put(request, &credential.resolve(http, clock).await?)?;
        }
        Ok(())
    }

    /// Forgets what the server refused.
    pub(crate) fn forget(&self, alternatives: &[&[&'static str]]) {
        self.choose(alternatives)
            .for_each(|(_, credential)| credential.forget());
    }

    fn choose(
        &self,
        alternatives: &[&[&'static str]],
    ) -> impl Iterator<Item = &(Scheme, Credential)> {
        let has =
            |names: &&&[&'static str]| names.iter().all(|name| self.by_scheme.contains_key(name));
        let names = alternatives.iter().find(has).copied().unwrap_or_default();
        names.iter().filter_map(|name| self.by_scheme.get(name))
    }
}

impl Scheme {
    fn put(self, request: &mut Request, secret: &Secret) -> Result<(), Error> {
        let text = secret.expose();
        match self {
            Self::Bearer => put_header(request, "authorization", &format!("Bearer {text}")),
            Self::Basic => put_header(
                request,
                "authorization",
                &format!("Basic {}", STANDARD.encode(text)),
            ),
            Self::Authorization => put_header(request, "authorization", text),
            Self::Header(name) => put_header(request, name, text),
            Self::Query(name) => {
                put_query(request, name, text);
                Ok(())
            }
            Self::Cookie(name) => put_cookie(request, name, text),
        }
    }
}

fn put_header(request: &mut Request, name: &str, value: &str) -> Result<(), Error> {
    let mut value: HeaderValue = header_value(name, value)?;
    value.set_sensitive(true);
    request.headers_mut().insert(header_name(name)?, value);
    Ok(())
}

/// Replaces a query parameter.
fn put_query(request: &mut Request, name: &str, value: &str) {
    let name = component(name);
    let pair = format!("{name}={}", component(value));
    let is_other = |piece: &&str| piece.split('=').next() != Some(name.as_str());
    let query = request.url().query().unwrap_or_default();
    let kept = query
        .split('&')
        .filter(|piece| !piece.is_empty())
        .filter(is_other);
    let query = kept.chain([pair.as_str()]).collect::<Vec<_>>().join("&");
    request.url_mut().set_query(Some(&query));
}

/// Replaces a cookie pair.
fn put_cookie(request: &mut Request, name: &str, value: &str) -> Result<(), Error> {
    let pair = format!("{name}={}", component(value));
    let present = request
        .headers()
        .get(header::COOKIE)
        .and_then(|cookies| cookies.to_str().ok())
        .unwrap_or_default();
    let is_other = |piece: &&str| !piece.is_empty() && piece.split('=').next() != Some(name);
    let kept = present.split("; ").filter(is_other);
    let cookies = kept.chain([pair.as_str()]).collect::<Vec<_>>().join("; ");
    put_header(request, "cookie", &cookies)
}
