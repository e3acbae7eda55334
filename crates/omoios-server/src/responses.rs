//! The error answers of the document, each described once and referred to.

use omoios_api::{PhaseConflict, Problem, TaskConflict, ValidationProblem};
use serde_json::{Value, json};
use utoipa::ToResponse;
use utoipa::ToSchema;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

macro_rules! problem_responses {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $code:literal, $schema:ty, $description:literal, $detail:literal, $details:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl<'r> ToResponse<'r> for $name {
                fn response() -> (&'r str, RefOr<Response>) {
                    let example = example($status, $code, $detail, $details);
                    (stringify!($name), RefOr::T(response::<$schema>($description, example)))
                }
            }
        )*

        /// All of them, by name.
        pub fn all() -> Vec<(&'static str, RefOr<Response>)> {
            vec![$($name::response(),)*]
        }
    };
}

problem_responses! {
    /// 400
    BadRequest = 400, "malformed_body", ValidationProblem,
        "The request cannot be read: malformed JSON, a parameter of the wrong kind, an unknown value of an enumeration, or another media type than the one described.",
        "the body is not what is expected at line 3, column 12: missing field `title`",
        json!({"errors": [{"field": "body", "message": "missing field `title` (line 3, column 12)"}]});
    /// 401
    Unauthorized = 401, "invalid_credentials", Problem,
        "There is no API key, or it is unknown, revoked or past its time.",
        "the API key is unknown, revoked or past its time", Value::Null;
    /// 403
    Forbidden = 403, "insufficient_scope", Problem,
        "The API key lacks the scope that the operation needs, or the request names another machine as its host or origin.",
        "`specs.create` needs an API key with the scope `write`", Value::Null;
    /// 404
    NotFound = 404, "not_found", Problem,
        "An id of the request names nothing that the API key may see.",
        "there is no task `TSK-099`", Value::Null;
    /// 408
    RequestTimeout = 408, "request_timeout", Problem,
        "The body of the request did not arrive in time. Nothing was changed.",
        "the request body did not arrive in time", Value::Null;
    /// 409
    Conflict = 409, "idempotency_key_reused", Problem,
        "The present state does not allow it, or the idempotency key was used for another request.",
        "this idempotency key was used for another call of this operation; use a new key", Value::Null;
    /// 409 of a spec
    PhaseMoveConflict = 409, "illegal_phase_move", PhaseConflict,
        "The spec cannot make this move, or the idempotency key was used for another request.",
        "a spec in phase REQUIREMENTS can move to DESIGN only, not to TASKS",
        json!({"from": "REQUIREMENTS", "to": "TASKS", "allowed": ["DESIGN"]});
    /// 409 of a task
    TaskStateConflict = 409, "task_not_ready", TaskConflict,
        "The task cannot do this in its present state, the dependencies would close a cycle, or the idempotency key was used for another request.",
        "task `TSK-042` waits for TSK-041",
        json!({"status": "blocked", "waiting_for": ["TSK-041"]});
    /// 413
    PayloadTooLarge = 413, "payload_too_large", Problem,
        "The body is larger than the server accepts.",
        "the file is larger than 268435456 bytes", Value::Null;
    /// 416
    RangeNotSatisfiable = 416, "range_not_satisfiable", Problem,
        "The range lies outside of the file.",
        "the range begins behind the last of 4096 bytes", Value::Null;
    /// 422
    Unprocessable = 422, "validation_failed", ValidationProblem,
        "The request is well formed and makes no sense.",
        "body.title: has to be given",
        json!({"errors": [{"field": "body.title", "message": "has to be given"}]});
    /// 429
    RateLimited = 429, "rate_limited", Problem,
        "The API key has made too many calls. `Retry-After` and `X-RateLimit-Reset` say when to try again.",
        "more than 600 calls a minute; try again in 1 s", Value::Null;
    /// 500
    InternalError = 500, "internal", Problem,
        "A fault of the server. `request_id` finds it in the logs.",
        "something went wrong inside the server", Value::Null;
    /// 503
    Unavailable = 503, "unavailable", Problem,
        "The server cannot do this now, for example because its disk is full. Nothing was changed.",
        "the store does not accept changes: the disk is full", Value::Null;
}

fn response<T: ToSchema>(description: &str, example: Value) -> Response {
    let schema = Ref::from_schema_name(T::name());
    let content = ContentBuilder::new().schema(Some(schema)).example(Some(example)).build();
    ResponseBuilder::new().description(description).content("application/problem+json", content).build()
}

fn example(status: u16, code: &str, detail: &str, details: Value) -> Value {
    let title = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let mut body = json!({
        "error": code, "code": code, "message": detail, "title": title, "status": status, "detail": detail,
        "request_id": "req_3f1c9a7be0d24c6f8a5b1e2d3c4f5a6b",
    });
    if let (Some(body), false) = (body.as_object_mut(), details.is_null()) {
        body.insert("details".to_owned(), details);
    }
    body
}
