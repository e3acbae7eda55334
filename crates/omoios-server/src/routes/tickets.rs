//! `/api/tickets`

use axum::Json;
use axum::extract::State;
use omoios_api::{Ticket, TicketCreate, TicketList};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Reply;
use crate::auth::Caller;
use crate::command::Command;
use crate::error::ApiResult;
use crate::path::Path;
use crate::query::Params;
use crate::responses::{NotFound, PhaseMoveConflict, Unprocessable};
use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(create)).routes(routes!(get))
}

/// Which tickets are wanted.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `Params` reads it")]
struct TicketQuery {
    /// Only tickets of this spec.
    #[param(nullable = false, example = "spec_2f7a90c4e1b85d36")]
    spec_id: Option<String>,
    /// At most this many items, 1 to 200; 50 by default.
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50, example = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// List tickets
///
/// Lists tickets in order of creation.
#[utoipa::path(get, path = "/api/tickets", operation_id = "tickets.list", tag = "tickets", params(TicketQuery),
    responses(
        (status = 200, description = "A page of tickets.", body = TicketList),
        (status = 422, response = Unprocessable),
    ))]
async fn list(State(app): State<App>, Caller(caller): Caller, query: Params) -> ApiResult<Json<TicketList>> {
    Ok(Json(app.engine.tickets(&caller, query.text("spec_id").as_deref(), &query.page()?).await?))
}

/// Create a ticket
///
/// Adds a ticket to a spec that is still on its way. Emits `ticket.created`.
#[utoipa::path(post, path = "/api/tickets", operation_id = "tickets.create", tag = "tickets",
    request_body = TicketCreate,
    responses(
        (status = 201, description = "The new ticket.", body = Ticket),
        (status = 404, response = NotFound),
        (status = 409, response = PhaseMoveConflict),
        (status = 422, response = Unprocessable),
    ))]
async fn create(State(app): State<App>, command: Command<TicketCreate>) -> ApiResult<Reply<Ticket>> {
    let Command(call, body) = command;
    Ok(Reply::created(app.engine.create_ticket(&call, body).await?))
}

/// Get a ticket
///
/// Returns one ticket with the numbers of its tasks.
#[utoipa::path(get, path = "/api/tickets/{ticket_id}", operation_id = "tickets.get", tag = "tickets",
    params(("ticket_id" = String, Path, description = "Id of the ticket.", example = "TKT-004")),
    responses(
        (status = 200, description = "The ticket.", body = Ticket),
        (status = 404, response = NotFound),
    ))]
async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    Path(ticket_id): Path<String>,
) -> ApiResult<Json<Ticket>> {
    Ok(Json(app.engine.ticket(&caller, &ticket_id).await?))
}
