//! What the tests against a server share.

pub(crate) mod api;
pub(crate) mod cases;
pub(crate) mod server;
pub(crate) mod time;
