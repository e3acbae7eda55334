//! Latencies as they were recorded, and exact percentiles of them.

use std::time::Duration;

/// Latencies of one measurement, none left out.
#[derive(Debug, Clone)]
pub(crate) struct Samples {
    /// In the order in which the requests were sent.
    sent: Vec<Duration>,
    sorted: Vec<Duration>,
}

impl Samples {
    /// From pairs of a request's number and its latency, in any order.
    pub(crate) fn new(mut numbered: Vec<(u32, Duration)>) -> Self {
        numbered.sort_unstable_by_key(|(number, _)| *number);
        let sent: Vec<Duration> = numbered.into_iter().map(|(_, latency)| latency).collect();
        let mut sorted = sent.clone();
        sorted.sort_unstable();
        Self { sent, sorted }
    }

    /// The smallest recorded latency that at least `percent` of all do not exceed; zero without samples.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        nearest_rank(&self.sorted, percent)
    }

    /// The longest.
    pub(crate) fn longest(&self) -> Duration {
        self.sorted.last().copied().unwrap_or_default()
    }

    /// How many times as long the middle request of the last tenth took as that of the first tenth: well above 1 if
    /// the server slows down with what it has to keep.
    pub(crate) fn drift(&self) -> f64 {
        let tenth = self.sent.len().div_ceil(10);
        let median = |part: &[Duration]| {
            let mut part = part.to_vec();
            part.sort_unstable();
            nearest_rank(&part, 50).as_secs_f64()
        };
        let (first, last) = (&self.sent[..tenth], &self.sent[self.sent.len() - tenth..]);
        if tenth == 0 { 1.0 } else { median(last) / median(first).max(f64::MIN_POSITIVE) }
    }
}

fn nearest_rank(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(millis: &[u64]) -> Samples {
        Samples::new((0..).zip(millis.iter().copied().map(Duration::from_millis)).collect())
    }

    #[test]
    fn percentiles_are_recorded_values() {
        let hundred = samples(&(1..=100).rev().collect::<Vec<_>>());
        assert_eq!(hundred.percentile(50), Duration::from_millis(50));
        assert_eq!(hundred.percentile(99), Duration::from_millis(99));
        assert_eq!(hundred.longest(), Duration::from_millis(100));
        let three = samples(&[3, 1, 2]);
        assert_eq!((three.percentile(50), three.percentile(99)), (Duration::from_millis(2), three.longest()));
        assert_eq!(samples(&[]).percentile(99), Duration::ZERO);
    }

    #[test]
    fn drift_compares_the_last_tenth_with_the_first_in_order_of_sending() {
        let slowing: Vec<u64> = (1..=20).map(|number| if number > 18 { 30 } else { 10 }).collect();
        assert!((samples(&slowing).drift() - 3.0).abs() < 1e-9);
        assert!((samples(&[7]).drift() - 1.0).abs() < 1e-9);
        assert!((samples(&[]).drift() - 1.0).abs() < 1e-9);
    }
}
