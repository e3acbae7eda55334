//! The one error type of the SDK.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use reqwest::Url;
use serde::de::DeserializeOwned;

use super::error_body::ErrorBody;
use super::redact;

/// A boxed error of any type, as callers' own code gives them.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// What went wrong, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was set up wrongly: a missing key, an unreadable base URL.
    Config,
    /// The call was refused before anything was sent: an empty path value, a line break in a header.
    Request,
    /// A credential could not be had.
    Auth,
    /// The connection failed or broke.
    Connection,
    /// No answer in time.
    Timeout,
    /// The answer could not be read as described.
    Decode,
    /// A stream ended before its end, or could not be resumed.
    Stream,
    /// The answer is larger than allowed.
    TooLarge,
    /// Status 400.
    BadRequest,
    /// Status 401.
    Unauthorized,
    /// Status 403.
    Forbidden,
    /// Status 404.
    NotFound,
    /// Status 409.
    Conflict,
    /// Status 422.
    UnprocessableEntity,
    /// Status 429.
    RateLimited,
    /// Status 500 to 599.
    Server,
    /// Any other status that is no success.
    Status,
}

impl ErrorKind {
    /// The kind of a status that is no success.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            400 => Self::BadRequest,
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            409 => Self::Conflict,
            422 => Self::UnprocessableEntity,
            429 => Self::RateLimited,
            500..=599 => Self::Server,
            _ => Self::Status,
        }
    }

    /// The kind's name in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Request => "invalid_request",
            Self::Auth => "auth",
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::Decode => "decode",
            Self::Stream => "stream",
            Self::TooLarge => "too_large",
            Self::BadRequest => "bad_request",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::UnprocessableEntity => "unprocessable_entity",
            Self::RateLimited => "rate_limited",
            Self::Server => "server",
            Self::Status => "status",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a call failed, with all that is known about it. One pointer wide.
///
/// `Display` shows neither query, credentials nor body; [`body`](Self::body) has the body.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    code: Option<String>,
    request_id: Option<String>,
    status: Option<StatusCode>,
    headers: HeaderMap,
    body: Bytes,
    method: Option<Method>,
    url: Option<String>,
    attempts: u32,
    retry_after: Option<Duration>,
    json_path: Option<String>,
    last_event_id: Option<String>,
    sent: bool,
    source: Option<BoxError>,
}

impl Error {
    /// An error of a kind, with a message for people.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            code: None,
            request_id: None,
            status: None,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            method: None,
            url: None,
            attempts: 0,
            retry_after: None,
            json_path: None,
            last_event_id: None,
            sent: true,
            source: None,
        }))
    }

    /// The typed error of a status that is no success.
    #[must_use]
    pub fn from_status(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let read = ErrorBody::read(status, &headers, &body);
        let mut error = Self::new(ErrorKind::of_status(status), read.message);
        error.0.code = read.code;
        error.0.request_id = read.request_id;
        error.0.status = Some(status);
        error.0.headers = headers;
        error.0.body = body;
        error
    }

    /// An answer that could not be decoded; keeps it.
    #[must_use]
    pub fn decode(status: StatusCode, headers: HeaderMap, body: Bytes, fault: DecodeFault) -> Self {
        let mut error = Self::new(ErrorKind::Decode, fault.to_string());
        error.0.request_id = ErrorBody::request_id(&headers);
        error.0.json_path = Some(fault.path.clone());
        error.0.status = Some(status);
        error.0.headers = headers;
        error.0.body = body;
        error.0.source = Some(Box::new(fault));
        error
    }

    pub(crate) fn with_message(mut self, message: &str) -> Self {
        message.clone_into(&mut self.0.message);
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn with_request(mut self, method: &Method, url: &Url) -> Self {
        self.0.method = Some(method.clone());
        self.0.url = Some(redact::url(url.as_str()));
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_last_event_id(mut self, id: Option<&str>) -> Self {
        self.0.last_event_id = id.map(str::to_owned);
        self
    }

    /// The error as log lines name it: without the message, which may quote the answer's body.
    pub(crate) fn brief(&self) -> String {
        let status = self
            .status()
            .map(|status| format!(" ({})", status.as_u16()))
            .unwrap_or_default();
        let request = self
            .request_id()
            .map(|id| format!(" [request {id}]"))
            .unwrap_or_default();
        format!("{}{status}{request}", self.kind())
    }

    /// Says that no byte of the request left.
    pub(crate) fn unsent(mut self) -> Self {
        self.0.sent = false;
        self
    }

    pub(crate) fn was_sent(&self) -> bool {
        self.0.sent
    }

    /// What went wrong, in one word.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The answer's status, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The error code in the answer's body, if it names one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What the server, or the SDK, says about it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The request's id at the server, from the answer's headers or body.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The answer's headers; none if there was no answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The answer's body as received; empty if there was none.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Reads the answer's body as a type, for instance the error type that the API describes for this status.
    ///
    /// # Errors
    ///
    /// The body is no JSON, or does not fit the type.
    pub fn body_as<T: DeserializeOwned>(&self) -> Result<T, DecodeFault> {
        decode_json(&self.0.body)
    }

    /// The request's method, if a request was made.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        self.0.method.as_ref()
    }

    /// The request's URL without query and user info, if a request was made.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// How many attempts were made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The wait that the server asked for.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Where in the answer decoding failed, as a path like `items[3].id`; for [`ErrorKind::Decode`].
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// The id of the last event delivered, from which a new stream can go on; for errors of streams.
    #[must_use]
    pub fn last_event_id(&self) -> Option<&str> {
        self.0.last_event_id.as_deref()
    }

    /// Whether the status is 401.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.kind() == ErrorKind::Unauthorized
    }

    /// Whether the status is 404.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// Whether the status is 409.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.kind() == ErrorKind::Conflict
    }

    /// Whether the status is 429.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.kind() == ErrorKind::RateLimited
    }

    /// Whether there was no answer in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether the connection failed or broke.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        self.kind() == ErrorKind::Connection
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.status {
            Some(status) => write!(f, "{} ({})", self.0.kind, status.as_u16())?,
            None => write!(f, "{}", self.0.kind)?,
        }
        write!(f, ": {}", self.0.message)?;
        if let (Some(method), Some(url)) = (&self.0.method, &self.0.url) {
            write!(f, " [{method} {url}]")?;
        }
        if let Some(id) = &self.0.request_id {
            write!(f, " [request {id}]")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("status", &self.0.status)
            .field("code", &self.0.code)
            .field("message", &self.0.message)
            .field("request_id", &self.0.request_id)
            .field("method", &self.0.method)
            .field("url", &self.0.url)
            .field("attempts", &self.0.attempts)
            .field("retry_after", &self.0.retry_after)
            .field("json_path", &self.0.json_path)
            .field("last_event_id", &self.0.last_event_id)
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// JSON that does not fit the type it should.
#[derive(Debug)]
pub struct DecodeFault {
    path: String,
    source: serde_json::Error,
}

impl DecodeFault {
    /// A fault of the whole, whose place is not known.
    pub(crate) fn whole(source: serde_json::Error) -> Self {
        Self {
            path: ".".to_owned(),
            source,
        }
    }

    /// Where, as a path like `items[3].id`; `.` is the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for DecodeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the answer cannot be decoded at `{}`: {}",
            self.path, self.source
        )
    }
}

impl StdError for DecodeFault {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// Reads JSON text as a type and says where it does not fit.
///
/// # Errors
///
/// The text is no JSON, or does not fit the type.
pub fn decode_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, DecodeFault> {
    let fault = |path: String, source| DecodeFault { path, source };
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| fault(error.path().to_string(), error.into_inner()))?;
    reader.end().map_err(|error| fault(".".to_owned(), error))?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use bytes::Bytes;
    use http::{HeaderMap, Method, StatusCode};

    use super::{Error, ErrorKind, decode_json};

    #[test]
    fn an_error_is_one_pointer_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn display_shows_neither_query_nor_body() -> Result<(), Box<dyn std::error::Error>> {
        let url = "https://me:pw@h.example/v1/items?token=secret".parse()?;
        let body = Bytes::from_static(br#"{"message":"no such item","secret":"s3cret"}"#);
        let error = Error::from_status(StatusCode::NOT_FOUND, HeaderMap::new(), body)
            .with_request(&Method::GET, &url);
        assert_eq!(
            error.to_string(),
            "not_found (404): no such item [GET https://h.example/v1/items]"
        );
        assert!(!format!("{error:?}").contains("s3cret"));
        Ok(())
    }

    #[derive(serde::Deserialize, Debug)]
    struct Item {
        #[serde(rename = "id")]
        _id: u32,
    }

    #[derive(serde::Deserialize, Debug)]
    struct Page {
        #[serde(rename = "items")]
        _items: Vec<Item>,
    }

    #[test]
    fn a_decode_error_names_the_place_and_keeps_the_body() {
        let text = br#"{"items":[{"id":1},{"id":"x"}]}"#;
        let fault = decode_json::<Page>(text).unwrap_err();
        assert_eq!(fault.path(), "items[1].id");
        let error = Error::decode(
            StatusCode::OK,
            HeaderMap::new(),
            Bytes::from_static(text),
            fault,
        );
        assert_eq!(
            (error.kind(), error.json_path()),
            (ErrorKind::Decode, Some("items[1].id"))
        );
        assert_eq!(error.body().as_ref(), text);
        assert!(error.source().is_some());
    }
}
