//! JSON lines: bytes in, lines out, no sockets.

use std::collections::VecDeque;

use super::sse::{BOM, TooLarge};

/// Splits a stream of bytes into lines. Blank lines are skipped; LF and CR LF end a line.
#[derive(Debug)]
pub struct LineParser {
    limit: usize,
    line: Vec<u8>,
    at_start: bool,
    failed: bool,
    ready: VecDeque<Vec<u8>>,
}

impl LineParser {
    /// A parser that refuses lines of more than `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            at_start: true,
            failed: false,
            ready: VecDeque::new(),
        }
    }

    /// Takes the next bytes. Lines completed before the bound was passed can still be taken out.
    ///
    /// # Errors
    ///
    /// The line is larger than the bound.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), TooLarge> {
        let mut pieces = chunk.split(|b| *b == b'\n');
        let last = pieces.next_back().unwrap_or_default();
        for piece in pieces {
            self.extend(piece)?;
            if self.line.last() == Some(&b'\r') {
                self.line.pop();
            }
            self.finish_line();
        }
        self.extend(last)
    }

    /// Ends the stream: its last line needs no line end.
    pub fn finish(&mut self) {
        if !self.failed {
            self.finish_line();
        }
    }

    /// The next complete line, without its end.
    pub fn next_line(&mut self) -> Option<Vec<u8>> {
        self.ready.pop_front()
    }

    fn extend(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        if self.failed || self.line.len() + bytes.len() > self.limit {
            self.failed = true;
            self.line = Vec::new();
            return Err(TooLarge { limit: self.limit });
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn finish_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.at_start) && line.starts_with(BOM) {
            line.drain(..BOM.len());
        }
        if !line.iter().all(|b| matches!(b, b' ' | b'\t' | b'\r')) {
            self.ready.push_back(line);
        }
    }
}
