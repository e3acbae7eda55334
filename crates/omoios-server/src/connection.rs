//! A handle to the connection a request came on, for those who have to break it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio_util::sync::CancellationToken;

/// Breaks a connection.
#[derive(Debug, Clone, Default)]
pub struct Connection {
    ended: CancellationToken,
    reset: Arc<AtomicBool>,
}

impl Connection {
    /// Ends the connection at once with a TCP reset.
    pub fn reset(&self) {
        self.reset.store(true, Ordering::SeqCst);
        self.ended.cancel();
    }

    /// Ends the connection at once in order, whatever has been promised to come.
    pub fn close(&self) {
        self.ended.cancel();
    }

    /// Waits until somebody ends the connection.
    pub async fn ended(&self) {
        self.ended.cancelled().await;
    }

    /// Whether it ends with a reset.
    pub fn is_reset(&self) -> bool {
        self.reset.load(Ordering::SeqCst)
    }
}
