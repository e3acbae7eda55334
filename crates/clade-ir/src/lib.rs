//! The language-neutral model of an API ([`Api`]) and the passes that build it from a description.

mod build;
mod draft;
mod dump;
mod freeze;
mod hints;
mod lower;
pub mod model;
mod naming;
mod passes;
#[cfg(test)]
mod testing;

pub use build::build;
pub use clade_spec::{Json, SpecText};
pub use dump::dump;
pub use hints::{Hints, OperationHint, PageHint, StreamEnd, StreamHint};
pub use model::*;
