//! `/api/specs/{spec_id}/dag`

use axum::Json;
use axum::extract::State;
use omoios_api::Dag;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::error::ApiResult;
use crate::path::Path;
use crate::responses::NotFound;
use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get))
}

/// Get the graph of a spec
///
/// Returns the tasks of the spec, their dependencies and the longest chain of dependencies. Of several equally long
/// chains it is the one with the smallest task numbers.
#[utoipa::path(get, path = "/api/specs/{spec_id}/dag", operation_id = "dag.get", tag = "dag",
    params(("spec_id" = String, Path, description = "Id of the spec.", example = "spec_2f7a90c4e1b85d36")),
    responses(
        (status = 200, description = "The graph.", body = Dag),
        (status = 404, response = NotFound),
    ))]
async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    Path(spec_id): Path<String>,
) -> ApiResult<Json<Dag>> {
    Ok(Json(app.engine.dag(&caller, &spec_id).await?))
}
