//! The seam between the runtime and the wire layer that builds requests and decodes answers.
//!
//! The wire layer is progenitor's client. It is built anew for each call around an [`Exchange`], which it asks to
//! prepare and to execute its request, and which remembers what the wire layer's own error type cannot hold.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use progenitor_client::{ByteStream, Error as WireError, ResponseValue};
use reqwest::{Request, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::body::RequestBody;
use super::call::{CallOptions, OpMeta, Response, header_name, header_value};
use super::errors::{DecodeFault, Error, ErrorKind, decode_json};
use super::multipart::Form;
use super::path;
use super::transport::{Reply, Transport};
use super::upload::Upload;

/// One call on its way through the wire layer.
pub struct Exchange {
    transport: Transport,
    meta: OpMeta,
    options: CallOptions,
    parts: Mutex<Parts>,
    outcome: Mutex<Outcome>,
}

/// What goes into the request beside the wire layer's own arguments.
#[derive(Debug, Default)]
struct Parts {
    query: Vec<String>,
    headers: HeaderMap,
    cookies: Vec<String>,
    body: RequestBody,
}

/// What came of the request, beside what the wire layer makes of it.
#[derive(Debug, Default)]
struct Outcome {
    error: Option<Error>,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
    url: Option<Url>,
}

impl Exchange {
    /// A call that is yet to be made.
    #[must_use]
    pub fn new(transport: Transport, meta: OpMeta, options: CallOptions) -> Self {
        Self {
            transport,
            meta,
            options,
            parts: Mutex::default(),
            outcome: Mutex::default(),
        }
    }

    /// The client's HTTP connections, for the wire layer.
    #[must_use]
    pub fn http(&self) -> reqwest::Client {
        self.transport.http()
    }

    /// The base URL, as the wire layer must be given it.
    #[must_use]
    pub fn base_url(&self) -> String {
        path::wire_base(&self.transport.base_url(&self.meta))
    }

    /// Adds encoded pairs to the query; an empty text adds nothing.
    pub fn query(&self, pairs: impl Into<String>) {
        let pairs = pairs.into();
        if !pairs.is_empty() {
            lock(&self.parts).query.push(pairs);
        }
    }

    /// Adds a header.
    ///
    /// # Errors
    ///
    /// Kind `Request`, if name or value cannot be a header.
    pub fn header(&self, name: &str, value: &str) -> Result<(), Error> {
        lock(&self.parts)
            .headers
            .append(header_name(name)?, header_value(name, value)?);
        Ok(())
    }

    /// Adds an encoded cookie pair; an empty text adds nothing.
    pub fn cookie(&self, pair: impl Into<String>) {
        let pair = pair.into();
        if !pair.is_empty() {
            lock(&self.parts).cookies.push(pair);
        }
    }

    /// Sends a value as JSON of this content type.
    ///
    /// # Errors
    ///
    /// Kind `Request`, if the value cannot be written as JSON.
    pub fn json<T: Serialize>(&self, content_type: &str, value: &T) -> Result<(), Error> {
        let text = serde_json::to_vec(value).map_err(|error| {
            Error::new(
                ErrorKind::Request,
                format!("the body cannot be written as JSON: {error}"),
            )
            .unsent()
        })?;
        self.bytes(content_type, text);
        Ok(())
    }

    /// As [`json`](Self::json), with further members of the object, given as JSON text.
    ///
    /// # Errors
    ///
    /// Kind `Request`, if the value cannot be written as JSON or is no object.
    pub fn json_with<T: Serialize>(
        &self,
        content_type: &str,
        value: &T,
        members: &[(&str, &str)],
    ) -> Result<(), Error> {
        let refuse = || Error::new(ErrorKind::Request, "the body is no JSON object").unsent();
        let mut object = match serde_json::to_value(value) {
            Ok(Value::Object(object)) => object,
            Ok(Value::Null) => serde_json::Map::new(),
            _ => return Err(refuse()),
        };
        for (name, text) in members {
            let member = serde_json::from_str(text).map_err(|_| refuse())?;
            object.insert((*name).to_owned(), member);
        }
        self.json(content_type, &object)
    }

    /// Sends bytes of this content type.
    pub fn bytes(&self, content_type: &str, bytes: impl Into<Bytes>) {
        lock(&self.parts).body = RequestBody::Bytes(content_type.to_owned(), bytes.into());
    }

    /// Streams bytes; `content_type` holds unless the upload has its own.
    pub fn upload(&self, content_type: &str, upload: Upload) {
        lock(&self.parts).body = RequestBody::Upload(content_type.to_owned(), upload);
    }

    /// Streams a form of this content type (without its boundary).
    pub fn multipart(&self, content_type: &str, form: Form) {
        lock(&self.parts).body = RequestBody::Multipart(content_type.to_owned(), form);
    }

    /// Finishes a request that the wire layer has built: the contract's URL encoding, and what stands beside the
    /// wire layer's own arguments.
    ///
    /// # Errors
    ///
    /// Kind `Request`, if the path or a cookie cannot be sent as given.
    pub fn prepare(&self, request: &mut Request) -> Result<(), Error> {
        let mut parts = lock(&self.parts);
        let base = self.transport.base_url(&self.meta);
        match &self.options.url {
            Some(url) => *request.url_mut() = path::same_origin(url, &base)?,
            None => path::restore(request.url_mut(), &base, &parts.query)?,
        }
        if let Some(method) = self.meta.method.and_then(|name| name.parse().ok()) {
            *request.method_mut() = method;
        }
        let headers = request.headers_mut();
        headers.remove("api-version");
        headers.remove(header::ACCEPT);
        if !self.meta.accept.is_empty() {
            headers.insert(header::ACCEPT, header_value("accept", self.meta.accept)?);
        }
        for (name, value) in &parts.headers {
            headers.append(name, value.clone());
        }
        if !parts.cookies.is_empty() {
            let cookies = header_value("cookie", &std::mem::take(&mut parts.cookies).join("; "))?;
            headers.insert(header::COOKIE, cookies);
        }
        Ok(())
    }

    /// Makes the call. A failure is kept for [`finish`](Self::finish); the wire layer sees a bare status 599.
    pub async fn execute(&self, mut request: Request) -> reqwest::Response {
        let outcome = match self.prepare(&mut request) {
            Ok(()) => self.run(request).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(reply) => {
                let mut outcome = lock(&self.outcome);
                outcome.status = reply.response.status();
                outcome.headers = reply.response.headers().clone();
                outcome.attempts = reply.attempts;
                outcome.url = Some(reply.response.url().clone());
                reply.response
            }
            Err(error) => {
                lock(&self.outcome).error = Some(error);
                let mut bare = http::Response::new("");
                *bare.status_mut() =
                    StatusCode::from_u16(599).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                bare.into()
            }
        }
    }

    async fn run(&self, request: Request) -> Result<Reply, Error> {
        let body = std::mem::take(&mut lock(&self.parts).body);
        self.transport
            .execute(request, &body, &self.meta, &self.options)
            .await
    }

    /// Turns what the wire layer decoded from JSON into the runtime's answer or error.
    ///
    /// # Errors
    ///
    /// The failure that [`execute`](Self::execute) kept, or kind `Decode`.
    pub fn finish<T, E>(
        &self,
        result: Result<ResponseValue<T>, WireError<E>>,
    ) -> Result<Response<T>, Error>
    where
        T: DeserializeOwned,
    {
        match result {
            Err(WireError::InvalidResponsePayload(body, error)) => {
                // The wire layer's decoder does not say where; ours does, and must fail as well.
                let fault = decode_json::<T>(&body)
                    .err()
                    .unwrap_or_else(|| DecodeFault::whole(error));
                Err(self.decode_error(body, fault))
            }
            other => self.finish_raw(other),
        }
    }

    /// As [`finish`](Self::finish), for answers that the wire layer does not decode.
    ///
    /// # Errors
    ///
    /// The failure that [`execute`](Self::execute) kept.
    pub fn finish_raw<T, E>(
        &self,
        result: Result<ResponseValue<T>, WireError<E>>,
    ) -> Result<Response<T>, Error> {
        let wire = match result {
            Ok(value) => {
                let outcome = lock(&self.outcome);
                let (status, headers) = (value.status(), value.headers().clone());
                let response = Response::new(status, headers, value.into_inner(), outcome.attempts);
                return Ok(response.at(outcome.url.clone()));
            }
            Err(wire) => wire,
        };
        if let Some(error) = lock(&self.outcome).error.take() {
            return Err(error);
        }
        Err(match wire {
            WireError::InvalidRequest(message) | WireError::Custom(message) => {
                Error::new(ErrorKind::Request, message).unsent()
            }
            WireError::CommunicationError(error) => {
                Error::new(ErrorKind::Request, "the request cannot be built")
                    .unsent()
                    .with_source(error)
            }
            WireError::InvalidUpgrade(error) | WireError::ResponseBodyError(error) => {
                Error::new(ErrorKind::Connection, "the answer broke off").with_source(error)
            }
            WireError::InvalidResponsePayload(..)
            | WireError::UnexpectedResponse(_)
            | WireError::ErrorResponse(_) => Error::new(
                ErrorKind::Decode,
                "the answer has a status that the API does not describe",
            ),
        })
    }

    /// Reads a whole answer that the wire layer passed on undecoded.
    ///
    /// # Errors
    ///
    /// Kind `TooLarge` above the bound on bodies, `Connection` or `Timeout` if it breaks off.
    pub async fn collect(&self, response: Response<ByteStream>) -> Result<Response<Bytes>, Error> {
        let (rest, body) = response.split();
        let body = super::body::collect(body.into_inner(), self.transport.body_limit()).await?;
        Ok(rest.map(|()| body))
    }

    /// Decodes a whole answer as JSON.
    ///
    /// # Errors
    ///
    /// Kind `Decode`, with the place in the JSON.
    pub fn decode<T: DeserializeOwned>(
        &self,
        response: Response<Bytes>,
    ) -> Result<Response<T>, Error> {
        match decode_json(&response.value) {
            Ok(value) => Ok(response.map(|_| value)),
            Err(fault) => Err(self.decode_error(response.value, fault)),
        }
    }

    /// As [`decode`](Self::decode), for an answer that may be empty.
    ///
    /// # Errors
    ///
    /// Kind `Decode`, with the place in the JSON.
    pub fn decode_optional<T: DeserializeOwned>(
        &self,
        response: Response<Bytes>,
    ) -> Result<Response<Option<T>>, Error> {
        if response.value.is_empty() {
            return Ok(response.map(|_| None));
        }
        Ok(self.decode(response)?.map(Some))
    }

    fn decode_error(&self, body: Bytes, fault: DecodeFault) -> Error {
        let outcome = lock(&self.outcome);
        Error::decode(outcome.status, outcome.headers.clone(), body, fault)
            .with_attempts(outcome.attempts)
    }

    /// The client this call belongs to.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// What the caller asked for.
    #[must_use]
    pub fn options(&self) -> &CallOptions {
        &self.options
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("operation", &self.meta.key)
            .finish_non_exhaustive()
    }
}

/// Locks, even after a panic elsewhere: the values inside are whole at all times.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
