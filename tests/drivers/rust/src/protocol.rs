//! Requests and answers as JSON lines.

use std::io::Write;
use std::time::Duration;

use sdk::runtime::Position;
use sdk::{Download, Error, ErrorKind};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// One request line.
#[derive(Debug, Deserialize)]
pub struct Request {
    pub id: Value,
    pub op: String,
    #[serde(default)]
    pub args: Map<String, Value>,
    #[serde(default)]
    pub options: Options,
}

/// Options of a call, and of the driver.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    pub timeout_ms: Option<u64>,
    pub max_retries: Option<u32>,
    #[serde(default)]
    pub headers: Map<String, Value>,
    pub idempotency_key: Option<String>,
    pub idle_timeout_ms: Option<u64>,
    pub last_event_id: Option<String>,
    pub mode: Option<String>,
    pub take: Option<usize>,
    pub cancel_after_ms: Option<u64>,
    #[serde(default)]
    pub raw: bool,
}

impl Options {
    /// Headers by name.
    pub fn headers(&self) -> impl Iterator<Item = (String, String)> {
        self.headers.iter().map(|(name, value)| (name.clone(), text(value)))
    }

    /// Whether only the first page is asked for.
    pub fn is_page(&self) -> bool {
        self.mode.as_deref() == Some("page")
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Why a request failed.
pub enum Failure {
    /// The SDK says so.
    Sdk(Error),
    /// The request does not fit the typed model.
    Driver(String),
    /// The driver cancelled the call.
    Cancelled,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Sdk(error)
    }
}

impl Failure {
    fn shown(&self) -> Value {
        match self {
            Self::Sdk(error) => shown(error),
            Self::Driver(message) => json!({"kind": "driver", "message": message}),
            Self::Cancelled => json!({"kind": "cancelled", "status": null, "code": null, "message": "cancelled",
                "request_id": null, "attempts": 1, "retry_after_ms": null, "body": null, "last_event_id": null}),
        }
    }
}

fn shown(error: &Error) -> Value {
    let kind = match error.kind() {
        ErrorKind::Config | ErrorKind::Auth => "invalid_request",
        ErrorKind::TooLarge => "decode",
        kind => kind.as_str(),
    };
    let body: Value = serde_json::from_slice(error.body()).unwrap_or_default();
    json!({
        "kind": kind,
        "status": error.status().map(|status| status.as_u16()),
        "code": error.code(),
        "message": error.message(),
        "request_id": error.request_id(),
        "attempts": error.attempts(),
        "retry_after_ms": error.retry_after().map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
        "body": body,
        "last_event_id": error.last_event_id(),
    })
}

/// Writes one answer line.
pub fn write(id: &Value, mut answer: Value) {
    answer["id"] = id.clone();
    let mut out = std::io::stdout().lock();
    // Nobody listens any more if this fails.
    drop(writeln!(out, "{answer}").and_then(|()| out.flush()));
}

/// Writes the outcome of a request.
pub fn finish(id: &Value, outcome: Result<Value, Failure>) {
    match outcome {
        Ok(answer) => write(id, answer),
        Err(failure) => write(id, json!({"error": failure.shown()})),
    }
}

/// Runs a call, unless it is cancelled before.
pub async fn limited<T>(options: &Options, work: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    let Some(millis) = options.cancel_after_ms else { return Ok(work.await?) };
    tokio::select! {
        outcome = work => Ok(outcome?),
        () = tokio::time::sleep(Duration::from_millis(millis)) => Err(Failure::Cancelled),
    }
}

/// The answer of a call with one value.
pub fn value<T: Serialize>(options: &Options, response: sdk::Response<T>) -> Result<Value, Failure> {
    let value = serde_json::to_value(&response.value).map_err(|error| Failure::Driver(error.to_string()))?;
    let mut answer = json!({"value": value});
    if options.raw {
        answer["status"] = response.status.as_u16().into();
        answer["request_id"] = response.request_id().into();
    }
    Ok(answer)
}

/// The answer of a download: its length and hash, read piece by piece.
pub async fn bytes(options: &Options, response: sdk::Response<Download>) -> Result<Value, Failure> {
    let (status, request_id) = (response.status.as_u16(), response.request_id());
    let mut download = response.value;
    let (mut count, mut hash) = (0_usize, Sha256::new());
    let read = async {
        while let Some(piece) = download.next().await {
            let piece = piece?;
            count += piece.len();
            hash.update(&piece);
        }
        Ok(())
    };
    limited(options, read).await?;
    let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut answer = json!({"value": {"bytes": count, "sha256": digest}, "status": status});
    if options.raw {
        answer["request_id"] = request_id.into();
    }
    Ok(answer)
}

/// Writes the items of a list or stream, and gives their number. `next` gives the next item and its further members.
pub async fn items<S>(
    request: &Request,
    source: &mut S,
    mut next: impl AsyncFnMut(&mut S) -> Option<Result<Value, Error>>,
) -> Result<usize, Failure> {
    let mut count = 0;
    let work = async {
        while request.options.take.is_none_or(|take| count < take) {
            let Some(item) = next(source).await else { break };
            write(&request.id, item?);
            count += 1;
        }
        Ok(())
    };
    limited(&request.options, work).await?;
    Ok(count)
}

/// A required argument as its type.
pub fn required<T: DeserializeOwned>(args: &Map<String, Value>, name: &str) -> Result<T, Failure> {
    optional(args, name)?.ok_or_else(|| Failure::Driver(format!("the argument `{name}` is missing")))
}

/// An argument as its type, if it is given.
pub fn optional<T: DeserializeOwned>(args: &Map<String, Value>, name: &str) -> Result<Option<T>, Failure> {
    let Some(value) = args.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
    let fault = |error| Failure::Driver(format!("the argument `{name}` does not fit its type: {error}"));
    serde_json::from_value(value.clone()).map(Some).map_err(fault)
}

/// A required argument that may be null.
pub fn body<T: DeserializeOwned>(args: &Map<String, Value>, name: &str) -> Result<T, Failure> {
    let fault = |error| Failure::Driver(format!("the argument `{name}` does not fit its type: {error}"));
    serde_json::from_value(args.get(name).cloned().unwrap_or_default()).map_err(fault)
}

/// Keeps the runtime's position type in use for drivers of APIs without pages.
pub type Start = Position;
