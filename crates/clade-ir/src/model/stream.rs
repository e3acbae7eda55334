//! Streams of events.

use clade_spec::SpecText;

use super::{Name, Type};

/// A reply that arrives in pieces.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// How pieces are framed.
    pub framing: Framing,
    /// What the caller gets for each piece: the decoded `data` of an event or the decoded line. A tagged union where the
    /// description has one; `Any` when nothing is known; `Text` for plain text.
    pub item: Type,
    /// Cases by event name, when the `event` field (not the data) tells the type; then `item` is a union named after them.
    pub cases: Vec<EventCase>,
    /// Whether it ends.
    pub kind: StreamKind,
    /// Whether the server takes `Last-Event-ID` (a declared header parameter, or a hint): the runtime may resume.
    pub resumable: bool,
    /// Which body member switched the stream on, when the same operation also answers JSON.
    pub switch: Option<StreamSwitch>,
}

/// Framing on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// `text/event-stream`.
    Sse,
    /// One JSON value per line.
    JsonLines,
}

/// One event name and its payload.
#[derive(Debug, Clone, PartialEq)]
pub struct EventCase {
    /// The `event:` value.
    pub event: SpecText,
    /// Name of the case.
    pub name: Name,
    /// Type of its data.
    pub ty: Type,
}

/// Whether a stream ends by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamKind {
    /// Never: an end means reconnect.
    Feed,
    /// After its last event; with the text of the `data` that says so, if there is one (`[DONE]`).
    Finite {
        /// Terminator.
        terminator: Option<SpecText>,
    },
}

/// A body member that chooses between JSON and a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamSwitch {
    /// Key in the body.
    pub wire: SpecText,
}
