//! Bytes of artifacts: a file each, written beside its place, flushed, then renamed into it.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use std::pin::Pin;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::page::hex;

/// Bytes that arrive piece by piece.
pub type ByteStream<'a> = Pin<Box<dyn Stream<Item = std::result::Result<Bytes, String>> + Send + 'a>>;

/// Bytes that are on disk and not yet part of anything.
#[derive(Debug, Clone)]
pub struct StagedBlob {
    /// Name of the file.
    pub id: Uuid,
    /// Number of bytes.
    pub size: i64,
    /// SHA-256, in lower-case hexadecimal.
    pub sha256: String,
}

/// Keeps bytes by name. Names are made here, never taken from a caller.
pub trait Blobs: Send + Sync + 'static {
    /// Writes bytes until the stream ends; more than `limit` is an error and leaves nothing behind.
    fn stage<'a>(&'a self, bytes: ByteStream<'a>, limit: u64) -> BoxFuture<'a, Result<StagedBlob>>;
    /// Makes staged bytes permanent.
    fn keep<'a>(&'a self, id: Uuid) -> BoxFuture<'a, Result<()>>;
    /// Opens kept bytes for reading.
    fn open(&self, id: Uuid) -> BoxFuture<'_, Result<File>>;
    /// Deletes bytes, staged or kept. Deleting what is not there is no error.
    fn remove(&self, id: Uuid) -> BoxFuture<'_, Result<()>>;
}

/// Files in one folder.
#[derive(Debug)]
pub struct DiskBlobs {
    folder: PathBuf,
}

impl DiskBlobs {
    /// Opens the folder; uploads that a stopped server left unfinished are deleted.
    pub async fn open(folder: PathBuf) -> Result<Self> {
        tokio::fs::create_dir_all(&folder).await?;
        let mut entries = tokio::fs::read_dir(&folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            if entry.path().extension().is_some_and(|extension| extension == "part") {
                remove_file(&entry.path()).await?;
            }
        }
        Ok(Self { folder })
    }

    fn place(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.simple().to_string())
    }

    fn staging(&self, id: Uuid) -> PathBuf {
        self.folder.join(format!("{}.part", id.simple()))
    }

    async fn write(&self, id: Uuid, mut bytes: ByteStream<'_>, limit: u64) -> Result<StagedBlob> {
        let mut file = File::create_new(self.staging(id)).await?;
        let (mut digest, mut size) = (Sha256::new(), 0_u64);
        while let Some(piece) = bytes.next().await {
            let piece = piece.map_err(Error::BrokenUpload)?;
            size += u64::try_from(piece.len()).unwrap_or(u64::MAX);
            if size > limit {
                return Err(Error::TooLarge { limit });
            }
            digest.update(&piece);
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        file.sync_all().await?;
        let size = i64::try_from(size).map_err(|_| Error::TooLarge { limit })?;
        Ok(StagedBlob { id, size, sha256: hex(&digest.finalize()) })
    }
}

impl Blobs for DiskBlobs {
    fn stage<'a>(&'a self, bytes: ByteStream<'a>, limit: u64) -> BoxFuture<'a, Result<StagedBlob>> {
        Box::pin(async move {
            let id = Uuid::new_v4();
            // If the caller goes away in the middle, this future is dropped and the guard cleans up.
            let guard = PartGuard(Some(self.staging(id)));
            let staged = self.write(id, bytes, limit).await?;
            guard.defuse();
            Ok(staged)
        })
    }

    fn keep(&self, id: Uuid) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            tokio::fs::rename(self.staging(id), self.place(id)).await?;
            // The rename itself is durable only when the folder is flushed.
            File::open(&self.folder).await?.sync_all().await?;
            Ok(())
        })
    }

    fn open(&self, id: Uuid) -> BoxFuture<'_, Result<File>> {
        Box::pin(async move { Ok(File::open(self.place(id)).await?) })
    }

    fn remove(&self, id: Uuid) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            remove_file(&self.staging(id)).await?;
            remove_file(&self.place(id)).await
        })
    }
}

async fn remove_file(path: &Path) -> Result<()> {
    match tokio::fs::remove_file(path).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Deletes an unfinished file when the upload fails or is dropped.
struct PartGuard(Option<PathBuf>);

impl PartGuard {
    fn defuse(mut self) {
        self.0 = None;
    }
}

impl Drop for PartGuard {
    fn drop(&mut self) {
        if let Some(path) = self.0.take()
            && let Err(error) = std::fs::remove_file(&path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "an unfinished upload could not be deleted");
        }
    }
}
