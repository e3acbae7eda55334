//! Everything the toolkit can say: codes, severities, places and their rendering.
//!
//! A [`Diag`](crate) names *what* is wrong (a row of the one message table), *where* (file, line, column and
//! JSON pointer) and *what to do*.

mod place;

pub use place::{Place, SourceId};
