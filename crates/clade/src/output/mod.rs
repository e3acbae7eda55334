//! Generated files and the disk: written, or compared with what is there.

mod compare;
mod manifest;
mod write;

pub use compare::{Difference, compare};
pub use write::{WriteError, Written, write};
