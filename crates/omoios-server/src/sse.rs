//! Server-sent events: each event one frame, with its place in the stream as `id`.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use omoios_engine::{Engine, EventFollow, Followed, Principal, Published};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use crate::state::App;

/// Milliseconds after which a browser tries again.
const RETRY: &str = "retry: 1000\n: the stream is open\n\n";

struct Stream {
    follow: EventFollow,
    engine: Arc<Engine>,
    heartbeat: Interval,
    draining: CancellationToken,
    state: State,
    caller: Arc<Principal>,
    revocations: watch::Receiver<u64>,
    /// When to look whether the key has come to its end.
    recheck: Interval,
}

enum State {
    Opening,
    Open,
    Ended,
}

/// Answers with the stream. Frames are made when the connection asks for them, so a slow client holds no memory.
pub fn response(app: &App, caller: Arc<Principal>, follow: EventFollow) -> Response {
    let period = app.limits.heartbeat;
    let mut heartbeat = interval_at(tokio::time::Instant::now() + period, period);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (engine, draining) = (Arc::clone(&app.engine), app.draining.clone());
    let mut revocations = engine.revocations();
    // The key may have been revoked since it was checked.
    revocations.mark_changed();
    let recheck = interval_at(tokio::time::Instant::now() + period, period);
    let state = State::Opening;
    let stream = Stream { follow, engine, heartbeat, draining, state, caller, revocations, recheck };
    let frames = stream::unfold(stream, |mut stream| async move {
        let frame = stream.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(frame)), stream))
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(frames)).into_response()
}

impl Stream {
    async fn next(&mut self) -> Option<String> {
        match self.state {
            State::Opening => {
                self.state = State::Open;
                Some(RETRY.to_owned())
            }
            State::Open => loop {
                let frame = self.follow().await;
                if !frame.is_empty() {
                    return Some(frame);
                }
            },
            State::Ended => None,
        }
    }

    async fn follow(&mut self) -> String {
        tokio::select! {
            // Events first: a stream that is never idle needs no heartbeat.
            biased;
            () = self.draining.cancelled() => self.end("the server is going down"),
            _ = self.revocations.changed() => self.check_key().await,
            _ = self.recheck.tick() => self.check_key().await,
            followed = self.follow.next(&self.engine) => match followed {
                Ok(Followed::Event(event)) => {
                    self.heartbeat.reset();
                    frame(&event)
                }
                Ok(Followed::Lagged) => self.end("too slow; reconnect with Last-Event-ID"),
                Ok(Followed::Closed) => self.end("the server is going down"),
                Err(error) => {
                    tracing::error!(%error, "a stream ended with an error");
                    self.end("internal error; reconnect with Last-Event-ID")
                }
            },
            _ = self.heartbeat.tick() => ": heartbeat\n\n".to_owned(),
        }
    }

    /// Nothing if the key still works, else the end: a stream outlives the check at its beginning.
    async fn check_key(&mut self) -> String {
        match self.engine.still_works(&self.caller).await {
            Ok(true) => String::new(),
            Ok(false) => self.end("the API key does not work any more"),
            Err(error) => {
                tracing::error!(%error, "the key of a stream could not be checked");
                self.end("internal error; reconnect with Last-Event-ID")
            }
        }
    }

    fn end(&mut self, why: &str) -> String {
        self.state = State::Ended;
        format!(": {why}\n\n")
    }
}

/// JSON has no line ends outside of strings, and escapes them inside: the data is always one line.
fn frame(event: &Published) -> String {
    format!("id: {}\nevent: {}\ndata: {}\n\n", event.event.seq(), event.event.kind(), event.json)
}
