//! `multipart/form-data` bodies, streamed.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;

use super::encode::EncodeError;
use super::errors::{BoxError, Error, ErrorKind};
use super::upload::{ByteSource, Upload};

/// A form with fields and files.
#[derive(Debug, Clone, Default)]
pub struct Form {
    parts: Vec<Part>,
}

/// One field or file of a form.
#[derive(Debug, Clone)]
struct Part {
    name: String,
    is_file: bool,
    content: Upload,
}

impl Form {
    /// A form without parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text field.
    #[must_use]
    pub fn text(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.part(name.into(), false, Upload::bytes(value.into()))
    }

    /// Adds a field that holds JSON.
    ///
    /// # Errors
    ///
    /// Kind `Request`, if the value cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(
        self,
        name: impl Into<String>,
        value: &T,
    ) -> Result<Self, Error> {
        let name = name.into();
        let text = serde_json::to_vec(value).map_err(|error| {
            Error::new(
                ErrorKind::Request,
                format!("part `{name}` cannot be written as JSON: {error}"),
            )
            .unsent()
        })?;
        Ok(self.part(
            name,
            false,
            Upload::bytes(text).with_content_type("application/json"),
        ))
    }

    /// Adds a field of any content.
    #[must_use]
    pub fn field(self, name: impl Into<String>, content: Upload) -> Self {
        self.part(name.into(), false, content)
    }

    /// Adds a file; one without a file name goes as `file`.
    #[must_use]
    pub fn file(self, name: impl Into<String>, content: Upload) -> Self {
        self.part(name.into(), true, content)
    }

    fn part(mut self, name: String, is_file: bool, content: Upload) -> Self {
        self.parts.push(Part {
            name,
            is_file,
            content,
        });
        self
    }

    /// Whether it can be sent again.
    pub(crate) fn is_rewindable(&self) -> bool {
        self.parts.iter().all(|part| part.content.is_rewindable())
    }

    /// Starts to read all parts, and tells the length of the whole if it is known.
    ///
    /// # Errors
    ///
    /// Kind `Request`, if a name cannot be sent or a file cannot be read.
    pub async fn open(&self, boundary: &str) -> Result<(ByteSource, Option<u64>), Error> {
        let mut queue = VecDeque::with_capacity(self.parts.len() * 3 + 1);
        let mut length = Some(0);
        for part in &self.parts {
            let head = part.head(boundary).map_err(|error| error.of(&part.name))?;
            let (content, content_length) = part.content.open().await?;
            let framing = u64::try_from(head.len() + 2).unwrap_or(0);
            length = length
                .zip(content_length)
                .map(|(sum, content)| sum + content + framing);
            queue.extend([
                Piece::Ready(head.into()),
                Piece::Source(content),
                Piece::Ready(Bytes::from_static(b"\r\n")),
            ]);
        }
        let end = format!("--{boundary}--\r\n");
        length = length.map(|sum| sum + u64::try_from(end.len()).unwrap_or(0));
        queue.push_back(Piece::Ready(end.into()));
        Ok((Box::pin(Pieces(queue)), length))
    }
}

impl Part {
    fn head(&self, boundary: &str) -> Result<String, EncodeError> {
        let mut head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
            quoted(&self.name)?
        );
        let file_name = self
            .content
            .file_name()
            .filter(|_| self.is_file)
            .or(self.is_file.then_some("file"));
        if let Some(file_name) = file_name {
            head.extend(["; filename=\"", &quoted(file_name)?, "\""]);
        }
        let content_type = self
            .content
            .content_type()
            .or(self.is_file.then_some("application/octet-stream"));
        if let Some(content_type) = content_type {
            if !content_type
                .bytes()
                .all(|b| matches!(b, b'\t' | 0x20..=0x7E))
            {
                return Err(EncodeError::HeaderValue);
            }
            head.extend(["\r\nContent-Type: ", content_type]);
        }
        Ok(head + "\r\n\r\n")
    }
}

/// A name between quotes, escaped as browsers do.
fn quoted(name: &str) -> Result<String, EncodeError> {
    if name.contains('\0') {
        return Err(EncodeError::HeaderValue);
    }
    Ok(name
        .replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A"))
}

enum Piece {
    Ready(Bytes),
    Source(ByteSource),
}

/// The pieces one after the other.
struct Pieces(VecDeque<Piece>);

impl Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(piece) = self.0.front_mut() {
            let next = match piece {
                Piece::Ready(bytes) => Some(Ok(std::mem::take(bytes))),
                Piece::Source(source) => match source.as_mut().poll_next(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Some(item)) => return Poll::Ready(Some(item)),
                    Poll::Ready(None) => None,
                },
            };
            self.0.pop_front();
            if next.is_some() {
                return Poll::Ready(next);
            }
        }
        Poll::Ready(None)
    }
}

/// A scalar as the text of a field; anything else as JSON.
///
/// # Errors
///
/// Kind `Request`, if the value cannot be written.
pub fn text_part<T: Serialize + ?Sized>(value: &T) -> Result<Upload, Error> {
    let value = serde_json::to_value(value).map_err(|error| {
        Error::new(
            ErrorKind::Request,
            format!("a part cannot be written: {error}"),
        )
        .unsent()
    })?;
    Ok(match value {
        serde_json::Value::String(text) => Upload::bytes(text),
        other => Upload::bytes(other.to_string()),
    })
}
