//! How often a key may call: a token bucket per key, as a pure function of the time.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::response::Response;
use chrono::Utc;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::error::ApiError;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
/// Full buckets carry no information; beyond this many they are dropped.
const MANY_BUCKETS: usize = 10_000;

/// So many calls a minute; all of them may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Calls a minute; 0 admits everything.
    pub per_minute: u32,
}

/// What a call costs, in nanoseconds times calls a minute: whole numbers make the arithmetic exact.
const CALL: u128 = 60_000_000_000;

/// Credit for calls. It grows by the rate with each nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    credit: u128,
    at: Duration,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the call may go on.
    pub admitted: bool,
    limit: u32,
    remaining: u32,
    /// Time until the next token if refused, until the bucket is full if admitted.
    wait: Duration,
}

impl Bucket {
    /// A full bucket.
    pub fn full(rate: Rate, at: Duration) -> Self {
        Self { credit: u128::from(rate.per_minute) * CALL, at }
    }

    /// Takes a call at this time. Admits at most the size of the bucket plus what has flowed in since.
    pub fn take(self, rate: Rate, now: Duration) -> (Self, Verdict) {
        let per_nanosecond = u128::from(rate.per_minute);
        let size = per_nanosecond * CALL;
        let gained = now.saturating_sub(self.at).as_nanos() * per_nanosecond;
        let credit = (self.credit + gained).min(size);
        let admitted = credit >= CALL;
        let left = if admitted { credit - CALL } else { credit };
        let missing = if admitted { size - left } else { CALL - left };
        let wait =
            Duration::from_nanos(u64::try_from(missing.div_ceil(per_nanosecond.max(1))).unwrap_or(u64::MAX));
        let remaining = u32::try_from(left / CALL).unwrap_or(u32::MAX);
        let bucket = Self { credit: left, at: self.at.max(now) };
        (bucket, Verdict { admitted, limit: rate.per_minute, remaining, wait })
    }
}

impl Verdict {
    /// The error of a refused call.
    pub fn refusal(self) -> ApiError {
        let seconds = self.wait_seconds();
        let detail = format!("more than {} calls a minute; try again in {seconds} s", self.limit);
        let error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail);
        ApiError { retry_after: Some(seconds), ..error }
    }

    /// Tells the caller where it stands.
    pub fn mark(self, mut response: Response) -> Response {
        if self.limit == 0 {
            return response;
        }
        let headers = response.headers_mut();
        headers.insert(LIMIT, self.limit.into());
        headers.insert(REMAINING, self.remaining.into());
        let reset = Utc::now().timestamp().saturating_add(i64::try_from(self.wait_seconds()).unwrap_or(0));
        headers.insert(RESET, HeaderValue::from(reset));
        response
    }

    fn wait_seconds(self) -> u64 {
        self.wait.as_secs() + u64::from(self.wait.subsec_nanos() > 0)
    }
}

/// The buckets of all keys.
#[derive(Debug)]
pub struct RateLimiter {
    rate: Rate,
    start: Instant,
    buckets: Mutex<HashMap<String, Bucket>>,
}

impl RateLimiter {
    /// The same rate for every key.
    pub fn new(rate: Rate) -> Self {
        Self { rate, start: Instant::now(), buckets: Mutex::default() }
    }

    /// Counts a call of this key.
    pub fn take(&self, key_id: &str) -> Verdict {
        let free = Verdict { admitted: true, limit: 0, remaining: 0, wait: Duration::ZERO };
        if self.rate.per_minute == 0 {
            return free;
        }
        let now = self.start.elapsed();
        let Ok(mut buckets) = self.buckets.lock() else { return free };
        if buckets.len() >= MANY_BUCKETS {
            let minute = Duration::from_mins(1);
            buckets.retain(|_, bucket| now.saturating_sub(bucket.at) < minute);
        }
        let bucket = buckets.get(key_id).copied().unwrap_or_else(|| Bucket::full(self.rate, now));
        let (bucket, verdict) = bucket.take(self.rate, now);
        buckets.insert(key_id.to_owned(), bucket);
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { per_minute: 60 };

    #[test]
    fn admits_the_burst_and_then_what_flows_in() {
        let mut bucket = Bucket::full(RATE, Duration::ZERO);
        let mut admitted = 0;
        for millisecond in 0..10_000 {
            let (next, verdict) = bucket.take(RATE, Duration::from_millis(millisecond));
            bucket = next;
            admitted += u32::from(verdict.admitted);
        }
        assert_eq!(admitted, 60 + 9);
    }

    #[test]
    fn says_what_is_left_and_when_to_come_back() {
        let (bucket, first) = Bucket::full(RATE, Duration::ZERO).take(RATE, Duration::ZERO);
        assert_eq!((first.admitted, first.remaining), (true, 59));
        let empty = (0..59).fold(bucket, |bucket, _| bucket.take(RATE, Duration::ZERO).0);
        let (_, refused) = empty.take(RATE, Duration::ZERO);
        assert!(!refused.admitted);
        assert_eq!(refused.refusal().retry_after, Some(1));
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing_away() {
        let empty = (0..60).fold(Bucket::full(RATE, Duration::from_secs(100)), |bucket, _| {
            bucket.take(RATE, Duration::from_secs(100)).0
        });
        let (back, verdict) = empty.take(RATE, Duration::from_secs(10));
        assert!(!verdict.admitted);
        assert!(!back.take(RATE, Duration::from_secs(100)).1.admitted);
    }

    #[test]
    fn many_threads_do_not_admit_more() {
        let limiter = RateLimiter::new(Rate { per_minute: 100 });
        let admitted: usize = std::thread::scope(|scope| {
            let work = || (0..50).filter(|_| limiter.take("key_1").admitted).count();
            let threads: Vec<_> = (0..64).map(|_| scope.spawn(work)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        let flowed = limiter.start.elapsed().as_secs_f64() * 100.0 / 60.0;
        assert!(
            admitted >= 100 && f64::from(u32::try_from(admitted).unwrap()) <= 100.0 + flowed,
            "{admitted}"
        );
    }
}
