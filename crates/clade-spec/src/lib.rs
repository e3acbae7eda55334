//! Reads OpenAPI 3.0, 3.1 and 3.2 documents into one lenient, place-keeping model.

mod json;
mod text;

pub use json::Json;
pub use text::SpecText;
