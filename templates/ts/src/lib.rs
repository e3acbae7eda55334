//! TypeScript: from the model of an API to an npm package that a careful engineer could have written.
//!
//! `&Api -> Package` (all strings final, see `nodes`) `-> Files`, the hand-written runtime and the driver included.

mod bodies;
mod client;
mod code;
mod cycles;
mod docs;
mod driver;
mod imports;
mod key;
mod models;
mod names;
mod nodes;
mod package;
mod params;
mod percent;
mod readme;
mod replies;
mod request_types;
mod resources;
mod runtime;
mod sample;
mod shape;
mod types;
mod webhooks;

use clade_diag::codes;
use clade_emit::{Emission, Emitter, PackageConfig};
use clade_ir::Api;

use names::Names;
use package::Package;
use request_types::RequestTypes;

/// The TypeScript emitter.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypeScript;

impl Emitter for TypeScript {
    fn language(&self) -> &'static str {
        "ts"
    }

    fn emit(&self, api: &Api, package: &PackageConfig) -> Emission {
        let mut emission = Emission::default();
        let names = Names::of(api, package);
        let requests = RequestTypes::of(api);
        let package = Package { api, config: package, names: &names, requests: &requests };
        match package.files().and_then(|files| Ok((files, driver::files(&package)?))) {
            Ok((files, driver)) => (emission.package, emission.driver) = (files, driver),
            Err(fault) => emission.diags.push(codes::emitter_panicked(self.language(), fault.to_string())),
        }
        emission
    }
}
