//! Bodies of commands, read with limits, and the marks that make a command repeatable.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, Limited};
use omoios_api::{FieldError, ValidationDetails};
use omoios_engine::{Call, IdempotencyKey};
use serde::de::{DeserializeOwned, IgnoredAny};
use sha2::{Digest, Sha256};

use crate::auth::Caller;
use crate::error::{ApiError, ApiResult};
use crate::operations::Operation;
use crate::state::{App, Limits};

/// The header with the caller's mark.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
const MAX_KEY: usize = 255;

/// A command with a JSON body.
#[derive(Debug)]
pub struct Command<T>(pub Call, pub T);

/// A command whose JSON body may be left out.
#[derive(Debug)]
pub struct OptionalCommand<T>(pub Call, pub T);

/// A command that takes no body; what is sent all the same is read and ignored.
#[derive(Debug)]
pub struct BareCommand(pub Call);

impl<T: DeserializeOwned> FromRequest<App> for Command<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        let (parts, body) = request.into_parts();
        let bytes = read(body, &app.limits).await?;
        let value = json(&parts.headers, &bytes)?;
        Ok(Self(call(&parts, Some(&bytes))?, value))
    }
}

impl<T: DeserializeOwned + Default> FromRequest<App> for OptionalCommand<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        let (parts, body) = request.into_parts();
        let bytes = read(body, &app.limits).await?;
        let value = if bytes.is_empty() { T::default() } else { json(&parts.headers, &bytes)? };
        Ok(Self(call(&parts, Some(&bytes))?, value))
    }
}

impl FromRequest<App> for BareCommand {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        let (parts, body) = request.into_parts();
        read(body, &app.limits).await?;
        Ok(Self(call(&parts, None)?))
    }
}

/// The call a request makes, with its idempotency key if it has one.
pub fn call(parts: &Parts, body: Option<&[u8]>) -> ApiResult<Call> {
    let fingerprint = fingerprint(parts, body.unwrap_or_default());
    call_with(parts, fingerprint)
}

/// The call a request makes; `fingerprint` is what makes two requests the same.
pub fn call_with(parts: &Parts, fingerprint: [u8; 32]) -> ApiResult<Call> {
    let no_route =
        || ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the route has no operation");
    let operation = parts.extensions.get::<Operation>().ok_or_else(no_route)?;
    let Caller(principal) = caller(parts)?;
    let key = idempotency_key(&parts.headers)?;
    let idempotency = key.map(|key| IdempotencyKey { key, fingerprint });
    Ok(Call { principal, operation: Arc::clone(&operation.id), idempotency })
}

/// The caller's mark. Two of them would leave open which one counts.
fn idempotency_key(headers: &HeaderMap) -> ApiResult<Option<String>> {
    let malformed = |message| ApiError::malformed("malformed_header", "header.Idempotency-Key", message);
    let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(key) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        return Err(malformed("must not be given twice"));
    }
    let key = key.to_str().map_err(|_| malformed("has to be printable ASCII"))?;
    if key.is_empty() || key.len() > MAX_KEY {
        return Err(malformed("has to have 1 to 255 characters"));
    }
    Ok(Some(key.to_owned()))
}

fn caller(parts: &Parts) -> ApiResult<Caller> {
    let principal = parts.extensions.get().cloned();
    principal.map(Caller).ok_or_else(|| {
        ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the route has no caller")
    })
}

/// Digest of route and body. A line end separates them, for no path contains one.
fn fingerprint(parts: &Parts, body: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(parts.uri.path().as_bytes());
    digest.update(b"\n");
    digest.update(body);
    digest.finalize().into()
}

/// Reads a body as a whole, bounded in size and time.
async fn read(body: Body, limits: &Limits) -> ApiResult<Bytes> {
    let reading = Limited::new(body, limits.json_bytes).collect();
    let read = tokio::time::timeout(limits.body_idle, reading).await.map_err(|_| slow_body())?;
    read.map(http_body_util::Collected::to_bytes).map_err(|error| {
        if error.is::<http_body_util::LengthLimitError>() {
            let detail = format!("the body is larger than {} bytes", limits.json_bytes);
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", detail)
        } else {
            ApiError::bad_request("malformed_body", format!("the body was not readable to its end: {error}"))
        }
    })
}

/// A body that does not arrive.
pub fn slow_body() -> ApiError {
    ApiError::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", "the request body did not arrive in time")
}

fn json<T: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> ApiResult<T> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_json(media_type) {
        let detail = format!("send `Content-Type: application/json`, not `{media_type}`");
        return Err(ApiError::bad_request("unsupported_media_type", detail));
    }
    // Otherwise a list of the members in the order of their declaration would be taken for the object.
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'{') && serde_json::from_slice::<IgnoredAny>(bytes).is_ok() {
        return Err(ApiError::malformed("malformed_body", "body", "has to be a JSON object"));
    }
    serde_json::from_slice(bytes).map_err(|error| malformed(&error))
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Says what is wrong at which line and column.
fn malformed(error: &serde_json::Error) -> ApiError {
    let place = format!("line {}, column {}", error.line(), error.column());
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or(&text);
    let details = ValidationDetails {
        errors: vec![FieldError { field: "body".to_owned(), message: format!("{reason} ({place})") }],
    };
    ApiError {
        details: crate::error::json(&details),
        ..ApiError::bad_request(
            "malformed_body",
            format!("the body is not what is expected at {place}: {reason}"),
        )
    }
}
