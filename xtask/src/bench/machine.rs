//! What the figures were taken on.

use std::fs;
use std::thread;

use crate::{process, repository};

/// System, processor, compiler, and how busy it is: a figure means little without them.
pub(super) fn describe() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let rustc = process::output(process::command(&repository::root(), "rustc", ["--version"]));
    let rustc = rustc
        .map_or_else(|_| "rustc unknown".to_owned(), |text| String::from_utf8_lossy(&text).trim().to_owned());
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "processor unknown".to_owned());
    format!("{system}, {cores} cores, {processor}; {rustc}; {}", load())
}

fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    match text.split_whitespace().next().and_then(|word| word.parse::<f64>().ok()) {
        None => "load unknown".to_owned(),
        Some(load) if load < 0.5 => format!("load {load:.1} before the start"),
        Some(load) => format!(
            "load {load:.1} before the start: THE MACHINE WAS BUSY, take the times again when it is quiet"
        ),
    }
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}
