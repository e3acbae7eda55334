//! Waiting without an async runtime of one's own.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::OnceLock;

use futures_core::Stream;
use tokio::runtime::{Builder, Handle, Runtime};

use super::errors::{Error, ErrorKind};

/// One runtime for all blocking calls; connections live on it between them.
static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// Waits for a future. Inside an async runtime this is an error, because it would bring that to a halt.
///
/// # Errors
///
/// Kind `Config`, inside an async runtime or if none can be made.
pub fn wait<F: Future>(future: F) -> Result<F::Output, Error> {
    if Handle::try_current().is_ok() {
        return Err(Error::new(
            ErrorKind::Config,
            "a blocking call inside an async runtime: use `.await` there",
        ));
    }
    Ok(runtime()?.block_on(future))
}

fn runtime() -> Result<&'static Runtime, Error> {
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let fresh = Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| {
            Error::new(
                ErrorKind::Config,
                "no runtime for blocking calls can be made",
            )
            .with_source(error)
        })?;
    Ok(RUNTIME.get_or_init(|| fresh))
}

/// The pages, items, events or pieces of a stream as an iterator that waits for each.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is asked for the next element"]
pub struct Blocking<S>(S);

impl<S> Blocking<S> {
    /// Wraps a stream.
    pub fn new(stream: S) -> Self {
        Self(stream)
    }

    /// The stream itself.
    pub fn into_inner(self) -> S {
        self.0
    }
}

impl<S, T> Iterator for Blocking<S>
where
    S: Stream<Item = Result<T, Error>> + Unpin,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = poll_fn(|cx| Pin::new(&mut self.0).poll_next(cx));
        wait(next).unwrap_or_else(|error| Some(Err(error)))
    }
}
