//! The graph of a spec, as callers see it.

use omoios_api::{Dag, DagEdge, DagNode, EdgeKind};
use sqlx::{FromRow, SqliteConnection};

use crate::call::Principal;
use crate::error::Result;
use crate::graph::{Graph, critical_path, graph};
use crate::{Engine, ids, specs, words};

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
        specs::load(&mut conn, caller, spec_id).await?;
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
    let pairs = sqlx::query_as(
        "SELECT d.needs_n, d.task_n FROM dependencies d JOIN tasks t ON t.n = d.task_n WHERE t.spec_id = ?1 \
         ORDER BY d.needs_n, d.task_n",
    )
    .bind(spec_id)
    .fetch_all(conn)
    .await?;
    Ok(pairs)
}

/// The graph of a spec.
pub(crate) async fn spec_graph(conn: &mut SqliteConnection, spec_id: &str) -> Result<Graph> {
    let nodes: Vec<i64> = sqlx::query_scalar("SELECT n FROM tasks WHERE spec_id = ?1")
        .bind(spec_id)
        .fetch_all(&mut *conn)
        .await?;
    Ok(graph(nodes, edges(conn, spec_id).await?))
}
