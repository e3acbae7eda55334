//! Where everything is kept: one SQLite database with one writer and a pool of readers.

mod idempotency;
mod narrow;
mod tx;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite, SqlitePool};

pub(crate) use self::narrow::Narrow;
pub(crate) use self::tx::{Scene, Tx};
pub(crate) use self::writer::Work;
use self::writer::Writer;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::error::{Error, Result};

pub(crate) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

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

    /// Whether both ways to the database work.
    pub(crate) async fn check(&self) -> Result<()> {
        if !self.writer.is_open() {
            return Err(Error::Unavailable("the store is closed".into()));
        }
        sqlx::query("SELECT 1").execute(&mut *self.read().await?).await?;
        Ok(())
    }

    /// Bounds the number of pages of the database.
    pub(crate) async fn bound_size(&self, pages: u32) -> Result<()> {
        self.writer
            .run(move |tx: &mut Tx| {
                Box::pin(async move {
                    let statement = format!("PRAGMA max_page_count = {pages}");
                    // A number is no text: nothing can be smuggled in.
                    sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut tx.conn).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Lets the writer finish what it has and closes all connections.
    pub(crate) async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}
