//! `/api/specs/{spec_id}/discoveries` and `/api/discoveries`

use axum::Json;
use axum::extract::State;
use omoios_api::{
    Discovery, DiscoveryCreate, DiscoveryDismiss, DiscoveryList, DiscoveryPromote, DiscoveryStatus,
};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Reply;
use crate::auth::Caller;
use crate::command::{Command, OptionalCommand};
use crate::error::ApiResult;
use crate::path::Path;
use crate::query::Params;
use crate::responses::{Conflict, NotFound, PhaseMoveConflict, Unprocessable};
use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(list))
        .routes(routes!(promote))
        .routes(routes!(dismiss))
}

/// Create a discovery
///
/// Records work that was found while doing other work. Emits `discovery.created`.
#[utoipa::path(post, path = "/api/specs/{spec_id}/discoveries", operation_id = "discoveries.create",
    tag = "discoveries",
    params(("spec_id" = String, Path, description = "Id of the spec.", example = "spec_2f7a90c4e1b85d36")),
    request_body = DiscoveryCreate,
    responses(
        (status = 201, description = "The new discovery.", body = Discovery),
        (status = 404, response = NotFound),
        (status = 409, response = PhaseMoveConflict),
        (status = 422, response = Unprocessable),
    ))]
async fn create(
    State(app): State<App>,
    Path(spec_id): Path<String>,
    command: Command<DiscoveryCreate>,
) -> ApiResult<Reply<Discovery>> {
    let Command(call, body) = command;
    Ok(Reply::created(app.engine.create_discovery(&call, spec_id, body).await?))
}

/// Which discoveries are wanted.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `Params` reads it")]
struct DiscoveryQuery {
    /// Only discoveries in this state.
    #[param(nullable = false)]
    status: Option<DiscoveryStatus>,
    /// At most this many items, 1 to 200; 50 by default.
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50, example = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// List discoveries
///
/// Lists the discoveries of a spec in the order in which they were made.
#[utoipa::path(get, path = "/api/specs/{spec_id}/discoveries", operation_id = "discoveries.list",
    tag = "discoveries",
    params(
        ("spec_id" = String, Path, description = "Id of the spec.", example = "spec_2f7a90c4e1b85d36"),
        DiscoveryQuery,
    ),
    responses(
        (status = 200, description = "A page of discoveries.", body = DiscoveryList),
        (status = 404, response = NotFound),
        (status = 422, response = Unprocessable),
    ))]
async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    Path(spec_id): Path<String>,
    query: Params,
) -> ApiResult<Json<DiscoveryList>> {
    let (status, page) = (query.word("status")?, query.page()?);
    Ok(Json(app.engine.discoveries(&caller, &spec_id, status, &page).await?))
}

/// Promote a discovery
///
/// Makes a task of a pending discovery. Emits `task.created` and `discovery.promoted`.
#[utoipa::path(post, path = "/api/discoveries/{discovery_id}/promote", operation_id = "discoveries.promote",
    tag = "discoveries",
    params(("discovery_id" = String, Path, description = "Id of the discovery.", example = "DSC-001")),
    request_body = Option<DiscoveryPromote>,
    responses(
        (status = 200, description = "The promoted discovery; `promoted_task_id` names the task.", body = Discovery),
        (status = 404, response = NotFound),
        (status = 409, response = Conflict),
        (status = 422, response = Unprocessable),
    ))]
async fn promote(
    State(app): State<App>,
    Path(discovery_id): Path<String>,
    command: OptionalCommand<DiscoveryPromote>,
) -> ApiResult<Reply<Discovery>> {
    let OptionalCommand(call, body) = command;
    Ok(Reply::done(app.engine.promote_discovery(&call, discovery_id, body).await?))
}

/// Dismiss a discovery
///
/// Puts a pending discovery aside and keeps the reason. Emits `discovery.dismissed`.
#[utoipa::path(post, path = "/api/discoveries/{discovery_id}/dismiss", operation_id = "discoveries.dismiss",
    tag = "discoveries",
    params(("discovery_id" = String, Path, description = "Id of the discovery.", example = "DSC-001")),
    request_body = DiscoveryDismiss,
    responses(
        (status = 200, description = "The dismissed discovery.", body = Discovery),
        (status = 404, response = NotFound),
        (status = 409, response = Conflict),
        (status = 422, response = Unprocessable),
    ))]
async fn dismiss(
    State(app): State<App>,
    Path(discovery_id): Path<String>,
    command: Command<DiscoveryDismiss>,
) -> ApiResult<Reply<Discovery>> {
    let Command(call, body) = command;
    Ok(Reply::done(app.engine.dismiss_discovery(&call, discovery_id, body).await?))
}
