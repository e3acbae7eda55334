//! One call: what is fixed about its operation, what its caller asks for, and what comes back.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use reqwest::Url;

use super::errors::{Error, ErrorKind};
use super::exchange::Exchange;
use super::link::next_page;
use super::transport::Transport;

/// When a call may be sent again after a failure that leaves open whether it took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryClass {
    /// Always: the operation is idempotent by its method.
    Safe,
    /// With an idempotency key, which the runtime makes up unless the caller gives one.
    IdempotencyKey,
    /// Only when nothing was sent, or by the server's clear word (a status).
    Never,
}

/// How an answer's body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyMode {
    /// As a whole, within the timeout and the bound on bodies.
    Buffered,
    /// Piece by piece by the caller, with an idle timeout.
    Streamed,
}

/// What is fixed about an operation.
#[derive(Debug, Clone, Copy)]
pub struct OpMeta {
    /// Its name in log lines, `resource.method`.
    pub key: &'static str,
    /// The `Accept` header; empty for none.
    pub accept: &'static str,
    /// When it may be sent again.
    pub retry: RetryClass,
    /// How its answer is read.
    pub reply: ReplyMode,
    /// Alternatives of security schemes by name, best first; no alternative means no credentials.
    pub auth: &'static [&'static [&'static str]],
    /// The header that carries an idempotency key.
    pub idempotency_header: &'static str,
    /// Base URL of this operation, if it has its own.
    pub server: Option<&'static str>,
    /// The method, where the wire layer cannot say it.
    pub method: Option<&'static str>,
}

impl OpMeta {
    /// An operation that is idempotent, answers JSON and needs no credentials.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            accept: "application/json",
            retry: RetryClass::Safe,
            reply: ReplyMode::Buffered,
            auth: &[],
            idempotency_header: "Idempotency-Key",
            server: None,
            method: None,
        }
    }
}

/// What one call wants to be different from its client's settings.
#[derive(Debug, Clone, Default)]
pub struct CallOptions {
    /// Limit of each attempt, headers and body together; for streamed answers until the headers are there.
    pub timeout: Option<Duration>,
    /// Longest silence of a streamed answer.
    pub idle_timeout: Option<Duration>,
    /// Limit of the whole call, with all its attempts and waits.
    pub deadline: Option<Duration>,
    /// Attempts after the first one.
    pub max_retries: Option<u32>,
    /// Sent instead of a key that the runtime makes up.
    pub idempotency_key: Option<String>,
    /// Headers by name, which replace those of the client.
    pub headers: Vec<(String, String)>,
    /// The event after which a stream begins.
    pub last_event_id: Option<String>,
    /// Asked for instead of the URL made from the arguments: the next page of a list, at the same origin.
    pub url: Option<String>,
}

impl CallOptions {
    /// The headers, checked.
    pub(crate) fn header_map(&self) -> Result<HeaderMap, Error> {
        let mut map = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            map.append(header_name(name)?, header_value(name, value)?);
        }
        Ok(map)
    }
}

/// A header's name, refused unless it is a token.
///
/// # Errors
///
/// Kind `Request`, if it is no token.
pub fn header_name(name: &str) -> Result<HeaderName, Error> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
        Error::new(
            ErrorKind::Request,
            format!("`{}` is no header name", name.escape_debug()),
        )
        .unsent()
    })
}

/// A header's value, refused if it holds a line break or another control character.
///
/// # Errors
///
/// Kind `Request`, if it holds a control character.
pub fn header_value(name: &str, value: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
        let message =
            format!("the value of header `{name}` holds a line break or another control character");
        Error::new(ErrorKind::Request, message).unsent()
    })
}

/// A successful answer.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its decoded body.
    pub value: T,
    /// Attempts it took.
    pub attempts: u32,
    url: Option<Url>,
}

impl<T> Response<T> {
    /// An answer from its parts.
    pub fn new(status: StatusCode, headers: HeaderMap, value: T, attempts: u32) -> Self {
        Self {
            status,
            headers,
            value,
            attempts,
            url: None,
        }
    }

    /// The same answer, from a URL.
    pub(crate) fn at(mut self, url: Option<Url>) -> Self {
        self.url = url;
        self
    }

    /// The URL of the next page that the `Link` header names, if it has the same origin.
    pub fn next_link(&self) -> Option<String> {
        let links = self.headers.get_all(http::header::LINK).iter();
        let links = links.filter_map(|value| value.to_str().ok());
        next_page(links, self.url.as_ref()?).map(String::from)
    }

    /// A URL of the answer's body made absolute, if it has the same origin.
    pub fn resolve(&self, url: &str) -> Option<String> {
        let base = self.url.as_ref()?;
        let url = base.join(url).ok()?;
        (url.origin() == base.origin()).then(|| url.into())
    }

    /// The request's id at the server.
    pub fn request_id(&self) -> Option<String> {
        super::error_body::ErrorBody::request_id(&self.headers)
    }

    /// The same answer with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Response<U> {
        let (rest, value) = self.split();
        let response = Response::new(rest.status, rest.headers, f(value), rest.attempts);
        response.at(rest.url)
    }

    /// The answer without its value, and the value.
    pub(crate) fn split(self) -> (Response<()>, T) {
        let rest = Response::new(self.status, self.headers, (), self.attempts).at(self.url);
        (rest, self.value)
    }
}

/// A call that is ready to be made: the one place where a resource's method touches the wire layer.
pub trait Operation: Send + Sync + 'static {
    /// What a success gives.
    type Output: Send;

    /// What is fixed about the operation.
    const META: OpMeta;

    /// Hands the call's arguments to the wire layer, which comes back through `exchange`.
    fn exchange(
        &self,
        exchange: &Arc<Exchange>,
    ) -> impl Future<Output = Result<Response<Self::Output>, Error>> + Send;
}

/// Makes a call.
///
/// # Errors
///
/// Whatever ended the call; see [`Error::kind`].
pub async fn send<O: Operation>(
    transport: &Transport,
    options: CallOptions,
    operation: &O,
) -> Result<Response<O::Output>, Error> {
    let exchange = Arc::new(Exchange::new(transport.clone(), O::META, options));
    operation.exchange(&exchange).await
}
