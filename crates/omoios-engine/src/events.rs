//! The stream of events: its history, and following it without gap and without repetition.

use std::collections::VecDeque;
use std::sync::Arc;

use omoios_api::{Event, EventList};
use sqlx::{FromRow, QueryBuilder, Sqlite};
use tokio::sync::broadcast::{self, error::RecvError};

use crate::bus::Published;
use crate::call::Principal;
use crate::error::{Error, Result};
use crate::page::PageRequest;
use crate::store::{Narrow, Store};
use crate::{Engine, words};

/// Rows read at once while catching up.
const CATCH_UP: i64 = 256;

/// Which events are wanted.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Only of this spec.
    pub spec_id: Option<String>,
    /// Only of this task.
    pub task_id: Option<String>,
    /// Only of these types; all if empty. A type that does not exist matches nothing.
    pub types: Vec<String>,
}

#[derive(FromRow)]
struct EventRow {
    seq: i64,
    org_id: Option<String>,
    spec_id: Option<String>,
    task_id: Option<String>,
    payload: String,
}

impl EventRow {
    fn published(self) -> Result<Published> {
        let mut event: Event = words::json(&self.payload)?;
        event.place(self.seq);
        let json = words::text(&event)?;
        let Self { org_id, spec_id, task_id, .. } = self;
        Ok(Published { org_id, spec_id, task_id, event, json })
    }
}

impl EventFilter {
    fn types_json(&self) -> Result<Option<String>> {
        if self.types.is_empty() { Ok(None) } else { words::text(&self.types).map(Some) }
    }

    fn wants(&self, event: &Published) -> bool {
        let same = |wanted: &Option<String>, is: &Option<String>| wanted.is_none() || wanted == is;
        same(&self.spec_id, &event.spec_id)
            && same(&self.task_id, &event.task_id)
            && (self.types.is_empty() || self.types.iter().any(|wanted| wanted == event.event.kind()))
    }
}

impl Engine {
    /// A page of the history, oldest first.
    pub async fn events(
        &self,
        caller: &Principal,
        filter: &EventFilter,
        page: &PageRequest,
    ) -> Result<EventList> {
        let window = page.window("events")?;
        // The newest number is read first: what is committed meanwhile belongs to the stream that continues from it.
        let newest = self.newest_event().await?;
        let mut conn = self.store.read().await?;
        let mut count = QueryBuilder::new("SELECT count(*) FROM events WHERE seq <= ");
        count.push_bind(newest);
        narrow(&mut count, caller.bound(), filter)?;
        let total = count.build_query_scalar().fetch_one(&mut *conn).await?;
        drop(conn);
        let after = window.after.unwrap_or(0);
        let mut rows = rows(&self.store, caller.bound(), filter, (after, newest), window.fetch()).await?;
        let next_cursor = window.cut("events", &mut rows, |row| row.seq);
        let last = rows.last().map_or(after, |row| row.seq);
        let events: Vec<Event> =
            rows.into_iter().map(|row| row.published().map(|event| event.event)).collect::<Result<_>>()?;
        let seq = if next_cursor.is_some() { last } else { newest.max(after) };
        Ok(EventList { events, total, next_cursor, seq })
    }

    /// Number of the last event written.
    pub async fn newest_event(&self) -> Result<i64> {
        let mut conn = self.store.read().await?;
        Ok(sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM events").fetch_one(&mut *conn).await?)
    }

    /// Opens the stream after this number, or from now. None is lost and none comes twice: first the listener is
    /// set up, then the table is read, then the listener's events are taken up where the table ended.
    pub async fn follow(
        &self,
        caller: &Principal,
        filter: EventFilter,
        after: Option<i64>,
    ) -> Result<EventFollow> {
        let live = self.bus.listen();
        let newest = self.newest_event().await?;
        // A number from the future was never given out by this stream.
        if after.is_some_and(|after| after < 0 || after > newest) {
            let message = format!("names no event: the stream reaches from 0 to {newest}");
            return Err(Error::invalid("query.after", message));
        }
        let seen = after.unwrap_or(newest);
        let org_id = caller.org_id.clone();
        Ok(EventFollow { live, filter, org_id, seen, newest, behind: seen < newest, ready: VecDeque::new() })
    }
}

/// A place in the stream that moves on.
#[derive(Debug)]
pub struct EventFollow {
    live: broadcast::Receiver<Arc<Published>>,
    filter: EventFilter,
    org_id: Option<String>,
    /// The number up to which everything was delivered or not wanted.
    seen: i64,
    /// The newest number when the listener was set up; the table is read up to here.
    newest: i64,
    behind: bool,
    ready: VecDeque<Arc<Published>>,
}

/// What comes next in a stream.
#[derive(Debug)]
pub enum Followed {
    /// An event.
    Event(Arc<Published>),
    /// The listener was too slow. It can open the stream again after the last event it got.
    Lagged,
    /// The server ends.
    Closed,
}

impl EventFollow {
    /// The next event; waits for it.
    pub async fn next(&mut self, engine: &Engine) -> Result<Followed> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Followed::Event(event));
            }
            if self.behind {
                self.catch_up(&engine.store).await?;
                continue;
            }
            match self.live.recv().await {
                Ok(event) if self.is_new(&event) => return Ok(Followed::Event(event)),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return Ok(Followed::Lagged),
                Err(RecvError::Closed) => return Ok(Followed::Closed),
            }
        }
    }

    /// Reads the next rows of the table; the listener meanwhile collects what is written now.
    async fn catch_up(&mut self, store: &Store) -> Result<()> {
        let range = (self.seen, self.newest);
        let rows = rows(store, self.org_id.as_deref(), &self.filter, range, CATCH_UP).await?;
        let short = i64::try_from(rows.len()).unwrap_or(CATCH_UP) < CATCH_UP;
        self.seen = if short { self.newest } else { rows.last().map_or(self.newest, |row| row.seq) };
        self.behind = !short;
        for row in rows {
            self.ready.push_back(Arc::new(row.published()?));
        }
        Ok(())
    }

    fn is_new(&mut self, event: &Published) -> bool {
        if event.event.seq() <= self.seen {
            return false;
        }
        self.seen = event.event.seq();
        let mine = self.org_id.is_none() || self.org_id == event.org_id;
        mine && self.filter.wants(event)
    }
}

/// Rows after the first number up to and including the second.
async fn rows(
    store: &Store,
    org_id: Option<&str>,
    filter: &EventFilter,
    (after, upto): (i64, i64),
    limit: i64,
) -> Result<Vec<EventRow>> {
    let mut select =
        QueryBuilder::new("SELECT seq, org_id, spec_id, task_id, payload FROM events WHERE seq > ");
    select.push_bind(after).only("seq <=", Some(upto));
    narrow(&mut select, org_id, filter)?;
    select.push(" ORDER BY seq LIMIT ").push_bind(limit);
    Ok(select.build_query_as().fetch_all(&mut *store.read().await?).await?)
}

/// Keeps to the events that are wanted. A task is narrower than its spec: `+` leaves the index to the task.
fn narrow(query: &mut QueryBuilder<Sqlite>, org_id: Option<&str>, filter: &EventFilter) -> Result<()> {
    let of_spec = if filter.task_id.is_some() { "+spec_id =" } else { "spec_id =" };
    query.only("task_id =", filter.task_id.as_deref()).only(of_spec, filter.spec_id.as_deref());
    query.only("org_id =", org_id).any_of("kind", filter.types_json()?.as_deref());
    Ok(())
}
