//! The numbers kept of tasks and tickets are what counting them would give.

use std::collections::BTreeMap;
use std::path::Path;

use omoios_api::{
    SpecCancel, TaskCancel, TaskComplete, TaskCounts, TaskFail, TaskStart, TaskUpdate, TicketStatus,
};
use omoios_engine::Engine;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor, SqliteConnection};

use crate::harness::{StillClock, call, open, platform, spec, task, ticket};

async fn database(data: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(data.join("omoios.db")).create_if_missing(true);
    options.connect().await.unwrap()
}

type Numbers = BTreeMap<(String, String), i64>;

async fn numbers(conn: &mut SqliteConnection, sql: &'static str) -> Numbers {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(sql).fetch_all(conn).await.unwrap();
    rows.into_iter().map(|(of, status, number)| ((of, status), number)).collect()
}

async fn assert_kept_is_counted(data: &Path) {
    let conn = &mut database(data).await;
    for (kept, counted) in [
        (
            "SELECT spec_id, status, number FROM spec_tasks WHERE number <> 0",
            "SELECT spec_id, status, count(*) FROM tasks GROUP BY 1, 2",
        ),
        (
            "SELECT CAST(ticket_n AS TEXT), status, number FROM ticket_tasks WHERE number <> 0",
            "SELECT CAST(ticket_n AS TEXT), status, count(*) FROM tasks GROUP BY 1, 2",
        ),
        (
            "SELECT id, '', ticket_count FROM specs",
            "SELECT s.id, '', count(k.n) FROM specs s LEFT JOIN tickets k ON k.spec_id = s.id GROUP BY 1",
        ),
    ] {
        assert_eq!(numbers(conn, kept).await, numbers(conn, counted).await, "{kept}");
    }
}

async fn start(engine: &Engine, id: &str) {
    engine.start_task(&call("tasks.start"), id.into(), TaskStart::default()).await.unwrap();
}

/// Puts tasks of one ticket into many states; the last is left as it was made.
async fn move_tasks(engine: &Engine, ticket_id: &str) {
    let first = task(engine, ticket_id, &[]).await;
    let waiting = task(engine, ticket_id, &[&first]).await;
    let failed = task(engine, ticket_id, &[]).await;
    let cancelled = task(engine, ticket_id, &[]).await;
    start(engine, &first).await;
    engine.complete_task(&call("tasks.complete"), first, TaskComplete::default()).await.unwrap();
    let agent = TaskUpdate { agent_id: Some(Some("agent-1".into())), ..TaskUpdate::default() };
    engine.update_task(&call("tasks.update"), waiting, agent).await.unwrap();
    start(engine, &failed).await;
    let error = TaskFail { error: "it broke".into() };
    engine.fail_task(&call("tasks.fail"), failed.clone(), error).await.unwrap();
    engine.retry_task(&call("tasks.retry"), failed.clone()).await.unwrap();
    start(engine, &failed).await;
    engine.cancel_task(&call("tasks.cancel"), cancelled, TaskCancel::default()).await.unwrap();
    task(engine, ticket_id, &[]).await;
}

#[tokio::test]
async fn every_move_is_counted() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 64).await;
    let spec_id = spec(&engine).await;
    let (one, other) = (ticket(&engine, &spec_id).await, ticket(&engine, &spec_id).await);
    move_tasks(&engine, &one).await;
    task(&engine, &other, &[]).await;
    assert_kept_is_counted(data.path()).await;
    let of_one = TaskCounts { total: 5, pending: 1, running: 2, completed: 1, failed: 0, cancelled: 1 };
    assert_eq!(engine.ticket(&platform(), &one).await.unwrap().tasks, of_one);
    let spec = engine.spec(&platform(), &spec_id).await.unwrap();
    assert_eq!((spec.ticket_count, spec.tasks), (2, TaskCounts { total: 6, pending: 2, ..of_one }));
    engine.cancel_spec(&call("specs.cancel"), spec_id.clone(), SpecCancel::default()).await.unwrap();
    assert_kept_is_counted(data.path()).await;
    let ticket = engine.ticket(&platform(), &other).await.unwrap();
    assert_eq!((ticket.status, ticket.tasks.cancelled), (TicketStatus::Cancelled, 1));
}

/// A database of the time before numbers were kept.
#[tokio::test]
async fn what_was_there_before_is_counted_once() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 64).await;
    let spec_id = spec(&engine).await;
    let ticket_id = ticket(&engine, &spec_id).await;
    move_tasks(&engine, &ticket_id).await;
    let before = engine.spec(&platform(), &spec_id).await.unwrap();
    engine.close().await;
    let mut conn = database(data.path()).await;
    conn.execute(
        "DROP TRIGGER tasks_counted; DROP TRIGGER tasks_recounted; DROP TRIGGER tickets_counted; \
         DROP TABLE spec_tasks; DROP TABLE ticket_tasks; ALTER TABLE specs DROP COLUMN ticket_count; \
         DROP INDEX tasks_by_org; DROP INDEX tickets_by_org; DELETE FROM _sqlx_migrations WHERE version = 2;",
    )
    .await
    .unwrap();
    drop(conn);
    let engine = open(data.path(), StillClock::new(), 64).await;
    assert_eq!(engine.spec(&platform(), &spec_id).await.unwrap(), before);
    assert_kept_is_counted(data.path()).await;
}
