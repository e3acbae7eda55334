//! Every error answer, made in one place.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use omoios_api::{FieldError, Problem, ValidationDetails};
use omoios_engine::{ConflictDetails, Error};
use serde_json::Value;

/// What went wrong with a request. Becomes a [`Problem`] as soon as the request id is known.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// Stable name.
    pub code: &'static str,
    /// For people.
    pub detail: String,
    /// For programs.
    pub details: Option<Box<Value>>,
    /// Whole seconds after which to try again.
    pub retry_after: Option<u64>,
}

/// Result of a handler.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// An error without further facts.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), details: None, retry_after: None }
    }

    /// A request that cannot be read.
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// A request that cannot be read at one place.
    pub fn malformed(code: &'static str, field: impl Into<String>, message: impl Into<String>) -> Self {
        let error = FieldError { field: field.into(), message: message.into() };
        let detail = format!("{}: {}", error.field, error.message);
        Self { details: json(&ValidationDetails { errors: vec![error] }), ..Self::bad_request(code, detail) }
    }

    /// The body of the answer.
    pub fn problem(self, request_id: &str) -> Problem {
        Problem {
            error: self.code.to_owned(),
            code: self.code.to_owned(),
            message: self.detail.clone(),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: i32::from(self.status.as_u16()),
            detail: self.detail,
            request_id: request_id.to_owned(),
            details: self.details.map(|details| *details),
        }
    }
}

impl IntoResponse for ApiError {
    /// Only carries the facts: [`crate::answer`] writes the body, for it knows the request id.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::NotFound { .. } => Self::new(StatusCode::NOT_FOUND, "not_found", text),
            Error::Conflict(conflict) => {
                let details = match &conflict.details {
                    Some(ConflictDetails::Phase(details)) => json(details),
                    Some(ConflictDetails::Task(details)) => json(details),
                    None => None,
                };
                Self { details, ..Self::new(StatusCode::CONFLICT, conflict.code, text) }
            }
            Error::Invalid(errors) => {
                let details = json(&ValidationDetails { errors });
                Self { details, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "validation_failed", text) }
            }
            Error::BadCursor => Self::malformed("bad_cursor", "query.cursor", text),
            Error::TooLarge { .. } => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", text),
            Error::BrokenUpload(_) => Self::bad_request("malformed_body", text),
            Error::Unavailable(_) => {
                let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", text);
                Self { retry_after: Some(1), ..error }
            }
            Error::Database(_) | Error::Disk(_) | Error::Corrupt(_) => {
                tracing::error!(error = text, "internal error");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal",
                    "something went wrong inside the server",
                )
            }
        }
    }
}

/// Facts for programs.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Option<Box<Value>> {
    serde_json::to_value(value).ok().map(Box::new)
}
