//! Everything the toolkit can say: codes, severities, places and their rendering.
//!
//! A [`Diag`] names *what* is wrong (a row of the one message table in [`codes`]), *where* (file, line, column and
//! JSON pointer) and *what to do*. [`Diags`] collects them all.

mod blank;
pub mod codes;
mod diag;
mod diags;
mod place;
mod severity;
mod sources;

pub use codes::Code;
pub use diag::{Diag, Related};
pub use diags::Diags;
pub use place::{Place, SourceId};
pub use severity::Severity;
pub use sources::{Source, Sources};
