//! How tasks move from state to state.

use std::sync::Arc;

use omoios_api::{
    Task, TaskAssigned, TaskCancel, TaskCancelled, TaskComplete, TaskCompleted, TaskFail, TaskFailed,
    TaskRetried, TaskStart, TaskStarted, TaskStatus,
};

use crate::call::{Answer, Call, Principal};
use crate::check::Faults;
use crate::error::Result;
use crate::store::{Scene, Tx};
use crate::tasks::{TaskRow, load, load_row, settle_waiting};
use crate::{Engine, ids, specs, words};

impl Engine {
    /// Starts a task that waits for nothing.
    pub async fn start_task(&self, call: &Call, id: String, body: TaskStart) -> Result<Answer<Task>> {
        let mut faults = Faults::default();
        if let Some(agent_id) = &body.agent_id {
            faults.text("agent_id", agent_id, 200);
        }
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let row = load_row(&mut tx.conn, &caller, &id).await?;
                    start(tx, &caller, &row, body).await?;
                    load(tx, &caller, &id).await
                })
            })
            .await
    }

    /// Completes a running task and keeps its result.
    pub async fn complete_task(&self, call: &Call, id: String, body: TaskComplete) -> Result<Answer<Task>> {
        let mut faults = Faults::default();
        faults.optional("summary", body.summary.as_deref(), 2000);
        faults.optional("test_summary", body.test_summary.as_deref(), 2000);
        for (name, number) in [("files_changed", body.files_changed), ("tests_passed", body.tests_passed)] {
            if number.is_some_and(|number| number < 0) {
                faults.add(name, "must not be negative");
            }
        }
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let row = load_row(&mut tx.conn, &caller, &id).await?;
                    complete(tx, &row, body).await?;
                    load(tx, &caller, &id).await
                })
            })
            .await
    }

    /// Ends a running task with an error.
    pub async fn fail_task(&self, call: &Call, id: String, body: TaskFail) -> Result<Answer<Task>> {
        let mut faults = Faults::default();
        faults.text("error", &body.error, 20_000);
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let row = load_row(&mut tx.conn, &caller, &id).await?;
                    require(&row, &[TaskStatus::Running], "fail")?;
                    end(tx, &row, TaskStatus::Failed, Some(&body.error)).await?;
                    let attempt = row.attempt();
                    tx.emit(&row.scene(), |head| TaskFailed::event(head, body.error, attempt)).await?;
                    load(tx, &caller, &id).await
                })
            })
            .await
    }

    /// Puts a task that failed, timed out or was cancelled back into the queue.
    pub async fn retry_task(&self, call: &Call, id: String) -> Result<Answer<Task>> {
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let row = load_row(&mut tx.conn, &caller, &id).await?;
                    require(
                        &row,
                        &[TaskStatus::Failed, TaskStatus::Timeout, TaskStatus::Cancelled],
                        "retry",
                    )?;
                    specs::load_running(&mut tx.conn, &caller, &row.spec_id).await?;
                    retry(tx, &row).await?;
                    load(tx, &caller, &id).await
                })
            })
            .await
    }

    /// Gives a task up.
    pub async fn cancel_task(&self, call: &Call, id: String, body: TaskCancel) -> Result<Answer<Task>> {
        let mut faults = Faults::default();
        faults.optional("reason", body.reason.as_deref(), 2000);
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let row = load_row(&mut tx.conn, &caller, &id).await?;
                    let open =
                        [TaskStatus::Pending, TaskStatus::Blocked, TaskStatus::Assigned, TaskStatus::Running];
                    require(&row, &open, "cancel")?;
                    end(tx, &row, TaskStatus::Cancelled, None).await?;
                    tx.emit(&row.scene(), |head| TaskCancelled::event(head, body.reason)).await?;
                    load(tx, &caller, &id).await
                })
            })
            .await
    }
}

/// Gives up every task of a spec that has not ended.
pub(crate) async fn cancel_all(tx: &mut Tx, org_id: &str, spec_id: &str) -> Result<()> {
    let open: Vec<i64> = sqlx::query_scalar(
        "SELECT n FROM tasks WHERE spec_id = ?1 AND status IN ('pending', 'blocked', 'assigned', 'running') ORDER BY n",
    )
    .bind(spec_id)
    .fetch_all(&mut tx.conn)
    .await?;
    for n in open {
        sqlx::query("UPDATE tasks SET status = 'cancelled', finished_at = ?2, updated_at = ?2 WHERE n = ?1")
            .bind(n)
            .bind(tx.now_millis())
            .execute(&mut tx.conn)
            .await?;
        let reason = Some("the spec was cancelled".to_owned());
        tx.emit(&Scene::task(org_id, spec_id, ids::task(n)), |head| TaskCancelled::event(head, reason))
            .await?;
    }
    Ok(())
}

fn require(row: &TaskRow, allowed: &[TaskStatus], verb: &str) -> Result<()> {
    let status = row.status()?;
    if allowed.contains(&status) {
        return Ok(());
    }
    let names: Vec<&str> = allowed.iter().map(|status| status.as_str()).collect();
    let message = format!(
        "cannot {verb} task `{}`: it is {}, and has to be {}",
        ids::task(row.n),
        status.as_str(),
        names.join(" or ")
    );
    Err(row.refuse("task_state", message)?)
}

async fn start(tx: &mut Tx, caller: &Principal, row: &TaskRow, body: TaskStart) -> Result<()> {
    require(row, &[TaskStatus::Pending, TaskStatus::Assigned, TaskStatus::Blocked], "start")?;
    let missing = row.waiting_for()?;
    if !missing.is_empty() {
        let message = format!("task `{}` waits for {}", ids::task(row.n), missing.join(", "));
        return Err(row.refuse("task_not_ready", message)?);
    }
    specs::load_running(&mut tx.conn, caller, &row.spec_id).await?;
    let mode = body.execution_mode.map_or_else(|| row.mode(), Ok)?;
    sqlx::query(
        "UPDATE tasks SET status = 'running', agent_id = coalesce(?2, agent_id), mode = ?3, error = NULL, \
         started_at = ?4, finished_at = NULL, updated_at = ?4 WHERE n = ?1",
    )
    .bind(row.n)
    .bind(body.agent_id.as_deref())
    .bind(words::word(&mode)?)
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    let agent_id = body.agent_id.clone().or_else(|| row.agent_id().map(str::to_owned));
    if let Some(given) = body.agent_id.filter(|given| row.agent_id() != Some(given.as_str())) {
        tx.emit(&row.scene(), |head| TaskAssigned::event(head, given, mode)).await?;
    }
    let attempt = row.attempt();
    tx.emit(&row.scene(), |head| TaskStarted::event(head, agent_id, attempt)).await?;
    Ok(())
}

async fn complete(tx: &mut Tx, row: &TaskRow, body: TaskComplete) -> Result<()> {
    require(row, &[TaskStatus::Running], "complete")?;
    end(tx, row, TaskStatus::Completed, None).await?;
    let summary = body.summary.unwrap_or_default();
    let (files_changed, tests_passed) = (body.files_changed.unwrap_or(0), body.tests_passed.unwrap_or(0));
    sqlx::query(
        "INSERT OR REPLACE INTO results (task_n, attempt, summary, diff, test_summary, files_changed, tests_passed, \
         logs, completed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )
    .bind(row.n)
    .bind(row.attempt())
    .bind(&summary)
    .bind(body.diff.unwrap_or_default())
    .bind(body.test_summary.unwrap_or_default())
    .bind(files_changed)
    .bind(tests_passed)
    .bind(body.logs.unwrap_or_default())
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    tx.emit(&row.scene(), |head| TaskCompleted::event(head, summary, files_changed, tests_passed)).await?;
    release(tx, row).await
}

/// Looks again at the tasks that waited for this one.
async fn release(tx: &mut Tx, row: &TaskRow) -> Result<()> {
    let waiting: Vec<i64> = sqlx::query_scalar(
        "SELECT d.task_n FROM dependencies d JOIN tasks t ON t.n = d.task_n \
         WHERE d.needs_n = ?1 AND t.status = 'blocked' ORDER BY 1",
    )
    .bind(row.n)
    .fetch_all(&mut tx.conn)
    .await?;
    for n in waiting {
        settle_waiting(tx, n).await?;
    }
    Ok(())
}

async fn retry(tx: &mut Tx, row: &TaskRow) -> Result<()> {
    let attempt = row.attempt() + 1;
    sqlx::query(
        "UPDATE tasks SET status = 'pending', attempt = ?2, error = NULL, agent_id = NULL, started_at = NULL, \
         finished_at = NULL, updated_at = ?3 WHERE n = ?1",
    )
    .bind(row.n)
    .bind(attempt)
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    tx.emit(&row.scene(), |head| TaskRetried::event(head, attempt)).await?;
    settle_waiting(tx, row.n).await
}

async fn end(tx: &mut Tx, row: &TaskRow, status: TaskStatus, error: Option<&str>) -> Result<()> {
    sqlx::query("UPDATE tasks SET status = ?2, error = ?3, finished_at = ?4, updated_at = ?4 WHERE n = ?1")
        .bind(row.n)
        .bind(status.as_str())
        .bind(error)
        .bind(tx.now_millis())
        .execute(&mut tx.conn)
        .await?;
    Ok(())
}
