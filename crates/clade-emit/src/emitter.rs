//! The one thing a language has to offer.

use clade_diag::Diags;
use clade_ir::Api;

use crate::{Files, PackageConfig};

/// A target language.
pub trait Emitter {
    /// Short name as in `--lang`: also the name of the output folder.
    fn language(&self) -> &'static str;

    /// Turns the model into the files of one package, runtime overlay included, and into its driver.
    ///
    /// The same input gives the same bytes. A fault of the emitter's own (a name it cannot make, output it cannot
    /// parse back) is a diagnostic in [`Emission::diags`], never a panic.
    fn emit(&self, api: &Api, package: &PackageConfig) -> Emission;
}

/// What an emitter made.
#[derive(Debug, Default)]
pub struct Emission {
    /// The package, paths relative to its root.
    pub package: Files,
    /// The driver program that exercises the package, paths relative to the driver's own root. It is not published and
    /// refers to the package by the relative path [`PackageConfig::driver_to_package`].
    pub driver: Files,
    /// What went wrong or could not be said in this language.
    pub diags: Diags,
}
