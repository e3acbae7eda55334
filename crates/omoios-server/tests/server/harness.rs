//! A server on a real socket and a fresh database, and the few calls that every test makes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use omoios_engine::{Bootstrap, Engine, Settings};
use omoios_server::serve::{Options, serve};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) const KEY: &str = "omoi_sk_test_0123456789abcdef";

pub(crate) struct Server {
    pub(crate) addr: SocketAddr,
    pub(crate) client: Client,
    pub(crate) data: Arc<TempDir>,
    stop: CancellationToken,
    task: Option<JoinHandle<anyhow::Result<()>>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with_faults() -> Self {
        Self::with(Options { faults: true, ..Options::default() }).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        Self::on(Arc::new(tempfile::tempdir().unwrap()), options, 4096).await
    }

    pub(crate) async fn on(data: Arc<TempDir>, options: Options, event_buffer: usize) -> Self {
        let settings = Settings { event_buffer, ..Settings::new(data.path()) };
        let engine = Engine::open(settings).await.unwrap();
        let orgs = vec!["abc".to_owned(), "other".to_owned()];
        engine.bootstrap(Bootstrap { orgs, key: Some(KEY.to_owned()) }).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let task = tokio::spawn(serve(listener, Arc::new(engine), options, stopped));
        Self { addr, client: Client::new(), data, stop, task: Some(task) }
    }

    /// Goes down in order and keeps the data folder.
    pub(crate) async fn stop(mut self) -> Arc<TempDir> {
        self.stop.cancel();
        self.task.take().unwrap().await.unwrap().unwrap();
        Arc::clone(&self.data)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path)).bearer_auth(KEY).timeout(Duration::from_secs(30))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        self.request(Method::POST, path).json(&body).send().await.unwrap()
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Response {
        self.request(Method::PATCH, path).json(&body).send().await.unwrap()
    }

    pub(crate) async fn bare(&self, path: &str) -> Response {
        self.request(Method::POST, path).send().await.unwrap()
    }

    /// A new spec's id.
    pub(crate) async fn spec(&self) -> String {
        let body = json!({"title": "Add JWT refresh token rotation", "description": "Implement silent refresh", "org_id": "org_abc"});
        id(&ok(self.post("/api/specs", body).await).await)
    }

    /// A new ticket's id.
    pub(crate) async fn ticket(&self, spec_id: &str) -> String {
        id(&ok(self.post("/api/tickets", json!({"spec_id": spec_id, "title": "Token endpoint"})).await).await)
    }

    /// A new task's id.
    pub(crate) async fn task(&self, ticket_id: &str, depends_on: &[&str]) -> String {
        let body = json!({"ticket_id": ticket_id, "title": "Rotate", "depends_on": depends_on});
        id(&ok(self.post("/api/tasks", body).await).await)
    }

    /// Starts and completes a task.
    pub(crate) async fn finish(&self, task_id: &str) {
        ok(self.bare(&format!("/api/tasks/{task_id}/start")).await).await;
        ok(self.post(&format!("/api/tasks/{task_id}/complete"), json!({"summary": "done"})).await).await;
    }

    /// Orders faults under this id.
    pub(crate) async fn order(&self, id: &str, operation: &str, instructions: Value) {
        let body = json!({"id": id, "operation": operation, "instructions": instructions});
        let answer = self.client.post(self.url("/_faults")).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 204, "{}", answer.text().await.unwrap());
    }

    /// What the server saw.
    pub(crate) async fn report(&self, id: &str) -> Value {
        self.client.get(self.url(&format!("/_faults/{id}"))).send().await.unwrap().json().await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The JSON body of a success.
pub(crate) async fn ok(response: Response) -> Value {
    let status = response.status();
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// The problem body of an error, after the checks that hold for every error.
pub(crate) async fn problem(response: Response, status: u16, code: &str) -> Value {
    assert_eq!(response.status(), status);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let request_id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["code"], code, "{body}");
    assert_eq!(body["error"], code);
    assert_eq!(body["status"], status);
    assert_eq!(body["message"], body["detail"]);
    assert_eq!(body["request_id"], request_id);
    body
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// A stream of events, read frame by frame.
pub(crate) struct Events {
    response: Response,
    buffer: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    pub(crate) id: i64,
    pub(crate) event: String,
    pub(crate) data: Value,
}

impl Events {
    pub(crate) async fn open(server: &Server, query: &str, last_event_id: Option<i64>) -> Self {
        Self::open_as(server, KEY, query, last_event_id).await
    }

    pub(crate) async fn open_as(server: &Server, key: &str, query: &str, last_event_id: Option<i64>) -> Self {
        let mut request =
            server.client.get(server.url(&format!("/api/events/stream{query}"))).bearer_auth(key);
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, buffer: Vec::new() }
    }

    /// The next block of text between empty lines; `None` at the end.
    pub(crate) async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = self.buffer.drain(..end + 2).take(end).collect();
                return Some(String::from_utf8(block).unwrap());
            }
            let chunk = tokio::time::timeout(Duration::from_secs(20), self.response.chunk()).await.unwrap();
            match chunk {
                Ok(Some(bytes)) => self.buffer.extend_from_slice(&bytes),
                Ok(None) | Err(_) => return None,
            }
        }
    }

    /// The next event; comments are passed over.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        loop {
            let block = self.block().await?;
            let field =
                |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            if let (Some(id), Some(event), Some(data)) = (field("id: "), field("event: "), field("data: ")) {
                let frame =
                    Frame { id: id.parse().unwrap(), event, data: serde_json::from_str(&data).unwrap() };
                assert_eq!(frame.data["seq"], frame.id);
                assert_eq!(frame.data["type"], frame.event);
                return Some(frame);
            }
        }
    }

    pub(crate) async fn take(&mut self, number: usize) -> Vec<Frame> {
        let mut frames = Vec::new();
        while frames.len() < number {
            frames.push(self.next().await.unwrap());
        }
        frames
    }
}
