//! Processor time of a process, where the system tells it in `/proc`.

use std::fs;
use std::time::Duration;

/// Linux counts in these, whatever the clock of its kernel.
const TICKS_A_SECOND: u32 = 100;

/// Processor time of a process so far, all its threads together, to 10 ms; `None` on systems without `/proc`.
pub(crate) fn cpu_time(process: u32) -> Option<Duration> {
    ticks(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
        .map(|t| Duration::from_secs(t) / TICKS_A_SECOND)
}

/// User and system time of a line of `/proc/<pid>/stat`. The name in brackets may contain anything.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    // After the name: state is field 3, utime 14, stime 15.
    let mut times = fields.split_whitespace().skip(11);
    Some(times.next()?.parse::<u64>().ok()? + times.next()?.parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_added() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 31 0 0 20 0 4 0 123 1 2 3";
        assert_eq!(ticks(stat), Some(281));
        assert_eq!(ticks("nonsense"), None);
    }
}
