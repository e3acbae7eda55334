//! Calls against a server that plays a script.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::api::{Fetch, Item, ListItems, OK, Post, builder, call, client, item};
use crate::support::server::{Server, Step, json, step};
use crate::support::time::TestClock;
use clade_runtime::runtime::{
    BoxFuture, CallOptions, Error, ErrorKind, Items, LogLevel, Logger, Middleware, Next, Scheme,
    send,
};

fn reset() -> Step {
    step(|peer| async move { peer.reset() })
}

#[tokio::test]
async fn a_call_sends_path_headers_and_credentials() {
    let server = Server::play(vec![json("200 OK", "x-request-id: r1\r\n", OK)]).await;
    let clock = TestClock::default();
    let response = call(&client(&server.base, &clock), &item("a/b;c\\d"))
        .await
        .unwrap();
    assert_eq!(
        (response.value, response.status.as_u16(), response.attempts),
        (Item { id: 7 }, 200, 1)
    );
    assert_eq!(response.headers["x-request-id"], "r1");
    let head = server.finish().await.remove(0).to_lowercase();
    assert!(
        head.starts_with("get /items/a%2fb%3bc%5cd http/1.1\r\n"),
        "{head}"
    );
    assert!(head.contains("authorization: bearer s3cret\r\n"));
    assert!(head.contains("accept: application/json\r\n"));
    assert!(head.contains("user-agent: test/1 rust\r\n"));
    assert!(!head.contains("api-version"));
}

#[tokio::test]
async fn retries_follow_the_policy_and_are_counted() {
    let script = vec![
        json("503 Service Unavailable", "", "busy"),
        json("429 Too Many Requests", "retry-after: 2\r\n", "{}"),
        json("200 OK", "", OK),
    ];
    let server = Server::play(script).await;
    let clock = TestClock::default();
    let response = call(&client(&server.base, &clock), &item("1"))
        .await
        .unwrap();
    assert_eq!(response.attempts, 3);
    assert_eq!(
        clock.waits(),
        [Duration::from_millis(250), Duration::from_secs(2)]
    );
    assert_eq!(server.finish().await.len(), 3);
}

#[tokio::test]
async fn a_wait_that_is_too_long_ends_the_call_and_is_told() {
    let server = Server::play(vec![json(
        "429 Too Many Requests",
        "retry-after: 3600\r\n",
        r#"{"code":"slow"}"#,
    )])
    .await;
    let clock = TestClock::default();
    let error = call(&client(&server.base, &clock), &item("1"))
        .await
        .unwrap_err();
    assert!(error.is_rate_limited());
    assert_eq!((error.code(), error.attempts()), (Some("slow"), 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(clock.waits().is_empty());
}

#[tokio::test]
async fn the_deadline_bounds_all_waits() {
    let server = Server::play(vec![json(
        "503 Service Unavailable",
        "retry-after: 45\r\n",
        "",
    )])
    .await;
    let clock = TestClock::default();
    let options = CallOptions {
        deadline: Some(Duration::from_secs(40)),
        ..CallOptions::default()
    };
    let error = send(&client(&server.base, &clock), options, &item("1"))
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 1));
}

#[tokio::test]
async fn a_reset_is_retried_for_idempotent_calls_only() {
    let server = Server::play(vec![reset(), json("200 OK", "", OK), reset()]).await;
    let clock = TestClock::default();
    let client = client(&server.base, &clock);
    assert_eq!(call(&client, &item("1")).await.unwrap().attempts, 2);
    let error = call(&client, &Post::<false>).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connection, 1));
    assert_eq!(server.finish().await.len(), 3);
}

#[tokio::test]
async fn one_idempotency_key_serves_all_attempts() {
    let server = Server::play(vec![
        reset(),
        json("503 Service Unavailable", "", ""),
        json("200 OK", "", OK),
    ])
    .await;
    let clock = TestClock::default();
    call(&client(&server.base, &clock), &Post::<true>)
        .await
        .unwrap();
    let heads = server.finish().await;
    let keys: Vec<&str> = heads
        .iter()
        .filter_map(|head| head.lines().find(|l| l.starts_with("idempotency-key: ")))
        .collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]));
    assert!(keys[0].contains("uuid-"));
}

#[tokio::test]
async fn nothing_was_sent_so_even_a_post_is_retried() {
    let dead = Server::play(Vec::new()).await;
    let base = dead.base.clone();
    dead.finish().await;
    let clock = TestClock::default();
    let error = call(&client(&base, &clock), &Post::<false>)
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connection, 3));
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn a_cut_body_is_a_failed_attempt() {
    let cut = step(|mut peer| async move {
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{\"id\"")
            .await;
    });
    let server = Server::play(vec![cut, json("200 OK", "", OK)]).await;
    let clock = TestClock::default();
    assert_eq!(
        call(&client(&server.base, &clock), &item("1"))
            .await
            .unwrap()
            .attempts,
        2
    );
}

#[tokio::test]
async fn the_timeout_covers_headers_and_body_and_closes_the_connection() {
    for begin in ["", "HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{\"i"] {
        let clock = TestClock::default();
        let timer = clock.clone();
        let stall = step(move |mut peer| async move {
            peer.send(begin).await;
            timer.expire(Duration::from_secs(42));
            peer.closed().await;
        });
        let server = Server::play(vec![stall]).await;
        let options = CallOptions {
            timeout: Some(Duration::from_secs(42)),
            max_retries: Some(0),
            ..CallOptions::default()
        };
        let error = send(&client(&server.base, &clock), options, &item("1"))
            .await
            .unwrap_err();
        assert!(error.is_timeout(), "{error}");
        server.finish().await;
    }
}

#[tokio::test]
async fn a_dropped_call_closes_the_connection() {
    let (told, heard) = tokio::sync::oneshot::channel();
    let stall = step(move |peer| async move {
        told.send(()).unwrap();
        peer.closed().await;
    });
    let server = Server::play(vec![stall]).await;
    let client = client(&server.base, &TestClock::default());
    let running = tokio::spawn(async move { call(&client, &item("1")).await });
    heard.await.unwrap();
    running.abort();
    // The script ends only when the server sees the connection close.
    assert_eq!(server.finish().await.len(), 1);
}

#[tokio::test]
async fn statuses_become_typed_errors_with_all_that_is_known() {
    let body = r#"{"code":"no_item","message":"no such item","request_id":"r9"}"#;
    let server = Server::play(vec![json("404 Not Found", "x-extra: 1\r\n", body)]).await;
    let error = call(&client(&server.base, &TestClock::default()), &item("1"))
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        (error.code(), error.request_id(), error.attempts()),
        (Some("no_item"), Some("r9"), 1)
    );
    assert_eq!(
        (error.headers()["x-extra"].as_bytes(), error.body().as_ref()),
        (&b"1"[..], body.as_bytes())
    );
    assert_eq!(
        error.url(),
        Some(format!("{}/items/1", server.base).as_str())
    );
    assert_eq!(
        error.body_as::<serde_json::Value>().unwrap()["code"],
        "no_item"
    );
}

#[tokio::test]
async fn an_answer_that_does_not_fit_keeps_status_place_and_body() {
    let server = Server::play(vec![json("200 OK", "", r#"{"id":"x"}"#)]).await;
    let error = call(&client(&server.base, &TestClock::default()), &item("1"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.json_path()),
        (ErrorKind::Decode, Some("id"))
    );
    assert_eq!(
        (error.status().unwrap().as_u16(), error.body().as_ref()),
        (200, &br#"{"id":"x"}"#[..])
    );
}

#[tokio::test]
async fn a_buffered_answer_is_bounded() {
    let server = Server::play(vec![json("200 OK", "", r#"{"id":7,"more":"0123456789"}"#)]).await;
    let client = builder(&server.base, &TestClock::default())
        .body_limit(16)
        .build()
        .unwrap();
    assert_eq!(
        call(&client, &item("1")).await.unwrap_err().kind(),
        ErrorKind::TooLarge
    );
}

#[tokio::test]
async fn bad_values_are_refused_before_anything_is_sent() {
    let client = client("http://127.0.0.1:9", &TestClock::default());
    for id in ["", "..", "%2e%2e"] {
        assert_eq!(
            call(&client, &item(id)).await.unwrap_err().kind(),
            ErrorKind::Request
        );
    }
    for (name, value) in [
        ("x-a", "1\r\nx-evil: 1"),
        ("x-a", "1\0"),
        ("x a", "1"),
        ("x-a\n", "1"),
    ] {
        let headers = vec![(name.to_owned(), value.to_owned())];
        let options = CallOptions {
            headers,
            ..CallOptions::default()
        };
        let error = send(&client, options, &item("1")).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Request, 0));
        assert!(!error.to_string().contains("evil"));
    }
}

struct Count(Arc<Mutex<Vec<String>>>);

impl Middleware for Count {
    fn handle<'a>(
        &'a self,
        mut request: reqwest::Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Error>> {
        Box::pin(async move {
            request
                .headers_mut()
                .insert("x-trace", http::HeaderValue::from_static("on"));
            let line = format!("{} {}", request.method(), request.url().path());
            let response = next.run(request).await?;
            self.0
                .lock()
                .unwrap()
                .push(format!("{line} {}", response.status().as_u16()));
            Ok(response)
        })
    }
}

#[tokio::test]
async fn middleware_wraps_every_attempt() {
    let server = Server::play(vec![json("500 Oops", "", ""), json("200 OK", "", OK)]).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let client = builder(&server.base, &TestClock::default())
        .middleware(Count(Arc::clone(&seen)))
        .build()
        .unwrap();
    call(&client, &item("1")).await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        ["GET /items/1 500", "GET /items/1 200"]
    );
    assert!(
        server
            .finish()
            .await
            .iter()
            .all(|head| head.contains("x-trace: on"))
    );
}

#[tokio::test]
async fn log_lines_never_show_secrets() {
    let server = Server::play(vec![
        json("503 Busy", "set-cookie: sid=s3cret\r\n", "s3cret"),
        json("200 OK", "", r#"{"id":7,"note":"s3cret"}"#),
        json("404 Not Found", "", r#"{"message":"no"}"#),
    ])
    .await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let logger = Logger::new(LogLevel::Debug, move |level, text| {
        sink.lock()
            .unwrap()
            .push(format!("{} {text}", level.as_str()));
    });
    let client = builder(&server.base, &TestClock::default())
        .logger(logger)
        .credential("query", Scheme::Query("key"), "s3cret")
        .header("x-api-key", "s3cret")
        .build()
        .unwrap();
    call(&client, &item("1")).await.unwrap();
    call(&client, &item("2")).await.unwrap_err();
    let lines = lines.lock().unwrap().join("\n");
    assert!(
        lines.contains("info items.get: GET") && lines.contains("warn items.get"),
        "{lines}"
    );
    assert!(
        lines.contains("x-api-key: [redacted]") && lines.contains("error items.get"),
        "{lines}"
    );
    assert!(!lines.contains("s3cret"), "{lines}");
}

#[tokio::test]
async fn pages_are_fetched_as_they_are_asked_for() {
    let server = Server::play(vec![
        json("200 OK", "", r#"{"items":[{"id":1},{"id":2}],"next":"c1"}"#),
        json("200 OK", "", r#"{"items":[],"next":"c2"}"#),
        json("200 OK", "", r#"{"items":[{"id":3}],"next":null}"#),
    ])
    .await;
    let client = client(&server.base, &TestClock::default());
    let mut items = Items::new(client, CallOptions::default(), ListItems::default());
    assert_eq!(items.next().await.unwrap().unwrap(), Item { id: 1 });
    assert_eq!(server.heads().len(), 1);
    let rest = items.collect_all(10).await.unwrap();
    assert_eq!(rest, [Item { id: 2 }, Item { id: 3 }]);
    let heads = server.finish().await;
    assert!(
        heads[0].starts_with("GET /items HTTP") && heads[2].starts_with("GET /items?cursor=c2 ")
    );
}

#[tokio::test]
async fn collecting_too_many_items_names_the_limit() {
    let server = Server::play(vec![json(
        "200 OK",
        "",
        r#"{"items":[{"id":1},{"id":2},{"id":3}],"next":"x"}"#,
    )])
    .await;
    let client = client(&server.base, &TestClock::default());
    let items = Items::new(client, CallOptions::default(), ListItems::default());
    let error = items.collect_all(2).await.unwrap_err();
    assert!(error.message().contains("more than 2 items"), "{error}");
}

#[tokio::test]
async fn a_storm_of_failing_calls_is_bounded_by_the_bucket() {
    let dead = Server::play(Vec::new()).await;
    let base = dead.base.clone();
    dead.finish().await;
    let client = client(&base, &TestClock::default());
    let mut attempts = 0;
    for _ in 0..1000 {
        attempts += call(&client, &item("1")).await.unwrap_err().attempts();
    }
    // 500 tokens at five a retry: a hundred retries, whatever the number of calls.
    assert_eq!(attempts, 1100);
}

#[tokio::test]
async fn a_stalled_download_ends_by_its_idle_timeout() {
    let clock = TestClock::default();
    let timer = clock.clone();
    let stall = step(move |mut peer| async move {
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")
            .await;
        timer.expire(Duration::from_secs(60));
        peer.closed().await;
    });
    let server = Server::play(vec![stall]).await;
    let client = builder(&server.base, &clock)
        .timeout(Duration::from_secs(61))
        .build()
        .unwrap();
    let mut download = call(&client, &Fetch).await.unwrap().value;
    assert_eq!(download.content_length(), Some(100));
    let mut got = Vec::new();
    let error = loop {
        match download.next().await.unwrap() {
            Ok(piece) => got.extend_from_slice(&piece),
            Err(error) => break error,
        }
    };
    assert_eq!(
        (got.as_slice(), error.kind()),
        (&b"abc"[..], ErrorKind::Timeout)
    );
    drop(download);
    server.finish().await;
}
