//! `/api/orgs`

use axum::Json;
use axum::extract::State;
use omoios_api::{Member, MemberList, Org, OrgList};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::error::ApiResult;
use crate::path::Path;
use crate::query::Params;
use crate::responses::{NotFound, Unprocessable};
use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(list_members))
        .routes(routes!(get_member))
}

/// A part of a list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `Params` reads it")]
pub(super) struct PageQuery {
    /// At most this many items, 1 to 200; 50 by default.
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50, example = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// List organisations
///
/// Lists the organisations that the API key may see.
#[utoipa::path(get, path = "/api/orgs", operation_id = "orgs.list", tag = "orgs", params(PageQuery),
    responses(
        (status = 200, description = "A page of organisations.", body = OrgList),
        (status = 422, response = Unprocessable),
    ))]
async fn list(State(app): State<App>, Caller(caller): Caller, query: Params) -> ApiResult<Json<OrgList>> {
    Ok(Json(app.engine.orgs(&caller, &query.page()?).await?))
}

/// Get an organisation
///
/// Returns one organisation.
#[utoipa::path(get, path = "/api/orgs/{org_id}", operation_id = "orgs.get", tag = "orgs",
    params(("org_id" = String, Path, description = "Id of the organisation.", example = "org_abc")),
    responses(
        (status = 200, description = "The organisation.", body = Org),
        (status = 404, response = NotFound),
    ))]
async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    Path(org_id): Path<String>,
) -> ApiResult<Json<Org>> {
    Ok(Json(app.engine.org(&caller, &org_id).await?))
}

/// List members
///
/// Lists the members of an organisation in the order in which they joined.
#[utoipa::path(get, path = "/api/orgs/{org_id}/members", operation_id = "orgs.list_members", tag = "orgs",
    params(("org_id" = String, Path, description = "Id of the organisation.", example = "org_abc"), PageQuery),
    responses(
        (status = 200, description = "A page of members.", body = MemberList),
        (status = 404, response = NotFound),
        (status = 422, response = Unprocessable),
    ))]
async fn list_members(
    State(app): State<App>,
    Caller(caller): Caller,
    Path(org_id): Path<String>,
    query: Params,
) -> ApiResult<Json<MemberList>> {
    Ok(Json(app.engine.members(&caller, &org_id, &query.page()?).await?))
}

/// Get a member
///
/// Returns one member of an organisation.
#[utoipa::path(get, path = "/api/orgs/{org_id}/members/{member_id}", operation_id = "orgs.get_member", tag = "orgs",
    params(
        ("org_id" = String, Path, description = "Id of the organisation.", example = "org_abc"),
        ("member_id" = String, Path, description = "Id of the member.", example = "usr_91c2f04b7d8e6a35"),
    ),
    responses(
        (status = 200, description = "The member.", body = Member),
        (status = 404, response = NotFound),
    ))]
async fn get_member(
    State(app): State<App>,
    Caller(caller): Caller,
    Path((org_id, member_id)): Path<(String, String)>,
) -> ApiResult<Json<Member>> {
    Ok(Json(app.engine.member(&caller, &org_id, &member_id).await?))
}
