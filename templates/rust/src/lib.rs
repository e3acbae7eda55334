//! The Rust emitter: `&Api` to the files of one Rust package and its driver.

use clade_emit::{Emission, Emitter, PackageConfig};
use clade_ir::Api;

/// The Rust emitter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rust;

impl Emitter for Rust {
    fn language(&self) -> &'static str {
        "rust"
    }

    fn emit(&self, _api: &Api, _package: &PackageConfig) -> Emission {
        Emission::default()
    }
}
