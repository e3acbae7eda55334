//! What a user of the toolkit wants otherwise than the description and the passes would have it.

use indexmap::IndexMap;

/// Wishes about one description, in words of no configuration format.
///
/// An operation is selected by its `operationId` as written or by `METHOD /path` as written in the description. A hint
/// that selects nothing is a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hints {
    /// Wishes about operations, by selector.
    pub operations: IndexMap<String, OperationHint>,
    /// New names of types, by their key in the description.
    pub types: IndexMap<String, String>,
    /// Operations to leave out, by selector.
    pub exclude: Vec<String>,
}

/// Wishes about one operation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OperationHint {
    /// Namespace on the client.
    pub resource: Option<String>,
    /// Method name.
    pub method: Option<String>,
    /// How its stream is to be read.
    pub stream: Option<StreamHint>,
    /// How its pages go on.
    pub pages: Option<PageHint>,
}

/// How a stream is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StreamHint {
    /// Body member that switches the stream on.
    pub flag: Option<String>,
    /// Schema of one event, by its key under `components.schemas`.
    pub events: Option<String>,
    /// Text of the `data` that ends the stream.
    pub terminator: Option<String>,
    /// Whether it ends by itself.
    pub ends: Option<StreamEnd>,
    /// Whether the server takes `Last-Event-ID`.
    pub resumable: Option<bool>,
}

/// Whether a stream ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamEnd {
    /// Never.
    Feed,
    /// After its last event.
    Finite,
}

/// How pages go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageHint {
    /// The operation has no pages, whatever it looks like.
    Off,
    /// It has, in this way; what is not said is inferred.
    On {
        /// Dotted path of the items' array from the page's root; `""` when the page is the array.
        items: Option<String>,
        /// Query parameter that takes the cursor.
        cursor: Option<String>,
        /// Dotted path of the next cursor, or of the next page's URL when no `cursor` is given.
        next: Option<String>,
    },
}
