//! The language-neutral model of an API ([`Api`]) and the passes that build it from a description.

pub mod model;

pub use clade_spec::{Json, SpecText};
pub use model::*;
