//! Bodies of requests and answers.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Frame, SizeHint};

use super::errors::{BoxError, Error, ErrorKind};
use super::multipart::Form;
use super::upload::{ByteSource, Upload};

/// The body of a request, as often as it is sent.
#[derive(Debug, Clone, Default)]
pub enum RequestBody {
    /// What the request holds itself.
    #[default]
    AsBuilt,
    /// Bytes of a content type.
    Bytes(String, Bytes),
    /// Streamed bytes; the content type holds unless the upload has its own.
    Upload(String, Upload),
    /// A form of a content type (without its boundary).
    Multipart(String, Form),
}

/// A body about to be sent.
pub(crate) struct OpenBody {
    pub(crate) content_type: String,
    pub(crate) body: reqwest::Body,
    pub(crate) length: Option<u64>,
}

impl RequestBody {
    /// Whether it can be sent again.
    pub(crate) fn is_rewindable(&self) -> bool {
        match self {
            Self::AsBuilt | Self::Bytes(..) => true,
            Self::Upload(_, upload) => upload.is_rewindable(),
            Self::Multipart(_, form) => form.is_rewindable(),
        }
    }

    /// Starts to read it; `None` if the request holds it itself.
    pub(crate) async fn open(&self, boundary: &str) -> Result<Option<OpenBody>, Error> {
        Ok(match self {
            Self::AsBuilt => None,
            Self::Bytes(content_type, bytes) => Some(OpenBody {
                content_type: content_type.clone(),
                length: u64::try_from(bytes.len()).ok(),
                body: bytes.clone().into(),
            }),
            Self::Upload(content_type, upload) => {
                let content_type = upload.content_type().unwrap_or(content_type).to_owned();
                Some(OpenBody::streamed(content_type, upload.open().await?))
            }
            Self::Multipart(content_type, form) => {
                let content_type = format!("{content_type}; boundary={boundary}");
                Some(OpenBody::streamed(content_type, form.open(boundary).await?))
            }
        })
    }
}

impl OpenBody {
    fn streamed(content_type: String, (source, length): (ByteSource, Option<u64>)) -> Self {
        let body = reqwest::Body::wrap(Streamed {
            source: Mutex::new(source),
            length,
        });
        Self {
            content_type,
            body,
            length,
        }
    }
}

/// A streamed body that knows its length, if anyone does.
struct Streamed {
    // The HTTP client wants its bodies `Sync`; nobody ever shares this one.
    source: Mutex<ByteSource>,
    length: Option<u64>,
}

impl http_body::Body for Streamed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let source = self
            .source
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        source
            .as_mut()
            .poll_next(cx)
            .map(|item| item.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.length
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// Reads a whole answer of at most `limit` bytes, counted after decompression.
pub(crate) async fn read(mut response: reqwest::Response, limit: usize) -> Result<Bytes, Error> {
    let mut all = BytesMut::new();
    while let Some(piece) = response.chunk().await.map_err(broken)? {
        append(&mut all, &piece, limit)?;
    }
    Ok(all.freeze())
}

/// As [`read`], from a stream.
pub(crate) async fn collect<S>(mut stream: S, limit: usize) -> Result<Bytes, Error>
where
    S: Stream<Item = reqwest::Result<Bytes>> + Unpin,
{
    let mut all = BytesMut::new();
    while let Some(piece) = poll_fn(|cx| Pin::new(&mut stream).poll_next(cx)).await {
        append(&mut all, &piece.map_err(broken)?, limit)?;
    }
    Ok(all.freeze())
}

fn append(all: &mut BytesMut, piece: &[u8], limit: usize) -> Result<(), Error> {
    if all.len() + piece.len() > limit {
        return Err(Error::new(
            ErrorKind::TooLarge,
            format!("the answer is larger than {limit} bytes"),
        ));
    }
    all.extend_from_slice(piece);
    Ok(())
}

/// The error of an answer that broke off while it was read.
pub(crate) fn broken(error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Connection
    };
    Error::new(kind, "the connection broke while the answer was read")
        .with_source(error.without_url())
}
