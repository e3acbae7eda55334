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

/// Bytes that are on disk and not yet part of anything. Dropped, they are deleted.
#[derive(Debug)]
pub struct StagedBlob {
    /// Name of the file.
    pub id: Uuid,
    /// Number of bytes.
    pub size: i64,
    /// SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Deletes the bytes.
    pub cleanup: Cleanup,
}

/// Does something when dropped, unless told not to: whoever waits for the bytes may go away at any moment.
pub struct Cleanup(Option<Box<dyn FnOnce() + Send + Sync>>);

impl Cleanup {
    /// To be done when dropped.
    pub fn new(work: impl FnOnce() + Send + Sync + 'static) -> Self {
        Self(Some(Box::new(work)))
    }

    /// Not to be done any more.
    pub fn cancel(mut self) {
        self.0 = None;
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        if let Some(work) = self.0.take() {
            work();
        }
    }
}

impl std::fmt::Debug for Cleanup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Cleanup").finish_non_exhaustive()
    }
}

/// Keeps bytes by name. Names are made here, never taken from a caller.
pub trait Blobs: Send + Sync + 'static {
    /// Writes bytes until the stream ends; more than `limit` is an error and leaves nothing behind.
    fn stage<'a>(&'a self, bytes: ByteStream<'a>, limit: u64) -> BoxFuture<'a, Result<StagedBlob>>;
    /// Makes staged bytes permanent.
    fn keep(&self, id: Uuid) -> BoxFuture<'_, Result<()>>;
    /// Opens kept bytes for reading.
    fn open(&self, id: Uuid) -> BoxFuture<'_, Result<File>>;
    /// Deletes kept bytes. Deleting what is not there is no error.
    fn remove(&self, id: Uuid) -> BoxFuture<'_, Result<()>>;
    /// Names of all kept bytes.
    fn kept(&self) -> BoxFuture<'_, Result<Vec<Uuid>>>;
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

    async fn write(&self, id: Uuid, mut bytes: ByteStream<'_>, limit: u64) -> Result<(i64, String)> {
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
        Ok((size, hex(&digest.finalize())))
    }
}

impl Blobs for DiskBlobs {
    fn stage<'a>(&'a self, bytes: ByteStream<'a>, limit: u64) -> BoxFuture<'a, Result<StagedBlob>> {
        Box::pin(async move {
            let id = Uuid::new_v4();
            let path = self.staging(id);
            let cleanup = Cleanup::new(move || remove_now(&path));
            let (size, sha256) = self.write(id, bytes, limit).await?;
            Ok(StagedBlob { id, size, sha256, cleanup })
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
        Box::pin(async move { remove_file(&self.place(id)).await })
    }

    fn kept(&self) -> BoxFuture<'_, Result<Vec<Uuid>>> {
        Box::pin(async move {
            let (mut ids, mut entries) = (Vec::new(), tokio::fs::read_dir(&self.folder).await?);
            while let Some(entry) = entries.next_entry().await? {
                ids.extend(entry.file_name().to_str().and_then(|name| name.parse::<Uuid>().ok()));
            }
            Ok(ids)
        })
    }
}

async fn remove_file(path: &Path) -> Result<()> {
    match tokio::fs::remove_file(path).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Deletes the file of an upload that came to nothing. Not async: it runs while something is dropped.
fn remove_now(path: &Path) {
    if let Err(error) = std::fs::remove_file(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "an unfinished upload could not be deleted");
    }
}
