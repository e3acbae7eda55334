//! Events on their way from the writer to everybody who listens.

use std::sync::Arc;

use omoios_api::Event;
use tokio::sync::broadcast;

/// An event that is committed.
#[derive(Debug, Clone)]
pub struct Published {
    /// The organisation it belongs to.
    pub org_id: Option<String>,
    /// The spec it belongs to.
    pub spec_id: Option<String>,
    /// The task it belongs to.
    pub task_id: Option<String>,
    /// The event, with its place in the stream.
    pub event: Event,
    /// The event as JSON, made once for all listeners.
    pub json: String,
}

/// One writer, many listeners. The buffer is shared, so a slow listener costs no memory of its own: it is told that
/// it lags as soon as the buffer has moved past it.
#[derive(Debug, Clone)]
pub(crate) struct Bus(broadcast::Sender<Arc<Published>>);

impl Bus {
    pub(crate) fn new(buffer: usize) -> Self {
        Self(broadcast::Sender::new(buffer.max(1)))
    }

    /// Nobody listening is no error.
    pub(crate) fn publish(&self, event: Arc<Published>) {
        let _listeners = self.0.send(event).unwrap_or(0);
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Arc<Published>> {
        self.0.subscribe()
    }
}
