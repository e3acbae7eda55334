//! Discoveries: found, then promoted to a task or dismissed.

use std::sync::Arc;

use omoios_api::{
    Discovery, DiscoveryCreate, DiscoveryCreated, DiscoveryDismiss, DiscoveryDismissed, DiscoveryList,
    DiscoveryPromote, DiscoveryPromoted, DiscoveryStatus, TaskCreate,
};
use sqlx::{FromRow, SqliteConnection};

use crate::call::{Answer, Call, Principal};
use crate::check::Faults;
use crate::clock::{optional_time, time};
use crate::error::{Error, Result};
use crate::page::PageRequest;
use crate::store::{Scene, Tx};
use crate::{Engine, ids, specs, tasks, words};

#[derive(FromRow)]
struct DiscoveryRow {
    n: i64,
    spec_id: String,
    org_id: String,
    source_task_n: Option<i64>,
    title: String,
    description: String,
    status: String,
    reason: Option<String>,
    promoted_task_n: Option<i64>,
    created_at: i64,
    resolved_at: Option<i64>,
}

impl DiscoveryRow {
    fn discovery(self) -> Result<Discovery> {
        Ok(Discovery {
            id: ids::discovery(self.n),
            spec_id: self.spec_id,
            source_task_id: self.source_task_n.map(ids::task),
            title: self.title,
            description: self.description,
            status: words::value(self.status)?,
            reason: self.reason,
            promoted_task_id: self.promoted_task_n.map(ids::task),
            created_at: time(self.created_at)?,
            resolved_at: optional_time(self.resolved_at)?,
        })
    }

    fn require_pending(&self) -> Result<()> {
        if self.status == "pending" {
            return Ok(());
        }
        let message = format!("discovery `{}` is already {}", ids::discovery(self.n), self.status);
        Err(Error::conflict("discovery_settled", message))
    }
}

impl Engine {
    /// Records that work was found.
    pub async fn create_discovery(
        &self,
        call: &Call,
        spec_id: String,
        body: DiscoveryCreate,
    ) -> Result<Answer<Discovery>> {
        let mut faults = Faults::default();
        faults.text("title", &body.title, 200);
        faults.optional("description", body.description.as_deref(), 20_000);
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let spec = specs::load_running(&mut tx.conn, &caller, &spec_id).await?;
                    let source = source_task(tx, &caller, &spec_id, body.source_task_id.as_deref()).await?;
                    let n = insert(tx, &spec.org_id, &spec_id, source, &body).await?;
                    let mut scene = Scene::spec(&spec.org_id, &spec_id);
                    scene.task.clone_from(&body.source_task_id);
                    let id = ids::discovery(n);
                    tx.emit(&scene, |head| {
                        DiscoveryCreated::event(head, id.clone(), body.title, body.source_task_id)
                    })
                    .await?;
                    load(&mut tx.conn, &caller, &id).await?.discovery()
                })
            })
            .await
    }

    /// Discoveries of a spec in the order they were made.
    pub async fn discoveries(
        &self,
        caller: &Principal,
        spec_id: &str,
        status: Option<DiscoveryStatus>,
        page: &PageRequest,
    ) -> Result<DiscoveryList> {
        let window = page.window("discoveries")?;
        let status = status.as_ref().map(words::word).transpose()?;
        let mut conn = self.store.read().await?;
        specs::load_head(&mut conn, caller, spec_id).await?;
        let total = sqlx::query_scalar(
            "SELECT count(*) FROM discoveries WHERE spec_id = ?1 AND (?2 IS NULL OR status = ?2)",
        )
        .bind(spec_id)
        .bind(status.as_deref())
        .fetch_one(&mut *conn)
        .await?;
        let mut rows: Vec<DiscoveryRow> = sqlx::query_as(
            "SELECT * FROM discoveries WHERE spec_id = ?1 AND (?2 IS NULL OR status = ?2) \
             AND (?3 IS NULL OR n > ?3) ORDER BY n LIMIT ?4",
        )
        .bind(spec_id)
        .bind(status.as_deref())
        .bind(window.after)
        .bind(window.fetch())
        .fetch_all(&mut *conn)
        .await?;
        let next_cursor = window.cut("discoveries", &mut rows, |row| row.n);
        let discoveries = rows.into_iter().map(DiscoveryRow::discovery).collect::<Result<_>>()?;
        Ok(DiscoveryList { discoveries, total, next_cursor })
    }

    /// Makes a task of a discovery.
    pub async fn promote_discovery(
        &self,
        call: &Call,
        id: String,
        body: DiscoveryPromote,
    ) -> Result<Answer<Discovery>> {
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let row = load(&mut tx.conn, &caller, &id).await?;
                    row.require_pending()?;
                    promote(tx, &caller, row, body).await?;
                    load(&mut tx.conn, &caller, &id).await?.discovery()
                })
            })
            .await
    }

    /// Puts a discovery aside.
    pub async fn dismiss_discovery(
        &self,
        call: &Call,
        id: String,
        body: DiscoveryDismiss,
    ) -> Result<Answer<Discovery>> {
        let mut faults = Faults::default();
        faults.text("reason", &body.reason, 2000);
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let row = load(&mut tx.conn, &caller, &id).await?;
                    row.require_pending()?;
                    settle(tx, row.n, DiscoveryStatus::Dismissed, Some(&body.reason), None).await?;
                    let mut scene = Scene::spec(&row.org_id, &row.spec_id);
                    scene.task = row.source_task_n.map(ids::task);
                    tx.emit(&scene, |head| DiscoveryDismissed::event(head, id.clone(), body.reason)).await?;
                    load(&mut tx.conn, &caller, &id).await?.discovery()
                })
            })
            .await
    }
}

async fn load(conn: &mut SqliteConnection, caller: &Principal, id: &str) -> Result<DiscoveryRow> {
    let row: Option<DiscoveryRow> =
        sqlx::query_as("SELECT * FROM discoveries WHERE n = ?1 AND (?2 IS NULL OR org_id = ?2)")
            .bind(ids::discovery_number(id)?)
            .bind(caller.bound())
            .fetch_optional(conn)
            .await?;
    row.ok_or_else(|| Error::not_found("discovery", id))
}

async fn source_task(
    tx: &mut Tx,
    caller: &Principal,
    spec_id: &str,
    id: Option<&str>,
) -> Result<Option<i64>> {
    let Some(id) = id else { return Ok(None) };
    let row = tasks::load_head(&mut tx.conn, caller, id).await?;
    if row.spec_id != spec_id {
        return Err(Error::invalid("body.source_task_id", format!("task `{id}` belongs to another spec")));
    }
    Ok(Some(row.n))
}

async fn insert(
    tx: &mut Tx,
    org_id: &str,
    spec_id: &str,
    source: Option<i64>,
    body: &DiscoveryCreate,
) -> Result<i64> {
    let done = sqlx::query(
        "INSERT INTO discoveries (spec_id, org_id, source_task_n, title, description, status, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, 'pending', ?6)",
    )
    .bind(spec_id)
    .bind(org_id)
    .bind(source)
    .bind(&body.title)
    .bind(body.description.as_deref().unwrap_or_default())
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    Ok(done.last_insert_rowid())
}

async fn promote(tx: &mut Tx, caller: &Principal, row: DiscoveryRow, body: DiscoveryPromote) -> Result<()> {
    let ticket_id = match body.ticket_id {
        Some(ticket_id) => ticket_id,
        None => source_ticket(tx, &row).await?,
    };
    let task = TaskCreate {
        ticket_id,
        title: row.title,
        description: Some(row.description),
        depends_on: body.depends_on,
        execution_mode: None,
    };
    let task_n = tasks::create(tx, caller, task).await?;
    settle(tx, row.n, DiscoveryStatus::Promoted, None, Some(task_n)).await?;
    let scene = Scene::task(&row.org_id, &row.spec_id, ids::task(task_n));
    tx.emit(&scene, |head| DiscoveryPromoted::event(head, ids::discovery(row.n))).await?;
    Ok(())
}

async fn source_ticket(tx: &mut Tx, row: &DiscoveryRow) -> Result<String> {
    let ticket_n: Option<i64> = sqlx::query_scalar("SELECT ticket_n FROM tasks WHERE n = ?1")
        .bind(row.source_task_n)
        .fetch_optional(&mut tx.conn)
        .await?;
    ticket_n.map(ids::ticket).ok_or_else(|| {
        Error::invalid(
            "body.ticket_id",
            "has to be given: the discovery was not made by a task whose ticket could be used",
        )
    })
}

async fn settle(
    tx: &mut Tx,
    n: i64,
    status: DiscoveryStatus,
    reason: Option<&str>,
    task_n: Option<i64>,
) -> Result<()> {
    sqlx::query(
        "UPDATE discoveries SET status = ?2, reason = ?3, promoted_task_n = ?4, resolved_at = ?5 WHERE n = ?1",
    )
    .bind(n)
    .bind(words::word(&status)?)
    .bind(reason)
    .bind(task_n)
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}
