//! The hand-written runtime that every package carries.

macro_rules! sources {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../../overlays/ts/src/", $name)))),*] };
}

/// The sources of the runtime, as they stand in the overlay.
pub(crate) const SOURCES: &[(&str, &str)] = sources![
    "api-promise.ts",
    "auth.ts",
    "body.ts",
    "bytes.ts",
    "calls.ts",
    "clock.ts",
    "download.ts",
    "error-body.ts",
    "errors.ts",
    "events.ts",
    "exchange.ts",
    "guard.ts",
    "http-date.ts",
    "index.ts",
    "jsonl.ts",
    "lines.ts",
    "link.ts",
    "log.ts",
    "middleware.ts",
    "multipart.ts",
    "oauth2.ts",
    "open.ts",
    "options.ts",
    "page.ts",
    "pages.ts",
    "path.ts",
    "platform.ts",
    "prepare.ts",
    "query.ts",
    "read.ts",
    "redact.ts",
    "redirect.ts",
    "request.ts",
    "retry.ts",
    "sse.ts",
    "stream.ts",
    "transport.ts",
];

/// The sources of the drawings of graphs, for those who want them.
pub(crate) const DAG: &[(&str, &str)] = sources![
    "dag.ts",
    "dag/channel.ts",
    "dag/columns.ts",
    "dag/graph.ts",
    "dag/layers.ts",
    "dag/ordering.ts",
    "dag/paint.ts",
    "dag/rows.ts",
    "dag/width.ts",
];

/// What the runtime calls in the package's root, so that no type of an API may hide it: classes and functions.
pub(crate) const VALUES: [&str; 24] = [
    "APIError",
    "APIPromise",
    "BadRequestError",
    "BinaryResponse",
    "CancelledError",
    "CollectLimitError",
    "ConflictError",
    "ConnectionError",
    "DecodeError",
    "EventStream",
    "ForbiddenError",
    "InvalidRequestError",
    "NotFoundError",
    "Page",
    "PagePromise",
    "RateLimitedError",
    "ServerError",
    "StatusError",
    "StreamError",
    "StreamPromise",
    "TimeoutError",
    "UnauthorizedError",
    "UnprocessableEntityError",
    "errorBodies",
];

/// The same for types alone.
pub(crate) const TYPES: [&str; 22] = [
    "BasicCredentials",
    "ClientCredentials",
    "ClientOptions",
    "Clock",
    "CollectOptions",
    "Credential",
    "ErrorKind",
    "Fetch",
    "FileUpload",
    "LogLevel",
    "Logger",
    "Middleware",
    "Open",
    "PlatformRequest",
    "PlatformResponse",
    "RequestOptions",
    "StatusKind",
    "StreamOptions",
    "UnknownEvent",
    "Upload",
    "Uploadable",
    "WithResponse",
];

/// What the runtime calls for generated code alone: no argument of a method may hide it.
pub(crate) const FUNCTIONS: [&str; 26] = [
    "bytesBody",
    "callBytes",
    "callEmpty",
    "callJson",
    "callOptionalJson",
    "callPage",
    "callStream",
    "callText",
    "filePart",
    "formBody",
    "jsonBody",
    "jsonEvent",
    "jsonLines",
    "jsonPart",
    "memberAt",
    "multipartBody",
    "namedEvent",
    "nextByHeader",
    "nextByUrl",
    "paramsOf",
    "sse",
    "taggedEvent",
    "textBody",
    "textEvent",
    "textPart",
    "unlessEmpty",
];

/// Functions that only the client calls.
pub(crate) const SCHEMES: [&str; 6] =
    ["apiKeyAuth", "basicAuth", "bearerAuth", "clientCredentialsAuth", "readClientCredentials", "readEnv"];

/// Classes and types that generated code names and users never do.
pub(crate) const INTERNAL: [&str; 2] = ["AuthScheme", "Transport"];

/// Members of the options that every client has.
pub(crate) const CLIENT_OPTIONS: [&str; 16] = [
    "baseURL",
    "clock",
    "fetch",
    "fetchOptions",
    "headers",
    "idleTimeout",
    "logLevel",
    "logger",
    "maxEventBytes",
    "maxResponseBytes",
    "maxRetries",
    "middleware",
    "query",
    "retry",
    "timeout",
    "constructor",
];

/// Every name of the root that types of an API must not take.
pub(crate) fn exports() -> impl Iterator<Item = &'static str> {
    VALUES.into_iter().chain(TYPES).chain(INTERNAL)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn overlay() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../overlays/ts/src")
    }

    fn files(below: &str) -> impl Iterator<Item = String> {
        let entries = fs::read_dir(overlay().join(below)).unwrap();
        let prefix = if below.is_empty() { String::new() } else { format!("{below}/") };
        entries
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().unwrap().is_file())
            .map(move |entry| format!("{prefix}{}", entry.file_name().to_string_lossy()))
    }

    #[test]
    fn lists_every_source_of_the_overlay() {
        let listed: BTreeSet<String> =
            SOURCES.iter().chain(DAG).map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(listed, files("").chain(files("dag")).collect());
    }

    #[test]
    fn knows_the_names_of_the_runtime() {
        let all: String = SOURCES.iter().map(|(_, text)| *text).collect();
        for name in exports().chain(FUNCTIONS).chain(SCHEMES) {
            let declared = ["class ", "interface ", "type ", "function ", "const ", "function* "]
                .iter()
                .any(|kind| all.contains(&format!("export {kind}{name}")));
            assert!(declared, "the runtime exports no {name}");
        }
        for name in &CLIENT_OPTIONS[..15] {
            assert!(all.contains(&format!("readonly {name}?:")), "no option {name}");
        }
    }
}
