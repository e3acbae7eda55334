//! `/api/specs`

use axum::Json;
use axum::extract::State;
use omoios_api::{Phase, Spec, SpecAdvance, SpecCancel, SpecCreate, SpecList, SpecUpdate};
use omoios_engine::SpecFilter;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Reply;
use crate::auth::Caller;
use crate::command::{BareCommand, Command, OptionalCommand};
use crate::error::ApiResult;
use crate::path::Path;
use crate::query::Params;
use crate::responses::{Conflict, NotFound, PhaseMoveConflict, Unprocessable};
use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(update))
        .routes(routes!(advance))
        .routes(routes!(retry_phase))
        .routes(routes!(cancel))
}

/// Create a spec
///
/// Creates a spec and starts it: it enters the phase EXPLORE, which is evaluated at once.
#[utoipa::path(post, path = "/api/specs", operation_id = "specs.create", tag = "specs", request_body = SpecCreate,
    responses(
        (status = 201, description = "The new spec.", body = Spec),
        (status = 404, response = NotFound),
        (status = 409, response = Conflict),
        (status = 422, response = Unprocessable),
    ))]
async fn create(State(app): State<App>, command: Command<SpecCreate>) -> ApiResult<Reply<Spec>> {
    let Command(call, body) = command;
    Ok(Reply::created(app.engine.create_spec(&call, body).await?))
}

/// Which specs are wanted.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `Params` reads it")]
struct SpecQuery {
    /// Only specs of this organisation.
    #[param(nullable = false, example = "org_abc")]
    org_id: Option<String>,
    /// Only specs in this phase.
    #[param(nullable = false)]
    phase: Option<Phase>,
    /// Only specs whose title or description contains this text; the case of the letters A to Z does not
    /// matter.
    #[param(nullable = false, example = "refresh token")]
    text: Option<String>,
    /// At most this many items, 1 to 200; 50 by default.
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50, example = 20)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// List specs
///
/// Lists specs, newest first.
#[utoipa::path(get, path = "/api/specs", operation_id = "specs.list", tag = "specs", params(SpecQuery),
    responses(
        (status = 200, description = "A page of specs.", body = SpecList),
        (status = 422, response = Unprocessable),
    ))]
async fn list(State(app): State<App>, Caller(caller): Caller, query: Params) -> ApiResult<Json<SpecList>> {
    let filter =
        SpecFilter { org_id: query.text("org_id"), phase: query.word("phase")?, text: query.text("text") };
    Ok(Json(app.engine.specs(&caller, &filter, &query.page()?).await?))
}

/// Get a spec
///
/// Returns one spec with its phase, its score and the numbers of its tickets and tasks.
#[utoipa::path(get, path = "/api/specs/{spec_id}", operation_id = "specs.get", tag = "specs",
    params(("spec_id" = String, Path, description = "Id of the spec.", example = "spec_2f7a90c4e1b85d36")),
    responses(
        (status = 200, description = "The spec.", body = Spec),
        (status = 404, response = NotFound),
    ))]
async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    Path(spec_id): Path<String>,
) -> ApiResult<Json<Spec>> {
    Ok(Json(app.engine.spec(&caller, &spec_id).await?))
}

/// Update a spec
///
/// Changes the members that are present; `deadline: null` takes the deadline away, and a label that is `null` is
/// removed. Emits `spec.updated` if anything changed.
#[utoipa::path(patch, path = "/api/specs/{spec_id}", operation_id = "specs.update", tag = "specs",
    params(("spec_id" = String, Path, description = "Id of the spec.", example = "spec_2f7a90c4e1b85d36")),
    request_body = SpecUpdate,
    responses(
        (status = 200, description = "The changed spec.", body = Spec),
        (status = 404, response = NotFound),
        (status = 422, response = Unprocessable),
    ))]
async fn update(
    State(app): State<App>,
    Path(spec_id): Path<String>,
    command: Command<SpecUpdate>,
) -> ApiResult<Json<Spec>> {
    let Command(call, body) = command;
    Ok(Json(app.engine.update_spec(&call, spec_id, body).await?))
}

/// Advance a spec
///
/// Moves the spec to its next phase, whatever its score, and evaluates that phase. The order is EXPLORE, PRD,
/// REQUIREMENTS, DESIGN, TASKS, SYNC, COMPLETE. Emits `phase.advanced`.
#[utoipa::path(post, path = "/api/specs/{spec_id}/advance", operation_id = "specs.advance", tag = "specs",
    params(("spec_id" = String, Path, description = "Id of the spec.", example = "spec_2f7a90c4e1b85d36")),
    request_body = Option<SpecAdvance>,
    responses(
        (status = 200, description = "The spec in its new phase.", body = Spec),
        (status = 404, response = NotFound),
        (status = 409, response = PhaseMoveConflict),
    ))]
async fn advance(
    State(app): State<App>,
    Path(spec_id): Path<String>,
    command: OptionalCommand<SpecAdvance>,
) -> ApiResult<Reply<Spec>> {
    let OptionalCommand(call, body) = command;
    Ok(Reply::done(app.engine.advance_spec(&call, spec_id, body).await?))
}

/// Retry the phase of a spec
///
/// Evaluates the current phase once more. Emits `phase.evaluated`, and `phase.failed` when the third attempt and any
/// after it does not pass.
#[utoipa::path(post, path = "/api/specs/{spec_id}/retry-phase", operation_id = "specs.retry_phase", tag = "specs",
    params(("spec_id" = String, Path, description = "Id of the spec.", example = "spec_2f7a90c4e1b85d36")),
    responses(
        (status = 200, description = "The spec with its new score.", body = Spec),
        (status = 404, response = NotFound),
        (status = 409, response = PhaseMoveConflict),
    ))]
async fn retry_phase(
    State(app): State<App>,
    Path(spec_id): Path<String>,
    BareCommand(call): BareCommand,
) -> ApiResult<Reply<Spec>> {
    Ok(Reply::done(app.engine.retry_phase(&call, spec_id).await?))
}

/// Cancel a spec
///
/// Gives the spec up and cancels all its tasks that have not ended. Emits `spec.cancelled`, and `task.cancelled` for
/// each of them.
#[utoipa::path(post, path = "/api/specs/{spec_id}/cancel", operation_id = "specs.cancel", tag = "specs",
    params(("spec_id" = String, Path, description = "Id of the spec.", example = "spec_2f7a90c4e1b85d36")),
    request_body = Option<SpecCancel>,
    responses(
        (status = 200, description = "The cancelled spec.", body = Spec),
        (status = 404, response = NotFound),
        (status = 409, response = PhaseMoveConflict),
        (status = 422, response = Unprocessable),
    ))]
async fn cancel(
    State(app): State<App>,
    Path(spec_id): Path<String>,
    command: OptionalCommand<SpecCancel>,
) -> ApiResult<Reply<Spec>> {
    let OptionalCommand(call, body) = command;
    Ok(Reply::done(app.engine.cancel_spec(&call, spec_id, body).await?))
}
