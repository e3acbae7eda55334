//! Resident memory of a process, as Linux tells it.

use std::fs;

/// Watches by how much the resident memory of a process grows.
#[derive(Debug, Clone, Copy)]
pub struct PeakMemory {
    pid: u32,
    before_kib: u64,
}

impl PeakMemory {
    /// Starts to watch; `None` where the system does not tell. Resets the peak where that is allowed, so that an
    /// earlier peak of the process hides nothing.
    pub fn watch(pid: u32) -> Option<Self> {
        let reset = fs::write(format!("/proc/{pid}/clear_refs"), "5").is_ok();
        let before_kib = resident_kib(pid, if reset { "VmRSS" } else { "VmHWM" })?;
        Some(Self { pid, before_kib })
    }

    /// How much the peak lies above the memory at the start, in KiB.
    pub fn growth_kib(self) -> Option<u64> {
        Some(resident_kib(self.pid, "VmHWM")?.saturating_sub(self.before_kib))
    }
}

/// A member of `/proc/<pid>/status` in KiB: `VmRSS` (now) or `VmHWM` (peak).
pub fn resident_kib(pid: u32, member: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(member)?.strip_prefix(':'))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn growth_is_seen() {
        let watch = PeakMemory::watch(std::process::id()).unwrap();
        let block = vec![7_u8; 32 << 20];
        assert_eq!(block.iter().map(|byte| u64::from(*byte)).sum::<u64>(), 7 * (32 << 20));
        assert!(watch.growth_kib().unwrap() > 24 << 10);
    }
}
