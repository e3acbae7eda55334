//! The graph of a spec, as callers see it.

use omoios_api::{Dag, DagEdge, DagNode, EdgeKind};
use sqlx::{FromRow, SqliteConnection};

use crate::call::Principal;
use crate::error::Result;
use crate::graph::{Graph, critical_path, graph};
use crate::{Engine, ids, specs, words};

/// The dependencies of a spec. `CROSS` keeps the order: a spec's tasks first, never all dependencies there are.
pub(crate) const EDGES: &str = "SELECT d.needs_n, d.task_n FROM tasks t CROSS JOIN dependencies d ON d.task_n = t.n \
    WHERE t.spec_id = ?1 ORDER BY d.needs_n, d.task_n";

/// The dependencies between a task and all that wait for it.
pub(crate) const BEHIND: &str = "WITH RECURSIVE behind (n) AS (SELECT ?1 UNION \
      SELECT d.task_n FROM behind b CROSS JOIN dependencies d ON d.needs_n = b.n) \
    SELECT d.needs_n, d.task_n FROM behind b CROSS JOIN dependencies d ON d.needs_n = b.n \
    ORDER BY d.needs_n, d.task_n";

#[derive(FromRow)]
struct NodeRow {
    n: i64,
    title: String,
    status: String,
    ticket_n: i64,
}

impl NodeRow {
    fn node(self) -> Result<DagNode> {
        Ok(DagNode {
            id: ids::task(self.n),
            label: self.title,
            status: words::value(self.status)?,
            ticket_id: ids::ticket(self.ticket_n),
        })
    }
}

impl Engine {
    /// The tasks of a spec, their dependencies and the longest chain.
    pub async fn dag(&self, caller: &Principal, spec_id: &str) -> Result<Dag> {
        let mut conn = self.store.read().await?;
        specs::load_head(&mut conn, caller, spec_id).await?;
        let rows: Vec<NodeRow> =
            sqlx::query_as("SELECT n, title, status, ticket_n FROM tasks WHERE spec_id = ?1 ORDER BY n")
                .bind(spec_id)
                .fetch_all(&mut *conn)
                .await?;
        let pairs = edges(&mut conn, spec_id).await?;
        let path = critical_path(&graph(rows.iter().map(|row| row.n), pairs.iter().copied()));
        let edge = |(first, waiting): (i64, i64)| DagEdge {
            source: ids::task(first),
            target: ids::task(waiting),
            kind: EdgeKind::DependsOn,
        };
        Ok(Dag {
            spec_id: spec_id.to_owned(),
            nodes: rows.into_iter().map(NodeRow::node).collect::<Result<_>>()?,
            edges: pairs.into_iter().map(edge).collect(),
            critical_path: path.into_iter().map(ids::task).collect(),
        })
    }
}

/// The dependencies of a spec as (first, waiting).
async fn edges(conn: &mut SqliteConnection, spec_id: &str) -> Result<Vec<(i64, i64)>> {
    Ok(sqlx::query_as(EDGES).bind(spec_id).fetch_all(conn).await?)
}

/// The tasks that wait for this one, directly or through others: whatever could close a cycle by coming before it.
pub(crate) async fn graph_behind(conn: &mut SqliteConnection, task_n: i64) -> Result<Graph> {
    let pairs: Vec<(i64, i64)> = sqlx::query_as(BEHIND).bind(task_n).fetch_all(conn).await?;
    Ok(graph([task_n], pairs))
}
