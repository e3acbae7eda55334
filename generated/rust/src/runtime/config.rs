//! Settings of a client.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, header};
use reqwest::Url;
use reqwest::redirect::Policy;

use super::auth::{Credential, Credentials, Scheme};
use super::call::{header_name, header_value};
use super::clock::{Clock, SystemClock};
use super::errors::{Error, ErrorKind};
use super::log::{LogLevel, Logger};
use super::middleware::Middleware;
use super::retry::{RetryPolicy, TokenBucket};
use super::sse::DEFAULT_EVENT_LIMIT;
use super::transport::{Inner, Transport};

/// Bound on answers that are read as a whole: 100 MB.
const BODY_LIMIT: usize = 100 * 1000 * 1000;

/// What is fixed about an SDK.
#[derive(Debug, Clone, Copy)]
pub struct SdkInfo {
    /// The `User-Agent` it sends: name, language and generator, each with its version.
    pub user_agent: &'static str,
    /// What its environment variables begin with, such as `PETSTORE`.
    pub env_prefix: &'static str,
    /// The base URL, if the API names one.
    pub base_url: Option<&'static str>,
}

impl SdkInfo {
    /// Reads one of the SDK's environment variables; an empty one is as none.
    #[must_use]
    pub fn env(&self, suffix: &str) -> Option<String> {
        std::env::var(self.env_name(suffix))
            .ok()
            .filter(|value| !value.is_empty())
    }

    /// The name of one of the SDK's environment variables.
    #[must_use]
    pub fn env_name(&self, suffix: &str) -> String {
        format!("{}_{suffix}", self.env_prefix)
    }
}

/// Settings of a client, before it is built.
#[must_use = "a builder does nothing until it is built"]
pub struct TransportBuilder {
    info: SdkInfo,
    base_url: Option<String>,
    http: Option<reqwest::ClientBuilder>,
    connect_timeout: Duration,
    timeout: Duration,
    idle_timeout: Duration,
    retry: RetryPolicy,
    headers: Vec<(String, String)>,
    body_limit: usize,
    event_limit: usize,
    clock: Option<Arc<dyn Clock>>,
    logger: Option<Logger>,
    middleware: Vec<Arc<dyn Middleware>>,
    credentials: Credentials,
}

impl TransportBuilder {
    /// The default settings: 60 s for an attempt, 10 s to connect, 60 s of silence in a stream, two retries.
    pub fn new(info: SdkInfo) -> Self {
        Self {
            info,
            base_url: None,
            http: None,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(60),
            retry: RetryPolicy::default(),
            headers: Vec::new(),
            body_limit: BODY_LIMIT,
            event_limit: DEFAULT_EVENT_LIMIT,
            clock: None,
            logger: None,
            middleware: Vec::new(),
            credentials: Credentials::default(),
        }
    }

    /// Sets the base URL, instead of the environment's or the API's own.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the limit of each attempt, headers and body together.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Sets the limit for making a connection.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets the longest silence of streams and downloads.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = limit;
        self
    }

    /// Sets the number of attempts after the first one.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.retry.max_retries = retries;
        self
    }

    /// Sets the whole retry policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sends a header with every call.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the bound in bytes on answers that are read as a whole.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets the bound in bytes on one event of a stream.
    pub fn event_limit(mut self, bytes: usize) -> Self {
        self.event_limit = bytes;
        self
    }

    /// Wraps every attempt; the first middleware added is the outermost.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Sets where log lines go, instead of what the environment asks for.
    pub fn logger(mut self, logger: Logger) -> Self {
        self.logger = Some(logger);
        self
    }

    /// Sets where time and randomness come from.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Builds the HTTP connections from these settings: proxies, certificates, addresses. Redirects are the runtime's own.
    pub fn http(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.http = Some(builder);
        self
    }

    /// Sets the credential of a security scheme.
    pub fn credential(
        mut self,
        name: &'static str,
        scheme: Scheme,
        credential: impl Into<Credential>,
    ) -> Self {
        self.credentials.set(name, scheme, credential.into());
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// Kind `Config`, if there is no base URL, or a setting cannot be used.
    pub fn build(self) -> Result<Transport, Error> {
        let chosen = self.base_url.or_else(|| self.info.env("BASE_URL"));
        let is_own_base = chosen.is_some();
        let base_url = match chosen.as_deref().or(self.info.base_url) {
            Some(text) => parse_base(text)?,
            None => return Err(no_base(&self.info)),
        };
        let http = self
            .http
            .unwrap_or_default()
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .build()
            .map_err(|error| {
                Error::new(ErrorKind::Config, "the HTTP client cannot be set up").with_source(error)
            })?;
        let level = self
            .info
            .env("LOG")
            .map_or(LogLevel::Off, |name| LogLevel::parse(&name));
        Ok(Transport::from_inner(Inner {
            http,
            base_url,
            is_own_base,
            timeout: self.timeout,
            idle_timeout: self.idle_timeout,
            retry: self.retry,
            headers: default_headers(&self.info, &self.headers)?,
            body_limit: self.body_limit,
            event_limit: self.event_limit,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
            logger: self.logger.unwrap_or_else(|| Logger::standard(level)),
            middleware: self.middleware,
            credentials: self.credentials,
            bucket: Mutex::new(TokenBucket::new()),
        }))
    }
}

fn default_headers(info: &SdkInfo, own: &[(String, String)]) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::USER_AGENT,
        header_value("user-agent", info.user_agent)?,
    );
    for (name, value) in own {
        headers.insert(header_name(name)?, header_value(name, value)?);
    }
    Ok(headers)
}

fn no_base(info: &SdkInfo) -> Error {
    let variable = info.env_name("BASE_URL");
    Error::new(
        ErrorKind::Config,
        format!("no base URL: give one to the builder or set {variable}"),
    )
}

/// Reads a base URL; only http and https with a host will do.
pub(crate) fn parse_base(text: &str) -> Result<Url, Error> {
    let refuse = |why: String| {
        Error::new(
            ErrorKind::Config,
            format!("`{}` is no base URL: {why}", text.escape_debug()),
        )
    };
    let url: Url = text.parse().map_err(|error| refuse(format!("{error}")))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(refuse(
            "it must begin with http:// or https:// and name a host".to_owned(),
        ));
    }
    Ok(url)
}

impl fmt::Debug for TransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportBuilder")
            .field("info", &self.info)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
