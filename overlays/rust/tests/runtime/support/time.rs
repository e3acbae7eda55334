//! Time under the control of a test.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use clade_runtime::runtime::{BoxFuture, Clock};
use tokio::sync::Notify;

/// A clock on which waits up to `patience` end at once, and longer ones only when the test says so.
#[derive(Debug, Clone, Default)]
pub(crate) struct TestClock(Arc<State>);

#[derive(Debug, Default)]
struct State {
    now: Mutex<Duration>,
    waits: Mutex<Vec<Duration>>,
    fired: Mutex<Vec<Duration>>,
    fire: Notify,
    keys: Mutex<u64>,
}

/// Waits of the retry loop and of streams end at once; limits of attempts do not.
const PATIENCE: Duration = Duration::from_secs(31);

impl TestClock {
    /// All waits that ended at once, in order.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.0.waits.lock().unwrap().clone()
    }

    /// Lets every limit of this length run out, now and later.
    pub(crate) fn expire(&self, limit: Duration) {
        self.0.fired.lock().unwrap().push(limit);
        self.0.fire.notify_waiters();
    }
}

impl Clock for TestClock {
    fn monotonic(&self) -> Duration {
        *self.0.now.lock().unwrap()
    }

    fn unix_millis(&self) -> i64 {
        1_700_000_000_000
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let state = Arc::clone(&self.0);
        if duration < PATIENCE {
            state.waits.lock().unwrap().push(duration);
            *state.now.lock().unwrap() += duration;
            return Box::pin(std::future::ready(()));
        }
        Box::pin(async move {
            loop {
                let fired = state.fire.notified();
                if state.fired.lock().unwrap().contains(&duration) {
                    return;
                }
                fired.await;
            }
        })
    }

    fn random(&self) -> f64 {
        0.5
    }

    fn uuid(&self) -> String {
        let mut keys = self.0.keys.lock().unwrap();
        *keys += 1;
        format!("uuid-{keys}")
    }
}
