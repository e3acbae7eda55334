//! Hand-written runtime of generated Rust SDKs.
//!
//! [`runtime`] is copied byte for byte into every SDK, `dag` into those that ask for it. Nothing here knows of
//! any API; a generated method builds one request and hands it to [`runtime::Transport`].

#![forbid(unsafe_code)]

#[cfg(feature = "dag")]
pub mod dag;
pub mod runtime;
