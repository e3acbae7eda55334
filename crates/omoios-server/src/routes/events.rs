//! `/api/events`

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use omoios_api::{Event, EventList};
use omoios_engine::{Error, EventFilter};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::error::{ApiError, ApiResult};
use crate::query::Params;
use crate::responses::Unprocessable;
use crate::sse;
use crate::state::App;

const LAST_EVENT_ID: &str = "last-event-id";
const LAST_EVENT_FIELD: &str = "header.Last-Event-ID";

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(stream))
}

/// Which events are wanted.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `Params` reads it")]
struct EventQuery {
    /// Only events of this spec.
    #[param(nullable = false, example = "spec_2f7a90c4e1b85d36")]
    spec_id: Option<String>,
    /// Only events of this task.
    #[param(nullable = false, example = "TSK-042")]
    task_id: Option<String>,
    /// Only events of these types, for example `task.completed`. May be repeated. A type that does not exist matches
    /// nothing.
    #[param(nullable = false)]
    types: Option<Vec<String>>,
    /// At most this many items, 1 to 200; 50 by default.
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50, example = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    #[param(nullable = false)]
    cursor: Option<String>,
}

fn filter(query: &Params) -> ApiResult<EventFilter> {
    Ok(EventFilter {
        spec_id: query.text("spec_id"),
        task_id: query.text("task_id"),
        types: query.list("types")?,
    })
}

/// List events
///
/// Lists the history of events, oldest first. `seq` tells how far the page reaches: a stream opened with `after` set
/// to the `seq` of the last page continues without gap.
#[utoipa::path(get, path = "/api/events", operation_id = "events.list", tag = "events", params(EventQuery),
    responses(
        (status = 200, description = "A page of events.", body = EventList),
        (status = 422, response = Unprocessable),
    ))]
async fn list(State(app): State<App>, Caller(caller): Caller, query: Params) -> ApiResult<Json<EventList>> {
    Ok(Json(app.engine.events(&caller, &filter(&query)?, &query.page()?).await?))
}

/// Which events are wanted, and from where on.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `Params` reads it")]
struct StreamQuery {
    /// Only events of this spec.
    #[param(nullable = false, example = "spec_2f7a90c4e1b85d36")]
    spec_id: Option<String>,
    /// Only events of this task.
    #[param(nullable = false, example = "TSK-042")]
    task_id: Option<String>,
    /// Only events of these types, for example `task.completed`. May be repeated. A type that does not exist matches
    /// nothing.
    #[param(nullable = false)]
    types: Option<Vec<String>>,
    /// Begin after the event with this `seq`; 0 is before the first event. `Last-Event-ID` takes precedence.
    #[param(nullable = false, minimum = 0)]
    after: Option<i64>,
}

/// Stream events
///
/// Streams events as server-sent events for as long as the connection lasts. Without `Last-Event-ID` and `after` the
/// stream begins with the next event. The `id` of each event is its `seq`; a stream opened with that value in
/// `Last-Event-ID` continues right behind it: no event is lost and none comes twice. `event` is the type of the event,
/// and `data` is the event as JSON, which carries the type too. Comments are sent as heartbeats while nothing happens.
/// The stream has no end of its own; the server closes it when it goes down, and when a client is so slow that the
/// server's buffer moves past it. Reconnect with `Last-Event-ID` in both cases.
#[utoipa::path(get, path = "/api/events/stream", operation_id = "events.stream", tag = "events",
    params(
        StreamQuery,
        ("Last-Event-ID" = Option<String>, Header, nullable = false, example = "4711",
            description = "The `id` of the last event received; the stream continues behind it."),
    ),
    responses(
        (status = 200, description = "The stream of events.", content((Event = "text/event-stream"))),
        (status = 422, response = Unprocessable),
    ))]
async fn stream(
    State(app): State<App>,
    Caller(caller): Caller,
    query: Params,
    headers: HeaderMap,
) -> ApiResult<Response> {
    // An empty id is what a client has before its first event.
    let last = headers.get(LAST_EVENT_ID).filter(|id| !id.is_empty()).map(last_event_id).transpose()?;
    let after = if last.is_some() { last } else { query.number("after")? };
    let follow = app.engine.follow(&caller, filter(&query)?, after).await;
    Ok(sse::response(&app, caller, follow.map_err(|error| of_header(error, last.is_some()))?))
}

/// The engine knows only one way to say where a stream begins; the caller has two.
fn of_header(error: Error, from_header: bool) -> Error {
    match error {
        Error::Invalid(mut errors) if from_header => {
            for error in &mut errors {
                LAST_EVENT_FIELD.clone_into(&mut error.field);
            }
            Error::Invalid(errors)
        }
        error => error,
    }
}

/// An id has one spelling, the one it was given out in: `+5` and `007` are none.
fn last_event_id(value: &http::HeaderValue) -> ApiResult<i64> {
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.filter(|id: &i64| id.to_string().as_bytes() == value.as_bytes()).ok_or_else(|| {
        ApiError::malformed(
            "malformed_header",
            LAST_EVENT_FIELD,
            "has to be the `id` of an event of this stream",
        )
    })
}
