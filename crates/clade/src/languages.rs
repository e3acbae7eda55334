//! The list of target languages: a new one is one arm here.

use clade_emit::Emitter;

/// All emitters, in the order in which they are listed to people.
pub const ALL: [&(dyn Emitter + Sync); 3] = [&clade_rust::Rust, &clade_ts::TypeScript, &clade_go::Go];

/// The emitter called `name`; `None` if there is no such language.
pub fn find(name: &str) -> Option<&'static (dyn Emitter + Sync)> {
    ALL.into_iter().find(|emitter| emitter.language() == name)
}

/// All names, for messages.
pub fn names() -> Vec<&'static str> {
    ALL.iter().map(|emitter| emitter.language()).collect()
}
