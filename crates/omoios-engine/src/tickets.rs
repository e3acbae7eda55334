//! Tickets.

use std::sync::Arc;

use omoios_api::{TaskCounts, Ticket, TicketCreate, TicketCreated, TicketKind, TicketList, TicketStatus};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use crate::call::{Answer, Call, Principal};
use crate::check::Faults;
use crate::clock::time;
use crate::error::{Error, Result};
use crate::page::PageRequest;
use crate::specs::{load_running, task_counts};
use crate::store::{Narrow, Scene, Tx};
use crate::{Engine, ids, words};

#[derive(FromRow)]
struct TicketRow {
    n: i64,
    spec_id: String,
    title: String,
    description: String,
    kind: String,
    created_at: i64,
    updated_at: i64,
    spec_status: String,
    counts: String,
}

impl TicketRow {
    fn ticket(self) -> Result<Ticket> {
        let tasks = task_counts(&self.counts)?;
        Ok(Ticket {
            id: ids::ticket(self.n),
            spec_id: self.spec_id,
            title: self.title,
            description: self.description,
            kind: words::value(self.kind)?,
            status: status(self.spec_status == "cancelled", tasks),
            tasks,
            created_at: time(self.created_at)?,
            updated_at: time(self.updated_at)?,
        })
    }
}

fn status(cancelled: bool, tasks: TaskCounts) -> TicketStatus {
    let settled = tasks.completed + tasks.cancelled;
    if cancelled {
        TicketStatus::Cancelled
    } else if tasks.total > 0 && settled == tasks.total {
        TicketStatus::Done
    } else if settled + tasks.running + tasks.failed > 0 {
        TicketStatus::InProgress
    } else {
        TicketStatus::Open
    }
}

/// A ticket with the state of its spec and the numbers of its tasks.
const SELECT: &str = "SELECT k.*, (SELECT status FROM specs WHERE id = k.spec_id) AS spec_status, \
    (SELECT json_group_object(status, number) FROM ticket_tasks WHERE ticket_n = k.n) AS counts FROM tickets k";

/// Keeps to the tickets that are wanted. A spec is narrower than its organisation: `+` leaves the index to the spec.
fn narrow(query: &mut QueryBuilder<Sqlite>, caller: &Principal, spec_id: Option<&str>) {
    let of_org = if spec_id.is_some() { "+k.org_id =" } else { "k.org_id =" };
    query.only("k.spec_id =", spec_id).only(of_org, caller.bound());
}

impl Engine {
    /// Adds a ticket to a spec.
    pub async fn create_ticket(&self, call: &Call, body: TicketCreate) -> Result<Answer<Ticket>> {
        let mut faults = Faults::default();
        faults.text("title", &body.title, 200);
        faults.optional("description", body.description.as_deref(), 20_000);
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let spec = load_running(&mut tx.conn, &caller, &body.spec_id).await?;
                    let n = insert(tx, &spec.org_id, &body).await?;
                    let (id, scene) = (ids::ticket(n), Scene::spec(&spec.org_id, &spec.id));
                    tx.emit(&scene, |head| TicketCreated::event(head, id.clone(), body.title)).await?;
                    load(&mut tx.conn, &caller, &id).await
                })
            })
            .await
    }

    /// One ticket.
    pub async fn ticket(&self, caller: &Principal, id: &str) -> Result<Ticket> {
        let mut conn = self.store.read().await?;
        load(&mut conn, caller, id).await
    }

    /// Tickets in order of creation, of one spec or of all.
    pub async fn tickets(
        &self,
        caller: &Principal,
        spec_id: Option<&str>,
        page: &PageRequest,
    ) -> Result<TicketList> {
        let window = page.window("tickets")?;
        let mut conn = self.store.read().await?;
        let mut count = QueryBuilder::new("SELECT count(*) FROM tickets k WHERE TRUE");
        narrow(&mut count, caller, spec_id);
        let total = count.build_query_scalar().fetch_one(&mut *conn).await?;
        let mut select = QueryBuilder::new(SELECT);
        select.push(" WHERE TRUE");
        narrow(&mut select, caller, spec_id);
        select.only("k.n >", window.after).push(" ORDER BY k.n LIMIT ").push_bind(window.fetch());
        let mut rows: Vec<TicketRow> = select.build_query_as().fetch_all(&mut *conn).await?;
        let next_cursor = window.cut("tickets", &mut rows, |row| row.n);
        let tickets = rows.into_iter().map(TicketRow::ticket).collect::<Result<_>>()?;
        Ok(TicketList { tickets, total, next_cursor })
    }
}

/// A ticket that exists and that the caller may see.
async fn load(conn: &mut SqliteConnection, caller: &Principal, id: &str) -> Result<Ticket> {
    let mut select = QueryBuilder::new(SELECT);
    select.push(" WHERE k.n = ").push_bind(ids::ticket_number(id)?).only("k.org_id =", caller.bound());
    let row: Option<TicketRow> = select.build_query_as().fetch_optional(conn).await?;
    row.ok_or_else(|| Error::not_found("ticket", id))?.ticket()
}

/// The spec of a ticket that exists and that the caller may see.
pub(crate) async fn spec_of(conn: &mut SqliteConnection, caller: &Principal, id: &str) -> Result<String> {
    let spec_id: Option<String> =
        sqlx::query_scalar("SELECT spec_id FROM tickets WHERE n = ?1 AND (?2 IS NULL OR org_id = ?2)")
            .bind(ids::ticket_number(id)?)
            .bind(caller.bound())
            .fetch_optional(conn)
            .await?;
    spec_id.ok_or_else(|| Error::not_found("ticket", id))
}

async fn insert(tx: &mut Tx, org_id: &str, body: &TicketCreate) -> Result<i64> {
    let done = sqlx::query(
        "INSERT INTO tickets (spec_id, org_id, title, description, kind, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
    )
    .bind(&body.spec_id)
    .bind(org_id)
    .bind(&body.title)
    .bind(body.description.as_deref().unwrap_or_default())
    .bind(words::word(&body.kind.unwrap_or(TicketKind::Feature))?)
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    Ok(done.last_insert_rowid())
}
