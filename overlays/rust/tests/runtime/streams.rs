//! Streams of events against a server that plays a script.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::api::{Events, builder, client};
use crate::support::server::{Server, Step, json, step};
use crate::support::time::TestClock;
use clade_runtime::runtime::{
    CallOptions, Credential, Error, ErrorKind, EventStream, Scheme, Streamed, Transport,
};

async fn open<O: Streamed<Event = String>>(
    client: &Transport,
    operation: O,
) -> Result<EventStream<String>, Error> {
    EventStream::open(client, CallOptions::default(), operation).await
}

/// Reads to the end, or to an error.
async fn all(stream: &mut EventStream<String>) -> (Vec<String>, Option<Error>) {
    let mut events = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(event) => events.push(event),
            Err(error) => return (events, Some(error)),
        }
    }
    (events, None)
}

/// Sends text as an event stream and closes; `whole` with a proper end.
fn events(text: &'static str, whole: bool) -> Step {
    step(move |mut peer| async move {
        peer.begin_events().await;
        peer.chunk(text).await;
        if whole {
            peer.end_chunks().await;
        }
    })
}

fn no_content() -> Step {
    step(|mut peer| async move {
        peer.send("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
            .await;
    })
}

fn last_event_ids(heads: &[String]) -> Vec<Option<&str>> {
    heads
        .iter()
        .map(|head| {
            head.lines()
                .find_map(|line| line.strip_prefix("last-event-id: "))
        })
        .collect()
}

#[tokio::test]
async fn a_feed_goes_on_after_drops_and_ends_without_loss_or_repetition() {
    let server = Server::play(vec![
        events(
            ": hi\n\nid: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\nda",
            false,
        ),
        events("id: 2\ndata: b\n\nid: 3\nevent: x\ndata: c\n\n", true),
        events("data: d\n\n", false),
        no_content(),
    ])
    .await;
    let clock = TestClock::default();
    let mut stream = open(&client(&server.base, &clock), Events::<0>)
        .await
        .unwrap();
    let (got, error) = all(&mut stream).await;
    assert_eq!(got, ["message:a", "message:b", "x:c", "message:d"]);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(stream.last_event_id(), Some("3"));
    let heads = server.finish().await;
    assert_eq!(
        last_event_ids(&heads),
        [None, Some("2"), Some("3"), Some("3")]
    );
    assert!(
        heads[0].contains("accept: text/event-stream")
            && heads[0].contains("accept-encoding: identity")
    );
    // Half of the second is sure, half of the rest is jitter; each event starts the count anew.
    assert_eq!(clock.waits(), [Duration::from_millis(750); 3]);
}

#[tokio::test]
async fn cut_at_every_byte_none_is_lost_and_none_comes_twice() {
    const TEXT: &str = "id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n";
    for cut in 0..TEXT.len() {
        let rest = step(move |mut peer| async move {
            let seen: usize = peer
                .header("last-event-id")
                .map_or(0, |id| id.parse().unwrap());
            let blocks: Vec<&str> = TEXT.split_inclusive("\n\n").skip(seen).collect();
            peer.begin_events().await;
            peer.chunk(&blocks.concat()).await;
            peer.end_chunks().await;
        });
        let server = Server::play(vec![events(&TEXT[..cut], false), rest, no_content()]).await;
        let mut stream = open(&client(&server.base, &TestClock::default()), Events::<0>)
            .await
            .unwrap();
        let (got, error) = all(&mut stream).await;
        assert_eq!(
            got,
            ["message:a", "message:b", "message:c"],
            "cut at {cut}: {error:?}"
        );
    }
}

#[tokio::test]
async fn without_ids_a_drop_after_the_first_event_is_told() {
    let server = Server::play(vec![events("data: a\n\n", false)]).await;
    let mut stream = open(&client(&server.base, &TestClock::default()), Events::<0>)
        .await
        .unwrap();
    let (got, error) = all(&mut stream).await;
    let error = error.unwrap();
    assert_eq!(
        (got.len(), error.kind(), error.last_event_id()),
        (1, ErrorKind::Stream, None)
    );
    assert!(stream.next().await.is_none());
    server.finish().await;
}

#[tokio::test]
async fn before_the_first_event_a_drop_is_harmless() {
    let server = Server::play(vec![events(": hi\n\n", false), events("data: a\n\n", true)]).await;
    let mut stream = open(&client(&server.base, &TestClock::default()), Events::<1>)
        .await
        .unwrap();
    let (got, error) = all(&mut stream).await;
    assert_eq!((got, error.is_none()), (vec!["message:a".to_owned()], true));
}

#[tokio::test]
async fn a_finite_stream_ends_at_its_end_or_its_terminator() {
    let server = Server::play(vec![
        events("data: a\n\n", true),
        events("id: 1\ndata: a\n\n", true),
        events("data: b\n\ndata: [DONE]\n\ndata: after\n\n", false),
    ])
    .await;
    let client = client(&server.base, &TestClock::default());
    let (got, error) = all(&mut open(&client, Events::<1>).await.unwrap()).await;
    assert_eq!((got, error.is_none()), (vec!["message:a".to_owned()], true));
    // An end without the terminator is a drop.
    let (got, error) = all(&mut open(&client, Events::<2>).await.unwrap()).await;
    assert_eq!(
        (got, error.is_none()),
        (vec!["message:a".to_owned(), "message:b".to_owned()], true)
    );
    assert_eq!(
        last_event_ids(&server.finish().await),
        [None, None, Some("1")]
    );
}

#[tokio::test]
async fn the_customary_end_is_understood_where_none_is_described() {
    let server = Server::play(vec![events("data: a\n\ndata: [DONE]\n\n", false)]).await;
    let mut stream = open(&client(&server.base, &TestClock::default()), Events::<1>)
        .await
        .unwrap();
    let (got, error) = all(&mut stream).await;
    assert_eq!((got, error.is_none()), (vec!["message:a".to_owned()], true));
}

#[tokio::test]
async fn a_finite_stream_that_cannot_be_resumed_tells_its_drop() {
    let server = Server::play(vec![events("id: 9\ndata: a\n\n", false)]).await;
    let mut stream = open(&client(&server.base, &TestClock::default()), Events::<4>)
        .await
        .unwrap();
    let (got, error) = all(&mut stream).await;
    let error = error.unwrap();
    assert_eq!(
        (got.len(), error.kind(), error.last_event_id()),
        (1, ErrorKind::Stream, Some("9"))
    );
}

#[tokio::test]
async fn the_first_connection_fails_like_an_ordinary_call() {
    let script = vec![
        json("503 Busy", "", ""),
        json("403 Forbidden", "", r#"{"message":"no"}"#),
    ];
    let server = Server::play(script).await;
    let error = open(&client(&server.base, &TestClock::default()), Events::<0>)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts(), error.message()),
        (ErrorKind::Forbidden, 2, "no")
    );
}

#[tokio::test]
async fn a_refused_reconnection_ends_the_stream_with_the_typed_error() {
    let body = r#"{"message":"gone","code":"evicted"}"#;
    let script = vec![
        events("id: 5\ndata: a\n\n", false),
        json("503 Busy", "retry-after: 7\r\n", ""),
        json("404 Not Found", "", body),
    ];
    let server = Server::play(script).await;
    let clock = TestClock::default();
    let mut stream = open(&client(&server.base, &clock), Events::<0>)
        .await
        .unwrap();
    let (_, error) = all(&mut stream).await;
    let error = error.unwrap();
    assert!(error.is_not_found());
    assert_eq!(
        (error.code(), error.last_event_id(), error.body().as_ref()),
        (Some("evicted"), Some("5"), body.as_bytes())
    );
    assert_eq!(
        clock.waits(),
        [Duration::from_millis(750), Duration::from_secs(7)]
    );
}

#[tokio::test]
async fn a_dead_server_is_given_up_after_ten_tries() {
    let server = Server::play(vec![events("id: 1\nretry: 100\ndata: a\n\n", false)]).await;
    let clock = TestClock::default();
    let mut stream = open(&client(&server.base, &clock), Events::<0>)
        .await
        .unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "message:a");
    server.finish().await;
    let (_, error) = all(&mut stream).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::Stream);
    let waits: Vec<u128> = clock.waits().iter().map(Duration::as_millis).collect();
    assert_eq!(
        waits,
        [75, 150, 300, 600, 1200, 2400, 4800, 9600, 19_200, 22_500]
    );
}

#[tokio::test]
async fn a_silent_connection_is_made_again_and_closed() {
    let clock = TestClock::default();
    let timer = clock.clone();
    let silent = step(move |mut peer| async move {
        peer.begin_events().await;
        peer.chunk("id: 1\ndata: a\n\n").await;
        timer.expire(Duration::from_secs(45));
        peer.closed().await;
    });
    let server = Server::play(vec![silent, no_content()]).await;
    let options = CallOptions {
        idle_timeout: Some(Duration::from_secs(45)),
        ..CallOptions::default()
    };
    let client = client(&server.base, &clock);
    let mut stream = EventStream::open(&client, options, Events::<0>)
        .await
        .unwrap();
    let (got, error) = all(&mut stream).await;
    assert_eq!((got.len(), error.is_none()), (1, true));
    assert_eq!(last_event_ids(&server.finish().await), [None, Some("1")]);
}

#[tokio::test]
async fn credentials_are_resolved_again_for_each_connection() {
    let server = Server::play(vec![events("id: 1\ndata: a\n\n", false), no_content()]).await;
    let count = Arc::new(Mutex::new(0));
    let fresh = Credential::provider(move || {
        let count = Arc::clone(&count);
        async move {
            let mut count = count.lock().unwrap();
            *count += 1;
            Ok::<_, std::io::Error>(format!("t{count}").into())
        }
    });
    let client = builder(&server.base, &TestClock::default());
    let client = client
        .credential("token", Scheme::Bearer, fresh)
        .build()
        .unwrap();
    all(&mut open(&client, Events::<0>).await.unwrap()).await;
    let heads = server.finish().await;
    assert!(heads[0].contains("Bearer t1") && heads[1].contains("Bearer t2"));
}

#[tokio::test]
async fn a_dropped_stream_closes_the_connection() {
    let endless = step(|mut peer| async move {
        peer.begin_events().await;
        peer.chunk("data: a\n\n").await;
        peer.closed().await;
    });
    let server = Server::play(vec![endless]).await;
    let mut stream = open(&client(&server.base, &TestClock::default()), Events::<0>)
        .await
        .unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    // The script ends only when the server sees the connection close.
    server.finish().await;
}

#[tokio::test]
async fn an_event_over_the_bound_ends_the_stream_after_those_before_it() {
    let endless = step(|mut peer| async move {
        peer.begin_events().await;
        peer.chunk("data: a\n\ndata: 0123456789012345").await;
        peer.closed().await;
    });
    let server = Server::play(vec![endless]).await;
    let client = builder(&server.base, &TestClock::default())
        .event_limit(16)
        .build()
        .unwrap();
    let mut stream = open(&client, Events::<0>).await.unwrap();
    let (got, error) = all(&mut stream).await;
    assert_eq!((got.len(), error.unwrap().kind()), (1, ErrorKind::TooLarge));
    server.finish().await;
}

#[tokio::test]
async fn an_event_that_cannot_be_decoded_ends_the_stream_before_its_id_counts() {
    let server = Server::play(vec![events(
        "id: 1\ndata: a\n\nid: 2\ndata: broken\n\n",
        true,
    )])
    .await;
    let mut stream = open(&client(&server.base, &TestClock::default()), Events::<0>)
        .await
        .unwrap();
    let (got, error) = all(&mut stream).await;
    let error = error.unwrap();
    assert_eq!(
        (got.len(), error.kind(), error.last_event_id()),
        (1, ErrorKind::Decode, Some("1"))
    );
}

#[tokio::test]
async fn an_answer_of_another_type_is_no_stream() {
    let server = Server::play(vec![json(
        "200 OK",
        "content-type: text/html\r\n",
        "<p>login</p>",
    )])
    .await;
    let error = open(&client(&server.base, &TestClock::default()), Events::<0>)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stream);
    assert!(error.message().contains("text/html"), "{error}");
}

#[tokio::test]
async fn a_stream_opens_from_an_id() {
    let server = Server::play(vec![events("id: 8\ndata: a\n\n", true), no_content()]).await;
    let client = client(&server.base, &TestClock::default());
    let options = CallOptions {
        last_event_id: Some("7".to_owned()),
        ..CallOptions::default()
    };
    let mut stream = EventStream::open(&client, options, Events::<0>)
        .await
        .unwrap();
    all(&mut stream).await;
    assert_eq!(
        last_event_ids(&server.finish().await),
        [Some("7"), Some("8")]
    );
}

#[tokio::test]
async fn json_lines_come_one_by_one_and_a_drop_is_told() {
    let server = Server::play(vec![
        events("{\"a\":1}\n\n{\"a\":2}", true),
        events("1\n2", false),
    ])
    .await;
    let client = client(&server.base, &TestClock::default());
    let (got, error) = all(&mut open(&client, Events::<3>).await.unwrap()).await;
    assert_eq!(
        (got.as_slice(), error.is_none()),
        (
            [
                "message:{\"a\":1}".to_owned(),
                "message:{\"a\":2}".to_owned()
            ]
            .as_slice(),
            true
        )
    );
    let (got, error) = all(&mut open(&client, Events::<3>).await.unwrap()).await;
    assert_eq!((got.len(), error.unwrap().kind()), (1, ErrorKind::Stream));
}
