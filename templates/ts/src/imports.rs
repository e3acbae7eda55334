//! The imports of one file.

use std::collections::{BTreeMap, BTreeSet};

use clade_emit::encode::TsStr;

use crate::code::{Code, Rendered, code};
use crate::names::Ident;

/// Where the runtime lies, seen from a folder of sources.
pub(crate) const RUNTIME: &str = "../runtime/index.js";

/// Names by the module they come from.
#[derive(Debug)]
pub(crate) struct Imports {
    runtime: &'static str,
    values: BTreeMap<String, BTreeSet<String>>,
    types: BTreeMap<String, BTreeSet<String>>,
}

impl Imports {
    /// Imports of a file from which the runtime lies at `runtime`.
    pub(crate) fn at(runtime: &'static str) -> Self {
        Self { runtime, values: BTreeMap::new(), types: BTreeMap::new() }
    }

    /// A declared type; `folder` leads to the models.
    pub(crate) fn model(&mut self, folder: &str, file: &str, name: &Ident) {
        self.types.entry(format!("{folder}{file}.js")).or_default().insert(name.to_string());
    }

    /// A function or class of the runtime.
    pub(crate) fn runtime(&mut self, name: &'static str) {
        self.values.entry(self.runtime.to_owned()).or_default().insert(name.to_owned());
    }

    /// A type of the runtime.
    pub(crate) fn runtime_type(&mut self, name: &'static str) {
        self.types.entry(self.runtime.to_owned()).or_default().insert(name.to_owned());
    }

    /// The statements, values of a module before its types.
    pub(crate) fn render(&self) -> Vec<Rendered> {
        let modules: BTreeSet<&String> = self.values.keys().chain(self.types.keys()).collect();
        let of = |kind: &'static str, names: Option<&BTreeSet<String>>, module: &str| {
            names.map(|names| statement(kind, names, module))
        };
        modules
            .into_iter()
            .flat_map(|module| {
                [
                    of("import", self.values.get(module), module),
                    of("import type", self.types.get(module), module),
                ]
            })
            .flatten()
            .collect()
    }
}

fn statement(kind: &'static str, names: &BTreeSet<String>, module: &str) -> Rendered {
    let mut all: Vec<Code> = names.iter().map(|name| Code::imported(name)).collect();
    // The usual formatter never breaks an import of one name.
    let names = match all.as_mut_slice() {
        [single] => code!["{ ", std::mem::take(single), " }"],
        _ => Code::object(all),
    };
    code![kind, " ", names, " from ", &TsStr::own(module), ";"].render(0, 0)
}
