//! What a command works with: the connection, the time, and the events it causes.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use omoios_api::{Event, EventHead};
use sqlx::SqliteConnection;

use crate::bus::Published;
use crate::error::{Error, Result};

/// A command's view of the store. State and events written through it are committed together or not at all.
#[derive(Debug)]
pub(crate) struct Tx {
    pub(crate) conn: SqliteConnection,
    pub(crate) now: DateTime<Utc>,
    /// Events of the current group of commands, published after the commit.
    pub(super) caused: Vec<Arc<Published>>,
}

/// What an event belongs to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scene {
    pub(crate) org: Option<String>,
    pub(crate) spec: Option<String>,
    pub(crate) task: Option<String>,
}

impl Scene {
    pub(crate) fn spec(org_id: &str, spec_id: &str) -> Self {
        Self { org: Some(org_id.to_owned()), spec: Some(spec_id.to_owned()), task: None }
    }

    pub(crate) fn task(org_id: &str, spec_id: &str, task_id: String) -> Self {
        Self { org: Some(org_id.to_owned()), spec: Some(spec_id.to_owned()), task: Some(task_id) }
    }
}

impl Tx {
    /// The present time as stored.
    pub(crate) fn now_millis(&self) -> i64 {
        self.now.timestamp_millis()
    }

    /// Writes an event. `make` turns the common members into the event.
    pub(crate) async fn emit(
        &mut self,
        scene: &Scene,
        make: impl FnOnce(EventHead) -> Event + Send,
    ) -> Result<i64> {
        let head = EventHead { ts: self.now, spec_id: scene.spec.clone(), task_id: scene.task.clone() };
        let mut event = make(head);
        let payload = to_json(&event)?;
        let seq = sqlx::query(
            "INSERT INTO events (ts, kind, org_id, spec_id, task_id, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(self.now_millis())
        .bind(event.kind())
        .bind(scene.org.as_deref())
        .bind(scene.spec.as_deref())
        .bind(scene.task.as_deref())
        .bind(payload)
        .execute(&mut self.conn)
        .await?
        .last_insert_rowid();
        event.place(seq);
        let json = to_json(&event)?;
        let Scene { org: org_id, spec: spec_id, task: task_id } = scene.clone();
        self.caused.push(Arc::new(Published { org_id, spec_id, task_id, event, json }));
        Ok(seq)
    }
}

fn to_json(event: &Event) -> Result<String> {
    serde_json::to_string(event).map_err(|error| Error::Corrupt(error.to_string()))
}
