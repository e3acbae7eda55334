//! Where everything is kept: one SQLite database with one writer and a pool of readers.

mod idempotency;
mod tx;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite, SqlitePool};

pub(crate) use self::tx::{Scene, Tx};
pub(crate) use self::writer::Work;
use self::writer::Writer;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::error::{Error, Result};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The database.
#[derive(Debug)]
pub(crate) struct Store {
    readers: SqlitePool,
    pub(crate) writer: Writer,
}

impl Store {
    /// Opens the file, creates it if it does not exist and brings it up to date.
    pub(crate) async fn open(file: &Path, clock: Arc<dyn Clock>, bus: Bus) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .disable_statement_logging();
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await?;
        MIGRATIONS
            .run(&mut connection)
            .await
            .map_err(|error| Error::Corrupt(format!("the database cannot be brought up to date: {error}")))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self { readers, writer: Writer::start(connection, clock, bus) })
    }

    /// A connection that only reads.
    pub(crate) async fn read(&self) -> Result<PoolConnection<Sqlite>> {
        Ok(self.readers.acquire().await?)
    }

    /// Lets the writer finish what it has and closes all connections.
    pub(crate) async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}
