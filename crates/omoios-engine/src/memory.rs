//! Memory: full-text search ranked by BM25.

use std::sync::Arc;

use omoios_api::{Memory, MemoryAdd, MemoryAdded, MemoryHit, MemorySearch, MemorySearchResults};
use sqlx::{FromRow, SqliteConnection};

use crate::call::{Answer, Call, Principal};
use crate::check::Faults;
use crate::clock::time;
use crate::error::Result;
use crate::store::{Scene, Tx};
use crate::{Engine, ids, orgs, specs, tasks, words};

const DEFAULT_HITS: i64 = 10;
const MAX_HITS: i64 = 100;
/// More words than this make a search no better.
const MAX_TERMS: usize = 64;

#[derive(FromRow)]
struct HitRow {
    id: String,
    r#type: String,
    content: String,
    rank: f64,
    created_at: i64,
}

impl HitRow {
    fn hit(self) -> Result<MemoryHit> {
        Ok(MemoryHit {
            id: self.id,
            memory_type: words::value(self.r#type)?,
            content: self.content,
            // SQLite ranks better matches lower.
            score: -self.rank,
            created_at: time(self.created_at)?,
        })
    }
}

impl Engine {
    /// Remembers something.
    pub async fn add_memory(&self, call: &Call, body: MemoryAdd) -> Result<Answer<Memory>> {
        let mut faults = Faults::default();
        faults.text("content", &body.content, 100_000);
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| Box::pin(async move { add(tx, &caller, body).await }))
            .await
    }

    /// Looks for words. With an idempotency key the answer of the first call is repeated.
    pub async fn search_memory(
        &self,
        call: &Call,
        body: MemorySearch,
    ) -> Result<Answer<MemorySearchResults>> {
        let mut faults = Faults::default();
        faults.text("query", &body.query, 2000);
        if body.limit.is_some_and(|limit| !(1..=MAX_HITS).contains(&limit)) {
            faults.add("limit", format!("has to be from 1 to {MAX_HITS}"));
        }
        faults.done()?;
        if call.idempotency.is_none() {
            let mut conn = self.store.read().await?;
            return search(&mut conn, &call.principal, &body).await.map(Answer::fresh);
        }
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move { search(&mut tx.conn, &caller, &body).await })
            })
            .await
    }
}

async fn add(tx: &mut Tx, caller: &Principal, body: MemoryAdd) -> Result<Memory> {
    if let Some(spec_id) = &body.spec_id {
        specs::load_head(&mut tx.conn, caller, spec_id).await?;
    }
    if let Some(task_id) = &body.task_id {
        tasks::load_head(&mut tx.conn, caller, task_id).await?;
    }
    let memory = Memory {
        id: ids::random("mem")?,
        org_id: orgs::owner(&mut tx.conn, caller, body.org_id).await?,
        memory_type: body.memory_type,
        content: body.content,
        spec_id: body.spec_id,
        task_id: body.task_id,
        created_at: tx.now,
    };
    sqlx::query(
        "INSERT INTO memories (id, org_id, type, content, spec_id, task_id, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .bind(&memory.id)
    .bind(&memory.org_id)
    .bind(words::word(&memory.memory_type)?)
    .bind(&memory.content)
    .bind(memory.spec_id.as_deref())
    .bind(memory.task_id.as_deref())
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    let scene = Scene {
        org: Some(memory.org_id.clone()),
        spec: memory.spec_id.clone(),
        task: memory.task_id.clone(),
    };
    let (id, memory_type) = (memory.id.clone(), memory.memory_type);
    tx.emit(&scene, |head| MemoryAdded::event(head, id, memory_type)).await?;
    Ok(memory)
}

async fn search(
    conn: &mut SqliteConnection,
    caller: &Principal,
    body: &MemorySearch,
) -> Result<MemorySearchResults> {
    let Some(query) = match_expression(&body.query) else {
        return Ok(MemorySearchResults { results: Vec::new(), total: 0 });
    };
    let types = body.memory_types.as_ref().filter(|types| !types.is_empty()).map(words::text).transpose()?;
    let total = sqlx::query_scalar(
        "SELECT count(*) FROM memory_words w JOIN memories m ON m.n = w.rowid WHERE memory_words MATCH ?1 \
         AND (?2 IS NULL OR m.org_id = ?2) AND (?3 IS NULL OR m.type IN (SELECT value FROM json_each(?3)))",
    )
    .bind(&query)
    .bind(caller.bound())
    .bind(types.as_deref())
    .fetch_one(&mut *conn)
    .await?;
    let rows: Vec<HitRow> = sqlx::query_as(
        "SELECT m.id, m.type, m.content, bm25(memory_words) AS rank, m.created_at \
         FROM memory_words JOIN memories m ON m.n = memory_words.rowid WHERE memory_words MATCH ?1 \
         AND (?2 IS NULL OR m.org_id = ?2) AND (?3 IS NULL OR m.type IN (SELECT value FROM json_each(?3))) \
         ORDER BY rank, m.n LIMIT ?4",
    )
    .bind(&query)
    .bind(caller.bound())
    .bind(types.as_deref())
    .bind(body.limit.unwrap_or(DEFAULT_HITS))
    .fetch_all(conn)
    .await?;
    let results = rows.into_iter().map(HitRow::hit).collect::<Result<_>>()?;
    Ok(MemorySearchResults { results, total })
}

/// Any of the words, each as a quoted string: nothing a user types is query syntax. `None` without any word.
fn match_expression(text: &str) -> Option<String> {
    let terms = text.split(|c: char| !c.is_alphanumeric()).filter(|term| !term.is_empty()).take(MAX_TERMS);
    let quoted: Vec<String> = terms.map(|term| format!("\"{}\"", term.replace('"', "\"\""))).collect();
    (!quoted.is_empty()).then(|| quoted.join(" OR "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syntax_of_the_search_engine_is_text() {
        assert_eq!(
            match_expression("redis NEAR(pool) -x*"),
            Some(r#""redis" OR "NEAR" OR "pool" OR "x""#.into())
        );
        assert_eq!(match_expression("\"a\" AND b:c"), Some(r#""a" OR "AND" OR "b" OR "c""#.into()));
        assert_eq!(match_expression("'\"*()-:^"), None);
    }
}
