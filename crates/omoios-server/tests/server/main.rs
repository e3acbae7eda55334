//! The server, from the outside: over real sockets, on fresh databases.
#![cfg(test)]

mod artifacts;
mod auth;
mod document;
mod events;
mod faults;
mod harness;
mod hostile;
mod idempotency;
mod program;
mod reads;
mod specs;
mod tasks;
