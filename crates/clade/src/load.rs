//! From a description on disk to the frozen model.

use std::path::Path;

use clade_diag::{Diags, Sources};
use clade_ir::Api;
use clade_spec::{ReadOptions, ReadResult};

use crate::Config;

/// A description as the toolkit understood it.
#[derive(Debug)]
pub struct Loaded {
    /// The model; with errors among the findings, as much of it as could be made.
    pub api: Api,
    /// Everything there is to say of the description.
    pub diags: Diags,
    /// The files that were read, for rendering the findings.
    pub sources: Sources,
}

/// Reads a description and every local file it refers to. Never fails: faults are findings.
pub fn load(document: &Path, config: &Config) -> Loaded {
    let options = ReadOptions { root: config.root(), ..ReadOptions::default() };
    build(clade_spec::read(document, &options), config)
}

/// The same for a description of one file that is already in memory.
pub fn load_bytes(name: &str, bytes: &[u8], config: &Config) -> Loaded {
    build(clade_spec::read_bytes(name, bytes), config)
}

fn build(read: ReadResult, config: &Config) -> Loaded {
    let ReadResult { document, mut diags, sources } = read;
    let (api, found) = clade_ir::build(&document, &config.hints());
    diags.absorb(found);
    Loaded { api, diags, sources }
}
