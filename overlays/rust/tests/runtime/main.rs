//! The runtime against the shared vectors and against a server that plays scripts.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod calls;
mod credentials;
mod redirects;
mod streams;
mod support;
mod transfers;
mod vectors;
