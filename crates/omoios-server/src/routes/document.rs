//! `GET /openapi.json`: the document itself. Not part of the document.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;

use crate::state::App;

/// The document, as `omoios-server openapi` prints it.
pub async fn get(State(app): State<App>) -> Response {
    ([(CONTENT_TYPE, "application/json")], app.document.to_string()).into_response()
}
