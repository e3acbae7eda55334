//! What every handler can reach.

use std::sync::Arc;
use std::time::{Duration, Instant};

use omoios_engine::Engine;
use tokio_util::sync::CancellationToken;

use crate::limits::RateLimiter;
use crate::operations::Operations;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The platform.
    pub engine: Arc<Engine>,
    /// The operations of the document, by route.
    pub operations: Arc<Operations>,
    /// The document as it is served.
    pub document: Arc<str>,
    /// Who may call how often.
    pub limiter: Arc<RateLimiter>,
    /// Sizes and times.
    pub limits: Limits,
    /// Cancelled when the server begins to go down: streams end.
    pub draining: CancellationToken,
    /// When the server started.
    pub started: Instant,
}

/// Sizes and times that bound what a request may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most bytes of a JSON body.
    pub json_bytes: usize,
    /// Most bytes of an uploaded file.
    pub upload_bytes: u64,
    /// Longest wait for the next piece of a request body.
    pub body_idle: Duration,
    /// Time between heartbeats of an event stream.
    pub heartbeat: Duration,
}
