//! What a child process writes, read by threads so that no pipe ever fills up.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Lines kept of a child's output.
const KEPT: usize = 20_000;

/// The last lines a child has written to one of its outputs.
#[derive(Debug, Clone, Default)]
pub struct Tail(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    kept: Mutex<Kept>,
    ended: Condvar,
}

#[derive(Debug, Default)]
struct Kept {
    lines: VecDeque<String>,
    ended: bool,
}

impl Tail {
    /// Follows an output until it ends.
    pub fn follow(output: impl Read + Send + 'static) -> Self {
        let tail = Self::default();
        let kept = tail.clone();
        thread::spawn(move || {
            lines(output, |line| kept.push(line));
            kept.kept().ended = true;
            kept.0.ended.notify_all();
        });
        tail
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, line: String) {
        let mut kept = self.kept();
        if kept.lines.len() == KEPT {
            kept.lines.pop_front();
        }
        kept.lines.push_back(line);
    }

    /// Waits until the output has ended, so that nothing of a child that is gone is missed. A process that outlives
    /// the child may hold the output open: that is waited for no longer than `limit`.
    pub fn settle(&self, limit: Duration) {
        let waited = self.0.ended.wait_timeout_while(self.kept(), limit, |kept| !kept.ended);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// Everything kept, as one text.
    pub fn text(&self) -> String {
        self.kept().lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// The last `count` lines.
    pub fn last(&self, count: usize) -> Vec<String> {
        let lines = &self.kept().lines;
        lines.iter().skip(lines.len().saturating_sub(count)).cloned().collect()
    }

    /// Forgets what was written so far.
    pub fn clear(&self) {
        self.kept().lines.clear();
    }
}

/// The lines of an output, one message each; the channel closes with the output.
pub(super) fn line_channel(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || lines(output, |line| drop(sender.send(line))));
    receiver
}

fn lines(output: impl Read, mut each: impl FnMut(String)) {
    let mut reader = BufReader::new(output);
    let mut line = Vec::new();
    while let Ok(1..) = reader.read_until(b'\n', &mut line) {
        each(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned());
        line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_arrive_and_the_channel_closes() {
        let lines: Vec<String> = line_channel(&b"one\r\ntwo\n\xffthree"[..]).into_iter().collect();
        assert_eq!(lines, ["one", "two", "\u{fffd}three"]);
    }
}
