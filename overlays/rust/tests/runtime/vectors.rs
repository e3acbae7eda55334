//! Every case of the shared vectors, which pin the behaviour of the runtimes of all languages.

use std::time::Duration;

use crate::support::cases::{Chunk, cases, cuts, unhex};
use bytes::Bytes;
use clade_runtime::runtime::{
    EncodeError, Encoding, Error, Failure, Form, LineParser, PageFacts, Pager, Place, Position,
    RetryPolicy, Situation, SseParser, Stop, Style, Upload, encode, next_page, path, redact,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

fn headers(pairs: &[(String, String)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            )
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SseCase {
    name: String,
    chunks: Vec<Chunk>,
    limit: Option<usize>,
    events: Vec<SseExpected>,
    last_event_id: String,
    retry: Option<u64>,
    error: Option<String>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct SseExpected {
    event: String,
    data: String,
    id: Option<String>,
    retry: Option<u64>,
}

#[test]
fn sse() {
    for case in cases::<SseCase>("sse.json") {
        for way in cuts(&case.chunks) {
            let mut parser = SseParser::new(case.limit.unwrap_or(16_777_216));
            let mut failed = None;
            for chunk in &way {
                failed = failed.or(parser.push(chunk).err());
            }
            let mut events = Vec::new();
            while let Some(e) = parser.next_event() {
                events.push(SseExpected {
                    event: e.event,
                    data: e.data,
                    id: e.id,
                    retry: e.retry,
                });
            }
            assert_eq!(events, case.events, "{}", case.name);
            assert_eq!(parser.last_event_id(), case.last_event_id, "{}", case.name);
            assert_eq!(parser.retry(), case.retry, "{}", case.name);
            assert_eq!(
                failed.map(|_| "too_large"),
                case.error.as_deref(),
                "{}",
                case.name
            );
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinesCase {
    name: String,
    chunks: Vec<Chunk>,
    limit: Option<usize>,
    lines: Vec<String>,
    error: Option<String>,
}

#[test]
fn jsonl() {
    for case in cases::<LinesCase>("jsonl.json") {
        for way in cuts(&case.chunks) {
            let mut parser = LineParser::new(case.limit.unwrap_or(16_777_216));
            let mut failed = None;
            for chunk in &way {
                failed = failed.or(parser.push(chunk).err());
            }
            parser.finish();
            let lines: Vec<String> = std::iter::from_fn(|| parser.next_line())
                .map(|line| String::from_utf8(line).unwrap())
                .collect();
            assert_eq!(lines, case.lines, "{}", case.name);
            assert_eq!(
                failed.map(|_| "too_large"),
                case.error.as_deref(),
                "{}",
                case.name
            );
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetryCase {
    name: String,
    #[serde(default)]
    policy: PolicyCase,
    call: CallCase,
    attempt: u32,
    tokens: u32,
    random: f64,
    now_ms: i64,
    deadline_ms: Option<u64>,
    outcome: OutcomeCase,
    expect: RetryExpected,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct PolicyCase {
    max_retries: Option<u32>,
    base_ms: Option<u64>,
    cap_ms: Option<u64>,
    retry_after_cap_ms: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallCase {
    idempotent: bool,
    idempotency_key: bool,
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum OutcomeCase {
    Status {
        status: u16,
        headers: Vec<(String, String)>,
    },
    Error {
        error: String,
        sent: bool,
    },
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct RetryExpected {
    retry: bool,
    delay_ms: Option<u64>,
    retry_after_ms: Option<u64>,
    tokens: u32,
    reason: String,
}

fn policy(case: &PolicyCase) -> RetryPolicy {
    let default = RetryPolicy::default();
    RetryPolicy {
        max_retries: case.max_retries.unwrap_or(default.max_retries),
        base: case.base_ms.map_or(default.base, Duration::from_millis),
        cap: case.cap_ms.map_or(default.cap, Duration::from_millis),
        retry_after_cap: case
            .retry_after_cap_ms
            .map_or(default.retry_after_cap, Duration::from_millis),
    }
}

#[test]
fn retry() {
    for case in cases::<RetryCase>("retry.json") {
        let header_map;
        let failure = match &case.outcome {
            OutcomeCase::Status {
                status,
                headers: pairs,
            } => {
                header_map = headers(pairs);
                Failure::Status(StatusCode::from_u16(*status).unwrap(), &header_map)
            }
            OutcomeCase::Error { error, sent } => match error.as_str() {
                "connect" => Failure::Connect,
                "reset" => Failure::Reset { sent: *sent },
                "timeout" => Failure::Timeout { sent: *sent },
                other => panic!("unknown error {other}"),
            },
        };
        let situation = Situation {
            attempt: case.attempt,
            idempotent: case.call.idempotent,
            idempotency_key: case.call.idempotency_key,
            tokens: case.tokens,
            random: case.random,
            now_millis: case.now_ms,
            time_left: case.deadline_ms.map(Duration::from_millis),
        };
        let decision = policy(&case.policy).decide(&failure, &situation);
        let millis = |wait: Duration| u64::try_from(wait.as_millis()).unwrap();
        let got = RetryExpected {
            retry: decision.delay.is_some(),
            delay_ms: decision.delay.map(millis),
            retry_after_ms: decision.retry_after.map(millis),
            tokens: decision.tokens,
            reason: decision.reason.as_str().to_owned(),
        };
        assert_eq!(got, case.expect, "{}", case.name);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QueryCase {
    name: String,
    #[serde(rename = "in")]
    place: String,
    style: String,
    explode: bool,
    allow_reserved: bool,
    param: String,
    #[serde(default)]
    value: Value,
    expect: Option<String>,
    error: Option<String>,
}

fn place(name: &str) -> Place {
    match name {
        "query" => Place::Query,
        "path" => Place::Path,
        "header" => Place::Header,
        "cookie" => Place::Cookie,
        "form" => Place::Form,
        other => panic!("unknown place {other}"),
    }
}

fn style(name: &str) -> Style {
    match name {
        "form" => Style::Form,
        "simple" => Style::Simple,
        "label" => Style::Label,
        "matrix" => Style::Matrix,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "deepObject" => Style::DeepObject,
        "cookie" => Style::Cookie,
        "content-json" => Style::Json,
        other => panic!("unknown style {other}"),
    }
}

#[test]
fn query() {
    for case in cases::<QueryCase>("query.json") {
        let encoding = Encoding {
            place: place(&case.place),
            style: style(&case.style),
            explode: case.explode,
            allow_reserved: case.allow_reserved,
        };
        let got = encode(encoding, &case.param, &case.value);
        let expected = case.expect.ok_or_else(|| case.error.unwrap());
        assert_eq!(
            got.map_err(|e| e.as_str().to_owned()),
            expected,
            "{}",
            case.name
        );
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PathCase {
    name: String,
    base: String,
    segments: Vec<SegmentCase>,
    query: Vec<String>,
    expect: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SegmentCase {
    Literal(String),
    Param { param: String },
}

#[test]
fn paths() {
    for case in cases::<PathCase>("path.json") {
        let segments: Vec<path::Segment<'_>> = case
            .segments
            .iter()
            .map(|segment| match segment {
                SegmentCase::Literal(text) => path::Segment::Literal(text),
                SegmentCase::Param { param } => path::Segment::Param(param),
            })
            .collect();
        let query: Vec<&str> = case.query.iter().map(String::as_str).collect();
        let got = path::join(&case.base, &segments, &query).map_err(EncodeError::as_str);
        let expected = case
            .expect
            .as_deref()
            .ok_or_else(|| case.error.as_deref().unwrap());
        assert_eq!(got.as_deref().map_err(|e| *e), expected, "{}", case.name);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PagesCase {
    name: String,
    kind: String,
    limit: Option<usize>,
    replies: Vec<PageCase>,
    requests: Vec<Value>,
    items: Vec<i64>,
    stop: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageCase {
    items: Vec<i64>,
    next: Option<String>,
    link: Option<String>,
    total: Option<u64>,
}

fn start(kind: &str) -> Position {
    match kind {
        "cursor" => Position::Cursor(None),
        "offset" => Position::Offset(0),
        "page" => Position::Page(1),
        "link" => Position::Url(None),
        other => panic!("unknown kind {other}"),
    }
}

fn shown(position: &Position) -> Value {
    match position {
        Position::Cursor(at) => json!({ "cursor": at }),
        Position::Offset(at) => json!({ "offset": at }),
        Position::Page(at) => json!({ "page": at }),
        Position::Url(at) => json!({ "url": at }),
    }
}

#[test]
fn pages() {
    let base = "https://h/x".parse().unwrap();
    for case in cases::<PagesCase>("pages.json") {
        let mut pager = Pager::new(start(&case.kind));
        let (mut requests, mut items) = (Vec::new(), Vec::new());
        let limit = case.limit.unwrap_or(usize::MAX);
        let mut stop = "no stop";
        for reply in &case.replies {
            requests.push(shown(pager.position()));
            items.extend(&reply.items);
            if items.len() > limit {
                items.truncate(limit);
                stop = "limit";
                break;
            }
            let linked = || next_page(reply.link.as_deref(), &base).map(String::from);
            let next = if case.kind == "link" {
                linked()
            } else {
                reply.next.clone()
            };
            match pager.advance(PageFacts {
                items: reply.items.len(),
                next,
                total: reply.total,
            }) {
                None => continue,
                Some(Stop::LastPage) => stop = "last_page",
                Some(Stop::RepeatedCursor) => stop = "repeated_cursor",
                Some(Stop::EmptyPage) => stop = "empty_page",
            }
            break;
        }
        assert_eq!(
            (requests, items, stop),
            (case.requests, case.items, case.stop.as_str()),
            "{}",
            case.name
        );
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkCase {
    name: String,
    header: Vec<String>,
    base: String,
    next: Option<String>,
}

#[test]
fn link() {
    for case in cases::<LinkCase>("link.json") {
        let base = case.base.parse().unwrap();
        let got = next_page(case.header.iter().map(String::as_str), &base);
        assert_eq!(got.map(String::from), case.next, "{}", case.name);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MultipartCase {
    name: String,
    boundary: String,
    parts: Vec<PartCase>,
    expect: Option<String>,
    expect_hex: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartCase {
    name: String,
    filename: Option<String>,
    content_type: Option<String>,
    text: Option<String>,
    hex: Option<String>,
}

fn form(parts: &[PartCase]) -> Form {
    parts.iter().fold(Form::new(), |form, part| {
        let bytes = part
            .text
            .clone()
            .map_or_else(|| unhex(part.hex.as_deref().unwrap()), String::into_bytes);
        let mut content = Upload::bytes(bytes);
        if let Some(content_type) = &part.content_type {
            content = content.with_content_type(content_type);
        }
        match &part.filename {
            Some(name) => form.file(&part.name, content.with_file_name(name)),
            None => form.field(&part.name, content),
        }
    })
}

async fn read(form: &Form, boundary: &str) -> Result<(Vec<u8>, Option<u64>), Error> {
    let (mut source, length) = form.open(boundary).await?;
    let mut all = Vec::new();
    while let Some(piece) = std::future::poll_fn(|cx| source.as_mut().poll_next(cx)).await {
        let piece: Bytes = piece.unwrap();
        all.extend_from_slice(&piece);
    }
    Ok((all, length))
}

#[tokio::test]
async fn multipart() {
    for case in cases::<MultipartCase>("multipart.json") {
        let got = read(&form(&case.parts), &case.boundary).await;
        if let Some(error) = &case.error {
            assert_eq!(error, "header_value", "{}", case.name);
            assert!(got.is_err_and(|e| !e.message().is_empty()), "{}", case.name);
            continue;
        }
        let expected = case.expect.map_or_else(
            || unhex(case.expect_hex.as_deref().unwrap()),
            String::into_bytes,
        );
        let (bytes, length) = got.unwrap();
        assert_eq!(
            String::from_utf8_lossy(&bytes),
            String::from_utf8_lossy(&expected),
            "{}",
            case.name
        );
        assert_eq!(
            (bytes.len() as u64, bytes),
            (length.unwrap(), expected),
            "{}",
            case.name
        );
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RedactCase {
    name: String,
    url: Option<String>,
    header: Option<(String, String)>,
    expect: String,
}

#[test]
fn redaction() {
    for case in cases::<RedactCase>("redact.json") {
        let got = match (&case.url, &case.header) {
            (Some(url), None) => redact::url(url),
            (None, Some((name, value))) => redact::header(name, value),
            _ => panic!("{}: one of url and header", case.name),
        };
        assert_eq!(got, case.expect, "{}", case.name);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ErrorCase {
    name: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    expect: ErrorExpected,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct ErrorExpected {
    kind: String,
    code: Option<String>,
    message: String,
    request_id: Option<String>,
}

#[test]
fn errors() {
    for case in cases::<ErrorCase>("errors.json") {
        let status = StatusCode::from_u16(case.status).unwrap();
        let error = Error::from_status(status, headers(&case.headers), case.body.clone().into());
        let got = ErrorExpected {
            kind: error.kind().to_string(),
            code: error.code().map(str::to_owned),
            message: error.message().to_owned(),
            request_id: error.request_id().map(str::to_owned),
        };
        assert_eq!(got, case.expect, "{}", case.name);
        assert_eq!(
            (error.status(), error.body().as_ref()),
            (Some(status), case.body.as_bytes()),
            "{}",
            case.name
        );
    }
}
