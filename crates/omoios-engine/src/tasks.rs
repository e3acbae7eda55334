//! Tasks: reading, creating and changing them. How they move from state to state is in `task_moves`.

use std::collections::BTreeSet;
use std::sync::Arc;

use omoios_api::{
    ExecutionMode, Task, TaskAssigned, TaskConflictDetails, TaskCreate, TaskCreated, TaskList, TaskReady,
    TaskResult, TaskStatus, TaskUpdate, TaskUpdated,
};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use crate::call::{Answer, Call, Principal};
use crate::check::Faults;
use crate::clock::{optional_time, time};
use crate::error::{Error, Result};
use crate::graph::cycle;
use crate::page::PageRequest;
use crate::store::{Narrow, Scene, Tx};
use crate::{Engine, dag, ids, specs, tickets, words};

/// A task waits for no more than this.
const MAX_DEPENDENCIES: usize = 1000;

/// Which tasks are wanted.
#[derive(Debug, Clone, Default)]
pub struct TaskFilter {
    /// Only of this spec.
    pub spec_id: Option<String>,
    /// Only of this ticket.
    pub ticket_id: Option<String>,
    /// Only in one of these states; all if empty.
    pub status: Vec<TaskStatus>,
}

#[derive(FromRow)]
pub(crate) struct TaskRow {
    pub(crate) n: i64,
    pub(crate) spec_id: String,
    ticket_n: i64,
    pub(crate) org_id: String,
    title: String,
    description: String,
    status: String,
    agent_id: Option<String>,
    mode: String,
    attempt: i32,
    error: Option<String>,
    created_at: i64,
    updated_at: i64,
    started_at: Option<i64>,
    finished_at: Option<i64>,
    depends_on: String,
    blocks: String,
    /// Numbers of the tasks it still waits for.
    waiting_for: String,
}

impl TaskRow {
    pub(crate) fn status(&self) -> Result<TaskStatus> {
        words::value(self.status.clone())
    }

    pub(crate) fn attempt(&self) -> i32 {
        self.attempt
    }

    pub(crate) fn agent_id(&self) -> Option<&str> {
        self.agent_id.as_deref()
    }

    pub(crate) fn mode(&self) -> Result<ExecutionMode> {
        words::value(self.mode.clone())
    }

    pub(crate) fn scene(&self) -> Scene {
        Scene::task(&self.org_id, &self.spec_id, ids::task(self.n))
    }

    pub(crate) fn waiting_for(&self) -> Result<Vec<String>> {
        Ok(words::json::<Vec<i64>>(&self.waiting_for)?.into_iter().map(ids::task).collect())
    }

    /// A refusal that tells the state of the task.
    pub(crate) fn refuse(&self, code: &'static str, message: String) -> Result<Error> {
        let details = TaskConflictDetails {
            status: Some(self.status()?),
            waiting_for: self.waiting_for()?,
            cycle: Vec::new(),
        };
        Ok(Error::task_conflict(code, message, details))
    }

    fn task(self, now: i64) -> Result<Task> {
        let ids_of = |json: &str| -> Result<Vec<String>> {
            Ok(words::json::<Vec<i64>>(json)?.into_iter().map(ids::task).collect())
        };
        let status = self.status()?;
        let ready =
            matches!(status, TaskStatus::Pending | TaskStatus::Assigned) && self.waiting_for()?.is_empty();
        let end = self.finished_at.or_else(|| (status == TaskStatus::Running).then_some(now));
        let duration_ms = self.started_at.zip(end).map(|(start, end)| (end - start).max(0));
        Ok(Task {
            id: ids::task(self.n),
            number: self.n,
            ticket_id: ids::ticket(self.ticket_n),
            execution_mode: self.mode()?,
            depends_on: ids_of(&self.depends_on)?,
            blocks: ids_of(&self.blocks)?,
            spec_id: self.spec_id,
            title: self.title,
            description: self.description,
            status,
            ready,
            agent_id: self.agent_id,
            attempt: self.attempt,
            error: self.error,
            created_at: time(self.created_at)?,
            updated_at: time(self.updated_at)?,
            started_at: optional_time(self.started_at)?,
            finished_at: optional_time(self.finished_at)?,
            duration_ms,
        })
    }
}

/// A task with what it needs, what needs it, and what it still waits for.
const SELECT: &str = "SELECT t.*, \
    (SELECT json_group_array(needs_n) FROM (SELECT needs_n FROM dependencies WHERE task_n = t.n ORDER BY 1)) \
      AS depends_on, \
    (SELECT json_group_array(task_n) FROM (SELECT task_n FROM dependencies WHERE needs_n = t.n ORDER BY 1)) \
      AS blocks, \
    (SELECT json_group_array(n) FROM (SELECT o.n FROM dependencies d JOIN tasks o ON o.n = d.needs_n \
      WHERE d.task_n = t.n AND o.status <> 'completed' ORDER BY 1)) AS waiting_for \
    FROM tasks t";

/// Keeps to the tasks that are wanted. `+` takes a condition out of the choice of an index: a ticket is narrower than
/// its spec, and both are narrower than the organisation, which the planner cannot know.
fn narrow(
    query: &mut QueryBuilder<Sqlite>,
    caller: &Principal,
    filter: &TaskFilter,
    ticket_n: Option<i64>,
    status: Option<&str>,
) {
    let spec_id = filter.spec_id.as_deref();
    let of_spec = if ticket_n.is_some() { "+t.spec_id =" } else { "t.spec_id =" };
    let of_org = if ticket_n.is_some() || spec_id.is_some() { "+t.org_id =" } else { "t.org_id =" };
    query.only("t.ticket_n =", ticket_n).only(of_spec, spec_id).only(of_org, caller.bound());
    query.any_of("t.status", status);
}

/// What a command has to know of a task that it refers to.
#[derive(FromRow)]
pub(crate) struct TaskHead {
    pub(crate) n: i64,
    pub(crate) spec_id: String,
    org_id: String,
    status: String,
}

impl TaskHead {
    pub(crate) fn scene(&self) -> Scene {
        Scene::task(&self.org_id, &self.spec_id, ids::task(self.n))
    }
}

impl Engine {
    /// Puts a task into the graph.
    pub async fn create_task(&self, call: &Call, body: TaskCreate) -> Result<Answer<Task>> {
        let mut faults = Faults::default();
        faults.text("title", &body.title, 200);
        faults.optional("description", body.description.as_deref(), 20_000);
        check_dependencies(&mut faults, body.depends_on.as_deref());
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let n = create(tx, &caller, body).await?;
                    load(tx, &caller, &ids::task(n)).await
                })
            })
            .await
    }

    /// One task.
    pub async fn task(&self, caller: &Principal, id: &str) -> Result<Task> {
        let mut conn = self.store.read().await?;
        load_row(&mut conn, caller, id).await?.task(self.clock.now().timestamp_millis())
    }

    /// Tasks in order of creation.
    pub async fn tasks(
        &self,
        caller: &Principal,
        filter: &TaskFilter,
        page: &PageRequest,
    ) -> Result<TaskList> {
        let window = page.window("tasks")?;
        let ticket_n = filter.ticket_id.as_deref().map(ids::ticket_number).transpose()?;
        let status = (!filter.status.is_empty()).then(|| words::text(&filter.status)).transpose()?;
        let mut conn = self.store.read().await?;
        let mut count = QueryBuilder::new("SELECT count(*) FROM tasks t WHERE TRUE");
        narrow(&mut count, caller, filter, ticket_n, status.as_deref());
        let total = count.build_query_scalar().fetch_one(&mut *conn).await?;
        let mut select = QueryBuilder::new(SELECT);
        select.push(" WHERE TRUE");
        narrow(&mut select, caller, filter, ticket_n, status.as_deref());
        select.only("t.n >", window.after).push(" ORDER BY t.n LIMIT ").push_bind(window.fetch());
        let mut rows: Vec<TaskRow> = select.build_query_as().fetch_all(&mut *conn).await?;
        let next_cursor = window.cut("tasks", &mut rows, |row| row.n);
        let now = self.clock.now().timestamp_millis();
        let tasks = rows.into_iter().map(|row| row.task(now)).collect::<Result<_>>()?;
        Ok(TaskList { tasks, total, next_cursor })
    }

    /// Changes the members that are present.
    pub async fn update_task(&self, call: &Call, id: String, body: TaskUpdate) -> Result<Task> {
        let mut faults = Faults::default();
        if let Some(title) = &body.title {
            faults.text("title", title, 200);
        }
        faults.optional("description", body.description.as_deref(), 20_000);
        if let Some(Some(agent_id)) = &body.agent_id {
            faults.text("agent_id", agent_id, 200);
        }
        check_dependencies(&mut faults, body.depends_on.as_deref());
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .writer
            .run(move |tx: &mut Tx| {
                Box::pin(async move {
                    let row = load_row(&mut tx.conn, &caller, &id).await?;
                    change(tx, &row, body).await?;
                    load_row(&mut tx.conn, &caller, &id).await?.task(tx.now_millis())
                })
            })
            .await
    }

    /// What a completed task has produced.
    pub async fn task_result(&self, caller: &Principal, id: &str) -> Result<TaskResult> {
        let mut conn = self.store.read().await?;
        let row = load_row(&mut conn, caller, id).await?;
        let result: Option<ResultRow> = sqlx::query_as("SELECT * FROM results WHERE task_n = ?1")
            .bind(row.n)
            .fetch_optional(&mut *conn)
            .await?;
        match result {
            Some(result) => result.result(),
            None => {
                Err(row.refuse("no_result_yet", format!("task `{id}` is not completed and has no result"))?)
            }
        }
    }
}

#[derive(FromRow)]
struct ResultRow {
    task_n: i64,
    attempt: i32,
    summary: String,
    diff: String,
    test_summary: String,
    files_changed: i32,
    tests_passed: i32,
    logs: String,
    completed_at: i64,
}

impl ResultRow {
    fn result(self) -> Result<TaskResult> {
        Ok(TaskResult {
            task_id: ids::task(self.task_n),
            attempt: self.attempt,
            summary: self.summary,
            diff: self.diff,
            test_summary: self.test_summary,
            files_changed: self.files_changed,
            tests_passed: self.tests_passed,
            logs: self.logs,
            completed_at: time(self.completed_at)?,
        })
    }
}

/// A task that exists and that the caller may see.
pub(crate) async fn load_row(conn: &mut SqliteConnection, caller: &Principal, id: &str) -> Result<TaskRow> {
    let mut select = QueryBuilder::new(SELECT);
    select.push(" WHERE t.n = ").push_bind(ids::task_number(id)?).only("t.org_id =", caller.bound());
    let row: Option<TaskRow> = select.build_query_as().fetch_optional(conn).await?;
    row.ok_or_else(|| Error::not_found("task", id))
}

/// The head of a task that exists and that the caller may see.
pub(crate) async fn load_head(conn: &mut SqliteConnection, caller: &Principal, id: &str) -> Result<TaskHead> {
    let row: Option<TaskHead> = sqlx::query_as(
        "SELECT n, spec_id, org_id, status FROM tasks WHERE n = ?1 AND (?2 IS NULL OR org_id = ?2)",
    )
    .bind(ids::task_number(id)?)
    .bind(caller.bound())
    .fetch_optional(conn)
    .await?;
    row.ok_or_else(|| Error::not_found("task", id))
}

/// A task as callers see it.
pub(crate) async fn load(tx: &mut Tx, caller: &Principal, id: &str) -> Result<Task> {
    load_row(&mut tx.conn, caller, id).await?.task(tx.now_millis())
}

/// Puts a task into the graph and returns its number.
pub(crate) async fn create(tx: &mut Tx, caller: &Principal, body: TaskCreate) -> Result<i64> {
    let spec_id = tickets::spec_of(&mut tx.conn, caller, &body.ticket_id).await?;
    let spec = specs::load_running(&mut tx.conn, caller, &spec_id).await?;
    let wanted = body.depends_on.unwrap_or_default();
    let needs = dependencies(tx, caller, &spec.id, &wanted).await?;
    let status = if needs.iter().all(|(_, done)| *done) { TaskStatus::Pending } else { TaskStatus::Blocked };
    let n = sqlx::query(
        "INSERT INTO tasks (spec_id, ticket_n, org_id, title, description, status, mode, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
    )
    .bind(&spec.id)
    .bind(ids::ticket_number(&body.ticket_id)?)
    .bind(&spec.org_id)
    .bind(&body.title)
    .bind(body.description.as_deref().unwrap_or_default())
    .bind(status.as_str())
    .bind(words::word(&body.execution_mode.unwrap_or(ExecutionMode::Implementation))?)
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?
    .last_insert_rowid();
    let needs: BTreeSet<i64> = needs.into_iter().map(|(n, _)| n).collect();
    depend(tx, n, &needs).await?;
    let depends_on = needs.into_iter().map(ids::task).collect();
    let scene = Scene::task(&spec.org_id, &spec.id, ids::task(n));
    tx.emit(&scene, |head| TaskCreated::event(head, body.ticket_id, body.title, status, depends_on)).await?;
    Ok(n)
}

/// Each one is looked up by the one writer, which must not be held up for long.
fn check_dependencies(faults: &mut Faults, wanted: Option<&[String]>) {
    if wanted.is_some_and(|wanted| wanted.len() > MAX_DEPENDENCIES) {
        faults.add("depends_on", format!("has to have at most {MAX_DEPENDENCIES} items"));
    }
}

/// Resolves the ids that a task shall wait for: their numbers and whether they are completed.
async fn dependencies(
    tx: &mut Tx,
    caller: &Principal,
    spec_id: &str,
    wanted: &[String],
) -> Result<Vec<(i64, bool)>> {
    let mut needs = Vec::new();
    for id in wanted {
        let task = load_head(&mut tx.conn, caller, id).await?;
        if task.spec_id != spec_id {
            return Err(Error::invalid("body.depends_on", format!("task `{id}` belongs to another spec")));
        }
        needs.push((task.n, task.status == TaskStatus::Completed.as_str()));
    }
    Ok(needs)
}

async fn depend(tx: &mut Tx, task_n: i64, needs: &BTreeSet<i64>) -> Result<()> {
    for needs_n in needs {
        sqlx::query("INSERT INTO dependencies (task_n, needs_n) VALUES (?1, ?2)")
            .bind(task_n)
            .bind(needs_n)
            .execute(&mut tx.conn)
            .await?;
    }
    Ok(())
}

async fn change(tx: &mut Tx, row: &TaskRow, body: TaskUpdate) -> Result<()> {
    let status = row.status()?;
    let waits = matches!(status, TaskStatus::Pending | TaskStatus::Blocked | TaskStatus::Assigned);
    if !waits && (body.depends_on.is_some() || body.agent_id.is_some()) {
        let message =
            format!("task `{}` is {}; dependencies and agent are fixed", ids::task(row.n), status.as_str());
        return Err(row.refuse("task_started", message)?);
    }
    let mut changed = Vec::new();
    if let Some(needs) = body.depends_on {
        rewire(tx, row, &needs).await?;
        changed.push("depends_on".to_owned());
    }
    change_texts(tx, row, body.title, body.description, &mut changed).await?;
    if let Some(agent_id) = body.agent_id {
        sqlx::query("UPDATE tasks SET agent_id = ?2 WHERE n = ?1")
            .bind(row.n)
            .bind(agent_id.as_deref())
            .execute(&mut tx.conn)
            .await?;
        changed.push("agent_id".to_owned());
        if let Some(agent_id) = agent_id {
            let mode = row.mode()?;
            tx.emit(&row.scene(), |head| TaskAssigned::event(head, agent_id, mode)).await?;
        }
    }
    if waits {
        settle_waiting(tx, row.n).await?;
    }
    if !changed.is_empty() {
        tx.emit(&row.scene(), |head| TaskUpdated::event(head, changed)).await?;
    }
    Ok(())
}

async fn change_texts(
    tx: &mut Tx,
    row: &TaskRow,
    title: Option<String>,
    description: Option<String>,
    changed: &mut Vec<String>,
) -> Result<()> {
    for (name, is_given) in [("title", title.is_some()), ("description", description.is_some())] {
        if is_given {
            changed.push(name.to_owned());
        }
    }
    sqlx::query(
        "UPDATE tasks SET title = coalesce(?2, title), description = coalesce(?3, description), updated_at = ?4 \
         WHERE n = ?1",
    )
    .bind(row.n)
    .bind(title)
    .bind(description)
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

/// Replaces the dependencies of a task, unless that would close a cycle.
async fn rewire(tx: &mut Tx, row: &TaskRow, wanted: &[String]) -> Result<()> {
    let platform = Principal { key_id: String::new(), org_id: Some(row.org_id.clone()), scopes: Vec::new() };
    let needs: BTreeSet<i64> =
        dependencies(tx, &platform, &row.spec_id, wanted).await?.into_iter().map(|(n, _)| n).collect();
    let graph = dag::graph_behind(&mut tx.conn, row.n).await?;
    if let Some(path) = needs.iter().find_map(|needs_n| cycle(&graph, row.n, *needs_n)) {
        let cycle: Vec<String> = path.into_iter().map(ids::task).collect();
        let message = format!("the dependencies would close a cycle: {}", cycle.join(" → "));
        let details = TaskConflictDetails { status: Some(row.status()?), waiting_for: Vec::new(), cycle };
        return Err(Error::task_conflict("dependency_cycle", message, details));
    }
    sqlx::query("DELETE FROM dependencies WHERE task_n = ?1").bind(row.n).execute(&mut tx.conn).await?;
    depend(tx, row.n, &needs).await
}

/// What decides the state of a task that has not started.
#[derive(FromRow)]
struct Waiting {
    #[sqlx(flatten)]
    head: TaskHead,
    has_agent: bool,
    waits: bool,
}

const SETTLE: &str = "SELECT t.n, t.spec_id, t.org_id, t.status, t.agent_id IS NOT NULL AS has_agent, \
    EXISTS (SELECT 1 FROM dependencies d JOIN tasks o ON o.n = d.needs_n \
      WHERE d.task_n = t.n AND o.status <> 'completed') AS waits FROM tasks t WHERE t.n = ?1";

/// Makes the state of a task that has not started agree with its dependencies and its agent.
pub(crate) async fn settle_waiting(tx: &mut Tx, n: i64) -> Result<()> {
    let Waiting { head, has_agent, waits } = sqlx::query_as(SETTLE).bind(n).fetch_one(&mut tx.conn).await?;
    let new = match (waits, has_agent) {
        (true, _) => TaskStatus::Blocked,
        (false, true) => TaskStatus::Assigned,
        (false, false) => TaskStatus::Pending,
    };
    if head.status == new.as_str() {
        return Ok(());
    }
    sqlx::query("UPDATE tasks SET status = ?2, updated_at = ?3 WHERE n = ?1")
        .bind(n)
        .bind(new.as_str())
        .bind(tx.now_millis())
        .execute(&mut tx.conn)
        .await?;
    if head.status == TaskStatus::Blocked.as_str() {
        tx.emit(&head.scene(), TaskReady::event).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sqlx::Connection;

    use super::*;
    use crate::store::MIGRATIONS;

    /// The steps of a plan, each with the step it is part of; 0 is none.
    async fn plan(conn: &mut SqliteConnection, mut query: QueryBuilder<Sqlite>) -> Vec<(i64, String)> {
        let rows: Vec<(i64, i64, i64, String)> = query.build_query_as().fetch_all(conn).await.unwrap();
        rows.into_iter().map(|(_, part_of, _, step)| (part_of, step)).collect()
    }

    async fn empty_store() -> SqliteConnection {
        let mut conn = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        MIGRATIONS.run(&mut conn).await.unwrap();
        conn
    }

    fn list(filter: &TaskFilter, org_id: Option<&str>) -> QueryBuilder<Sqlite> {
        let org_id = org_id.map(str::to_owned);
        let caller = Principal { key_id: String::new(), org_id, scopes: Vec::new() };
        let ticket_n = filter.ticket_id.as_deref().map(|id| ids::ticket_number(id).unwrap());
        let mut query = QueryBuilder::new("EXPLAIN QUERY PLAN ");
        query.push(SELECT).push(" WHERE TRUE");
        narrow(&mut query, &caller, filter, ticket_n, Some("[]"));
        query.only("t.n >", Some(7)).push(" ORDER BY t.n LIMIT 51");
        query
    }

    #[tokio::test]
    async fn lists_are_read_in_order_from_the_narrowest_index() {
        let mut conn = empty_store().await;
        let (spec, ticket) = (Some("spec_1".to_owned()), Some("TKT-001".to_owned()));
        let all = TaskFilter::default();
        let of_spec = TaskFilter { spec_id: spec.clone(), ..TaskFilter::default() };
        let of_ticket = TaskFilter { spec_id: spec, ticket_id: ticket, ..TaskFilter::default() };
        for (filter, org_id, search) in [
            (&all, None, "SEARCH t USING INTEGER PRIMARY KEY (rowid>?)"),
            (&all, Some("org_1"), "SEARCH t USING INDEX tasks_by_org (org_id=? AND n>?)"),
            (&of_spec, Some("org_1"), "SEARCH t USING INDEX tasks_by_spec (spec_id=? AND n>?)"),
            (&of_ticket, Some("org_1"), "SEARCH t USING INDEX tasks_by_ticket (ticket_n=? AND n>?)"),
        ] {
            let plan = plan(&mut conn, list(filter, org_id)).await;
            assert_eq!(plan[0].1, search, "{plan:#?}");
            let sorted = plan.iter().any(|(part_of, step)| *part_of == 0 && step.contains("ORDER BY"));
            assert!(!sorted, "{plan:#?}");
        }
    }

    #[tokio::test]
    async fn dependencies_are_searched_and_never_all_read() {
        let mut conn = empty_store().await;
        for statement in [dag::BEHIND, dag::EDGES, SETTLE] {
            let plan = plan(&mut conn, QueryBuilder::new(format!("EXPLAIN QUERY PLAN {statement}"))).await;
            let reads = |table: &str| plan.iter().any(|(_, step)| step.starts_with(table));
            assert!(reads("SEARCH d USING"), "{plan:#?}");
            assert!(!["SCAN d", "SCAN t", "SCAN o"].into_iter().any(reads), "{plan:#?}");
        }
    }
}
