//! A small API as the generator would write it, over a hand-written wire layer.

use std::sync::Arc;

use clade_runtime::runtime::{
    CallOptions, DecodeFault, Download, Error, Exchange, OpMeta, Operation, PageFacts, Paged,
    Position, ReplyMode, Response, RetryClass, Scheme, SdkInfo, SseEvent, StreamKind, StreamMeta,
    Streamed, Transport, TransportBuilder, Upload, path,
};
use clade_runtime::runtime::{Form, Framing, send};
use progenitor_client::{ByteStream, Error as WireError, ResponseValue};
use serde::{Deserialize, Serialize};

use super::time::TestClock;

const INFO: SdkInfo = SdkInfo {
    user_agent: "test/1 rust",
    env_prefix: "CLADE_RUNTIME_TEST",
    base_url: None,
};
const AUTH: &[&[&str]] = &[&["key"], &["token"], &["query"], &["cookie"]];

pub(crate) fn builder(base: &str, clock: &TestClock) -> TransportBuilder {
    TransportBuilder::new(INFO)
        .base_url(base)
        .clock(clock.clone())
}

pub(crate) fn client(base: &str, clock: &TestClock) -> Transport {
    builder(base, clock)
        .credential("token", Scheme::Bearer, "s3cret")
        .build()
        .unwrap()
}

/// An [`Item`] as it is sent.
pub(crate) const OK: &str = r#"{"id":7}"#;

pub(crate) async fn call<O: Operation>(
    client: &Transport,
    operation: &O,
) -> Result<Response<O::Output>, Error> {
    send(client, CallOptions::default(), operation).await
}

pub(crate) fn item(id: &str) -> GetItem {
    GetItem(id.to_owned())
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: u64,
}

async fn get<T: serde::de::DeserializeOwned>(
    exchange: &Exchange,
    method: reqwest::Method,
    path: &str,
) -> Result<ResponseValue<T>, WireError<()>> {
    let request = exchange
        .http()
        .request(method, exchange.base_url() + path)
        .build()?;
    let response = exchange.execute(request).await;
    match response.status().as_u16() {
        200..=299 => ResponseValue::from_response(response).await,
        _ => Err(WireError::UnexpectedResponse(response)),
    }
}

async fn raw(
    exchange: &Exchange,
    method: reqwest::Method,
    path: &str,
) -> Result<ResponseValue<ByteStream>, WireError<()>> {
    let request = exchange
        .http()
        .request(method, exchange.base_url() + path)
        .build()?;
    let response = exchange.execute(request).await;
    match response.status().as_u16() {
        200..=299 => Ok(ResponseValue::stream(response)),
        _ => Err(WireError::UnexpectedResponse(response)),
    }
}

/// `GET /items/{id}`
#[derive(Debug, Clone)]
pub(crate) struct GetItem(pub(crate) String);

impl Operation for GetItem {
    type Output = Item;
    const META: OpMeta = OpMeta {
        auth: AUTH,
        ..OpMeta::new("items.get")
    };

    async fn exchange(&self, exchange: &Arc<Exchange>) -> Result<Response<Item>, Error> {
        let id = path::segment("id", &self.0)?;
        let path = format!("/items/{}", progenitor_client::encode_path(&id));
        exchange.finish(get(exchange, reqwest::Method::GET, &path).await)
    }
}

/// `POST /items`, with or without an idempotency key.
#[derive(Debug, Clone)]
pub(crate) struct Post<const KEYED: bool>;

impl<const KEYED: bool> Operation for Post<KEYED> {
    type Output = Item;
    const META: OpMeta = OpMeta {
        auth: AUTH,
        retry: if KEYED {
            RetryClass::IdempotencyKey
        } else {
            RetryClass::Never
        },
        ..OpMeta::new("items.create")
    };

    async fn exchange(&self, exchange: &Arc<Exchange>) -> Result<Response<Item>, Error> {
        exchange.json("application/json", &Item { id: 7 })?;
        exchange.finish(get(exchange, reqwest::Method::POST, "/items").await)
    }
}

/// `PUT /blob`, streamed up, and `POST /form`, a form.
#[derive(Debug, Clone)]
pub(crate) enum Send {
    Blob(Upload),
    Form(Form),
}

impl Operation for Send {
    type Output = Item;
    const META: OpMeta = OpMeta::new("blobs.send");

    async fn exchange(&self, exchange: &Arc<Exchange>) -> Result<Response<Item>, Error> {
        match self {
            Self::Blob(upload) => exchange.upload("application/octet-stream", upload.clone()),
            Self::Form(form) => exchange.multipart("multipart/form-data", form.clone()),
        }
        exchange.finish(get(exchange, reqwest::Method::PUT, "/blob").await)
    }
}

/// `GET /blob`, streamed down.
#[derive(Debug, Clone)]
pub(crate) struct Fetch;

impl Operation for Fetch {
    type Output = Download;
    const META: OpMeta = OpMeta {
        accept: "*/*",
        reply: ReplyMode::Streamed,
        auth: AUTH,
        ..OpMeta::new("blobs.fetch")
    };

    async fn exchange(&self, exchange: &Arc<Exchange>) -> Result<Response<Download>, Error> {
        let response = exchange.finish_raw(raw(exchange, reqwest::Method::GET, "/blob").await)?;
        Ok(Download::of(exchange, response))
    }
}

/// `GET /items?cursor=`
#[derive(Debug, Clone, Default)]
pub(crate) struct ListItems {
    cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    items: Vec<Item>,
    next: Option<String>,
}

impl Operation for ListItems {
    type Output = Page;
    const META: OpMeta = OpMeta::new("items.list");

    async fn exchange(&self, exchange: &Arc<Exchange>) -> Result<Response<Page>, Error> {
        exchange.query(
            self.cursor
                .as_ref()
                .map(|c| format!("cursor={c}"))
                .unwrap_or_default(),
        );
        exchange.finish(get(exchange, reqwest::Method::GET, "/items").await)
    }
}

impl Paged for ListItems {
    type Item = Item;

    fn start(&self) -> Position {
        Position::Cursor(self.cursor.clone())
    }

    fn seek(&mut self, _: &mut CallOptions, position: &Position) {
        if let Position::Cursor(cursor) = position {
            self.cursor.clone_from(cursor);
        }
    }

    fn facts(page: &Response<Page>) -> PageFacts {
        PageFacts {
            items: page.value.items.len(),
            next: page.value.next.clone(),
            total: None,
        }
    }

    fn items(page: Page) -> Vec<Item> {
        page.items
    }
}

/// `GET /events`; the kind of stream is a number: 0 a feed, 1 finite, 2 finite with `[DONE]`, 3 JSON lines, 4 finite and not
/// resumable.
#[derive(Debug, Clone)]
pub(crate) struct Events<const KIND: u8>;

impl<const KIND: u8> Operation for Events<KIND> {
    type Output = ByteStream;
    const META: OpMeta = OpMeta {
        accept: "text/event-stream",
        reply: ReplyMode::Streamed,
        auth: AUTH,
        ..OpMeta::new("events.stream")
    };

    async fn exchange(&self, exchange: &Arc<Exchange>) -> Result<Response<ByteStream>, Error> {
        exchange.finish_raw(raw(exchange, reqwest::Method::GET, "/events").await)
    }
}

impl<const KIND: u8> Streamed for Events<KIND> {
    type Event = String;
    const STREAM: StreamMeta = StreamMeta {
        framing: if KIND == 3 {
            Framing::JsonLines
        } else {
            Framing::Sse
        },
        kind: match KIND {
            0 => StreamKind::Feed,
            2 => StreamKind::Finite {
                terminator: Some("[DONE]"),
            },
            _ => StreamKind::Finite { terminator: None },
        },
        resumable: KIND < 3,
    };

    fn decode(event: &SseEvent) -> Result<String, DecodeFault> {
        if event.data == "broken" {
            return clade_runtime::runtime::decode_json::<String>(b"broken");
        }
        Ok(format!("{}:{}", event.event, event.data))
    }
}
