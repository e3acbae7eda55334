//! Transport, retries, streams, pages, errors: what all resources of an SDK share.

mod auth;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod call;
mod clock;
mod config;
mod download;
mod encode;
mod error_body;
mod errors;
mod exchange;
mod form;
mod http_date;
mod lines;
mod link;
mod log;
mod middleware;
mod multipart;
mod oauth;
mod pages;
pub mod path;
pub mod redact;
mod redirect;
mod retry;
mod sse;
mod stream;
mod transport;
mod upload;
mod values;

pub use auth::{Credential, Scheme, Secret};
#[cfg(feature = "blocking")]
pub use blocking::{Blocking, wait};
pub use body::RequestBody;
pub use call::{
    CallOptions, OpMeta, Operation, ReplyMode, Response, RetryClass, header_name, header_value,
    send,
};
pub use clock::{BoxFuture, Clock, SystemClock};
pub use config::{SdkInfo, TransportBuilder};
pub use download::Download;
pub use encode::{EncodeError, Encoding, Place, Style, component, encode, json_component, param};
pub use errors::{BoxError, DecodeFault, Error, ErrorKind, decode_json};
pub use exchange::Exchange;
pub use form::form_body;
pub use lines::LineParser;
pub use link::next_page;
pub use log::{LogLevel, Logger};
pub use middleware::{Middleware, Next};
pub use multipart::{Form, text_part};
pub use oauth::ClientCredentials;
pub use pages::{Items, PageFacts, Paged, Pager, Pages, Position, Stop};
pub use progenitor_client::ByteStream;
pub use retry::{Decision, Failure, Reason, RetryPolicy, Situation, TokenBucket, retry_after};
pub use sse::{DEFAULT_EVENT_LIMIT, SseEvent, SseParser, TooLarge};
pub use stream::{EventStream, Framing, StreamKind, StreamMeta, Streamed};
pub use transport::{Reply, Transport};
pub use upload::{ByteSource, Upload};
pub use values::{
    Base64, JsonKind, Nullable, OpenUnion, Shape, UnknownValue, UnknownVariant, decode_event, fits,
    present, tagged, texts, variant,
};
