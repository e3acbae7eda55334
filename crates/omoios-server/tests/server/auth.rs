//! Keys, scopes, limits, and pages of elsewhere.

use std::time::Duration;

use omoios_server::limits::Rate;
use omoios_server::serve::Options;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{KEY, Server, ok, problem};

#[doc = "covers: OMOI-AUTH-api_key"]
#[tokio::test]
async fn without_a_good_key_nothing_is_answered() {
    let server = Server::start().await;
    let get = |value: Option<&str>| {
        let request = server.client.get(server.url("/api/specs"));
        match value {
            Some(value) => request.header("authorization", value),
            None => request,
        }
        .send()
    };
    let missing = get(None).await.unwrap();
    assert_eq!(missing.headers()["www-authenticate"], "Bearer realm=\"omoios\"");
    problem(missing, 401, "missing_credentials").await;
    let long = format!("Bearer {}", "x".repeat(20_000));
    for value in
        ["Bearer omoi_sk_wrong", "Bearer", "Basic dXNlcjpwdw==", "", &long, &format!("Bearer {KEY}x")]
    {
        problem(get(Some(value)).await.unwrap(), 401, "invalid_credentials").await;
    }
    assert_eq!(get(Some(&format!("bearer {KEY}"))).await.unwrap().status(), 200);
}

#[tokio::test]
async fn keys_are_made_listed_used_and_revoked() {
    let server = Server::start().await;
    let made = ok(server.post("/api/api-keys", json!({"name": "ci", "scopes": ["read"]})).await).await;
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("omoi_sk_") && secret.len() == 72);
    let as_ci =
        |method: Method, path: &str| server.client.request(method, server.url(path)).bearer_auth(secret);
    assert_eq!(as_ci(Method::GET, "/api/specs").send().await.unwrap().status(), 200);
    let body = json!({"title": "x", "description": "y"});
    problem(as_ci(Method::POST, "/api/specs").json(&body).send().await.unwrap(), 403, "insufficient_scope")
        .await;
    problem(as_ci(Method::GET, "/api/api-keys").send().await.unwrap(), 403, "insufficient_scope").await;
    let search = as_ci(Method::POST, "/api/memory/search").json(&json!({"query": "x"})).send().await.unwrap();
    assert_eq!(search.status(), 200);
    let list = ok(server.get("/api/api-keys").await).await;
    assert_eq!(list["total"], 2);
    assert!(!list.to_string().contains(secret));
    let id = made["api_key"]["id"].as_str().unwrap();
    for _ in 0..2 {
        let revoked = server.request(Method::DELETE, &format!("/api/api-keys/{id}")).send().await.unwrap();
        assert_eq!(revoked.status(), StatusCode::NO_CONTENT);
    }
    problem(as_ci(Method::GET, "/api/specs").send().await.unwrap(), 401, "invalid_credentials").await;
    let unknown = server.request(Method::DELETE, "/api/api-keys/key_nope").send().await.unwrap();
    problem(unknown, 404, "not_found").await;
    for body in [
        json!({"name": ""}),
        json!({"name": "x", "scopes": []}),
        json!({"name": "x", "expires_at": "2001-01-01T00:00:00Z"}),
    ] {
        problem(server.post("/api/api-keys", body).await, 422, "validation_failed").await;
    }
}

#[tokio::test]
async fn a_scope_that_is_named_twice_is_kept_once() {
    let server = Server::start().await;
    let body = json!({"name": "ci", "scopes": ["write", "read", "write", "read"]});
    let made = ok(server.post("/api/api-keys", body).await).await;
    assert_eq!(made["api_key"]["scopes"], json!(["write", "read"]));
    let list = ok(server.get("/api/api-keys").await).await;
    assert_eq!(list["api_keys"][1]["scopes"], json!(["write", "read"]));
}

#[tokio::test]
async fn a_key_ends_at_its_time() {
    let server = Server::start().await;
    let end = chrono::Utc::now() + chrono::TimeDelta::milliseconds(400);
    let made = ok(server.post("/api/api-keys", json!({"name": "short", "expires_at": end})).await).await;
    let get =
        || server.client.get(server.url("/api/specs")).bearer_auth(made["secret"].as_str().unwrap()).send();
    assert_eq!(get().await.unwrap().status(), 200);
    tokio::time::sleep(Duration::from_millis(500)).await;
    problem(get().await.unwrap(), 401, "invalid_credentials").await;
}

#[tokio::test]
async fn secrets_are_not_in_the_database() {
    let server = Server::start().await;
    let secret = ok(server.post("/api/api-keys", json!({"name": "ci"})).await).await["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let request = server.request(Method::POST, "/api/api-keys").header("idempotency-key", "k");
    let other = ok(request.json(&json!({"name": "ci"})).send().await.unwrap()).await["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let data = server.stop().await;
    for entry in
        std::fs::read_dir(data.path()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file())
    {
        let bytes = std::fs::read(entry.path()).unwrap();
        for secret in [&secret, &other, KEY] {
            assert!(
                !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()),
                "{:?}",
                entry.path()
            );
        }
    }
}

#[tokio::test]
async fn the_rate_is_limited_and_told() {
    let server = Server::with(Options { rate: Rate { per_minute: 5 }, ..Options::default() }).await;
    for left in (0..5).rev() {
        let answer = server.get("/api/specs").await;
        assert_eq!(answer.headers()["x-ratelimit-limit"], "5");
        assert_eq!(answer.headers()["x-ratelimit-remaining"], left.to_string().as_str());
    }
    let refused = server.get("/api/specs").await;
    let number = |name: &str| refused.headers()[name].to_str().unwrap().parse::<i64>().unwrap();
    assert_eq!(number("x-ratelimit-remaining"), 0);
    assert!((1..=12).contains(&number("retry-after")));
    assert!((0..=13).contains(&(number("x-ratelimit-reset") - chrono::Utc::now().timestamp())));
    problem(refused, 429, "rate_limited").await;
    assert_eq!(server.client.get(server.url("/api/health")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn pages_of_elsewhere_are_refused() {
    let server = Server::start().await;
    for (name, value) in [("host", "evil.example"), ("origin", "https://evil.example"), ("origin", "null")] {
        problem(
            server.request(Method::GET, "/api/specs").header(name, value).send().await.unwrap(),
            403,
            "foreign_host",
        )
        .await;
    }
    let local = server
        .request(Method::GET, "/api/specs")
        .header("origin", "http://localhost:5173")
        .send()
        .await
        .unwrap();
    assert_eq!(local.status(), 200);
}

#[tokio::test]
async fn request_ids_are_kept_if_they_are_plain() {
    let server = Server::start().await;
    let get = |id: String| server.request(Method::GET, "/api/specs").header("x-request-id", id).send();
    assert_eq!(get("trace-1.2:3_x".into()).await.unwrap().headers()["x-request-id"], "trace-1.2:3_x");
    for id in ["a b".to_owned(), "x".repeat(129), "<script>".to_owned(), String::new()] {
        let given = get(id.clone()).await.unwrap().headers()["x-request-id"].to_str().unwrap().to_owned();
        assert!(given.starts_with("req_") && given != id, "{given}");
    }
}

#[tokio::test]
async fn slow_and_broken_clients_are_let_go() {
    let mut options = Options { header_time: Duration::from_millis(200), ..Options::default() };
    options.limits.body_idle = Duration::from_millis(200);
    let server = Server::with(options).await;
    let exchange = async |text: String| {
        let mut socket = TcpStream::connect(server.addr).await.unwrap();
        socket.write_all(text.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let reading = tokio::time::timeout(Duration::from_secs(5), socket.read_to_end(&mut answer));
        reading.await.unwrap().unwrap();
        String::from_utf8(answer).unwrap()
    };
    // The head never ends: the connection does.
    let answer = exchange("GET /api/health HTTP/1.1\r\nhost: localhost\r\nx-a".into()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    // The body never comes.
    let head = format!(
        "POST /api/specs HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {KEY}\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{{"
    );
    let answer = exchange(head).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("request_timeout"), "{answer}");
    // A head without end.
    let answer = exchange(format!(
        "GET /api/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-a: {}\r\n\r\n",
        "a".repeat(600_000)
    ))
    .await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{}", &answer[..answer.len().min(100)]);
    let body: Value = ok(server.get("/api/specs").await).await;
    assert_eq!(body["total"], 0);
}
