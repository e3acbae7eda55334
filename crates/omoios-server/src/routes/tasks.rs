//! `/api/tasks`

use axum::Json;
use axum::extract::State;
use omoios_api::{
    Task, TaskCancel, TaskComplete, TaskCreate, TaskFail, TaskList, TaskResult, TaskStart, TaskStatus,
    TaskUpdate,
};
use omoios_engine::TaskFilter;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Reply;
use crate::auth::Caller;
use crate::command::{BareCommand, Command, OptionalCommand};
use crate::error::ApiResult;
use crate::path::Path;
use crate::query::Params;
use crate::responses::{NotFound, TaskStateConflict, Unprocessable};
use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(create))
        .routes(routes!(get))
        .routes(routes!(update))
        .routes(routes!(start))
        .routes(routes!(complete))
        .routes(routes!(fail))
        .routes(routes!(retry))
        .routes(routes!(cancel))
        .routes(routes!(get_result))
}

/// Which tasks are wanted.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `Params` reads it")]
struct TaskQuery {
    /// Only tasks of this spec.
    #[param(nullable = false, example = "spec_2f7a90c4e1b85d36")]
    spec_id: Option<String>,
    /// Only tasks of this ticket.
    #[param(nullable = false, example = "TKT-004")]
    ticket_id: Option<String>,
    /// Only tasks in one of these states. May be repeated.
    #[param(nullable = false)]
    status: Option<Vec<TaskStatus>>,
    /// At most this many items, 1 to 200; 50 by default.
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50, example = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// List tasks
///
/// Lists tasks in order of creation.
#[utoipa::path(get, path = "/api/tasks", operation_id = "tasks.list", tag = "tasks", params(TaskQuery),
    responses(
        (status = 200, description = "A page of tasks.", body = TaskList),
        (status = 404, response = NotFound),
        (status = 422, response = Unprocessable),
    ))]
async fn list(State(app): State<App>, Caller(caller): Caller, query: Params) -> ApiResult<Json<TaskList>> {
    let filter = TaskFilter {
        spec_id: query.text("spec_id"),
        ticket_id: query.text("ticket_id"),
        status: query.list("status")?,
    };
    Ok(Json(app.engine.tasks(&caller, &filter, &query.page()?).await?))
}

/// Create a task
///
/// Puts a task into the graph of its spec. The task is `pending`, or `blocked` until all it depends on is completed.
/// Emits `task.created`.
#[utoipa::path(post, path = "/api/tasks", operation_id = "tasks.create", tag = "tasks", request_body = TaskCreate,
    responses(
        (status = 201, description = "The new task.", body = Task),
        (status = 404, response = NotFound),
        (status = 409, response = TaskStateConflict),
        (status = 422, response = Unprocessable),
    ))]
async fn create(State(app): State<App>, command: Command<TaskCreate>) -> ApiResult<Reply<Task>> {
    let Command(call, body) = command;
    Ok(Reply::created(app.engine.create_task(&call, body).await?))
}

/// Get a task
///
/// Returns one task with its state, what it depends on and what waits for it.
#[utoipa::path(get, path = "/api/tasks/{task_id}", operation_id = "tasks.get", tag = "tasks",
    params(("task_id" = String, Path, description = "Id of the task.", example = "TSK-042")),
    responses(
        (status = 200, description = "The task.", body = Task),
        (status = 404, response = NotFound),
    ))]
async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    Path(task_id): Path<String>,
) -> ApiResult<Json<Task>> {
    Ok(Json(app.engine.task(&caller, &task_id).await?))
}

/// Update a task
///
/// Changes the members that are present. Dependencies and agent can change only while the task has not started; new
/// dependencies must not close a cycle. Emits `task.updated`, and `task.assigned` if an agent is given.
#[utoipa::path(patch, path = "/api/tasks/{task_id}", operation_id = "tasks.update", tag = "tasks",
    params(("task_id" = String, Path, description = "Id of the task.", example = "TSK-042")),
    request_body = TaskUpdate,
    responses(
        (status = 200, description = "The changed task.", body = Task),
        (status = 404, response = NotFound),
        (status = 409, response = TaskStateConflict),
        (status = 422, response = Unprocessable),
    ))]
async fn update(
    State(app): State<App>,
    Path(task_id): Path<String>,
    command: Command<TaskUpdate>,
) -> ApiResult<Json<Task>> {
    let Command(call, body) = command;
    Ok(Json(app.engine.update_task(&call, task_id, body).await?))
}

/// Start a task
///
/// Starts a task that is ready. Emits `task.assigned` if an agent is named, and `task.started`.
#[utoipa::path(post, path = "/api/tasks/{task_id}/start", operation_id = "tasks.start", tag = "tasks",
    params(("task_id" = String, Path, description = "Id of the task.", example = "TSK-042")),
    request_body = Option<TaskStart>,
    responses(
        (status = 200, description = "The running task.", body = Task),
        (status = 404, response = NotFound),
        (status = 409, response = TaskStateConflict),
        (status = 422, response = Unprocessable),
    ))]
async fn start(
    State(app): State<App>,
    Path(task_id): Path<String>,
    command: OptionalCommand<TaskStart>,
) -> ApiResult<Reply<Task>> {
    let OptionalCommand(call, body) = command;
    Ok(Reply::done(app.engine.start_task(&call, task_id, body).await?))
}

/// Complete a task
///
/// Completes a running task and keeps its result. Tasks that waited for it alone become ready. Emits
/// `task.completed`, and `task.ready` for each of those.
#[utoipa::path(post, path = "/api/tasks/{task_id}/complete", operation_id = "tasks.complete", tag = "tasks",
    params(("task_id" = String, Path, description = "Id of the task.", example = "TSK-042")),
    request_body = TaskComplete,
    responses(
        (status = 200, description = "The completed task.", body = Task),
        (status = 404, response = NotFound),
        (status = 409, response = TaskStateConflict),
        (status = 413, response = crate::responses::PayloadTooLarge),
        (status = 422, response = Unprocessable),
    ))]
async fn complete(
    State(app): State<App>,
    Path(task_id): Path<String>,
    command: Command<TaskComplete>,
) -> ApiResult<Reply<Task>> {
    let Command(call, body) = command;
    Ok(Reply::done(app.engine.complete_task(&call, task_id, body).await?))
}

/// Fail a task
///
/// Ends a running task with an error. Emits `task.failed`.
#[utoipa::path(post, path = "/api/tasks/{task_id}/fail", operation_id = "tasks.fail", tag = "tasks",
    params(("task_id" = String, Path, description = "Id of the task.", example = "TSK-042")),
    request_body = TaskFail,
    responses(
        (status = 200, description = "The failed task.", body = Task),
        (status = 404, response = NotFound),
        (status = 409, response = TaskStateConflict),
        (status = 422, response = Unprocessable),
    ))]
async fn fail(
    State(app): State<App>,
    Path(task_id): Path<String>,
    command: Command<TaskFail>,
) -> ApiResult<Reply<Task>> {
    let Command(call, body) = command;
    Ok(Reply::done(app.engine.fail_task(&call, task_id, body).await?))
}

/// Retry a task
///
/// Puts a task that failed, timed out or was cancelled back into the queue, with one attempt more. Emits
/// `task.retried`.
#[utoipa::path(post, path = "/api/tasks/{task_id}/retry", operation_id = "tasks.retry", tag = "tasks",
    params(("task_id" = String, Path, description = "Id of the task.", example = "TSK-042")),
    responses(
        (status = 200, description = "The waiting task.", body = Task),
        (status = 404, response = NotFound),
        (status = 409, response = TaskStateConflict),
    ))]
async fn retry(
    State(app): State<App>,
    Path(task_id): Path<String>,
    BareCommand(call): BareCommand,
) -> ApiResult<Reply<Task>> {
    Ok(Reply::done(app.engine.retry_task(&call, task_id).await?))
}

/// Cancel a task
///
/// Gives a task up that has not ended. Emits `task.cancelled`.
#[utoipa::path(post, path = "/api/tasks/{task_id}/cancel", operation_id = "tasks.cancel", tag = "tasks",
    params(("task_id" = String, Path, description = "Id of the task.", example = "TSK-042")),
    request_body = Option<TaskCancel>,
    responses(
        (status = 200, description = "The cancelled task.", body = Task),
        (status = 404, response = NotFound),
        (status = 409, response = TaskStateConflict),
        (status = 422, response = Unprocessable),
    ))]
async fn cancel(
    State(app): State<App>,
    Path(task_id): Path<String>,
    command: OptionalCommand<TaskCancel>,
) -> ApiResult<Reply<Task>> {
    let OptionalCommand(call, body) = command;
    Ok(Reply::done(app.engine.cancel_task(&call, task_id, body).await?))
}

/// Get the result of a task
///
/// Returns what a completed task has produced: the change, what the tests said, the logs.
#[utoipa::path(get, path = "/api/tasks/{task_id}/result", operation_id = "tasks.get_result", tag = "tasks",
    params(("task_id" = String, Path, description = "Id of the task.", example = "TSK-042")),
    responses(
        (status = 200, description = "The result.", body = TaskResult),
        (status = 404, response = NotFound),
        (status = 409, response = TaskStateConflict),
    ))]
async fn get_result(
    State(app): State<App>,
    Caller(caller): Caller,
    Path(task_id): Path<String>,
) -> ApiResult<Json<TaskResult>> {
    Ok(Json(app.engine.task_result(&caller, &task_id).await?))
}
