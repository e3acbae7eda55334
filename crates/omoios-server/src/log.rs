//! The log goes through a queue: a reader of standard error that stops reading must not stop the server.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Lines that may wait to be written; more are dropped and counted.
const QUEUE: usize = 8192;
/// Longest wait for the last lines when the program ends.
const LAST_LINES: Duration = Duration::from_secs(1);

enum Item {
    Line(Vec<u8>),
    Flush(SyncSender<()>),
}

/// Where log lines are put.
#[derive(Clone)]
pub struct Queue {
    items: SyncSender<Item>,
    dropped: Arc<AtomicU64>,
}

/// Writes the last lines when dropped.
pub struct Flush(Queue);

/// Starts the log on standard error; `OMOIOS_LOG` says what is logged.
pub fn start(json: bool) -> io::Result<Flush> {
    let filter = EnvFilter::try_from_env("OMOIOS_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let colour = io::IsTerminal::is_terminal(&io::stderr());
    let queue = Queue::start(io::stderr())?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(queue.clone()).with_ansi(colour);
    if json {
        log.json().init();
    } else {
        log.init();
    }
    Ok(Flush(queue))
}

impl Queue {
    fn start(output: impl Write + Send + 'static) -> io::Result<Self> {
        let (items, waiting) = sync_channel(QUEUE);
        let dropped = Arc::new(AtomicU64::new(0));
        let queue = Self { items, dropped: Arc::clone(&dropped) };
        std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write(&waiting, output, &dropped))?;
        Ok(queue)
    }
}

fn write(waiting: &Receiver<Item>, mut output: impl Write, dropped: &AtomicU64) {
    while let Ok(item) = waiting.recv() {
        // A log that cannot be written can be told to nobody.
        let _unwritable = match item {
            Item::Line(line) => output.write_all(&line),
            Item::Flush(done) => {
                let flushed = output.flush();
                let _gone = done.send(());
                flushed
            }
        };
        let lost = dropped.swap(0, Ordering::Relaxed);
        if lost > 0 {
            let _unwritable = writeln!(output, "{{\"level\":\"WARN\",\"lost_log_lines\":{lost}}}");
        }
    }
}

impl<'a> MakeWriter<'a> for Queue {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Each call is one line: so the formatter writes.
impl Write for Queue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.items.try_send(Item::Line(line.to_vec())).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Flush {
    fn drop(&mut self) {
        let (done, written) = sync_channel(1);
        let until = Instant::now() + LAST_LINES;
        let mut order = Item::Flush(done);
        // A full queue takes the order as soon as a line of it is written.
        while let Err(TrySendError::Full(refused)) = self.0.items.try_send(order) {
            if Instant::now() >= until {
                return;
            }
            order = refused;
            std::thread::sleep(Duration::from_millis(1));
        }
        let _in_time = written.recv_timeout(until.saturating_duration_since(Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Takes nothing until it is unlocked.
    #[derive(Clone, Default)]
    struct Slow(Arc<Mutex<Vec<u8>>>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_are_dropped_and_counted_rather_than_waited_for() {
        let slow = Slow::default();
        let mut queue = Queue::start(slow.clone()).unwrap();
        let held = slow.0.lock().unwrap();
        for _ in 0..QUEUE + 100 {
            queue.write_all(b"line\n").unwrap();
        }
        drop(held);
        drop(Flush(queue));
        let text = String::from_utf8(slow.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().filter(|line| *line == "line").count();
        assert!((QUEUE..QUEUE + 100).contains(&lines), "{lines}");
        assert!(text.contains("lost_log_lines"), "a loss is told");
    }
}
