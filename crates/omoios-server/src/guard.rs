//! Guards against web pages that talk to a server on the same machine.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{HOST, ORIGIN};
use http::{HeaderMap, StatusCode, Uri};

use crate::error::ApiError;

/// Whether the server is bound to loopback only.
#[derive(Debug, Clone, Copy)]
pub struct Loopback(pub bool);

/// On loopback a request has to name this machine as its host and, if a browser sends it, as its origin: a page of
/// elsewhere that has got its name resolved to 127.0.0.1 is refused.
pub async fn layer(State(Loopback(loopback)): State<Loopback>, request: Request, next: Next) -> Response {
    if loopback && let Some(header) = foreign(request.headers(), request.uri()) {
        let detail =
            format!("the `{header}` header names another machine; this server answers to this machine only");
        return ApiError::new(StatusCode::FORBIDDEN, "foreign_host", detail).into_response();
    }
    next.run(request).await
}

fn foreign(headers: &HeaderMap, uri: &Uri) -> Option<&'static str> {
    let named = headers.get_all(HOST).iter().map(|host| host.to_str().unwrap_or_default());
    let mut hosts = named.chain(uri.authority().map(http::uri::Authority::as_str)).peekable();
    if hosts.peek().is_none() || !hosts.all(is_local_authority) {
        return Some("Host");
    }
    let local_origin = |origin: &http::HeaderValue| origin.to_str().is_ok_and(is_local_origin);
    headers.get_all(ORIGIN).iter().any(|origin| !local_origin(origin)).then_some("Origin")
}

fn is_local_origin(origin: &str) -> bool {
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(is_local_authority)
}

fn is_local_authority(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<http::uri::Authority>() else { return false };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let loopback = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    // User information in a host is never legitimate here.
    !authority.as_str().contains('@') && (host == "localhost" || host.ends_with(".localhost") || loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_that_is_named_counts() {
        let mut headers = HeaderMap::new();
        headers.append(HOST, http::HeaderValue::from_static("localhost"));
        let evil = Uri::from_static("http://evil.example/api/health");
        assert_eq!(foreign(&headers, &Uri::from_static("/")), None);
        assert_eq!(foreign(&headers, &evil), Some("Host"));
        headers.append(HOST, http::HeaderValue::from_static("evil.example"));
        assert_eq!(foreign(&headers, &Uri::from_static("/")), Some("Host"));
        assert_eq!(foreign(&HeaderMap::new(), &Uri::from_static("/")), Some("Host"));
    }

    #[test]
    fn only_this_machine_is_local() {
        for host in
            ["localhost", "localhost:18000", "127.0.0.1:1", "[::1]:80", "app.localhost:3000", "127.9.9.9"]
        {
            assert!(is_local_authority(host), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "",
            "10.0.0.1",
            "a@localhost",
        ] {
            assert!(!is_local_authority(host), "{host}");
        }
        assert!(is_local_origin("http://localhost:5173"));
        assert!(!is_local_origin("null"));
        assert!(!is_local_origin("https://evil.example"));
    }
}
