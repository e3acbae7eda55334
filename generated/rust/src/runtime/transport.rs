//! The way of every request: credentials, middleware, redirects, limits, retries.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use reqwest::{Request, ResponseBuilderExt, Url};

use super::auth::Credentials;
use super::body::{self, RequestBody};
use super::call::{CallOptions, OpMeta, ReplyMode, RetryClass, header_name, header_value};
use super::clock::{BoxFuture, Clock, within};
use super::config::parse_base;
use super::errors::{Error, ErrorKind};
use super::exchange::lock;
use super::log::{self, LogLevel, Logger};
use super::middleware::{Middleware, Next};
use super::redirect;
use super::retry::{Decision, Failure, RetryPolicy, Situation, TokenBucket};

/// A client's connections and settings. Cheap to clone.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) http: reqwest::Client,
    pub(crate) base_url: Url,
    pub(crate) is_own_base: bool,
    pub(crate) timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) headers: HeaderMap,
    pub(crate) body_limit: usize,
    pub(crate) event_limit: usize,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) logger: Logger,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) credentials: Credentials,
    pub(crate) bucket: Mutex<TokenBucket>,
}

/// A successful answer and the attempts it took.
#[derive(Debug)]
pub struct Reply {
    /// The answer; read as a whole, unless the operation's answer is streamed.
    pub response: reqwest::Response,
    /// Attempts it took.
    pub attempts: u32,
}

/// One call, ready to be attempted as often as it takes.
struct Call<'a> {
    request: Request,
    body: &'a RequestBody,
    meta: &'a OpMeta,
    policy: RetryPolicy,
    timeout: Duration,
    started: Duration,
    deadline: Option<Duration>,
    has_key: bool,
    boundary: String,
}

impl Transport {
    pub(crate) fn from_inner(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The HTTP client underneath. What is sent through it directly has neither credentials nor retries.
    #[must_use]
    pub fn http(&self) -> reqwest::Client {
        self.0.http.clone()
    }

    /// The base URL of an operation.
    #[must_use]
    pub fn base_url(&self, meta: &OpMeta) -> Url {
        let own = meta
            .server
            .filter(|_| !self.0.is_own_base)
            .and_then(|text| parse_base(text).ok());
        own.unwrap_or_else(|| self.0.base_url.clone())
    }

    /// Bound in bytes on answers that are read as a whole.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    pub(crate) fn event_limit(&self) -> usize {
        self.0.event_limit
    }

    pub(crate) fn idle_timeout(&self, options: &CallOptions) -> Duration {
        options.idle_timeout.unwrap_or(self.0.idle_timeout)
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub(crate) fn logger(&self) -> &Logger {
        &self.0.logger
    }

    /// Makes a call: sends the request until it succeeds or may not be repeated.
    ///
    /// # Errors
    ///
    /// Whatever ended the call; see [`Error::kind`].
    pub async fn execute(
        &self,
        request: Request,
        body: &RequestBody,
        meta: &OpMeta,
        options: &CallOptions,
    ) -> Result<Reply, Error> {
        let call = self.begin(request, body, meta, options)?;
        let mut attempt = 1;
        loop {
            let error = match self.attempt(&call).await {
                Ok(response) => return Ok(self.succeed(&call, response, attempt)),
                Err(error) => error
                    .with_request(call.request.method(), call.request.url())
                    .with_attempts(attempt),
            };
            let wait = self.after_failure(&call, attempt, error)?;
            self.0.clock.sleep(wait).await;
            attempt += 1;
        }
    }

    /// Completes the request and settles the limits.
    fn begin<'a>(
        &self,
        mut request: Request,
        body: &'a RequestBody,
        meta: &'a OpMeta,
        options: &CallOptions,
    ) -> Result<Call<'a>, Error> {
        let own = options.header_map()?;
        let headers = request.headers_mut();
        for (name, value) in &self.0.headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        if meta.reply == ReplyMode::Streamed {
            // Compressed pieces would be held back until a block is full.
            headers
                .entry(header::ACCEPT_ENCODING)
                .or_insert(HeaderValue::from_static("identity"));
        }
        for name in own.keys() {
            headers.remove(name);
        }
        headers.extend(own);
        let has_key = self.put_key(headers, meta, options)?;
        Ok(Call {
            request,
            body,
            meta,
            policy: RetryPolicy {
                max_retries: options.max_retries.unwrap_or(self.0.retry.max_retries),
                ..self.0.retry
            },
            timeout: options.timeout.unwrap_or(self.0.timeout),
            started: self.0.clock.monotonic(),
            deadline: options.deadline,
            has_key,
            boundary: format!("clade-{}", self.0.clock.uuid()),
        })
    }

    /// Puts the idempotency key on a request that has none; one key serves all attempts of a call.
    fn put_key(
        &self,
        headers: &mut HeaderMap,
        meta: &OpMeta,
        options: &CallOptions,
    ) -> Result<bool, Error> {
        let name = header_name(meta.idempotency_header)?;
        let key = match (&options.idempotency_key, meta.retry) {
            (Some(key), _) => key.clone(),
            (None, RetryClass::IdempotencyKey) if !headers.contains_key(&name) => {
                self.0.clock.uuid()
            }
            _ => return Ok(headers.contains_key(&name)),
        };
        headers.insert(name, header_value(meta.idempotency_header, &key)?);
        Ok(true)
    }

    /// One attempt, within its limit.
    async fn attempt(&self, call: &Call<'_>) -> Result<reqwest::Response, Error> {
        let left = call.time_left(&*self.0.clock);
        let limit = left.map_or(call.timeout, |left| left.min(call.timeout));
        let began = self.0.clock.monotonic();
        let outcome = within(&*self.0.clock, Some(limit), self.once(call))
            .await
            .unwrap_or_else(|| {
                Err(Error::new(
                    ErrorKind::Timeout,
                    format!("no answer within {} ms", limit.as_millis()),
                ))
            });
        self.log_attempt(
            call,
            &outcome,
            self.0.clock.monotonic().saturating_sub(began),
        );
        outcome
    }

    async fn once(&self, call: &Call<'_>) -> Result<reqwest::Response, Error> {
        let request = self.ready(call).await?;
        let send = |request| -> BoxFuture<'_, _> { Box::pin(self.send(request, call.meta)) };
        let response = Next::new(&self.0.middleware, &send).run(request).await?;
        let (status, limit) = (response.status(), self.0.body_limit);
        if !status.is_success() {
            if status == StatusCode::UNAUTHORIZED {
                self.0.credentials.forget(call.meta.auth);
            }
            let headers = response.headers().clone();
            // A broken error body must not hide the status.
            let body = body::read(response, limit).await.unwrap_or_default();
            return Err(Error::from_status(status, headers, body));
        }
        match call.meta.reply {
            ReplyMode::Streamed => Ok(response),
            ReplyMode::Buffered => whole(response, limit).await,
        }
    }

    /// A fresh copy of the request, with its body and credentials.
    async fn ready(&self, call: &Call<'_>) -> Result<Request, Error> {
        let copy = call.request.try_clone();
        let mut request = copy
            .ok_or_else(|| Error::new(ErrorKind::Request, "the body cannot be copied").unsent())?;
        if let Some(open) = call.body.open(&call.boundary).await? {
            let headers = request.headers_mut();
            if !headers.contains_key(header::CONTENT_TYPE)
                || matches!(call.body, RequestBody::Multipart(..))
            {
                headers.insert(
                    header::CONTENT_TYPE,
                    header_value("content-type", &open.content_type)?,
                );
            }
            if let Some(length) = open.length {
                headers.insert(header::CONTENT_LENGTH, length.into());
            }
            *request.body_mut() = Some(open.body);
        }
        self.0
            .credentials
            .apply(&mut request, call.meta.auth, &self.0.http, &*self.0.clock)
            .await?;
        Ok(request)
    }

    /// Sends one request and follows its redirects.
    async fn send(&self, request: Request, meta: &OpMeta) -> Result<reqwest::Response, Error> {
        let mut request = request;
        let mut crossed = false;
        for hop in 0.. {
            let again = request.try_clone();
            let (method, url, has_body) = (
                request.method().clone(),
                request.url().clone(),
                request.body().is_some(),
            );
            let response = self.0.http.execute(request).await.map_err(network_error)?;
            let (status, headers) = (response.status(), response.headers());
            let next = match redirect::read(&method, &url, status, headers, has_body) {
                None => return Ok(response),
                Some(_) if hop == redirect::MAX_HOPS => Err("too many redirects"),
                Some(next) => next,
            };
            let next = next.and_then(|next| match again {
                Some(copy) => Ok((next, copy)),
                None if next.keeps_body => {
                    Err("the server redirects a streamed body, which cannot be sent again")
                }
                None => Ok((next, bare(&method, &url))),
            });
            let (next, copy) = match next {
                Ok(next) => next,
                Err(why) => return Err(refused(&response, why)),
            };
            crossed |= !next.same_origin;
            request = self.redirected(copy, next, crossed, meta).await?;
        }
        Err(Error::new(ErrorKind::Request, "too many redirects"))
    }

    async fn redirected(
        &self,
        mut request: Request,
        hop: redirect::Hop,
        crossed: bool,
        meta: &OpMeta,
    ) -> Result<Request, Error> {
        *request.method_mut() = hop.method;
        *request.url_mut() = hop.url;
        if !hop.keeps_body {
            *request.body_mut() = None;
            redirect::drop_body_headers(request.headers_mut());
        }
        if crossed {
            redirect::strip(request.headers_mut());
        } else {
            self.0
                .credentials
                .apply(&mut request, meta.auth, &self.0.http, &*self.0.clock)
                .await?;
        }
        Ok(request)
    }

    fn succeed(&self, call: &Call<'_>, response: reqwest::Response, attempts: u32) -> Reply {
        lock(&self.0.bucket).reward();
        self.0.logger.line(LogLevel::Info, || {
            let took = self
                .0
                .clock
                .monotonic()
                .saturating_sub(call.started)
                .as_millis();
            format!(
                "{} {} in {took} ms, attempts {attempts}",
                call.line(),
                response.status().as_u16()
            )
        });
        Reply { response, attempts }
    }

    /// The wait before the next attempt, or the error that ends the call.
    fn after_failure(
        &self,
        call: &Call<'_>,
        attempt: u32,
        error: Error,
    ) -> Result<Duration, Error> {
        let decision = self.decide(call, attempt, &error);
        let Some(delay) = decision.as_ref().and_then(|decision| decision.delay) else {
            let reason = decision.map_or("not_retryable", |decision| decision.reason.as_str());
            self.0.logger.line(LogLevel::Error, || {
                format!("{} failed ({reason}): {}", call.line(), error.brief())
            });
            return Err(error.with_retry_after(decision.and_then(|decision| decision.retry_after)));
        };
        self.0.logger.line(LogLevel::Warn, || {
            format!(
                "{} attempt {attempt} failed, next in {} ms: {}",
                call.line(),
                delay.as_millis(),
                error.brief()
            )
        });
        Ok(delay)
    }

    fn decide(&self, call: &Call<'_>, attempt: u32, error: &Error) -> Option<Decision> {
        let failure = failure(error)?;
        let mut bucket = lock(&self.0.bucket);
        let decision = call.policy.decide(
            &failure,
            &Situation {
                attempt,
                idempotent: is_idempotent(call.request.method()),
                idempotency_key: call.has_key,
                tokens: bucket.tokens(),
                random: self.0.clock.random(),
                now_millis: self.0.clock.unix_millis(),
                time_left: call.time_left(&*self.0.clock),
            },
        );
        if decision.delay.is_some() && !call.body.is_rewindable() {
            return Some(Decision {
                delay: None,
                tokens: bucket.tokens(),
                ..decision
            });
        }
        bucket.set(decision.tokens);
        Some(decision)
    }

    fn log_attempt(
        &self,
        call: &Call<'_>,
        outcome: &Result<reqwest::Response, Error>,
        took: Duration,
    ) {
        self.0.logger.line(LogLevel::Debug, || {
            let sent = log::headers(call.request.headers());
            let got = match outcome {
                Ok(response) => {
                    format!(
                        "{} {{{}}}",
                        response.status().as_u16(),
                        log::headers(response.headers())
                    )
                }
                Err(error) => error.brief(),
            };
            format!(
                "{} {{{sent}}} -> {got} in {} ms",
                call.line(),
                took.as_millis()
            )
        });
    }
}

impl Call<'_> {
    fn time_left(&self, clock: &dyn Clock) -> Option<Duration> {
        let spent = clock.monotonic().saturating_sub(self.started);
        self.deadline.map(|deadline| deadline.saturating_sub(spent))
    }

    /// The call as log lines name it.
    fn line(&self) -> String {
        let url = super::redact::url(self.request.url().as_str());
        format!("{}: {} {url}", self.meta.key, self.request.method())
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &super::redact::url(self.0.base_url.as_str()))
            .field("timeout", &self.0.timeout)
            .field("retry", &self.0.retry)
            .field("credentials", &self.0.credentials)
            .finish_non_exhaustive()
    }
}

/// Reads an answer to its end and gives it back as one that is read.
async fn whole(response: reqwest::Response, limit: usize) -> Result<reqwest::Response, Error> {
    let (status, headers, url) = (
        response.status(),
        response.headers().clone(),
        response.url().clone(),
    );
    let body: Bytes = body::read(response, limit).await?;
    let mut read = http::Response::builder().status(status).url(url);
    if let Some(own) = read.headers_mut() {
        *own = headers;
    }
    read.body(body).map(Into::into).map_err(|error| {
        Error::new(ErrorKind::Decode, "the answer's headers cannot be kept").with_source(error)
    })
}

/// A request without headers and body, to be redirected.
fn bare(method: &Method, url: &Url) -> Request {
    Request::new(method.clone(), url.clone())
}

fn refused(response: &reqwest::Response, why: &str) -> Error {
    let (status, headers) = (response.status(), response.headers().clone());
    Error::from_status(status, headers, Bytes::new()).with_message(why)
}

fn network_error(error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Connection
    };
    let (kind, message, unsent) = match () {
        () if error.is_builder() => (ErrorKind::Request, "the request cannot be built", true),
        () if error.is_connect() => (kind, "the server cannot be reached", true),
        () => (kind, "the connection broke before the answer", false),
    };
    let own = Error::new(kind, message).with_source(error.without_url());
    if unsent { own.unsent() } else { own }
}

/// The failure as the retry policy sees it; `None` for what no retry can mend.
fn failure(error: &Error) -> Option<Failure<'_>> {
    match (error.kind(), error.status()) {
        (ErrorKind::Timeout, _) => Some(Failure::Timeout {
            sent: error.was_sent(),
        }),
        (ErrorKind::Connection, _) if !error.was_sent() => Some(Failure::Connect),
        (ErrorKind::Connection, _) => Some(Failure::Reset { sent: true }),
        (kind, Some(status)) if kind == ErrorKind::of_status(status) => {
            Some(Failure::Status(status, error.headers()))
        }
        _ => None,
    }
}

fn is_idempotent(method: &Method) -> bool {
    [
        Method::GET,
        Method::HEAD,
        Method::OPTIONS,
        Method::PUT,
        Method::DELETE,
    ]
    .contains(method)
}
