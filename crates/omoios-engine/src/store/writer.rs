//! The one writer. Commands queue up; each runs inside a savepoint of one transaction per group, and a group is
//! whatever has queued up while the last one was being made durable. One commit, and so one disk flush, serves up to
//! 64 commands or 2 ms, and nobody hears of a command or its events before the commit.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::tx::Tx;
use crate::bus::Bus;
use crate::clock::{Clock, to_millis};
use crate::error::{Error, Result};

const GROUP_COMMANDS: usize = 64;
const GROUP_TIME: Duration = Duration::from_millis(2);
const QUEUE: usize = 1024;

/// A piece of work inside a transaction.
pub(crate) trait Work<T>: FnOnce(&mut Tx) -> BoxFuture<'_, Result<T>> + Send + 'static {}

impl<T, F> Work<T> for F where F: FnOnce(&mut Tx) -> BoxFuture<'_, Result<T>> + Send + 'static {}

/// A handle to the writer.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Command>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(conn: SqliteConnection, clock: Arc<dyn Clock>, bus: Bus) -> Self {
        let (queue, commands) = mpsc::channel(QUEUE);
        let now = to_millis(clock.now());
        let state = State { tx: Tx { conn, now, caused: Vec::new() }, clock, bus };
        Self { queue, task: Mutex::new(Some(tokio::spawn(state.run(commands)))) }
    }

    /// Runs the work and returns after its commit. A caller that goes away does not stop the work.
    pub(crate) async fn run<T: Send + 'static>(&self, work: impl Work<T>) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let command = Pending { work: Some(work), outcome: None, reply };
        self.queue.send(Box::new(command)).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Whether it still takes commands.
    pub(super) fn is_open(&self) -> bool {
        !self.queue.is_closed()
    }

    /// Waits until everything queued is durable. Commands sent afterwards are refused.
    pub(super) async fn close(&self) {
        let (reply, answer) = oneshot::channel();
        if self.queue.send(Box::new(Stop { reply: Some(reply) })).await.is_ok() {
            let _stopped = answer.await;
        }
        if let Some(task) = self.task.lock().await.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the writer did not end in order");
        }
    }
}

fn closed() -> Error {
    Error::Unavailable("the store is closed".into())
}

/// A queued command, whatever its result type.
trait Command: Send {
    /// Runs it; true if its changes are to be kept.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool>;
    /// Tells the caller, after the commit or its failure.
    fn settle(self: Box<Self>, committed: bool);
    /// Whether the writer ends here.
    fn is_stop(&self) -> bool {
        false
    }
}

struct Pending<W, T> {
    work: Option<W>,
    outcome: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<W: Work<T>, T: Send + 'static> Command for Pending<W, T> {
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return false };
            let outcome = work(tx).await;
            let keep = outcome.is_ok();
            self.outcome = Some(outcome);
            keep
        })
    }

    fn settle(self: Box<Self>, committed: bool) {
        let outcome = match self.outcome {
            Some(Ok(_)) if !committed => {
                Err(Error::Unavailable("the change could not be made durable".into()))
            }
            Some(outcome) => outcome,
            None => Err(Error::Unavailable("no transaction could be begun".into())),
        };
        // The caller may have gone away; the command was carried out all the same.
        let _gone = self.reply.send(outcome);
    }
}

struct Stop {
    reply: Option<oneshot::Sender<()>>,
}

impl Command for Stop {
    fn run<'a>(&'a mut self, _tx: &'a mut Tx) -> BoxFuture<'a, bool> {
        Box::pin(async { true })
    }

    fn settle(mut self: Box<Self>, _committed: bool) {
        if let Some(reply) = self.reply.take() {
            let _gone = reply.send(());
        }
    }

    fn is_stop(&self) -> bool {
        true
    }
}

struct State {
    tx: Tx,
    clock: Arc<dyn Clock>,
    bus: Bus,
}

impl State {
    async fn run(mut self, mut commands: mpsc::Receiver<Box<dyn Command>>) {
        while let Some(first) = commands.recv().await {
            if self.group(first, &mut commands).await {
                break;
            }
        }
        commands.close();
        let Tx { conn, .. } = self.tx;
        if let Err(error) = conn.close().await {
            tracing::error!(%error, "the database did not close in order");
        }
    }

    /// Runs one group of commands and settles them; true if the last one was a stop.
    async fn group(&mut self, first: Box<dyn Command>, queue: &mut mpsc::Receiver<Box<dyn Command>>) -> bool {
        let started = Instant::now();
        let mut sound = self.statement("BEGIN IMMEDIATE").await;
        let mut group = Vec::new();
        let mut next = Some(first);
        let mut stop = false;
        while let Some(mut command) = next.take() {
            stop = command.is_stop();
            sound = sound && self.savepoint(command.as_mut()).await;
            group.push(command);
            if sound && !stop && group.len() < GROUP_COMMANDS && started.elapsed() < GROUP_TIME {
                next = queue.try_recv().ok();
            }
        }
        let committed = self.end(sound).await;
        let caused = std::mem::take(&mut self.tx.caused);
        if committed {
            for event in caused {
                self.bus.publish(event);
            }
        }
        for command in group {
            command.settle(committed);
        }
        stop
    }

    /// Runs one command so that its failure leaves the rest of the group alone. False if the transaction itself is
    /// gone: a full disk makes SQLite roll it back as a whole, and then nothing of the group may count as done.
    async fn savepoint(&mut self, command: &mut dyn Command) -> bool {
        self.tx.now = to_millis(self.clock.now());
        let events = self.tx.caused.len();
        if !self.statement("SAVEPOINT command").await {
            return false;
        }
        if command.run(&mut self.tx).await {
            return self.statement("RELEASE command").await;
        }
        self.tx.caused.truncate(events);
        self.statement("ROLLBACK TO command").await && self.statement("RELEASE command").await
    }

    /// Ends the transaction: commits it if it is sound. True if it is durable.
    async fn end(&mut self, sound: bool) -> bool {
        if sound && self.statement("COMMIT").await {
            return true;
        }
        // Fails if SQLite has rolled back already, which is as good.
        self.statement("ROLLBACK").await;
        false
    }

    async fn statement(&mut self, sql: &'static str) -> bool {
        match sqlx::query(sql).execute(&mut self.tx.conn).await {
            Ok(_) => true,
            Err(error) => {
                tracing::error!(%error, statement = sql, "the store refused a statement");
                false
            }
        }
    }
}
