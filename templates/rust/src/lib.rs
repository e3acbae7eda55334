//! The Rust emitter: `&Api` to the files of one Rust package and its driver.
//!
//! Models, resources and the client are ours, rendered by templates from nodes whose texts are final. The wire layer is
//! progenitor's, generated from an operation shell ([`shell`]). The runtime is copied from the overlay.

mod client;
mod diagnostics;
mod docs;
mod driver;
mod emission;
mod layout;
mod models;
mod names;
mod overlay;
mod package;
mod readme;
mod resources;
mod samples;
mod shell;
mod similar;
mod text;
mod types;

use clade_emit::{Emission, Emitter, PackageConfig};
use clade_ir::Api;

/// The Rust emitter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rust;

impl Emitter for Rust {
    fn language(&self) -> &'static str {
        "rust"
    }

    fn emit(&self, api: &Api, package: &PackageConfig) -> Emission {
        emission::emit(api, package)
    }
}
