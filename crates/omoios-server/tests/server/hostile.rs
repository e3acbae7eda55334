//! Requests that no honest client sends.

use std::sync::Arc;

use omoios_engine::{Engine, Settings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Events, Server, ok, problem};

#[tokio::test]
async fn a_path_that_is_not_utf8_is_told_as_every_other_fault() {
    let server = Server::start().await;
    for path in ["/api/specs/%ff", "/api/tasks/%ff/artifacts", "/api/orgs/%ff/members/%fe"] {
        problem(server.get(path).await, 400, "malformed_path").await;
    }
}

#[tokio::test]
async fn a_list_is_not_taken_for_an_object() {
    let server = Server::start().await;
    let told =
        problem(server.post("/api/memory", json!(["x", "DECISION"])).await, 400, "malformed_body").await;
    assert_eq!(told["details"]["errors"][0]["message"], "has to be a JSON object");
    let members = json!(["x", "DECISION", null, null, null]);
    problem(server.post("/api/memory", members).await, 400, "malformed_body").await;
    problem(server.post("/api/memory", Value::Null).await, 400, "malformed_body").await;
}

#[tokio::test]
async fn a_null_where_none_can_be_is_refused() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let task = server.task(&server.ticket(&spec).await, &[]).await;
    for member in ["title", "description", "metadata"] {
        let answer = server.patch(&format!("/api/specs/{spec}"), json!({member: null})).await;
        problem(answer, 400, "malformed_body").await;
    }
    for member in ["title", "description", "depends_on"] {
        let answer = server.patch(&format!("/api/tasks/{task}"), json!({member: null})).await;
        problem(answer, 400, "malformed_body").await;
    }
    ok(server.patch(&format!("/api/specs/{spec}"), json!({"deadline": null})).await).await;
    ok(server.patch(&format!("/api/tasks/{task}"), json!({"agent_id": null})).await).await;
}

#[tokio::test]
async fn a_time_that_no_client_can_read_back_is_refused() {
    let server = Server::start().await;
    let path = format!("/api/specs/{}", server.spec().await);
    for time in ["+12000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z"] {
        let body = json!({"title": "a", "description": "b", "deadline": time});
        problem(server.post("/api/specs", body).await, 422, "validation_failed").await;
        problem(server.patch(&path, json!({"deadline": time})).await, 422, "validation_failed").await;
    }
    let body = json!({"name": "x", "expires_at": "+12000-01-01T00:00:00Z"});
    problem(server.post("/api/api-keys", body).await, 422, "validation_failed").await;
}

#[tokio::test]
async fn too_many_dependencies_are_refused() {
    let server = Server::start().await;
    let ticket = server.ticket(&server.spec().await).await;
    let task = server.task(&ticket, &[]).await;
    let wanted = vec![task.as_str(); 1001];
    let body = json!({"ticket_id": ticket, "title": "x", "depends_on": wanted});
    problem(server.post("/api/tasks", body).await, 422, "validation_failed").await;
    let answer = server.patch(&format!("/api/tasks/{task}"), json!({"depends_on": wanted})).await;
    problem(answer, 422, "validation_failed").await;
}

#[tokio::test]
async fn a_fault_names_the_place_it_is_in() {
    let server = Server::start().await;
    let stream = |id: &'static str| {
        server.request(Method::GET, "/api/events/stream?after=0").header("last-event-id", id).send()
    };
    let told = problem(stream("999").await.unwrap(), 422, "validation_failed").await;
    assert_eq!(told["details"]["errors"][0]["field"], "header.Last-Event-ID");
    let told = problem(server.get("/api/events/stream?after=999").await, 422, "validation_failed").await;
    assert_eq!(told["details"]["errors"][0]["field"], "query.after");
}

/// A stream opened with a key that is about to end, and the id of the key.
async fn stream_of_a_key(server: &Server, more: Value) -> (Events, String) {
    let mut body = json!({"name": "stream", "scopes": ["read"]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = ok(server.post("/api/api-keys", body).await).await;
    let key = made["secret"].as_str().unwrap();
    let events = Events::open_as(server, key, "", None).await;
    (events, made["api_key"]["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_stream_ends_with_the_key_it_was_opened_with() {
    let server = Server::start().await;
    let (mut events, key) = stream_of_a_key(&server, json!({})).await;
    server.spec().await;
    assert_eq!(events.next().await.unwrap().event, "spec.created");
    events.next().await.unwrap();
    let revoked = server.request(Method::DELETE, &format!("/api/api-keys/{key}")).send().await.unwrap();
    assert_eq!(revoked.status(), 204);
    server.spec().await;
    assert_eq!(events.next().await, None, "nothing is told to a revoked key");
}

#[tokio::test]
async fn a_stream_ends_when_its_key_has_come_to_its_time() {
    let mut options = omoios_server::serve::Options::default();
    options.limits.heartbeat = std::time::Duration::from_millis(100);
    let server = Server::with(options).await;
    let end = chrono::Utc::now() + chrono::TimeDelta::milliseconds(500);
    let (mut events, _) = stream_of_a_key(&server, json!({"expires_at": end})).await;
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn two_servers_cannot_share_a_data_folder() {
    let server = Server::start().await;
    let refused = Engine::open(Settings::new(server.data.path())).await.err().unwrap();
    assert!(refused.to_string().contains("in use by another server"), "{refused}");
    let data = server.stop().await;
    Server::on(Arc::clone(&data), omoios_server::serve::Options::default(), 4096).await;
}
