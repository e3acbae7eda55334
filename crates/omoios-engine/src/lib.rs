//! Domain logic of the omoios platform: what specs, tasks, memory and events are and how they change.
//!
//! [`Engine`] is the whole of it. Every change is one transaction that also writes the events it causes; events are
//! numbered by one growing `seq` and published after the commit, never before. Nothing here speaks of transport.

mod api_keys;
mod artifacts;
mod blobs;
mod bootstrap;
mod bus;
mod call;
mod check;
mod clock;
mod dag;
mod discoveries;
mod error;
mod evaluate;
mod events;
mod graph;
mod ids;
mod memory;
mod orgs;
mod page;
mod specs;
mod store;
mod task_moves;
mod tasks;
mod tickets;
mod words;

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

pub use blobs::{Blobs, ByteStream, Cleanup, DiskBlobs, StagedBlob};
pub use bootstrap::Bootstrap;
pub use bus::Published;
pub use call::{Answer, Call, IdempotencyKey, Principal};
pub use clock::{Clock, SystemClock};
pub use error::{Conflict, ConflictDetails, Error, Result};
pub use evaluate::{Evaluation, Evaluator, Facts, PASS_SCORE, RubricEvaluator};
pub use events::{EventFilter, EventFollow, Followed};
pub use page::{MAX_LIMIT, PageRequest};
pub use specs::SpecFilter;
pub use tasks::TaskFilter;

pub use artifacts::NewArtifact;

use crate::api_keys::KeyCache;
use crate::bus::Bus;
use crate::store::Store;

/// Where an engine keeps its things and what it works with.
pub struct Settings {
    /// Folder of the database and of the artifacts.
    pub data: PathBuf,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Who scores phases.
    pub evaluator: Arc<dyn Evaluator>,
    /// Number of events that a listener may fall behind before it is cut off.
    pub event_buffer: usize,
}

impl Settings {
    /// The usual settings for this data folder.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            clock: Arc::new(SystemClock),
            evaluator: Arc::new(RubricEvaluator),
            event_buffer: 4096,
        }
    }
}

/// The platform.
pub struct Engine {
    /// Held until the engine is closed; the system lets go of it when the process ends, however it ends.
    lock: File,
    store: Store,
    blobs: Arc<dyn Blobs>,
    bus: Bus,
    clock: Arc<dyn Clock>,
    evaluator: Arc<dyn Evaluator>,
    keys: KeyCache,
    /// Secrets of keys made by this process under an idempotency key: they are repeated, yet never stored.
    secrets: RwLock<HashMap<String, String>>,
}

impl Engine {
    /// Opens the data folder; creates it if it does not exist.
    pub async fn open(settings: Settings) -> Result<Self> {
        let Settings { data, clock, evaluator, event_buffer } = settings;
        tokio::fs::create_dir_all(&data).await?;
        let lock = lock(&data)?;
        let bus = Bus::new(event_buffer);
        let store = Store::open(&database_file(&data), Arc::clone(&clock), bus.clone()).await?;
        let blobs: Arc<dyn Blobs> = Arc::new(DiskBlobs::open(data.join("artifacts")).await?);
        let (keys, secrets) = (KeyCache::default(), RwLock::default());
        let engine = Self { lock, store, blobs, bus, clock, evaluator, keys, secrets };
        engine.sweep_artifacts().await?;
        Ok(engine)
    }

    /// Waits until everything is durable, closes the store and gives the data folder free.
    pub async fn close(&self) {
        self.store.close().await;
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "the data folder could not be given free");
        }
    }

    /// Whether the store answers.
    pub async fn check(&self) -> Result<()> {
        self.store.check().await
    }

    /// Bounds the size of the database, in pages of 4 KiB. A full database refuses changes until it is given room.
    pub async fn bound_size(&self, pages: u32) -> Result<()> {
        self.store.bound_size(pages).await
    }

    /// Forgets what is kept for a day only. To be called now and then.
    pub async fn tidy(&self) -> Result<()> {
        self.store.forget_old_answers().await?;
        if let Ok(mut secrets) = self.secrets.write() {
            secrets.clear();
        }
        Ok(())
    }
}

/// A second server on the same folder would delete the uploads of the first, and neither would hear of the events of
/// the other.
fn lock(data: &Path) -> Result<File> {
    let file = File::create(data.join("omoios.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Error::Unavailable("the data folder is in use by another server".into()))
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn database_file(data: &Path) -> PathBuf {
    data.join("omoios.db")
}
