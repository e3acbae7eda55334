//! The Go emitter: `&Api` to the files of one Go package and its driver.

mod client;
mod code;
mod docs;
mod driver;
mod driver_nodes;
mod models;
mod names;
mod nodes;
mod operations;
mod overlay;
mod package;
mod plan;
mod readme;
mod samples;
mod snippets;
mod tags;
mod types;
mod usage;

use clade_emit::{Emission, Emitter, PackageConfig};
use clade_ir::Api;

/// The Go emitter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Go;

impl Emitter for Go {
    fn language(&self) -> &'static str {
        "go"
    }

    fn emit(&self, api: &Api, package: &PackageConfig) -> Emission {
        package::emission(api, package)
    }
}
