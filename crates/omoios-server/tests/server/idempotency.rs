//! One key, one effect, one answer.

use std::sync::Arc;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::harness::{Server, ok, problem};

fn keyed(server: &Server, path: &str, key: &str, body: &Value) -> RequestBuilder {
    server.request(Method::POST, path).header("idempotency-key", key).json(body)
}

#[tokio::test]
async fn the_same_call_has_one_effect_and_one_answer() {
    let server = Server::start().await;
    let body = json!({"title": "Once", "description": "exactly one effect"});
    let first = keyed(&server, "/api/specs", "k", &body).send().await.unwrap();
    assert!(first.headers().get("idempotent-replayed").is_none());
    let (status, first) = (first.status(), first.text().await.unwrap());
    let second = keyed(&server, "/api/specs", "k", &body).send().await.unwrap();
    assert_eq!(second.headers()["idempotent-replayed"], "true");
    assert_eq!((second.status(), second.text().await.unwrap()), (status, first));
    assert_eq!(ok(server.get("/api/specs").await).await["total"], 1);
    assert_eq!(ok(server.get("/api/events?types=spec.created").await).await["total"], 1);
}

#[tokio::test]
async fn another_call_with_the_same_key_is_refused() {
    let server = Server::start().await;
    let (a, b) = (server.spec().await, server.spec().await);
    let body = json!({"title": "A", "description": "d"});
    ok(keyed(&server, "/api/specs", "k", &body).send().await.unwrap()).await;
    let other = json!({"title": "B", "description": "d"});
    problem(keyed(&server, "/api/specs", "k", &other).send().await.unwrap(), 409, "idempotency_key_reused")
        .await;
    ok(keyed(&server, &format!("/api/specs/{a}/advance"), "k", &json!({})).send().await.unwrap()).await;
    let path = format!("/api/specs/{b}/advance");
    problem(keyed(&server, &path, "k", &json!({})).send().await.unwrap(), 409, "idempotency_key_reused")
        .await;
    for key in ["", &"k".repeat(256)] {
        problem(keyed(&server, "/api/specs", key, &body).send().await.unwrap(), 400, "malformed_header")
            .await;
    }
    let twice = keyed(&server, "/api/specs", "k", &body).header("idempotency-key", "l");
    problem(twice.send().await.unwrap(), 400, "malformed_header").await;
}

#[tokio::test]
async fn a_refused_call_leaves_its_key_free() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let path = format!("/api/specs/{spec}/advance");
    let to = json!({"to": "REQUIREMENTS"});
    problem(keyed(&server, &path, "k", &to).send().await.unwrap(), 409, "illegal_phase_move").await;
    ok(server.bare(&path).await).await;
    assert_eq!(ok(keyed(&server, &path, "k", &to).send().await.unwrap()).await["phase"], "REQUIREMENTS");
}

#[tokio::test]
async fn concurrent_calls_with_one_key_meet() {
    let server = Arc::new(Server::start().await);
    let calls: Vec<_> = (0..16)
        .map(|_| {
            let server = Arc::clone(&server);
            let body = json!({"title": "Once", "description": "d"});
            tokio::spawn(async move {
                ok(keyed(&server, "/api/specs", "k", &body).send().await.unwrap()).await["id"].clone()
            })
        })
        .collect();
    let mut ids = Vec::new();
    for call in calls {
        ids.push(call.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(ok(server.get("/api/specs").await).await["total"], 1);
}

#[tokio::test]
async fn every_post_repeats_its_answer() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let ticket = server.ticket(&spec).await;
    let task = server.task(&ticket, &[]).await;
    let discovery = json!({"title": "Found", "source_task_id": task});
    let calls = [
        ("/api/api-keys".to_owned(), json!({"name": "ci"})),
        (format!("/api/specs/{spec}/advance"), json!({})),
        (format!("/api/specs/{spec}/retry-phase"), json!({})),
        ("/api/tickets".to_owned(), json!({"spec_id": spec, "title": "T"})),
        ("/api/tasks".to_owned(), json!({"ticket_id": ticket, "title": "T"})),
        (format!("/api/tasks/{task}/start"), json!({})),
        (format!("/api/tasks/{task}/fail"), json!({"error": "e"})),
        (format!("/api/tasks/{task}/retry"), json!({})),
        (format!("/api/tasks/{task}/cancel"), json!({})),
        ("/api/memory".to_owned(), json!({"content": "c", "memory_type": "LEARNING"})),
        ("/api/memory/search".to_owned(), json!({"query": "c"})),
        (format!("/api/specs/{spec}/discoveries"), discovery),
        ("/api/discoveries/DSC-001/promote".to_owned(), json!({})),
        (format!("/api/specs/{spec}/cancel"), json!({})),
    ];
    for (path, body) in calls {
        let first = ok(keyed(&server, &path, "k", &body).send().await.unwrap()).await;
        let before = server.get("/api/events").await.text().await.unwrap();
        let second = keyed(&server, &path, "k", &body).send().await.unwrap();
        assert_eq!(second.headers()["idempotent-replayed"], "true", "{path}");
        assert_eq!(ok(second).await, first, "{path}");
        assert_eq!(server.get("/api/events").await.text().await.unwrap(), before, "{path}");
    }
}

#[tokio::test]
async fn a_key_of_another_caller_is_another_key() {
    let server = Server::start().await;
    let secret = ok(server.post("/api/api-keys", json!({"name": "ci"})).await).await["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = json!({"title": "Mine", "description": "d"});
    let mine = ok(keyed(&server, "/api/specs", "k", &body).send().await.unwrap()).await;
    let request =
        server.client.post(server.url("/api/specs")).bearer_auth(secret).header("idempotency-key", "k");
    let theirs = ok(request.json(&body).send().await.unwrap()).await;
    assert_ne!(mine["id"], theirs["id"]);
}
