//! The client-credentials grant of OAuth 2.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::auth::Secret;
use super::body;
use super::clock::{Clock, within};
use super::encode::component;
use super::errors::{Error, ErrorKind, decode_json};

/// A token is replaced this long before it expires.
const MARGIN: Duration = Duration::from_secs(30);
/// Limit of one request to the token endpoint.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Limit of the token endpoint's answer, in bytes.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// A client that gets access tokens for itself.
pub struct ClientCredentials {
    token_url: String,
    client_id: String,
    client_secret: Secret,
    scopes: Vec<String>,
    // Held while a token is fetched, so that concurrent calls wait for one request instead of making their own.
    kept: Mutex<Option<Kept>>,
    refused: std::sync::atomic::AtomicBool,
}

#[derive(Clone)]
struct Kept {
    token: Secret,
    expires: Option<Duration>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: Option<u64>,
}

impl ClientCredentials {
    /// A client as the token endpoint knows it.
    pub fn new(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Self {
        Self {
            token_url: token_url.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            scopes: Vec::new(),
            kept: Mutex::new(None),
            refused: std::sync::atomic::AtomicBool::new(false),
        }
    }

    /// Asks for a scope.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// The kept token, or a new one.
    pub(crate) async fn token(
        &self,
        http: &reqwest::Client,
        clock: &dyn Clock,
    ) -> Result<Secret, Error> {
        let mut kept = self.kept.lock().await;
        if self
            .refused
            .swap(false, std::sync::atomic::Ordering::AcqRel)
        {
            *kept = None;
        }
        let now = clock.monotonic();
        if let Some(kept) = kept
            .as_ref()
            .filter(|kept| kept.expires.is_none_or(|at| now < at))
        {
            return Ok(kept.token.clone());
        }
        let answer = within(clock, Some(TIMEOUT), self.fetch(http))
            .await
            .unwrap_or_else(|| {
                Err(
                    Error::new(ErrorKind::Auth, "the token endpoint did not answer in time")
                        .unsent(),
                )
            })?;
        let token = Secret::new(answer.access_token);
        let lifetime = answer
            .expires_in
            .map(|seconds| Duration::from_secs(seconds).saturating_sub(MARGIN));
        *kept = Some(Kept {
            token: token.clone(),
            expires: lifetime.map(|lifetime| now.saturating_add(lifetime)),
        });
        Ok(token)
    }

    /// Drops the kept token before its next use.
    pub(crate) fn forget(&self) {
        self.refused
            .store(true, std::sync::atomic::Ordering::Release);
    }

    async fn fetch(&self, http: &reqwest::Client) -> Result<TokenAnswer, Error> {
        let failed = |message: &str| {
            Error::new(ErrorKind::Auth, format!("no access token: {message}")).unsent()
        };
        let user = format!(
            "{}:{}",
            component(&self.client_id),
            component(self.client_secret.expose())
        );
        let mut form = "grant_type=client_credentials".to_owned();
        if !self.scopes.is_empty() {
            form.push_str("&scope=");
            form.push_str(&component(&self.scopes.join(" ")).replace("%20", "+"));
        }
        let request = http
            .post(&self.token_url)
            .header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(user)))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .body(form);
        let response = request.send().await.map_err(|error| {
            failed("the token endpoint cannot be reached").with_source(error.without_url())
        })?;
        let (status, headers) = (response.status(), response.headers().clone());
        let answer = body::read(response, ANSWER_LIMIT).await?;
        if !status.is_success() {
            let cause = Error::from_status(status, headers, answer);
            return Err(
                failed(&format!("status {}, {}", status.as_u16(), cause.message()))
                    .with_source(cause),
            );
        }
        decode_json(&answer).map_err(|fault| failed(&fault.to_string()))
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("token_url", &super::redact::url(&self.token_url))
            .field("client_id", &self.client_id)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
