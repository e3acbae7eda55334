//! Bytes to send: in memory, from a file, or from a stream.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};

use super::errors::{BoxError, Error, ErrorKind};
use super::exchange::lock;

/// Bytes that arrive piece by piece.
pub type ByteSource = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// Size of the pieces that files and readers are sent in.
const PIECE: usize = 64 * 1024;

/// Bytes to send, as a body or as a file of a form. Never held in memory as a whole unless they came so.
#[derive(Clone)]
pub struct Upload {
    source: Source,
    length: Option<u64>,
    file_name: Option<String>,
    content_type: Option<String>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    File(PathBuf),
    Once(Arc<Mutex<Option<ByteSource>>>),
}

impl Upload {
    /// Sends bytes from memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = u64::try_from(bytes.len()).ok();
        Self {
            source: Source::Bytes(bytes),
            length,
            file_name: None,
            content_type: None,
        }
    }

    /// Sends a file from disk, read when the call is made. In a form it goes under its own file name.
    pub fn file(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let file_name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Self {
            source: Source::File(path.to_owned()),
            length: None,
            file_name,
            content_type: None,
        }
    }

    /// Sends a stream of pieces. It can be sent once only, so the call is not repeated after a failure.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::once(Box::pin(Mapped {
            inner: Box::pin(stream),
        }))
    }

    /// Sends what a reader gives. It can be sent once only, so the call is not repeated after a failure.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::once(Box::pin(Pieces::new(Box::pin(reader))))
    }

    fn once(source: ByteSource) -> Self {
        let source = Source::Once(Arc::new(Mutex::new(Some(source))));
        Self {
            source,
            length: None,
            file_name: None,
            content_type: None,
        }
    }

    /// Sets the length in bytes, if the source does not tell it.
    #[must_use]
    pub fn with_length(mut self, length: u64) -> Self {
        self.length = Some(length);
        self
    }

    /// Sets the file name under which it goes into a form.
    #[must_use]
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the content type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    pub(crate) fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    pub(crate) fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Whether it can be sent again.
    pub(crate) fn is_rewindable(&self) -> bool {
        !matches!(self.source, Source::Once(_))
    }

    /// Starts to read, and tells the length if it is known.
    pub(crate) async fn open(&self) -> Result<(ByteSource, Option<u64>), Error> {
        match &self.source {
            Source::Bytes(bytes) => Ok((Box::pin(OnePiece(Some(bytes.clone()))), self.length)),
            Source::File(path) => open_file(path, self.length).await,
            Source::Once(source) => match lock(source).take() {
                Some(source) => Ok((source, self.length)),
                None => Err(Error::new(
                    ErrorKind::Request,
                    "this upload was sent before and cannot be sent again",
                )
                .unsent()),
            },
        }
    }
}

async fn open_file(path: &Path, length: Option<u64>) -> Result<(ByteSource, Option<u64>), Error> {
    let refuse = |error: io::Error| {
        Error::new(
            ErrorKind::Request,
            format!("cannot read `{}`: {error}", path.display()),
        )
        .unsent()
        .with_source(error)
    };
    let file = File::open(path).await.map_err(refuse)?;
    let on_disk = file.metadata().await.map_err(refuse)?.len();
    Ok((
        Box::pin(Pieces::new(Box::pin(file))),
        length.or(Some(on_disk)),
    ))
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match &self.source {
            Source::Bytes(_) => "bytes",
            Source::File(_) => "file",
            Source::Once(_) => "stream",
        };
        f.debug_struct("Upload")
            .field("source", &source)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<String> for Upload {
    fn from(text: String) -> Self {
        Self::bytes(text)
    }
}

impl From<&'static str> for Upload {
    fn from(text: &'static str) -> Self {
        Self::bytes(text)
    }
}

impl From<&'static [u8]> for Upload {
    fn from(bytes: &'static [u8]) -> Self {
        Self::bytes(bytes)
    }
}

struct OnePiece(Option<Bytes>);

impl Stream for OnePiece {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().filter(|bytes| !bytes.is_empty()).map(Ok))
    }
}

struct Mapped<S: ?Sized> {
    inner: Pin<Box<S>>,
}

impl<S, E> Stream for Mapped<S>
where
    S: Stream<Item = Result<Bytes, E>> + ?Sized,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.inner
            .as_mut()
            .poll_next(cx)
            .map(|item| item.map(|piece| piece.map_err(Into::into)))
    }
}

/// Reads a reader piece by piece.
struct Pieces<R> {
    reader: Pin<Box<R>>,
    buffer: Box<[u8]>,
    done: bool,
}

impl<R> Pieces<R> {
    fn new(reader: Pin<Box<R>>) -> Self {
        Self {
            reader,
            buffer: vec![0; PIECE].into_boxed_slice(),
            done: false,
        }
    }
}

impl<R: AsyncRead> Stream for Pieces<R> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.done {
            return Poll::Ready(None);
        }
        let mut buffer = ReadBuf::new(&mut this.buffer);
        let outcome = ready!(this.reader.as_mut().poll_read(cx, &mut buffer));
        let piece = Bytes::copy_from_slice(buffer.filled());
        this.done = outcome.is_err() || piece.is_empty();
        Poll::Ready(match outcome {
            Err(error) => Some(Err(error.into())),
            Ok(()) if piece.is_empty() => None,
            Ok(()) => Some(Ok(piece)),
        })
    }
}
