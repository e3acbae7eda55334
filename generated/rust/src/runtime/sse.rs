//! The event-stream parser: bytes in, events out, no sockets.
//!
//! It follows the WHATWG rules for `text/event-stream` to the letter, takes linear time however the bytes are cut
//! into chunks, and bounds the memory that one event can take.

use std::collections::VecDeque;
use std::fmt;

use super::retry::MAX_SAFE_INTEGER;

/// Bound on one line together with the data of its event, unless set otherwise: 16 MiB.
pub const DEFAULT_EVENT_LIMIT: usize = 16 * 1024 * 1024;

/// The byte order mark, in UTF-8.
pub(crate) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// One event as it stands on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SseEvent {
    /// Its name; `message` when the stream names none.
    pub event: String,
    /// Its data lines, joined by LF.
    pub data: String,
    /// The last id seen so far, by this event or an earlier one; `None` while there was none.
    pub id: Option<String>,
    /// Whether the id stands in this very event.
    pub own_id: bool,
    /// The reconnection time in milliseconds, if the stream set it since the event before.
    pub retry: Option<u64>,
}

impl SseEvent {
    /// A line of a stream that has no events, as the data of one.
    pub(crate) fn line(line: &[u8]) -> Self {
        let data = String::from_utf8_lossy(line).into_owned();
        Self {
            event: "message".to_owned(),
            data,
            id: None,
            own_id: false,
            retry: None,
        }
    }
}

/// A line, or the data of an event, is longer than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// The bound in bytes.
    pub limit: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "one event or line of the stream is larger than {} bytes",
            self.limit
        )
    }
}

impl std::error::Error for TooLarge {}

/// Parses an event stream that is pushed in as chunks of bytes.
#[derive(Debug)]
pub struct SseParser {
    limit: usize,
    line: Vec<u8>,
    /// How much of a byte order mark the stream has begun with so far; `None` once that is settled.
    bom: Option<usize>,
    after_cr: bool,
    failed: bool,
    data: String,
    event: String,
    id: Option<String>,
    own_id: bool,
    event_retry: Option<u64>,
    last_event_id: String,
    retry: Option<u64>,
    ready: VecDeque<SseEvent>,
}

impl SseParser {
    /// A parser that refuses lines and events of more than `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            bom: Some(0),
            after_cr: false,
            failed: false,
            data: String::new(),
            event: String::new(),
            id: None,
            own_id: false,
            event_retry: None,
            last_event_id: String::new(),
            retry: None,
            ready: VecDeque::new(),
        }
    }

    /// Starts with an id that an earlier connection ended on.
    #[must_use]
    pub fn resuming(mut self, last_event_id: &str) -> Self {
        last_event_id.clone_into(&mut self.last_event_id);
        self.id = Some(self.last_event_id.clone());
        self
    }

    /// Takes the next bytes of the stream. Events completed before the bound was passed can still be taken out.
    ///
    /// # Errors
    ///
    /// The line or event is larger than the bound.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), TooLarge> {
        if self.failed {
            return Err(TooLarge { limit: self.limit });
        }
        let rest = self.strip_bom(chunk)?;
        self.push_lines(rest)
    }

    /// The next complete event.
    pub fn next_event(&mut self) -> Option<SseEvent> {
        self.ready.pop_front()
    }

    /// The id to resume from: that of the last completed block. Empty while there is none.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// The reconnection time in milliseconds that the stream set last.
    #[must_use]
    pub fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// Drops one byte order mark at the very start, even if it arrives in pieces.
    fn strip_bom<'a>(&mut self, chunk: &'a [u8]) -> Result<&'a [u8], TooLarge> {
        let Some(seen) = self.bom else {
            return Ok(chunk);
        };
        let same = BOM[seen..]
            .iter()
            .zip(chunk)
            .take_while(|(a, b)| a == b)
            .count();
        if seen + same == BOM.len() {
            self.bom = None;
            return Ok(&chunk[same..]);
        }
        if same == chunk.len() {
            self.bom = Some(seen + same);
            return Ok(&[]);
        }
        self.bom = None;
        self.push_lines(&BOM[..seen])?;
        Ok(chunk)
    }

    fn push_lines(&mut self, mut rest: &[u8]) -> Result<(), TooLarge> {
        if self.after_cr && !rest.is_empty() {
            self.after_cr = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = rest.iter().position(|b| matches!(b, b'\n' | b'\r')) {
            self.extend_line(&rest[..end])?;
            self.finish_line();
            let ended_by_cr = rest[end] == b'\r';
            rest = &rest[end + 1..];
            if ended_by_cr {
                self.after_cr = rest.is_empty();
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            }
        }
        self.extend_line(rest)
    }

    fn extend_line(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        if self.line.len() + bytes.len() + self.data.len() > self.limit {
            self.failed = true;
            self.line = Vec::new();
            self.data = String::new();
            return Err(TooLarge { limit: self.limit });
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn finish_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            self.dispatch();
        } else {
            let (field, value) = match line.iter().position(|b| *b == b':') {
                Some(colon) => (&line[..colon], &line[colon + 1..]),
                None => (&line[..], &[][..]),
            };
            self.apply(field, value.strip_prefix(b" ").unwrap_or(value));
        }
        // The buffer is kept for the next line.
        self.line = line;
        self.line.clear();
    }

    fn apply(&mut self, field: &[u8], value: &[u8]) {
        match field {
            b"data" => {
                self.data.push_str(&String::from_utf8_lossy(value));
                self.data.push('\n');
            }
            b"event" => self.event = String::from_utf8_lossy(value).into_owned(),
            b"id" if !value.contains(&0) => {
                self.id = Some(String::from_utf8_lossy(value).into_owned());
                self.own_id = true;
            }
            b"retry" => self.apply_retry(value),
            _ => {}
        }
    }

    fn apply_retry(&mut self, digits: &[u8]) {
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return;
        }
        let millis = digits.iter().fold(0_u64, |sum, digit| {
            sum.saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'))
                .min(MAX_SAFE_INTEGER)
        });
        self.retry = Some(millis);
        self.event_retry = Some(millis);
    }

    /// A blank line: commits the id, and completes an event if there is data.
    fn dispatch(&mut self) {
        if let Some(id) = &self.id {
            id.clone_into(&mut self.last_event_id);
        }
        let event = std::mem::take(&mut self.event);
        let own_id = std::mem::take(&mut self.own_id);
        if self.data.pop().is_none() {
            return;
        }
        self.ready.push_back(SseEvent {
            event: if event.is_empty() {
                "message".to_owned()
            } else {
                event
            },
            data: std::mem::take(&mut self.data),
            id: self.id.clone(),
            own_id,
            retry: self.event_retry.take(),
        });
    }
}

impl Default for SseParser {
    fn default() -> Self {
        Self::new(DEFAULT_EVENT_LIMIT)
    }
}
