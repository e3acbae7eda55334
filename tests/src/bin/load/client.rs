//! One connection that is kept alive: a request at a time, the whole answer read before the next.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use conformance::live::BOOTSTRAP_KEY;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// A connection to the server.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

/// What is sent again and again.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// A JSON body, or nothing.
    pub(crate) body: Bytes,
}

impl Call {
    pub(crate) fn get(path: String) -> Self {
        Self { method: Method::GET, path, body: Bytes::new() }
    }

    pub(crate) fn post(path: &str, body: &Value) -> Self {
        Self { method: Method::POST, path: path.to_owned(), body: body.to_string().into() }
    }
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("cannot reach {address}"))?;
        // Without it a request could wait for the acknowledgement of the one before.
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Its end shows in the next request, as an error.
        tokio::spawn(connection);
        Ok(Self { sender, host: address.to_string() })
    }

    /// Sends a call and reads the answer to its end. A status other than 2xx is an error.
    pub(crate) async fn send(&mut self, call: &Call) -> Result<Bytes> {
        let mut request = Request::builder()
            .method(&call.method)
            .uri(&call.path)
            .header("host", &self.host)
            .header("authorization", format!("Bearer {BOOTSTRAP_KEY}"));
        if !call.body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        let request = request.body(Full::new(call.body.clone()))?;
        self.sender.ready().await.context("the server closed a connection")?;
        let response = self.sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        ensure!(
            status.is_success(),
            "{} {} was answered {status}: {}",
            call.method,
            call.path,
            excerpt(&body)
        );
        Ok(body)
    }

    /// Makes something and returns its id.
    pub(crate) async fn create(&mut self, path: &str, body: &Value) -> Result<String> {
        let answer: Value = serde_json::from_slice(&self.send(&Call::post(path, body)).await?)?;
        answer["id"].as_str().map(str::to_owned).with_context(|| format!("POST {path}: the answer has no id"))
    }
}

fn excerpt(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().take(300).collect()
}
