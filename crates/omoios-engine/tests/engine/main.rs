//! The engine on temporary databases, without any transport.
#![cfg(test)]

mod durable;
mod harness;
mod moves;
mod numbers;
mod stream;
