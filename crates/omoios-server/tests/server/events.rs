//! The stream of events: none lost, none twice.

use std::sync::Arc;
use std::time::Duration;

use omoios_server::serve::Options;
use reqwest::Method;
use serde_json::{Value, json};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::harness::{Events, KEY, Server, ok, problem};

fn fast_heartbeat() -> Options {
    let mut options = Options::default();
    options.limits.heartbeat = Duration::from_millis(50);
    options
}

#[doc = "covers: OMOI-SDK-events.stream, OMOI-EVT-phase.advanced"]
#[tokio::test]
async fn a_stream_begins_now_and_tells_what_happens() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let mut events = Events::open(&server, &format!("?spec_id={spec}"), None).await;
    ok(server.bare(&format!("/api/specs/{spec}/advance")).await).await;
    let frames = events.take(2).await;
    assert_eq!(frames[0].event, "phase.advanced");
    assert_eq!((&frames[0].data["from"], &frames[0].data["to"]), (&json!("EXPLORE"), &json!("PRD")));
    assert_eq!(frames[1].event, "phase.evaluated");
}

#[tokio::test]
async fn filters_hold_for_history_and_live() {
    let server = Server::start().await;
    let (mine, other) = (server.spec().await, server.spec().await);
    let ticket = server.ticket(&mine).await;
    let task = server.task(&ticket, &[]).await;
    let query = format!("?spec_id={mine}&types=task.started&types=task.completed,phase.advanced&after=0");
    let mut events = Events::open(&server, &query, None).await;
    ok(server.bare(&format!("/api/specs/{other}/advance")).await).await;
    server.finish(&task).await;
    ok(server.bare(&format!("/api/specs/{mine}/advance")).await).await;
    let kinds: Vec<_> = events.take(3).await.into_iter().map(|frame| frame.event).collect();
    assert_eq!(kinds, ["task.started", "task.completed", "phase.advanced"]);
    let mut by_task = Events::open(&server, &format!("?task_id={task}&after=0"), None).await;
    let kinds: Vec<_> = by_task.take(3).await.into_iter().map(|frame| frame.event).collect();
    assert_eq!(kinds, ["task.created", "task.started", "task.completed"]);
}

#[doc = "covers: OMOI-SDK-spec.logs"]
#[tokio::test]
async fn resuming_at_every_place_is_exact() {
    let server = Server::start().await;
    let spec = server.spec().await;
    for _ in 0..3 {
        ok(server.bare(&format!("/api/specs/{spec}/advance")).await).await;
    }
    let all = Events::open(&server, "?after=0", None).await.take(8).await;
    for (place, frame) in all.iter().enumerate() {
        let rest = Events::open(&server, "?after=0", Some(frame.id)).await.take(all.len() - place - 1).await;
        assert_eq!(rest, all[place + 1..]);
    }
}

#[tokio::test]
async fn cuts_under_load_lose_nothing_and_repeat_nothing() {
    let server = Arc::new(Server::start().await);
    let spec = server.spec().await;
    let (writers, each) = (4, 50);
    let work: Vec<_> = (0..writers)
        .map(|_| {
            let (server, spec) = (Arc::clone(&server), spec.clone());
            tokio::spawn(async move {
                for _ in 0..each {
                    server.ticket(&spec).await;
                }
            })
        })
        .collect();
    let (mut seen, mut last) = (Vec::new(), Some(0));
    while seen.len() < writers * each {
        let mut events = Events::open(&server, "?types=ticket.created", last).await;
        for frame in events.take((seen.len() % 7 + 1).min(writers * each - seen.len())).await {
            last = Some(frame.id);
            seen.push(frame.data["ticket_id"].as_str().unwrap().to_owned());
        }
    }
    for writer in work {
        writer.await.unwrap();
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!((seen.len(), unique.len()), (200, 200));
    assert_eq!(unique, seen, "events come in the order of the stream");
}

#[tokio::test]
async fn history_hands_over_to_the_stream_without_gap() {
    let server = Server::start().await;
    let spec = server.spec().await;
    for _ in 0..5 {
        server.ticket(&spec).await;
    }
    let (mut cursor, mut seen, mut seq) = (String::new(), Vec::new(), 0);
    loop {
        let page = ok(server.get(&format!("/api/events?spec_id={spec}&limit=2{cursor}")).await).await;
        assert_eq!(page["total"], 7);
        seen.extend(page["events"].as_array().unwrap().iter().map(|event| event["seq"].as_i64().unwrap()));
        seq = page["seq"].as_i64().unwrap().max(seq);
        let Some(next) = page["next_cursor"].as_str() else { break };
        assert_eq!(page["seq"], *seen.last().unwrap());
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7]);
    server.ticket(&spec).await;
    let mut events = Events::open(&server, &format!("?spec_id={spec}&after={seq}"), None).await;
    assert_eq!(events.next().await.unwrap().id, 8);
}

#[tokio::test]
async fn a_restart_keeps_the_stream() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let data = server.stop().await;
    let server = Server::on(data, Options::default(), 4096).await;
    ok(server.bare(&format!("/api/specs/{spec}/advance")).await).await;
    let frames = Events::open(&server, "", Some(1)).await.take(3).await;
    let ids: Vec<_> = frames.iter().map(|frame| frame.id).collect();
    assert_eq!(ids, [2, 3, 4]);
}

#[tokio::test]
async fn silence_is_filled_with_heartbeats_and_going_down_ends_the_stream() {
    let server = Server::with(fast_heartbeat()).await;
    let mut events = Events::open(&server, "", None).await;
    assert!(events.block().await.unwrap().starts_with("retry: 1000"));
    assert_eq!(events.block().await.unwrap(), ": heartbeat");
    assert_eq!(events.block().await.unwrap(), ": heartbeat");
    let reading = tokio::spawn(async move {
        let mut last = String::new();
        while let Some(block) = events.block().await {
            last = block;
        }
        last
    });
    server.stop().await;
    assert_eq!(reading.await.unwrap(), ": the server is going down");
}

#[tokio::test]
async fn a_listener_that_does_not_read_is_cut_and_can_resume() {
    // Room for 8 events in the server, and more bytes of events than the sockets between hold.
    let server = Server::on(Arc::new(tempfile::tempdir().unwrap()), Options::default(), 8).await;
    let task = server.task(&server.ticket(&server.spec().await).await, &[]).await;
    let mut slow = Events::open(&server, "?after=0", None).await;
    assert_eq!(slow.next().await.unwrap().id, 1);
    let error = "🦀".repeat(20_000);
    for _ in 0..120 {
        ok(server.bare(&format!("/api/tasks/{task}/start")).await).await;
        ok(server.post(&format!("/api/tasks/{task}/fail"), json!({"error": error})).await).await;
        ok(server.bare(&format!("/api/tasks/{task}/retry")).await).await;
    }
    let (mut last, mut end) = (1, String::new());
    while let Some(block) = slow.block().await {
        if let Some(rest) = block.strip_prefix("id: ") {
            let id: i64 = rest.split('\n').next().unwrap().parse().unwrap();
            assert_eq!(id, last + 1);
            last = id;
        }
        end = block;
    }
    assert_eq!(end, ": too slow; reconnect with Last-Event-ID");
    let rest = Events::open(&server, "", Some(last)).await.next().await.unwrap();
    assert_eq!(rest.id, last + 1);
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_let_go() {
    let options = Options { faults: true, write_time: Duration::from_millis(300), ..Options::default() };
    let server = Server::with(options).await;
    let task = server.task(&server.ticket(&server.spec().await).await, &[]).await;
    server.order("t", "events.stream", json!([])).await;
    let mut socket = TcpStream::connect(server.addr).await.unwrap();
    let head = format!(
        "GET /api/events/stream HTTP/1.1\r\nhost: localhost\r\nx-fault-id: t\r\nauthorization: Bearer {KEY}\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let error = "🦀".repeat(20_000);
    for _ in 0..120 {
        ok(server.bare(&format!("/api/tasks/{task}/start")).await).await;
        ok(server.post(&format!("/api/tasks/{task}/fail"), json!({"error": error})).await).await;
        ok(server.bare(&format!("/api/tasks/{task}/retry")).await).await;
    }
    for _ in 0..100 {
        if server.report("t").await["open_streams"] == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let report = server.report("t").await;
    assert_eq!((&report["open_streams"], &report["cancelled"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn places_that_were_never_given_out_are_refused() {
    let server = Server::start().await;
    server.spec().await;
    let open = |id: &str| server.request(Method::GET, "/api/events/stream").header("last-event-id", id);
    for id in ["banana", "+1", "001", "-0", "1 1"] {
        problem(open(id).send().await.unwrap(), 400, "malformed_header").await;
    }
    problem(open("999999").send().await.unwrap(), 422, "validation_failed").await;
    problem(open("-1").send().await.unwrap(), 422, "validation_failed").await;
    problem(server.get("/api/events/stream?after=x").await, 400, "malformed_query").await;
}

#[doc = "covers: OMOI-ENT-Event"]
#[tokio::test]
async fn another_organisation_sees_nothing() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let body = json!({"name": "other", "org_id": "org_other"});
    let key = ok(server.post("/api/api-keys", body).await).await["secret"].as_str().unwrap().to_owned();
    let request = |path: &str| server.client.get(server.url(path)).bearer_auth(&key);
    let page: Value = request("/api/events").send().await.unwrap().json().await.unwrap();
    assert_eq!(page["total"], 0);
    problem(request(&format!("/api/specs/{spec}")).send().await.unwrap(), 404, "not_found").await;
    let mut stream = request("/api/events/stream?after=0").send().await.unwrap();
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"retry"));
    server.spec().await;
    assert!(tokio::time::timeout(Duration::from_millis(200), stream.chunk()).await.is_err());
    assert_ne!(key, KEY);
}
