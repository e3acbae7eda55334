//! Bodies that end too early, stall or are altered, and that know whether the client saw their end.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use serde_json::Value;
use tokio::time::Sleep;

use super::instruction::set;
use super::ledger::Guard;
use crate::connection::Connection;

/// Time for bytes already given to the connection to reach the client before it is broken.
const FLUSH: Duration = Duration::from_millis(20);

/// What happens to a body on its way.
#[derive(Debug)]
pub(super) enum BodyFault {
    /// Nothing.
    None,
    /// It is cut after so many bytes more.
    Cut { left: u64, connection: Connection, reset: bool, flush: Option<Pin<Box<Sleep>>> },
    /// Nothing more comes after so many bytes more.
    Stall { left: u64 },
    /// A value is set in the data of its events.
    Patch { pointer: String, value: Value, event: Option<u64>, sent: u64 },
}

impl BodyFault {
    pub(super) fn cut(left: u64, connection: Connection, reset: bool) -> Self {
        Self::Cut { left, connection, reset, flush: None }
    }

    /// Bytes that may still pass; `None` if all may.
    fn left(&mut self) -> Option<&mut u64> {
        match self {
            Self::Cut { left, .. } | Self::Stall { left } => Some(left),
            Self::None | Self::Patch { .. } => None,
        }
    }
}

/// A body that is followed to its end.
#[derive(Debug)]
pub(super) struct Tracked {
    inner: Body,
    fault: BodyFault,
    guard: Option<Guard>,
}

impl Tracked {
    pub(super) fn new(inner: Body, fault: BodyFault, guard: Guard) -> Self {
        let mut tracked = Self { inner, fault, guard: Some(guard) };
        // Nobody asks an empty body for its end.
        if tracked.inner.is_end_stream() && matches!(tracked.fault, BodyFault::None) {
            tracked.finish();
        }
        tracked
    }

    fn finish(&mut self) {
        if let Some(guard) = self.guard.take() {
            guard.finish();
        }
    }

    /// Breaks the connection once the bytes before are on their way.
    fn poll_break(&mut self, context: &mut Context<'_>) {
        let BodyFault::Cut { connection, reset, flush, .. } = &mut self.fault else { return };
        let sleep = flush.get_or_insert_with(|| Box::pin(tokio::time::sleep(FLUSH)));
        if sleep.as_mut().poll(context).is_ready() {
            if *reset {
                connection.reset();
            } else {
                connection.close();
            }
            self.finish();
        }
    }

    fn pass(&mut self, mut bytes: Bytes) -> Bytes {
        if let Some(left) = self.fault.left() {
            let keep = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
            bytes.truncate(keep);
            *left -= u64::try_from(keep).unwrap_or(*left);
        }
        if let BodyFault::Patch { pointer, value, event, sent } = &mut self.fault {
            return patched(&bytes, pointer, value, *event, sent).unwrap_or(bytes);
        }
        bytes
    }
}

/// Sets the value in the data of a frame; `None` if the frame has none, as a heartbeat.
fn patched(frame: &Bytes, pointer: &str, value: &Value, event: Option<u64>, sent: &mut u64) -> Option<Bytes> {
    let text = std::str::from_utf8(frame).ok()?;
    let data = text.lines().find_map(|line| line.strip_prefix("data: "))?;
    let place = *sent;
    *sent += 1;
    if event.is_some_and(|event| event != place) {
        return None;
    }
    let mut json: Value = serde_json::from_str(data).ok()?;
    set(&mut json, pointer, value.clone()).then_some(())?;
    let kind = json["type"].as_str().unwrap_or_default().to_owned();
    let lines = text.lines().map(|line| match line.split_once(": ") {
        Some(("data", _)) => format!("data: {json}\n"),
        Some(("event", _)) => format!("event: {kind}\n"),
        _ => format!("{line}\n"),
    });
    Some(Bytes::from(lines.collect::<String>()))
}

impl HttpBody for Tracked {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.fault.left().is_some_and(|left| *left == 0) {
            self.poll_break(context);
            return Poll::Pending;
        }
        match ready!(Pin::new(&mut self.inner).poll_frame(context)) {
            Some(Ok(frame)) => {
                let frame = match frame.into_data() {
                    Ok(bytes) => Frame::data(self.pass(bytes)),
                    Err(frame) => frame,
                };
                // A stalled client has not seen the end, whatever has been read.
                if self.inner.is_end_stream() && !matches!(self.fault, BodyFault::Stall { .. }) {
                    self.finish();
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Some(Err(error)) => Poll::Ready(Some(Err(error))),
            None => {
                self.finish();
                Poll::Ready(None)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.fault, BodyFault::None) && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if matches!(self.fault, BodyFault::Patch { .. }) {
            SizeHint::default()
        } else {
            self.inner.size_hint()
        }
    }
}
