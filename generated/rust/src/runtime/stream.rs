//! Streams of events that survive dropped connections.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{StatusCode, header};
use progenitor_client::ByteStream;

use super::body::broken;
use super::call::{CallOptions, Operation, Response, send};
use super::clock::{BoxFuture, Clock};
use super::errors::{DecodeFault, Error, ErrorKind};
use super::lines::LineParser;
use super::log::LogLevel;
use super::sse::{SseEvent, SseParser, TooLarge};
use super::transport::Transport;

/// Reconnections in a row, without an event between them, before a stream gives up.
const MAX_TRIES: u32 = 10;
/// First wait before a reconnection, unless the stream sets another one.
const BASE_DELAY: Duration = Duration::from_secs(1);
/// Longest wait before a reconnection.
const MAX_DELAY: Duration = Duration::from_secs(30);

/// How a stream is cut into events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// `text/event-stream`.
    Sse,
    /// One JSON value per line. Such a stream cannot be resumed.
    JsonLines,
}

/// Whether a stream ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamKind {
    /// Never: an end means to reconnect.
    Feed,
    /// After its last event.
    Finite {
        /// Data of the event that has to end the stream, and is not delivered. Without one the end of the connection does,
        /// or the customary `[DONE]`.
        terminator: Option<&'static str>,
    },
}

/// The data by which many servers end a stream, whether or not their descriptions say so.
const CUSTOMARY_END: &str = "[DONE]";

impl StreamKind {
    /// Whether this is the data of an event that ends the stream.
    fn ends_with(self, data: &str) -> bool {
        match self {
            Self::Feed => false,
            Self::Finite { terminator } => terminator.unwrap_or(CUSTOMARY_END) == data,
        }
    }
}

/// What is fixed about a stream.
#[derive(Debug, Clone, Copy)]
pub struct StreamMeta {
    /// How it is cut into events.
    pub framing: Framing,
    /// Whether it ends by itself.
    pub kind: StreamKind,
    /// Whether the server can go on from an event's id.
    pub resumable: bool,
}

/// An operation whose answer is a stream of events.
pub trait Streamed: Operation<Output = ByteStream> + Clone {
    /// What an event is decoded to.
    type Event: Send + 'static;

    /// What is fixed about the stream.
    const STREAM: StreamMeta;

    /// Decodes one event. A line of a JSON-lines stream comes as the data of an event.
    ///
    /// # Errors
    ///
    /// The data is not what the stream should send.
    fn decode(event: &SseEvent) -> Result<Self::Event, DecodeFault>;
}

type Opener = dyn Fn(Option<&str>, Option<u32>) -> BoxFuture<'static, Result<Response<ByteStream>, Error>>
    + Send
    + Sync;
type Body = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send + Sync>>;

/// A stream of events. Reads only when it is asked for the next one; dropping it closes the connection.
///
/// A dropped connection is made again from the last event delivered, so that none is lost and none comes twice; where
/// that is impossible the stream ends with an error of kind `Stream`.
#[must_use = "a stream reads only when it is asked for the next event"]
pub struct EventStream<T> {
    meta: StreamMeta,
    decode: fn(&SseEvent) -> Result<T, DecodeFault>,
    open: Arc<Opener>,
    transport: Transport,
    name: &'static str,
    idle_timeout: Duration,
    state: State,
    last_event_id: Option<String>,
    retry: Option<Duration>,
    delivered: bool,
    tries: u32,
}

enum State {
    Reading(Box<Connection>),
    Waiting(BoxFuture<'static, ()>),
    Opening(BoxFuture<'static, Result<Response<ByteStream>, Error>>),
    Done,
}

struct Connection {
    body: Body,
    frames: Frames,
    overflow: Option<TooLarge>,
    idle: Option<BoxFuture<'static, ()>>,
    closed: bool,
}

enum Frames {
    Sse(SseParser),
    Lines(LineParser),
}

/// Why a connection is over.
enum End {
    /// The server closed it.
    Closed,
    /// It broke, or was silent for too long.
    Dropped(Error),
}

impl<T: Send + 'static> EventStream<T> {
    /// Opens the stream that an operation answers, from after the event that the options name.
    ///
    /// # Errors
    ///
    /// The first connection fails like an ordinary call.
    pub async fn open<O: Streamed<Event = T>>(
        transport: &Transport,
        mut options: CallOptions,
        operation: O,
    ) -> Result<Self, Error> {
        let idle_timeout = transport.idle_timeout(&options);
        let last_event_id = options.last_event_id.take();
        let open = opener(transport.clone(), options, operation);
        let response = open(last_event_id.as_deref(), None).await?;
        let mut stream = Self {
            meta: O::STREAM,
            decode: O::decode,
            open,
            transport: transport.clone(),
            name: O::META.key,
            idle_timeout,
            state: State::Done,
            last_event_id,
            retry: None,
            delivered: false,
            tries: 0,
        };
        stream.connect(response)?;
        Ok(stream)
    }

    /// The next event; `None` at the end. After an error the stream is at its end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// The events as an iterator that waits for each.
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> super::Blocking<Self> {
        super::Blocking::new(self)
    }

    /// The id of the last event delivered, from which a new stream can go on.
    #[must_use]
    pub fn last_event_id(&self) -> Option<&str> {
        self.last_event_id.as_deref()
    }

    /// Takes over a fresh connection; status 204 ends the stream.
    fn connect(&mut self, response: Response<ByteStream>) -> Result<(), Error> {
        if response.status == StatusCode::NO_CONTENT {
            self.state = State::Done;
            return Ok(());
        }
        let limit = self.transport.event_limit();
        let frames = match self.meta.framing {
            Framing::Sse => {
                check_event_stream(&response)?;
                let parser = SseParser::new(limit);
                Frames::Sse(match &self.last_event_id {
                    Some(id) => parser.resuming(id),
                    None => parser,
                })
            }
            Framing::JsonLines => Frames::Lines(LineParser::new(limit)),
        };
        let body = response.value.into_inner();
        self.state = State::Reading(Box::new(Connection {
            body,
            frames,
            overflow: None,
            idle: None,
            closed: false,
        }));
        Ok(())
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            match &mut self.state {
                State::Done => return Poll::Ready(None),
                State::Waiting(timer) => {
                    ready!(timer.as_mut().poll(cx));
                    // A single attempt each time: the stream has its own count of tries.
                    self.state =
                        State::Opening((self.open)(self.last_event_id.as_deref(), Some(0)));
                }
                State::Opening(opening) => {
                    let opened = ready!(opening.as_mut().poll(cx));
                    let refused = opened.and_then(|response| self.connect(response)).err();
                    if let Some(error) = refused.and_then(|error| self.after_refusal(error)) {
                        return self.fail(error);
                    }
                }
                State::Reading(connection) => {
                    if let Some(event) = connection.next_event() {
                        if let Some(item) = self.deliver(&event) {
                            return item;
                        }
                        continue;
                    }
                    if let Some(too_large) = connection.overflow.take() {
                        let error = Error::new(ErrorKind::TooLarge, too_large.to_string())
                            .with_source(too_large);
                        return self.fail(error);
                    }
                    let clock = &**self.transport.clock();
                    let end = ready!(connection.read(cx, clock, self.idle_timeout));
                    if let Some(error) = end.and_then(|end| self.after_end(end)) {
                        return self.fail(error);
                    }
                }
            }
        }
    }

    /// Hands an event to the caller, unless it is the terminator or came before.
    fn deliver(&mut self, event: &SseEvent) -> Option<Poll<Option<Result<T, Error>>>> {
        if self.meta.kind.ends_with(&event.data) {
            self.state = State::Done;
            return Some(Poll::Ready(None));
        }
        let repeats = event.own_id && event.id.is_some() && event.id == self.last_event_id;
        if repeats {
            return None;
        }
        match (self.decode)(event) {
            Ok(item) => {
                self.last_event_id = event.id.clone().filter(|id| !id.is_empty());
                self.delivered = true;
                self.tries = 0;
                Some(Poll::Ready(Some(Ok(item))))
            }
            Err(fault) => {
                let error = Error::new(
                    ErrorKind::Decode,
                    format!("event `{}`: {fault}", event.event.escape_debug()),
                );
                Some(self.fail(error.with_source(fault)))
            }
        }
    }

    /// The connection is over: reconnect, end, or give the error that ends the stream.
    fn after_end(&mut self, end: End) -> Option<Error> {
        self.note_position();
        let is_over = matches!(end, End::Closed)
            && (self.meta.framing == Framing::JsonLines
                || self.meta.kind == StreamKind::Finite { terminator: None });
        if is_over {
            self.state = State::Done;
            return None;
        }
        let cause = match end {
            End::Closed => Error::new(ErrorKind::Connection, "the server closed the connection"),
            End::Dropped(error) => error,
        };
        let may_resume = self.meta.framing == Framing::Sse
            && (self.meta.kind == StreamKind::Feed || self.meta.resumable)
            && (!self.delivered || self.last_event_id.is_some());
        if !may_resume {
            let message = format!(
                "the stream broke off and cannot be resumed: {}",
                cause.message()
            );
            return Some(Error::new(ErrorKind::Stream, message).with_source(cause));
        }
        self.reconnect(cause)
    }

    /// A reconnection failed: try again, or give the error that ends the stream.
    fn after_refusal(&mut self, error: Error) -> Option<Error> {
        let passes = match error.kind() {
            ErrorKind::Connection | ErrorKind::Timeout => true,
            kind => error.status().is_some_and(|status| {
                kind == ErrorKind::of_status(status)
                    && (status.is_server_error() || matches!(status.as_u16(), 408 | 429))
            }),
        };
        if passes {
            self.reconnect(error)
        } else {
            Some(error)
        }
    }

    /// Schedules the next try, or gives the error of too many.
    fn reconnect(&mut self, cause: Error) -> Option<Error> {
        if self.tries == MAX_TRIES {
            let message = format!(
                "no event after {MAX_TRIES} reconnections: {}",
                cause.message()
            );
            return Some(Error::new(ErrorKind::Stream, message).with_source(cause));
        }
        self.tries += 1;
        let clock = self.transport.clock();
        let delay = delay(self.tries, self.retry.unwrap_or(BASE_DELAY), clock.random());
        let delay = delay.max(cause.retry_after().unwrap_or_default());
        self.transport.logger().line(LogLevel::Warn, || {
            format!(
                "{}: the stream broke off, try {} in {} ms: {cause}",
                self.name,
                self.tries,
                delay.as_millis()
            )
        });
        self.state = State::Waiting(clock.sleep(delay));
        None
    }

    /// Keeps what the connection told beside its events: every event of it is delivered by now.
    fn note_position(&mut self) {
        let State::Reading(connection) = &self.state else {
            return;
        };
        let Frames::Sse(parser) = &connection.frames else {
            return;
        };
        self.last_event_id = Some(parser.last_event_id().to_owned()).filter(|id| !id.is_empty());
        self.retry = parser.retry().map(Duration::from_millis).or(self.retry);
    }

    fn fail(&mut self, error: Error) -> Poll<Option<Result<T, Error>>> {
        self.state = State::Done;
        let error = error.with_last_event_id(self.last_event_id.as_deref());
        self.transport.logger().line(LogLevel::Error, || {
            format!("{}: the stream failed: {}", self.name, error.brief())
        });
        Poll::Ready(Some(Err(error)))
    }
}

impl Connection {
    fn next_event(&mut self) -> Option<SseEvent> {
        match &mut self.frames {
            Frames::Sse(parser) => parser.next_event(),
            Frames::Lines(parser) => parser.next_line().map(|line| SseEvent::line(&line)),
        }
    }

    /// Reads the next piece; `Some` if there is no further one.
    fn read(
        &mut self,
        cx: &mut Context<'_>,
        clock: &dyn Clock,
        idle_timeout: Duration,
    ) -> Poll<Option<End>> {
        if self.closed {
            return Poll::Ready(Some(End::Closed));
        }
        let piece = match self.body.as_mut().poll_next(cx) {
            Poll::Ready(piece) => piece,
            Poll::Pending => {
                // The time in which the caller does not ask does not count as silence.
                let idle = self.idle.get_or_insert_with(|| clock.sleep(idle_timeout));
                ready!(idle.as_mut().poll(cx));
                let message = format!("nothing came for {} ms", idle_timeout.as_millis());
                return Poll::Ready(Some(End::Dropped(Error::new(ErrorKind::Timeout, message))));
            }
        };
        self.idle = None;
        Poll::Ready(match piece {
            None => {
                self.closed = true;
                if let Frames::Lines(parser) = &mut self.frames {
                    parser.finish();
                }
                None
            }
            Some(Err(error)) => Some(End::Dropped(broken(error))),
            Some(Ok(piece)) => {
                self.overflow = match &mut self.frames {
                    Frames::Sse(parser) => parser.push(&piece),
                    Frames::Lines(parser) => parser.push(&piece),
                }
                .err();
                None
            }
        })
    }
}

impl<T: Send + 'static> Stream for EventStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("operation", &self.name)
            .field("last_event_id", &self.last_event_id)
            .field("tries", &self.tries)
            .finish_non_exhaustive()
    }
}

fn opener<O: Streamed>(transport: Transport, options: CallOptions, operation: O) -> Arc<Opener> {
    Arc::new(move |last_event_id, max_retries| {
        let (transport, mut options, operation) =
            (transport.clone(), options.clone(), operation.clone());
        options.max_retries = max_retries.or(options.max_retries);
        if let Some(id) = last_event_id {
            options
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("last-event-id"));
            options
                .headers
                .push(("last-event-id".to_owned(), id.to_owned()));
        }
        Box::pin(async move { send(&transport, options, &operation).await })
    })
}

/// Doubles with each try up to a bound; the half of it is jitter.
fn delay(tries: u32, base: Duration, random: f64) -> Duration {
    let bound = MAX_DELAY.min(base.saturating_mul(1 << tries.saturating_sub(1).min(31)));
    bound.mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
}

fn check_event_stream(response: &Response<ByteStream>) -> Result<(), Error> {
    let Some(content_type) = response.headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let text = String::from_utf8_lossy(content_type.as_bytes()).to_ascii_lowercase();
    if text.split(';').next().map(str::trim) == Some("text/event-stream") {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Stream,
        format!(
            "the answer is no event stream but `{}`",
            text.escape_debug()
        ),
    ))
}
