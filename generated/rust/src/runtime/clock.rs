//! Time and chance, as seen by the runtime: tests put their own in.

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use uuid::Uuid;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where the runtime takes time and randomness from.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Time since some fixed point in the past; never goes back.
    fn monotonic(&self) -> Duration;

    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn unix_millis(&self) -> i64;

    /// Completes after `duration`. Dropping the future cancels the wait.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// A number from 0 (inclusive) to 1 (exclusive), for jitter.
    fn random(&self) -> f64;

    /// A fresh UUID (version 4), for idempotency keys and boundaries.
    fn uuid(&self) -> String;
}

/// The machine's clock, tokio's timer and the system's random numbers.
#[derive(Debug, Clone)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time starts now.
    #[must_use]
    pub fn new() -> Self {
        Self {
            origin: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }

    fn unix_millis(&self) -> i64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn random(&self) -> f64 {
        // The low 32 bits of a version 4 UUID are all random; 32 bits are plenty for jitter.
        let low = u32::try_from(Uuid::new_v4().as_u128() & u128::from(u32::MAX)).unwrap_or(0);
        f64::from(low) / (f64::from(u32::MAX) + 1.0)
    }

    fn uuid(&self) -> String {
        Uuid::new_v4().to_string()
    }
}

/// Runs a future for at most `limit`; `None` if it was not ready by then, and is dropped.
pub(crate) async fn within<T>(
    clock: &dyn Clock,
    limit: Option<Duration>,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = pin!(work);
    let mut timer = limit.map(|limit| clock.sleep(limit));
    poll_fn(|cx| {
        if let Poll::Ready(done) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(done));
        }
        match timer.as_mut().map(|timer| timer.as_mut().poll(cx)) {
            Some(Poll::Ready(())) => Poll::Ready(None),
            Some(Poll::Pending) | None => Poll::Pending,
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::{Clock, SystemClock};

    #[test]
    fn random_numbers_stay_in_range_and_differ() {
        let clock = SystemClock::new();
        let drawn: Vec<f64> = (0..64).map(|_| clock.random()).collect();
        assert!(drawn.iter().all(|r| (0.0..1.0).contains(r)));
        assert!(drawn.iter().any(|r| *r < 0.5) && drawn.iter().any(|r| *r >= 0.5));
    }

    #[test]
    fn uuids_are_version_four_and_fresh() {
        let clock = SystemClock::new();
        let (a, b) = (clock.uuid(), clock.uuid());
        assert_ne!(a, b);
        assert_eq!((a.len(), a.as_bytes()[14]), (36, b'4'));
    }
}
