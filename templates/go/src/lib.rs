//! The Go emitter: `&Api` to the files of one Go package and its driver.

use clade_emit::{Emission, Emitter, PackageConfig};
use clade_ir::Api;

/// The Go emitter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Go;

impl Emitter for Go {
    fn language(&self) -> &'static str {
        "go"
    }

    fn emit(&self, _api: &Api, _package: &PackageConfig) -> Emission {
        Emission::default()
    }
}
