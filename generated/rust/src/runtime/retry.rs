//! Whether and when a failed attempt is repeated: a pure function of what is known, and nothing else.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::http_date;

/// Tokens a retry takes from the bucket.
const RETRY_COST: u32 = 5;
/// Tokens a retry after a timeout takes.
const TIMEOUT_COST: u32 = 10;
/// Tokens of a full bucket.
const BUCKET_SIZE: u32 = 500;
/// Largest integer that a 64-bit float holds exactly.
pub(crate) const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Limits of the retry policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts after the first one.
    pub max_retries: u32,
    /// Upper bound of the first wait.
    pub base: Duration,
    /// Upper bound of every wait.
    pub cap: Duration,
    /// Longest wait a server may ask for; a longer one fails the call at once.
    pub retry_after_cap: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 2,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(8),
            retry_after_cap: Duration::from_secs(60),
        }
    }
}

/// How an attempt failed.
#[derive(Debug, Clone, Copy)]
pub enum Failure<'a> {
    /// The server answered with a status that is no success.
    Status(StatusCode, &'a HeaderMap),
    /// No connection came about: nothing was sent.
    Connect,
    /// The connection broke; `sent` tells whether bytes of the request may have left.
    Reset {
        /// Whether bytes of the request may have left.
        sent: bool,
    },
    /// No answer in time.
    Timeout {
        /// Whether bytes of the request may have left.
        sent: bool,
    },
}

/// What the decision rests on, besides the failure.
#[derive(Debug, Clone, Copy)]
pub struct Situation {
    /// The attempt that just ended, counted from 1.
    pub attempt: u32,
    /// Whether the method is idempotent (GET, HEAD, OPTIONS, PUT, DELETE).
    pub idempotent: bool,
    /// Whether an idempotency key goes along.
    pub idempotency_key: bool,
    /// Tokens in the bucket.
    pub tokens: u32,
    /// A number from 0 to 1, for jitter.
    pub random: f64,
    /// Milliseconds since 1970.
    pub now_millis: i64,
    /// Time left for the whole call, if it is limited.
    pub time_left: Option<Duration>,
}

/// Why it was decided so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Retry after a jittered wait.
    Backoff,
    /// Retry when the server said.
    RetryAfter,
    /// The failure may not be repeated, or need not.
    NotRetryable,
    /// No attempts are left.
    Exhausted,
    /// The token bucket is empty.
    BucketEmpty,
    /// The server asks for a longer wait than allowed.
    RetryAfterTooLong,
    /// The wait would outlast the deadline.
    Deadline,
}

impl Reason {
    /// The reason's name in snake case, for log lines.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Backoff => "backoff",
            Self::RetryAfter => "retry_after",
            Self::NotRetryable => "not_retryable",
            Self::Exhausted => "exhausted",
            Self::BucketEmpty => "bucket_empty",
            Self::RetryAfterTooLong => "retry_after_too_long",
            Self::Deadline => "deadline",
        }
    }
}

/// The policy's verdict on one failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Wait this long and try again; `None` ends the call.
    pub delay: Option<Duration>,
    /// The wait the server asked for, if it did.
    pub retry_after: Option<Duration>,
    /// Tokens in the bucket afterwards.
    pub tokens: u32,
    /// Why.
    pub reason: Reason,
}

impl RetryPolicy {
    /// Decides what follows a failed attempt.
    #[must_use]
    pub fn decide(&self, failure: &Failure<'_>, situation: &Situation) -> Decision {
        let hint = failure.retry_after(situation.now_millis);
        let stop = |reason| Decision {
            delay: None,
            retry_after: hint,
            tokens: situation.tokens,
            reason,
        };
        if !failure.is_retryable(situation) {
            return stop(Reason::NotRetryable);
        }
        if situation.attempt > self.max_retries {
            return stop(Reason::Exhausted);
        }
        let (delay, reason) = match hint {
            Some(hint) => (hint, Reason::RetryAfter),
            None => (self.backoff(situation), Reason::Backoff),
        };
        let outlasts = situation.time_left.is_some_and(|left| delay > left);
        if reason == Reason::RetryAfter && (outlasts || delay > self.retry_after_cap) {
            return stop(Reason::RetryAfterTooLong);
        }
        if outlasts {
            return stop(Reason::Deadline);
        }
        match situation.tokens.checked_sub(failure.cost()) {
            Some(tokens) => Decision {
                delay: Some(delay),
                retry_after: hint,
                tokens,
                reason,
            },
            None => stop(Reason::BucketEmpty),
        }
    }

    /// Full jitter over an exponentially growing bound, in whole milliseconds.
    fn backoff(&self, situation: &Situation) -> Duration {
        let exponent = situation.attempt.saturating_sub(1).min(31);
        let bound = self.cap.min(self.base.saturating_mul(1 << exponent));
        let jittered = bound.mul_f64(situation.random.clamp(0.0, 1.0));
        Duration::from_millis(u64::try_from(jittered.as_millis()).unwrap_or(u64::MAX))
    }
}

impl Failure<'_> {
    fn is_retryable(&self, situation: &Situation) -> bool {
        match *self {
            Self::Status(status, headers) => {
                should_retry(headers).unwrap_or_else(|| retryable_status(status))
            }
            Self::Connect => true,
            Self::Reset { sent } | Self::Timeout { sent } => {
                !sent || situation.idempotent || situation.idempotency_key
            }
        }
    }

    fn cost(&self) -> u32 {
        if matches!(self, Self::Timeout { .. }) {
            TIMEOUT_COST
        } else {
            RETRY_COST
        }
    }

    /// The wait the server asks for.
    fn retry_after(&self, now_millis: i64) -> Option<Duration> {
        match self {
            Self::Status(status, headers) => retry_after(*status, headers, now_millis),
            _ => None,
        }
    }
}

fn retryable_status(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

fn should_retry(headers: &HeaderMap) -> Option<bool> {
    match single(headers, "x-should-retry")? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Reads the wait a server asks for: `retry-after-ms`, `Retry-After`, and `X-RateLimit-Reset` for 429 and 503. The first
/// valid one wins; negative, repeated and unreadable values are as absent.
#[must_use]
pub fn retry_after(status: StatusCode, headers: &HeaderMap, now_millis: i64) -> Option<Duration> {
    let in_millis = || decimal(single(headers, "retry-after-ms")?, 0);
    let in_seconds = || {
        let text = single(headers, "retry-after")?;
        decimal(text, 3).or_else(|| {
            Some(until(
                http_date::parse_millis(text, now_millis)?,
                now_millis,
            ))
        })
    };
    let reset = || {
        let applies = matches!(status.as_u16(), 429 | 503);
        let at = decimal(single(headers, "x-ratelimit-reset")?, 3).filter(|_| applies)?;
        Some(until(i64::try_from(at).unwrap_or(i64::MAX), now_millis))
    };
    in_millis()
        .or_else(in_seconds)
        .or_else(reset)
        .map(Duration::from_millis)
}

/// The trimmed value of a header that stands there exactly once.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    values
        .next()
        .is_none()
        .then(|| first.to_str().ok())
        .flatten()
        .map(|text| text.trim_matches([' ', '\t']))
}

/// Reads `digits` or `digits.digits`, moves the point `shift` places to the right, drops what is behind it and
/// saturates at the largest integer that every language can hold.
fn decimal(text: &str, shift: usize) -> Option<u64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (text, ""),
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let shifted = fraction.bytes().chain(std::iter::repeat(b'0')).take(shift);
    let value = whole.bytes().chain(shifted).fold(0_u64, |sum, digit| {
        sum.saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'))
            .min(MAX_SAFE_INTEGER)
    });
    Some(value)
}

/// Milliseconds until a time; none for one in the past.
fn until(at_millis: i64, now_millis: i64) -> u64 {
    u64::try_from(at_millis.saturating_sub(now_millis)).unwrap_or(0)
}

/// Tokens that limit the retries of one client, so that a dead server is not stormed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenBucket {
    tokens: u32,
}

impl TokenBucket {
    /// A full bucket.
    #[must_use]
    pub fn new() -> Self {
        Self {
            tokens: BUCKET_SIZE,
        }
    }

    /// Tokens left.
    #[must_use]
    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    /// Sets the bucket to what a [`Decision`] left.
    pub fn set(&mut self, tokens: u32) {
        self.tokens = tokens.min(BUCKET_SIZE);
    }

    /// Gives one token back for a success.
    pub fn reward(&mut self) {
        self.set(self.tokens + 1);
    }
}

impl Default for TokenBucket {
    fn default() -> Self {
        Self::new()
    }
}
