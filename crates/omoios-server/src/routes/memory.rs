//! `/api/memory`

use axum::extract::State;
use omoios_api::{Memory, MemoryAdd, MemorySearch, MemorySearchResults};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Reply;
use crate::command::Command;
use crate::error::ApiResult;
use crate::responses::{Conflict, NotFound, Unprocessable};
use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(add)).routes(routes!(search))
}

/// Add a memory
///
/// Remembers something for later runs. Emits `memory.added`.
#[utoipa::path(post, path = "/api/memory", operation_id = "memory.add", tag = "memory", request_body = MemoryAdd,
    responses(
        (status = 201, description = "The memory.", body = Memory),
        (status = 404, response = NotFound),
        (status = 409, response = Conflict),
        (status = 422, response = Unprocessable),
    ))]
async fn add(State(app): State<App>, command: Command<MemoryAdd>) -> ApiResult<Reply<Memory>> {
    let Command(call, body) = command;
    Ok(Reply::created(app.engine.add_memory(&call, body).await?))
}

/// Search the memory
///
/// Finds memories that contain any of the words, ranked by BM25, best first. Changes nothing: a key with the scope
/// `read` suffices.
#[utoipa::path(post, path = "/api/memory/search", operation_id = "memory.search", tag = "memory",
    request_body = MemorySearch,
    responses(
        (status = 200, description = "What was found.", body = MemorySearchResults),
        (status = 409, response = Conflict),
        (status = 422, response = Unprocessable),
    ))]
async fn search(
    State(app): State<App>,
    command: Command<MemorySearch>,
) -> ApiResult<Reply<MemorySearchResults>> {
    let Command(call, body) = command;
    Ok(Reply::done(app.engine.search_memory(&call, body).await?))
}
