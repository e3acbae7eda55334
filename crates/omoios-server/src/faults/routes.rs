//! `/_faults`

use axum::Json;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use serde::Deserialize;

use super::instruction::{Instruction, check};
use super::ledger::Ledger;
use crate::error::{ApiError, ApiResult};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    id: String,
    /// `specs.create`; all operations if absent.
    #[serde(default)]
    operation: Option<String>,
    #[serde(default)]
    instructions: Vec<Instruction>,
}

/// The routes of the fault plane.
pub fn router(ledger: Ledger) -> Router {
    Router::new()
        .route("/_faults", post(order))
        .route("/_faults/{id}", get(report).delete(forget))
        .with_state(ledger)
}

async fn order(
    State(ledger): State<Ledger>,
    body: Result<Json<Order>, axum::extract::rejection::JsonRejection>,
) -> ApiResult<StatusCode> {
    let Json(order) = body.map_err(|error| ApiError::bad_request("malformed_body", error.body_text()))?;
    for instruction in &order.instructions {
        check(instruction)
            .map_err(|reason| ApiError::malformed("malformed_body", "body.instructions", reason))?;
    }
    ledger.order(&order.id, order.operation, order.instructions);
    Ok(StatusCode::NO_CONTENT)
}

async fn report(State(ledger): State<Ledger>, Path(id): Path<String>) -> ApiResult<Response> {
    ledger.report(&id).map(|report| Json(report).into_response()).ok_or_else(|| unknown(&id))
}

async fn forget(State(ledger): State<Ledger>, Path(id): Path<String>) -> ApiResult<StatusCode> {
    if ledger.forget(&id) { Ok(StatusCode::NO_CONTENT) } else { Err(unknown(&id)) }
}

fn unknown(id: &str) -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "not_found", format!("no test `{id}` has ordered faults"))
}
