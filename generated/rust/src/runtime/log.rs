//! Log lines: off unless the environment or the caller asks for them, secrets never shown.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;

use super::redact;

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum LogLevel {
    /// Nothing.
    #[default]
    Off,
    /// Calls that failed.
    Error,
    /// Attempts that are repeated, streams that reconnect, too.
    Warn,
    /// One line for every call, too.
    Info,
    /// Every attempt with its headers, too. Bodies are never logged.
    Debug,
}

impl LogLevel {
    /// Reads a level's name; anything unknown is `Off`.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "error" => Self::Error,
            "warn" | "warning" => Self::Warn,
            "info" => Self::Info,
            "debug" | "trace" => Self::Debug,
            _ => Self::Off,
        }
    }

    /// The level's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

type Sink = dyn Fn(LogLevel, &str) + Send + Sync;

/// Where log lines go.
#[derive(Clone)]
pub struct Logger {
    level: LogLevel,
    sink: Arc<Sink>,
}

impl Logger {
    /// Lines up to a level go to a function.
    pub fn new(level: LogLevel, sink: impl Fn(LogLevel, &str) + Send + Sync + 'static) -> Self {
        Self {
            level,
            sink: Arc::new(sink),
        }
    }

    /// Lines up to a level go to standard error, or with the feature `tracing` to the current subscriber.
    #[must_use]
    pub fn standard(level: LogLevel) -> Self {
        Self::new(level, write_line)
    }

    pub(crate) fn line(&self, level: LogLevel, text: impl FnOnce() -> String) {
        if level <= self.level {
            (self.sink)(level, &text());
        }
    }
}

impl fmt::Debug for Logger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logger")
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "tracing")]
fn write_line(level: LogLevel, text: &str) {
    match level {
        LogLevel::Off => {}
        LogLevel::Error => tracing::error!("{text}"),
        LogLevel::Warn => tracing::warn!("{text}"),
        LogLevel::Info => tracing::info!("{text}"),
        LogLevel::Debug => tracing::debug!("{text}"),
    }
}

#[cfg(not(feature = "tracing"))]
fn write_line(level: LogLevel, text: &str) {
    use std::io::Write;
    // A log that cannot be written must not fail the call.
    drop(writeln!(
        std::io::stderr().lock(),
        "[{}] {text}",
        level.as_str()
    ));
}

/// Headers as a log line shows them.
pub(crate) fn headers(headers: &HeaderMap) -> String {
    let shown: Vec<String> = headers
        .iter()
        .map(|(name, value)| {
            format!(
                "{name}: {}",
                redact::header(name.as_str(), &String::from_utf8_lossy(value.as_bytes()))
            )
        })
        .collect();
    shown.join("; ")
}
