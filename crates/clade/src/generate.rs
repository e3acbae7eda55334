//! From the model to packages in memory, one thread a language.

use std::thread;

use clade_diag::{Diags, codes};
use clade_emit::{Emission, Emitter};
use clade_ir::Api;

use crate::{Config, config};

/// One language to generate.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The emitter.
    pub emitter: &'static (dyn Emitter + Sync),
    /// Relative path from the driver's folder to the package's, with `/`; any text if the driver is not written.
    pub driver_to_package: &'a str,
}

/// Packages of one API in memory.
#[derive(Debug)]
pub struct Generated {
    /// Language name and what its emitter made, in the order asked for.
    pub languages: Vec<(&'static str, Emission)>,
    /// What is wrong with the settings of the packages.
    pub diags: Diags,
}

impl Generated {
    /// All findings: of the settings and of every emitter.
    pub fn findings(&self) -> Diags {
        let mut all = self.diags.clone();
        self.languages.iter().for_each(|(_, emission)| all.absorb(emission.diags.clone()));
        all
    }
}

/// Generates every target. The same input gives the same bytes, in whatever order the threads run.
pub fn generate(api: &Api, config: &Config, targets: &[Target<'_>]) -> Generated {
    let mut diags = Diags::new();
    let packages: Vec<_> = targets
        .iter()
        .map(|target| {
            let (package, found) = config::package(config, api, target.driver_to_package);
            // The settings are the same for every language: their findings count once.
            if diags.is_empty() {
                diags.absorb(found);
            }
            package
        })
        .collect();
    let languages = thread::scope(|scope| {
        let running: Vec<_> = targets
            .iter()
            .zip(&packages)
            .map(|(target, package)| (target.emitter, scope.spawn(move || target.emitter.emit(api, package))))
            .collect();
        running
            .into_iter()
            .map(|(emitter, thread)| (emitter.language(), finished(emitter, thread.join())))
            .collect()
    });
    Generated { languages, diags }
}

/// An emitter that panicked has found a fault of the toolkit: it is reported like every other, without output.
fn finished(emitter: &dyn Emitter, result: thread::Result<Emission>) -> Emission {
    result.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        let mut emission = Emission::default();
        emission.diags.push(codes::emitter_panicked(emitter.language(), text));
        emission
    })
}
