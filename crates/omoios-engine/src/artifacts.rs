//! Artifacts: what they are is in the store, their bytes are on disk. The bytes are made permanent before the row is
//! committed, so that no row ever names bytes that are not there.

use std::sync::Arc;

use omoios_api::{Artifact, ArtifactCreated, ArtifactDeleted, ArtifactList};
use sqlx::{FromRow, SqliteConnection};
use tokio::fs::File;
use uuid::Uuid;

use crate::blobs::{ByteStream, StagedBlob};
use crate::call::{Answer, Call, Principal};
use crate::check::Faults;
use crate::clock::time;
use crate::error::{Error, Result};
use crate::page::PageRequest;
use crate::store::Tx;
use crate::{Engine, ids, tasks};

const DEFAULT_TYPE: &str = "application/octet-stream";

/// What a new artifact is, besides its bytes.
#[derive(Debug, Clone, Default)]
pub struct NewArtifact {
    /// File name.
    pub name: String,
    /// Media type of the bytes.
    pub content_type: Option<String>,
    /// What the file is.
    pub description: Option<String>,
}

#[derive(FromRow)]
struct ArtifactRow {
    n: i64,
    id: String,
    task_n: i64,
    name: String,
    content_type: String,
    size: i64,
    sha256: String,
    description: Option<String>,
    created_at: i64,
}

impl ArtifactRow {
    fn artifact(self) -> Result<Artifact> {
        Ok(Artifact {
            id: self.id.parse().map_err(|_| Error::Corrupt(format!("`{}` is no artifact id", self.id)))?,
            task_id: ids::task(self.task_n),
            name: self.name,
            content_type: self.content_type,
            size: self.size,
            sha256: self.sha256,
            description: self.description,
            created_at: time(self.created_at)?,
        })
    }
}

impl Engine {
    /// Writes bytes to disk. They are nothing yet: see [`Engine::keep_artifact`].
    pub async fn stage_artifact(&self, bytes: ByteStream<'_>, limit: u64) -> Result<StagedBlob> {
        self.blobs.stage(bytes, limit).await
    }

    /// Makes an artifact of staged bytes.
    pub async fn keep_artifact(
        &self,
        call: &Call,
        task_id: String,
        new: NewArtifact,
        staged: StagedBlob,
    ) -> Result<Answer<Artifact>> {
        let new = checked(new)?;
        let StagedBlob { id, size, sha256, cleanup } = staged;
        self.blobs.keep(id).await?;
        cleanup.cancel();
        let caller = Arc::clone(&call.principal);
        let answer = self
            .store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let task = tasks::load_head(&mut tx.conn, &caller, &task_id).await?;
                    let artifact = insert(tx, task.n, new, Blob { id, size, sha256 }).await?;
                    let (id, name) = (artifact.id.to_string(), artifact.name.clone());
                    tx.emit(&task.scene(), |head| ArtifactCreated::event(head, id, name, size)).await?;
                    Ok(artifact)
                })
            })
            .await;
        // A refused or repeated upload must not leave bytes behind.
        if !matches!(&answer, Ok(answer) if !answer.replayed) {
            self.blobs.remove(id).await?;
        }
        answer
    }

    /// Deletes bytes that no artifact names: a server that was killed may have left some.
    pub(crate) async fn sweep_artifacts(&self) -> Result<()> {
        let mut conn = self.store.read().await?;
        for id in self.blobs.kept().await? {
            let known: Option<i64> = sqlx::query_scalar("SELECT n FROM artifacts WHERE id = ?1")
                .bind(id.to_string())
                .fetch_optional(&mut *conn)
                .await?;
            if known.is_none() {
                self.blobs.remove(id).await?;
            }
        }
        Ok(())
    }

    /// The artifacts of a task in order of upload.
    pub async fn artifacts(
        &self,
        caller: &Principal,
        task_id: &str,
        page: &PageRequest,
    ) -> Result<ArtifactList> {
        let window = page.window("artifacts")?;
        let mut conn = self.store.read().await?;
        let task = tasks::load_head(&mut conn, caller, task_id).await?;
        let total = sqlx::query_scalar("SELECT count(*) FROM artifacts WHERE task_n = ?1")
            .bind(task.n)
            .fetch_one(&mut *conn)
            .await?;
        let mut rows: Vec<ArtifactRow> = sqlx::query_as(
            "SELECT * FROM artifacts WHERE task_n = ?1 AND (?2 IS NULL OR n > ?2) ORDER BY n LIMIT ?3",
        )
        .bind(task.n)
        .bind(window.after)
        .bind(window.fetch())
        .fetch_all(&mut *conn)
        .await?;
        let next_cursor = window.cut("artifacts", &mut rows, |row| row.n);
        let artifacts = rows.into_iter().map(ArtifactRow::artifact).collect::<Result<_>>()?;
        Ok(ArtifactList { artifacts, total, next_cursor })
    }

    /// An artifact and its bytes.
    pub async fn open_artifact(
        &self,
        caller: &Principal,
        task_id: &str,
        id: Uuid,
    ) -> Result<(Artifact, File)> {
        let mut conn = self.store.read().await?;
        let task = tasks::load_head(&mut conn, caller, task_id).await?;
        let artifact = load(&mut conn, task.n, id).await?;
        drop(conn);
        let file = self.blobs.open(id).await?;
        Ok((artifact, file))
    }

    /// Deletes an artifact and its bytes.
    pub async fn delete_artifact(&self, call: &Call, task_id: String, id: Uuid) -> Result<()> {
        let caller = Arc::clone(&call.principal);
        self.store
            .writer
            .run(move |tx: &mut Tx| {
                Box::pin(async move {
                    let task = tasks::load_head(&mut tx.conn, &caller, &task_id).await?;
                    load(&mut tx.conn, task.n, id).await?;
                    sqlx::query("DELETE FROM artifacts WHERE id = ?1")
                        .bind(id.to_string())
                        .execute(&mut tx.conn)
                        .await?;
                    tx.emit(&task.scene(), |head| ArtifactDeleted::event(head, id.to_string())).await?;
                    Ok(())
                })
            })
            .await?;
        // After the commit: bytes without a row are waste, a row without bytes would be a lie.
        self.blobs.remove(id).await
    }
}

/// Bytes that are kept.
struct Blob {
    id: Uuid,
    size: i64,
    sha256: String,
}

fn checked(new: NewArtifact) -> Result<NewArtifact> {
    let mut faults = Faults::default();
    faults.text("name", &new.name, 255);
    if new.name.chars().any(|c| c.is_control() || c == '/' || c == '\\') {
        faults.add("name", "must not contain control characters, `/` or `\\`");
    }
    if matches!(new.name.as_str(), "." | "..") {
        faults.add("name", "must not be `.` or `..`, which name folders");
    }
    faults.optional("description", new.description.as_deref(), 2000);
    faults.done()?;
    Ok(new)
}

async fn load(conn: &mut SqliteConnection, task_n: i64, id: Uuid) -> Result<Artifact> {
    let row: Option<ArtifactRow> = sqlx::query_as("SELECT * FROM artifacts WHERE id = ?1 AND task_n = ?2")
        .bind(id.to_string())
        .bind(task_n)
        .fetch_optional(conn)
        .await?;
    row.ok_or_else(|| Error::not_found("artifact", id.to_string()))?.artifact()
}

async fn insert(tx: &mut Tx, task_n: i64, new: NewArtifact, blob: Blob) -> Result<Artifact> {
    let artifact = Artifact {
        id: blob.id,
        task_id: ids::task(task_n),
        name: new.name,
        content_type: new.content_type.unwrap_or_else(|| DEFAULT_TYPE.to_owned()),
        size: blob.size,
        sha256: blob.sha256,
        description: new.description,
        created_at: tx.now,
    };
    sqlx::query(
        "INSERT INTO artifacts (id, task_n, name, content_type, size, sha256, description, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .bind(artifact.id.to_string())
    .bind(task_n)
    .bind(&artifact.name)
    .bind(&artifact.content_type)
    .bind(artifact.size)
    .bind(&artifact.sha256)
    .bind(artifact.description.as_deref())
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    Ok(artifact)
}
