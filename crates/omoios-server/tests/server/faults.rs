//! The fault plane does what tests order, on real sockets.

use std::time::{Duration, Instant};

use crate::harness::{Events, KEY, Server, ok, problem};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn health(server: &Server, id: &str) -> RequestBuilder {
    server.request(Method::GET, "/api/health").header("x-fault-id", id)
}

#[tokio::test]
async fn answers_are_replaced_in_order_and_then_as_usual() {
    let server = Server::with_faults().await;
    let busy = json!({"do": "respond", "status": 503, "headers": {"retry-after": ["1", "2"], "x-should-retry": "true"}});
    let text = json!({"do": "respond", "status": 502, "text": "<html>bad gateway</html>"});
    server.order("t", "health.get", json!([busy, text, {"do": "pass"}])).await;
    let first = health(&server, "t").send().await.unwrap();
    let retry: Vec<_> =
        first.headers().get_all("retry-after").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(retry, ["1", "2"]);
    problem(first, 503, "fault").await;
    let second = health(&server, "t").send().await.unwrap();
    assert_eq!(
        (second.status().as_u16(), second.text().await.unwrap().as_str()),
        (502, "<html>bad gateway</html>")
    );
    for _ in 0..2 {
        assert_eq!(ok(health(&server, "t").send().await.unwrap()).await["status"], "ok");
    }
    let report = server.report("t").await;
    let done: Vec<_> =
        report["requests"].as_array().unwrap().iter().map(|seen| &seen["instruction"]["do"]).collect();
    assert_eq!(done, [&json!("respond"), &json!("respond"), &json!("pass"), &Value::Null]);
    assert_eq!(report["requests"][0]["headers"]["authorization"], "Bearer");
    assert_eq!(
        (&report["cancelled"], &report["in_progress"], &report["left"]),
        (&json!(0), &json!(0), &json!(0))
    );
}

#[tokio::test]
async fn another_operation_or_id_is_left_alone() {
    let server = Server::with_faults().await;
    server.order("t", "specs.list", json!([{"do": "respond", "status": 500}])).await;
    ok(health(&server, "t").send().await.unwrap()).await;
    ok(health(&server, "other").send().await.unwrap()).await;
    ok(server.get("/api/specs").await).await;
    let report = server.report("t").await;
    assert_eq!(report["requests"].as_array().unwrap().len(), 1);
    assert_eq!(report["left"], 1);
}

#[tokio::test]
async fn connections_are_reset_before_and_after_the_head() {
    let server = Server::with_faults().await;
    server
        .order("t", "health.get", json!([{"do": "reset_before_headers"}, {"do": "reset_after_headers"}]))
        .await;
    let error = health(&server, "t").send().await.unwrap_err();
    assert!(error.is_request(), "{error:?}");
    let answer = health(&server, "t").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.is_err());
    assert_eq!(server.report("t").await["cancelled"], 0);
}

#[tokio::test]
async fn a_reset_is_a_real_reset() {
    let server = Server::with_faults().await;
    server.order("t", "health.get", json!([{"do": "reset_before_headers"}])).await;
    let mut socket = TcpStream::connect(server.addr).await.unwrap();
    socket.write_all(b"GET /api/health HTTP/1.1\r\nhost: localhost\r\nx-fault-id: t\r\n\r\n").await.unwrap();
    let error = socket.read(&mut [0; 64]).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_commit_survives_the_reset_that_hides_it() {
    let server = Server::with_faults().await;
    server.order("t", "specs.create", json!([{"do": "commit_then_reset"}])).await;
    let create = || {
        let body = json!({"title": "Once", "description": "exactly one effect"});
        server
            .request(Method::POST, "/api/specs")
            .header("x-fault-id", "t")
            .header("idempotency-key", "k")
            .json(&body)
    };
    create().send().await.unwrap_err();
    let answer = create().send().await.unwrap();
    assert_eq!(answer.headers()["idempotent-replayed"], "true");
    assert_eq!(answer.status(), 201);
    assert_eq!(ok(server.get("/api/specs").await).await["total"], 1);
}

#[tokio::test]
async fn bodies_are_cut_and_stalled() {
    let server = Server::with_faults().await;
    server
        .order(
            "t",
            "health.get",
            json!([{"do": "cut_body", "after_bytes": 10}, {"do": "stall_body", "after_bytes": 5}]),
        )
        .await;
    let mut cut = health(&server, "t").send().await.unwrap();
    let mut bytes = Vec::new();
    let failed = loop {
        match cut.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(failed);
    assert_eq!(bytes, br#"{"status":"#);
    let mut stalled = health(&server, "t").send().await.unwrap();
    assert_eq!(stalled.chunk().await.unwrap().unwrap().len(), 5);
    assert!(tokio::time::timeout(Duration::from_millis(100), stalled.chunk()).await.is_err());
    drop(stalled);
    until(&server, "t", |report| report["cancelled"] == 1 && report["in_progress"] == 0).await;
}

#[tokio::test]
async fn answers_are_delayed_and_a_client_that_leaves_is_noticed() {
    let server = Server::with_faults().await;
    server.order("t", "health.get", json!([{"do": "delay", "ms": 150}, {"do": "delay", "ms": 60_000}])).await;
    let started = Instant::now();
    ok(health(&server, "t").send().await.unwrap()).await;
    assert!(started.elapsed() >= Duration::from_millis(150));
    health(&server, "t").timeout(Duration::from_millis(100)).send().await.unwrap_err();
    until(&server, "t", |report| report["cancelled"] == 1).await;
}

#[tokio::test]
async fn answers_are_altered() {
    let server = Server::with_faults().await;
    let patches = json!([
        {"do": "patch_json", "pointer": "/status", "value": "radiant"},
        {"do": "patch_json", "pointer": "/extra", "value": {"deep": [1]}},
        {"do": "replace_body", "text": "not json", "content_type": "application/json"},
        {"do": "replace_body", "json": {"status": 7}},
    ]);
    server.order("t", "health.get", patches).await;
    assert_eq!(ok(health(&server, "t").send().await.unwrap()).await["status"], "radiant");
    assert_eq!(ok(health(&server, "t").send().await.unwrap()).await["extra"]["deep"][0], 1);
    let replaced = health(&server, "t").send().await.unwrap();
    assert_eq!(replaced.headers()["content-type"], "application/json");
    assert_eq!(replaced.text().await.unwrap(), "not json");
    assert_eq!(ok(health(&server, "t").send().await.unwrap()).await, json!({"status": 7}));
}

#[tokio::test]
async fn events_are_altered_and_streams_counted() {
    let server = Server::with_faults().await;
    server.spec().await;
    let unknown = json!({"do": "patch_json", "pointer": "/type", "value": "moon.landed", "event": 1});
    server.order("t", "events.stream", json!([unknown])).await;
    let url = server.url("/api/events/stream?after=0");
    let mut response =
        server.client.get(url).bearer_auth(KEY).header("x-fault-id", "t").send().await.unwrap();
    let mut text = String::new();
    while !text.contains("\"seq\":2") {
        text.push_str(std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap());
    }
    assert!(text.contains("id: 1\nevent: spec.created\n"), "{text}");
    assert!(text.contains("id: 2\nevent: moon.landed\ndata: {\"type\":\"moon.landed\""), "{text}");
    assert_eq!(server.report("t").await["open_streams"], 1);
    drop(response);
    until(&server, "t", |report| report["open_streams"] == 0 && report["cancelled"] == 1).await;
}

#[tokio::test]
async fn a_cut_stream_resumes_where_it_was_cut() {
    let server = Server::with_faults().await;
    server.spec().await;
    server.order("t", "events.stream", json!([{"do": "cut_body", "after_bytes": 300}])).await;
    let url = server.url("/api/events/stream?after=0");
    let response = server.client.get(url).bearer_auth(KEY).header("x-fault-id", "t").send().await.unwrap();
    assert!(response.bytes().await.is_err());
    assert_eq!(Events::open(&server, "", Some(1)).await.take(1).await[0].id, 2);
}

#[tokio::test]
async fn orders_are_checked_and_absent_without_the_flag() {
    let server = Server::with_faults().await;
    let url = server.url("/_faults");
    for instruction in [
        json!({"do": "explode"}),
        json!({"do": "delay", "seconds": 1}),
        json!({"do": "respond", "status": 700}),
    ] {
        let body = json!({"id": "t", "instructions": [instruction]});
        problem(server.client.post(&url).json(&body).send().await.unwrap(), 400, "malformed_body").await;
    }
    let plain = Server::start().await;
    let answer = plain.client.post(plain.url("/_faults")).json(&json!({"id": "t"})).send().await.unwrap();
    problem(answer, 404, "no_such_route").await;
}

async fn until(server: &Server, id: &str, fits: impl Fn(&Value) -> bool) {
    for _ in 0..100 {
        if fits(&server.report(id).await) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{}", server.report(id).await);
}
