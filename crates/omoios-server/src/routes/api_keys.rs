//! `/api/api-keys`

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use omoios_api::{ApiKeyCreate, ApiKeyCreated, ApiKeyList};
use omoios_engine::Call;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::orgs::PageQuery;
use crate::answer::Reply;
use crate::auth::Caller;
use crate::command::Command;
use crate::error::ApiResult;
use crate::path::Path;
use crate::query::Params;
use crate::responses::{Conflict, NotFound, Unprocessable};
use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(list)).routes(routes!(revoke))
}

/// Create an API key
///
/// Makes a key and returns its secret, which is not stored and cannot be shown again. Needs the scope `admin`.
#[utoipa::path(post, path = "/api/api-keys", operation_id = "api_keys.create", tag = "api_keys",
    request_body = ApiKeyCreate,
    responses(
        (status = 201, description = "The key and its secret.", body = ApiKeyCreated),
        (status = 404, response = NotFound),
        (status = 409, response = Conflict),
        (status = 422, response = Unprocessable),
    ))]
async fn create(State(app): State<App>, command: Command<ApiKeyCreate>) -> ApiResult<Reply<ApiKeyCreated>> {
    let Command(call, body) = command;
    Ok(Reply::created(app.engine.create_api_key(&call, body).await?))
}

/// List API keys
///
/// Lists the keys that the calling key may see, revoked ones included, without their secrets. Needs the scope
/// `admin`.
#[utoipa::path(get, path = "/api/api-keys", operation_id = "api_keys.list", tag = "api_keys", params(PageQuery),
    responses(
        (status = 200, description = "A page of keys.", body = ApiKeyList),
        (status = 422, response = Unprocessable),
    ))]
async fn list(State(app): State<App>, Caller(caller): Caller, query: Params) -> ApiResult<Json<ApiKeyList>> {
    Ok(Json(app.engine.api_keys(&caller, &query.page()?).await?))
}

/// Revoke an API key
///
/// Makes the key stop working at once. Revoking a revoked key changes nothing. Needs the scope `admin`.
#[utoipa::path(delete, path = "/api/api-keys/{key_id}", operation_id = "api_keys.revoke", tag = "api_keys",
    params(("key_id" = String, Path, description = "Id of the key.", example = "key_5b0d9e4c12f7a683")),
    responses(
        (status = 204, description = "The key does not work any more."),
        (status = 404, response = NotFound),
    ))]
async fn revoke(
    State(app): State<App>,
    Caller(caller): Caller,
    Path(key_id): Path<String>,
) -> ApiResult<StatusCode> {
    app.engine.revoke_api_key(&Call::new(caller, "api_keys.revoke"), key_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
