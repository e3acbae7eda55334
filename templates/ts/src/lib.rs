//! The TypeScript emitter: `&Api` to the files of one TypeScript package and its driver.

use clade_emit::{Emission, Emitter, PackageConfig};
use clade_ir::Api;

/// The TypeScript emitter.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypeScript;

impl Emitter for TypeScript {
    fn language(&self) -> &'static str {
        "ts"
    }

    fn emit(&self, _api: &Api, _package: &PackageConfig) -> Emission {
        Emission::default()
    }
}
