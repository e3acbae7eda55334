//! Faults on demand, for tests, and only with `--faults`. Not part of the document.
//!
//! A test registers instructions under an id of its own and sends that id as `x-fault-id` with its calls. Each call of
//! the named operation takes the next instruction; when none is left, calls are answered as usual. What the server saw
//! of all calls with the id can be read back: attempts, headers, and whether the client went away.

mod body;
mod instruction;
mod ledger;
mod routes;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;

use self::body::{BodyFault, Tracked};
use self::instruction::{Instruction, Replacement};
pub use self::ledger::Ledger;
use self::ledger::{Guard, Seen};
pub use self::routes::router;
use crate::auth::operation_of;
use crate::connection::Connection;
use crate::error::ApiError;
use crate::state::App;

/// Names the test a call belongs to.
pub const FAULT_ID: HeaderName = HeaderName::from_static("x-fault-id");

/// The fault plane and what it needs of the server.
#[derive(Clone)]
pub struct Plane {
    /// What was ordered and what was seen.
    pub ledger: Ledger,
    /// To find the operation of a call.
    pub app: App,
}

/// Carries out the next instruction of a call that belongs to a test.
pub async fn layer(State(plane): State<Plane>, request: Request, next: Next) -> Response {
    let id = request.headers().get(FAULT_ID).and_then(|id| id.to_str().ok()).map(str::to_owned);
    let operation = operation_of(&plane.app, &request).map(|operation| operation.id.to_string());
    let (Some(id), Some(operation)) = (id, operation) else { return next.run(request).await };
    let seen = Seen::of(&request, &operation);
    let Some((instruction, guard)) = plane.ledger.enter(&id, &operation, seen) else {
        return next.run(request).await;
    };
    let connection = request.extensions().get::<Connection>().cloned().unwrap_or_default();
    obey(instruction, request, next, connection, guard).await
}

async fn obey(
    instruction: Instruction,
    request: Request,
    next: Next,
    connection: Connection,
    guard: Guard,
) -> Response {
    match instruction {
        Instruction::Pass => track(next.run(request).await, BodyFault::None, guard),
        Instruction::Respond { status, headers, body, text } => {
            let response = instruction::response(status, &headers, body, text);
            track(response, BodyFault::None, guard)
        }
        Instruction::Delay { ms } => {
            tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
            track(next.run(request).await, BodyFault::None, guard)
        }
        Instruction::ResetBeforeHeaders => break_off(&connection, guard).await,
        Instruction::CommitThenReset => {
            drop(next.run(request).await);
            break_off(&connection, guard).await
        }
        Instruction::ResetAfterHeaders => {
            let fault = BodyFault::cut(0, connection, true);
            track(next.run(request).await, fault, guard)
        }
        Instruction::CutBody { after_bytes, reset } => {
            let fault = BodyFault::cut(after_bytes, connection, reset);
            track(next.run(request).await, fault, guard)
        }
        Instruction::StallBody { after_bytes } => {
            track(next.run(request).await, BodyFault::Stall { left: after_bytes }, guard)
        }
        Instruction::ReplaceBody(replacement) => {
            let response = replace(next.run(request).await, replacement);
            track(response, BodyFault::None, guard)
        }
        Instruction::PatchJson { pointer, value, event } => {
            let response = next.run(request).await;
            patch(response, pointer, value, event, guard).await
        }
    }
}

/// Ends the connection without an answer.
async fn break_off(connection: &Connection, guard: Guard) -> Response {
    guard.finish();
    connection.reset();
    std::future::pending().await
}

fn track(response: Response, fault: BodyFault, guard: Guard) -> Response {
    let stream = is_event_stream(&response);
    response.map(|body| Body::new(Tracked::new(body, fault, guard.sending(stream))))
}

fn is_event_stream(response: &Response) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/event-stream"))
}

fn replace(mut response: Response, replacement: Replacement) -> Response {
    let (bytes, content_type) = replacement.bytes();
    response.extensions_mut().remove::<ApiError>();
    response.headers_mut().remove(CONTENT_LENGTH);
    if let Ok(value) = HeaderValue::from_str(&content_type) {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response.map(|_| Body::from(bytes))
}

async fn patch(
    response: Response,
    pointer: String,
    value: Value,
    event: Option<u64>,
    guard: Guard,
) -> Response {
    if is_event_stream(&response) {
        return track(response, BodyFault::Patch { pointer, value, event, sent: 0 }, guard);
    }
    let (mut parts, body) = response.into_parts();
    let unpatchable = |reason: String| {
        let detail = format!("the fault could not be carried out: {reason}");
        ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "fault_failed", detail).into_response()
    };
    let bytes = match body.collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) => return unpatchable(error.to_string()),
    };
    let mut json: Value = match serde_json::from_slice(&bytes) {
        Ok(json) => json,
        Err(error) => return unpatchable(error.to_string()),
    };
    if !instruction::set(&mut json, &pointer, value) {
        return unpatchable(format!("the answer has no place `{pointer}`"));
    }
    parts.headers.remove(CONTENT_LENGTH);
    track(Response::from_parts(parts, Body::from(json.to_string())), BodyFault::None, guard)
}
