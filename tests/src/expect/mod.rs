//! Expectations: filling captures in, matching, and making outcomes comparable between languages.

mod bindings;
mod differ;
mod matching;
mod pointer;
mod scrub;

pub use bindings::{Bindings, UnknownName};
pub use differ::differences;
pub use matching::mismatches;
pub use pointer::{remove, select};
pub use scrub::Scrubber;
