//! Files: up, down, in part, and never much of them in memory.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use omoios_server::serve::Options;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method, Response};
use serde_json::{Value, json};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{KEY, Server, ok, problem};

async fn task(server: &Server) -> String {
    server.task(&server.ticket(&server.spec().await).await, &[]).await
}

async fn upload(server: &Server, task: &str, form: Form) -> Response {
    server
        .request(Method::POST, &format!("/api/tasks/{task}/artifacts"))
        .multipart(form)
        .send()
        .await
        .unwrap()
}

fn text_file(content: &'static str) -> Part {
    Part::text(content).file_name("näme \"1\".txt").mime_str("text/plain").unwrap()
}

#[tokio::test]
async fn a_file_goes_up_and_comes_down() {
    let server = Server::start().await;
    let task = task(&server).await;
    let form = Form::new()
        .part("file", text_file("0123456789"))
        .text("description", "ten digits")
        .text("mystery", "x");
    let answer = upload(&server, &task, form).await;
    assert_eq!(answer.status(), 201);
    let artifact = ok(answer).await;
    assert_eq!(
        (&artifact["name"], &artifact["size"], &artifact["content_type"]),
        (&json!("näme \"1\".txt"), &json!(10), &json!("text/plain"))
    );
    assert_eq!(artifact["description"], "ten digits");
    let path = format!("/api/tasks/{task}/artifacts/{}", artifact["id"].as_str().unwrap());
    let whole = server.get(&path).await;
    assert_eq!(
        whole.headers()["etag"].to_str().unwrap(),
        format!("\"{}\"", artifact["sha256"].as_str().unwrap())
    );
    assert_eq!(whole.headers()["content-type"], "application/octet-stream");
    assert_eq!(
        whole.headers()["content-disposition"],
        "attachment; filename*=UTF-8''n%C3%A4me%20%221%22.txt"
    );
    assert_eq!(whole.headers()["content-length"], "10");
    assert_eq!(whole.bytes().await.unwrap(), "0123456789");
    assert_eq!(
        ok(server.get(&format!("/api/tasks/{task}/artifacts")).await).await["artifacts"],
        json!([artifact])
    );
    let deleted = server.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(deleted.status(), 204);
    problem(server.get(&path).await, 404, "not_found").await;
    assert_eq!(ok(server.get("/api/events?types=artifact.created,artifact.deleted").await).await["total"], 2);
    assert_eq!(files(&server), Vec::<String>::new());
}

#[tokio::test]
async fn a_range_gives_a_part() {
    let server = Server::start().await;
    let task = task(&server).await;
    let artifact = ok(upload(&server, &task, Form::new().part("file", text_file("0123456789"))).await).await;
    let path = format!("/api/tasks/{task}/artifacts/{}", artifact["id"].as_str().unwrap());
    let get = |range: &'static str| server.request(Method::GET, &path).header("range", range);
    for (range, content_range, bytes) in [
        ("bytes=2-4", "bytes 2-4/10", "234"),
        ("bytes=7-", "bytes 7-9/10", "789"),
        ("bytes=-1", "bytes 9-9/10", "9"),
        ("bytes=5-500", "bytes 5-9/10", "56789"),
    ] {
        let part = get(range).send().await.unwrap();
        assert_eq!(
            (part.status().as_u16(), part.headers()["content-range"].to_str().unwrap()),
            (206, content_range)
        );
        assert_eq!(part.bytes().await.unwrap(), bytes);
    }
    let outside = get("bytes=10-").send().await.unwrap();
    assert_eq!(outside.headers()["content-range"], "bytes */10");
    problem(outside, 416, "range_not_satisfiable").await;
    let changed = get("bytes=0-1").header("if-range", "\"other\"").send().await.unwrap();
    assert_eq!((changed.status().as_u16(), changed.bytes().await.unwrap().len()), (200, 10));
    let etag = format!("\"{}\"", artifact["sha256"].as_str().unwrap());
    assert_eq!(get("bytes=0-1").header("if-range", etag).send().await.unwrap().status(), 206);
    let head = server.request(Method::HEAD, &path).send().await.unwrap();
    assert_eq!((head.status().as_u16(), head.headers()["content-length"].to_str().unwrap()), (200, "10"));
}

#[tokio::test]
async fn bad_uploads_are_refused_and_leave_nothing() {
    let mut options = Options::default();
    options.limits.upload_bytes = 1000;
    let server = Server::with(options).await;
    let task = task(&server).await;
    let file = |size: usize| Part::bytes(vec![0; size]).file_name("a.bin");
    problem(upload(&server, &task, Form::new().part("file", file(1001))).await, 413, "payload_too_large")
        .await;
    assert_eq!(upload(&server, &task, Form::new().part("file", file(1000))).await.status(), 201);
    problem(upload(&server, &task, Form::new().text("name", "x")).await, 400, "malformed_body").await;
    let twice = Form::new().part("file", file(1)).part("file", file(1));
    problem(upload(&server, &task, twice).await, 400, "malformed_body").await;
    for name in ["", ".", "..", "../../etc/passwd", "a\nb", "a\\b"] {
        let form = Form::new().part("file", Part::bytes(vec![0]).file_name("x")).text("name", name);
        problem(upload(&server, &task, form).await, 422, "validation_failed").await;
    }
    problem(upload(&server, "TSK-099", Form::new().part("file", file(1))).await, 404, "not_found").await;
    problem(
        server.post(&format!("/api/tasks/{task}/artifacts"), json!({})).await,
        400,
        "unsupported_media_type",
    )
    .await;
    problem(server.get(&format!("/api/tasks/{task}/artifacts/not-a-uuid")).await, 400, "malformed_path")
        .await;
    let broken = server
        .request(Method::POST, &format!("/api/tasks/{task}/artifacts"))
        .header("content-type", "multipart/form-data; boundary=b")
        .body("--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nhalf a fi");
    problem(broken.send().await.unwrap(), 400, "malformed_body").await;
    assert_eq!(files(&server).len(), 1);
}

#[tokio::test]
async fn an_upload_has_so_many_parts_and_no_more() {
    let server = Server::start().await;
    let task = task(&server).await;
    let form = |parts: usize| {
        let file = Form::new().part("file", text_file("x").file_name("x.txt"));
        (1..parts).fold(file, |form, _| form.text("unknown", "x"))
    };
    assert_eq!(upload(&server, &task, form(64)).await.status(), 201);
    let refused = problem(upload(&server, &task, form(65)).await, 400, "malformed_body").await;
    assert_eq!(refused["details"]["errors"][0]["message"], "has to have at most 64 parts");
    assert_eq!(files(&server).len(), 1);
}

/// The refusal comes while the client is still sending: a client that reads only after sending must still get it.
#[tokio::test]
async fn a_large_upload_that_is_refused_gets_its_answer() {
    let mut options = Options::default();
    options.limits.upload_bytes = 1_000_000;
    let server = Server::with(options).await;
    let task = task(&server).await;
    for (key, task, status) in
        [(KEY, task.as_str(), 413), (KEY, "TSK-099", 404), ("omoi_sk_wrong", &task, 401)]
    {
        let part = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
        let size = 32 * 1024 * 1024;
        let head = format!(
            "POST /api/tasks/{task}/artifacts HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\
             content-type: multipart/form-data; boundary=b\r\ncontent-length: {}\r\n\r\n{part}",
            part.len() + size
        );
        let mut socket = TcpStream::connect(server.addr).await.unwrap();
        socket.write_all(head.as_bytes()).await.unwrap();
        socket.write_all(&vec![0; size]).await.unwrap();
        socket.shutdown().await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert!(answer.contains("application/problem+json"));
    }
    assert_eq!(files(&server), Vec::<String>::new());
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let server = Server::start().await;
    let task = task(&server).await;
    let pieces = stream::unfold(0, |n| async move {
        if n > 3 {
            tokio::time::sleep(Duration::from_mins(1)).await;
        }
        Some((Ok::<_, std::io::Error>(Bytes::from(vec![0; 1000])), n + 1))
    });
    let part = Part::stream_with_length(Body::wrap_stream(pieces), 1_000_000).file_name("a.bin");
    let request = server.request(Method::POST, &format!("/api/tasks/{task}/artifacts"));
    let sent =
        request.multipart(Form::new().part("file", part)).timeout(Duration::from_millis(300)).send().await;
    assert!(sent.unwrap_err().is_timeout());
    for _ in 0..50 {
        if files(&server).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(files(&server), Vec::<String>::new());
    assert_eq!(ok(server.get(&format!("/api/tasks/{task}/artifacts")).await).await["total"], 0);
}

#[tokio::test]
async fn a_repeated_upload_is_kept_once() {
    let server = Server::start().await;
    let task = task(&server).await;
    let send = |content: &'static str| {
        let request = server
            .request(Method::POST, &format!("/api/tasks/{task}/artifacts"))
            .header("idempotency-key", "k");
        request.multipart(Form::new().part("file", text_file(content))).send()
    };
    let first: Value = ok(send("same").await.unwrap()).await;
    // The boundary differs, the upload is the same.
    let second = send("same").await.unwrap();
    assert_eq!(second.headers()["idempotent-replayed"], "true");
    assert_eq!(ok(second).await, first);
    problem(send("else").await.unwrap(), 409, "idempotency_key_reused").await;
    assert_eq!(files(&server).len(), 1);
}

/// Names of the files that artifacts occupy.
fn files(server: &Server) -> Vec<String> {
    let entries = std::fs::read_dir(server.data.path().join("artifacts")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
