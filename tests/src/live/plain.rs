//! The runner's own requests: plain HTTP, no retry, no typing.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;
use ureq::http::{Request, Response};
use ureq::{Agent, Body};

/// Makes requests to one server.
#[derive(Debug, Clone)]
pub struct Plain {
    agent: Agent,
    base_url: String,
}

/// A reply.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The JSON body; the text as a string where it is not JSON; `null` where it is empty.
    pub body: Value,
}

/// A body to send: media type and bytes.
#[derive(Debug, Clone, Default)]
pub struct Payload {
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

impl Plain {
    /// A client of the server at this URL.
    pub fn new(base_url: &str) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(20)))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self { agent: config.into(), base_url: base_url.to_owned() }
    }

    /// Makes one request. `path` begins with a slash.
    pub fn request(
        &self,
        method: &str,
        path: &str,
        headers: &BTreeMap<String, String>,
        payload: Payload,
    ) -> Result<Answer> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base_url));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(content_type) = &payload.content_type {
            request = request.header("content-type", content_type);
        }
        let with_body = payload.content_type.is_some();
        let response = if with_body {
            self.agent.run(request.body(payload.bytes)?)
        } else {
            self.agent.run(request.body(())?)
        };
        read(response.with_context(|| format!("{method} {path}"))?)
    }
}

fn read(mut response: Response<Body>) -> Result<Answer> {
    let status = response.status().as_u16();
    let bytes = response.body_mut().with_config().limit(16 << 20).read_to_vec()?;
    let text = String::from_utf8_lossy(&bytes);
    let body = match text.as_ref() {
        "" => Value::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    };
    Ok(Answer { status, body })
}

impl Payload {
    /// No body at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// A JSON body.
    pub fn json(value: &Value) -> Self {
        Self { content_type: Some("application/json".into()), bytes: value.to_string().into_bytes() }
    }

    /// A form of text fields; the field `file` is sent as a file of that name.
    pub fn multipart(fields: &BTreeMap<String, String>) -> Self {
        const BOUNDARY: &str = "conformance-7d1f";
        let part = |(name, text): (&String, &String)| {
            let (file, kind) = match name.as_str() {
                "file" => ("; filename=\"file.txt\"", "content-type: text/plain\r\n"),
                _ => ("", ""),
            };
            format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n{kind}\r\n{text}\r\n"
            )
        };
        let body: String = fields.iter().map(part).collect();
        Self {
            content_type: Some(format!("multipart/form-data; boundary={BOUNDARY}")),
            bytes: format!("{body}--{BOUNDARY}--\r\n").into_bytes(),
        }
    }
}
