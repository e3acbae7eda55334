//! Everything the toolkit can say: codes, severities, places and their rendering.
//!
//! A [`Diag`] names *what* is wrong (a row of the one message table in [`codes`]), *where* (file, line, column and
//! JSON pointer) and *what to do*. [`Diags`] collects them all,
//! [`Renderer`] shows them to people and [`json_lines`] to programs.

mod blank;
mod code;
pub mod codes;
mod diag;
mod diags;
mod excerpt;
mod machine;
mod place;
mod render;
mod severity;
mod similar;
mod sources;
mod visible;

pub use code::Code;
pub use diag::{Diag, Related};
pub use diags::Diags;
pub use machine::json_lines;
pub use place::{Place, SourceId};
pub use render::Renderer;
pub use severity::Severity;
pub use similar::closest;
pub use sources::{Source, Sources};
