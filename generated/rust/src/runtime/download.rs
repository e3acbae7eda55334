//! Answers that are bytes, read piece by piece.

use std::fmt;
use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode, header};
use progenitor_client::ByteStream;
use tokio::fs::File;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::body::broken;
use super::call::Response;
use super::clock::{BoxFuture, Clock};
use super::errors::{Error, ErrorKind};
use super::exchange::Exchange;

type Body = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send + Sync>>;

/// An answer of bytes, read piece by piece. Dropping it closes the connection.
#[must_use = "a download is read only when it is asked for"]
pub struct Download {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    clock: Arc<dyn Clock>,
    idle_timeout: Duration,
    idle: Option<BoxFuture<'static, ()>>,
    is_over: bool,
}

impl Download {
    /// The bytes of an answer that the wire layer passed on undecoded.
    #[must_use]
    pub fn of(exchange: &Exchange, response: Response<ByteStream>) -> Response<Self> {
        let transport = exchange.transport();
        let (status, headers) = (response.status, response.headers.clone());
        let clock = Arc::clone(transport.clock());
        let idle_timeout = transport.idle_timeout(exchange.options());
        response.map(|body| Self {
            status,
            headers,
            body: body.into_inner(),
            clock,
            idle_timeout,
            idle: None,
            is_over: false,
        })
    }

    /// The answer's status: 206 if a range was asked for and given.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The answer's headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The content type that the server names.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// The length in bytes that the server announces.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        self.headers
            .get(header::CONTENT_LENGTH)?
            .to_str()
            .ok()?
            .parse()
            .ok()
    }

    /// The next piece; `None` at the end. After an error the download is at its end.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// The pieces as an iterator that waits for each.
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> super::Blocking<Self> {
        super::Blocking::new(self)
    }

    /// All bytes, unless there are more than `limit`: then an error that says so.
    ///
    /// # Errors
    ///
    /// Kind `TooLarge` above the limit, `Connection` or `Timeout` if it breaks off.
    pub async fn bytes(mut self, limit: usize) -> Result<Bytes, Error> {
        let mut all = BytesMut::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            if all.len() + piece.len() > limit {
                return Err(Error::new(
                    ErrorKind::TooLarge,
                    format!("the answer is larger than {limit} bytes"),
                ));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all.freeze())
    }

    /// Writes all bytes as they come, and gives their number.
    ///
    /// # Errors
    ///
    /// Kind `Connection` or `Timeout` if it breaks off, `Request` if the bytes cannot be written.
    pub async fn copy_to(mut self, writer: &mut (impl AsyncWrite + Unpin)) -> Result<u64, Error> {
        let mut written = 0;
        while let Some(piece) = self.next().await {
            let piece = piece?;
            writer
                .write_all(&piece)
                .await
                .map_err(|error| cannot_write("the download", error))?;
            written += u64::try_from(piece.len()).unwrap_or(0);
        }
        writer
            .flush()
            .await
            .map_err(|error| cannot_write("the download", error))?;
        Ok(written)
    }

    /// Writes all bytes to a file, which is made or replaced, and gives their number.
    ///
    /// # Errors
    ///
    /// Kind `Connection` or `Timeout` if it breaks off, `Request` if the file cannot be written.
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let mut file = File::create(path)
            .await
            .map_err(|error| cannot_write(&name, error))?;
        self.copy_to(&mut file).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let piece = match self.body.as_mut().poll_next(cx) {
            Poll::Ready(piece) => piece.map(|piece| piece.map_err(broken)),
            Poll::Pending => {
                let idle = self
                    .idle
                    .get_or_insert_with(|| self.clock.sleep(self.idle_timeout));
                ready!(idle.as_mut().poll(cx));
                let message = format!("nothing came for {} ms", self.idle_timeout.as_millis());
                Some(Err(Error::new(ErrorKind::Timeout, message)))
            }
        };
        self.idle = None;
        self.is_over = !matches!(piece, Some(Ok(_)));
        Poll::Ready(piece)
    }
}

fn cannot_write(what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Request, format!("cannot write {what}: {error}")).with_source(error)
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.status)
            .field("length", &self.content_length())
            .finish_non_exhaustive()
    }
}
