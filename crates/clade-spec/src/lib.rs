//! Reads OpenAPI 3.0, 3.1 and 3.2 documents into one lenient, place-keeping model.

pub mod document;
mod json;
mod number;
mod read;
mod text;
mod tree;

pub use document::*;
pub use json::Json;
pub use number::Number;
pub use read::{
    FolderLoader, Limits, LoadError, Loader, MemoryLoader, ReadOptions, ReadResult, read, read_bytes,
    read_with,
};
pub use text::SpecText;
pub use tree::NodeId;
