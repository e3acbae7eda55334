//! The outermost layer: a request id on everything, one error body, one line of log per request.

use std::time::Instant;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, StatusCode};
use omoios_engine::Answer;
use serde::Serialize;
use tracing::Instrument;
use uuid::Uuid;

use crate::error::ApiError;

/// Carries the request id, both ways.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Set when an answer is the stored one of an earlier call.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");
const MAX_REQUEST_ID: usize = 128;

/// The id of the request being handled.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Wraps every request. Neither the query nor any header is logged: both may hold secrets.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let id = request_id(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::info_span!("request", request_id = %id, %method, path);
    async move {
        let started = Instant::now();
        let response = finish(next.run(request).await, &id);
        let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
        tracing::info!(status = response.status().as_u16(), milliseconds, "answered");
        response
    }
    .instrument(span)
    .await
}

/// The caller's id if it is short and plain, else a new one.
fn request_id(request: &Request) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let plain = |id: &&str| {
        let fits = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.' | b':');
        !id.is_empty() && id.len() <= MAX_REQUEST_ID && id.bytes().all(fits)
    };
    given.filter(plain).map_or_else(|| format!("req_{}", Uuid::new_v4().simple()), str::to_owned)
}

fn finish(mut response: Response, id: &str) -> Response {
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        write_problem(&mut response, error, id);
    } else if response.status() == StatusCode::METHOD_NOT_ALLOWED
        && !response.headers().contains_key(CONTENT_TYPE)
    {
        let text = "this route does not know the method; the `allow` header names those it knows";
        write_problem(
            &mut response,
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", text),
            id,
        );
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn write_problem(response: &mut Response, error: ApiError, id: &str) {
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    let body = serde_json::to_vec(&error.problem(id)).unwrap_or_default();
    response.headers_mut().remove(http::header::CONTENT_LENGTH);
    response.headers_mut().insert(CONTENT_TYPE, PROBLEM);
    *response.body_mut() = Body::from(body);
}

/// For a route that does not exist.
pub async fn no_route() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "no_such_route", "there is no such route; see /openapi.json")
}

/// A JSON answer to a command.
#[derive(Debug)]
pub struct Reply<T> {
    status: StatusCode,
    answer: Answer<T>,
}

impl<T> Reply<T> {
    /// Something was made.
    pub fn created(answer: Answer<T>) -> Self {
        Self { status: StatusCode::CREATED, answer }
    }

    /// Something was done.
    pub fn done(answer: Answer<T>) -> Self {
        Self { status: StatusCode::OK, answer }
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.answer.value)).into_response();
        if self.answer.replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}
