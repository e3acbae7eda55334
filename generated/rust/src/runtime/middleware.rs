//! Code of the caller around every attempt.

use std::fmt;
use std::sync::Arc;

use reqwest::{Request, Response};

use super::clock::BoxFuture;
use super::errors::Error;

/// Wraps every attempt of every call: sees the finished request, and the answer as it comes from the network.
///
/// Redirects are followed inside. An error returned here ends the attempt, and is retried as any other.
pub trait Middleware: Send + Sync + 'static {
    /// Handles one attempt; `next.run(request)` goes on with it.
    fn handle<'a>(
        &'a self,
        request: Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<Response, Error>>;
}

pub(crate) type Sender<'a> =
    dyn Fn(Request) -> BoxFuture<'a, Result<Response, Error>> + Send + Sync + 'a;

/// The rest of an attempt.
pub struct Next<'a> {
    rest: &'a [Arc<dyn Middleware>],
    last: &'a Sender<'a>,
}

impl<'a> Next<'a> {
    pub(crate) fn new(rest: &'a [Arc<dyn Middleware>], last: &'a Sender<'a>) -> Self {
        Self { rest, last }
    }

    /// Goes on with a request.
    pub fn run(self, request: Request) -> BoxFuture<'a, Result<Response, Error>> {
        match self.rest.split_first() {
            Some((first, rest)) => first.handle(
                request,
                Next {
                    rest,
                    last: self.last,
                },
            ),
            None => (self.last)(request),
        }
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next")
            .field("middleware", &self.rest.len())
            .finish_non_exhaustive()
    }
}
