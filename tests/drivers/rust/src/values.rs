//! Bytes that requests describe.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use sdk::Upload;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::protocol::{Failure, optional};

/// Bytes as a request describes them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    text: Option<String>,
    hex: Option<String>,
    path: Option<String>,
    fill: Option<usize>,
    filename: Option<String>,
    content_type: Option<String>,
}

/// A required upload.
pub fn upload(args: &Map<String, Value>, name: &str) -> Result<Upload, Failure> {
    optional_upload(args, name)?.ok_or_else(|| Failure::Driver(format!("the argument `{name}` is missing")))
}

/// An upload, if it is given.
pub fn optional_upload(args: &Map<String, Value>, name: &str) -> Result<Option<Upload>, Failure> {
    optional::<Described>(args, name)?.map(made).transpose()
}

/// Several uploads.
pub fn uploads(args: &Map<String, Value>, name: &str) -> Result<Vec<Upload>, Failure> {
    optional::<Vec<Described>>(args, name)?.unwrap_or_default().into_iter().map(made).collect()
}

fn made(it: Described) -> Result<Upload, Failure> {
    let mut upload = match (it.text, it.hex, it.path, it.fill) {
        (Some(text), None, None, None) => Upload::bytes(text),
        (None, Some(hex), None, None) => Upload::bytes(unhex(&hex)?),
        (None, None, Some(path), None) => Upload::file(path),
        (None, None, None, Some(count)) => {
            let length = u64::try_from(count).unwrap_or(u64::MAX);
            Upload::stream(Fill { at: 0, count }).with_length(length)
        }
        _ => return Err(Failure::Driver("bytes are one of `text`, `hex`, `path` and `fill`".to_owned())),
    };
    if let Some(name) = it.filename {
        upload = upload.with_file_name(name);
    }
    if let Some(content_type) = it.content_type {
        upload = upload.with_content_type(content_type);
    }
    Ok(upload)
}

fn unhex(hex: &str) -> Result<Vec<u8>, Failure> {
    let fault = || Failure::Driver("`hex` is not hexadecimal".to_owned());
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at + 2).ok_or_else(fault)?, 16).map_err(|_| fault()))
        .collect()
}

/// Bytes whose value is their offset modulo 251.
struct Fill {
    at: usize,
    count: usize,
}

impl Stream for Fill {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let end = self.count.min(self.at + 64 * 1024);
        if self.at == end {
            return Poll::Ready(None);
        }
        let piece: Vec<u8> = (self.at..end).map(|at| u8::try_from(at % 251).unwrap_or(0)).collect();
        self.at = end;
        Poll::Ready(Some(Ok(piece.into())))
    }
}
