//! HTTP server of the omoios platform.
//!
//! `routes` holds one file per resource. Everything that is the same for all of them is a layer around them: request
//! ids and error bodies ([`answer`]), who calls ([`auth`]), how often ([`limits`]), and, for tests only, [`faults`].

pub mod answer;
pub mod auth;
pub mod cli;
pub mod command;
pub mod connection;
pub mod error;
pub mod faults;
pub mod guard;
pub mod limits;
pub mod log;
pub mod openapi;
pub mod operations;
pub mod path;
pub mod query;
pub mod range;
pub mod responses;
pub mod routes;
pub mod serve;
pub mod sse;
pub mod state;
pub mod upload;
