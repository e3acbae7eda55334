//! From a description to the frozen model.

use clade_diag::Diags;
use clade_spec::Document;

use crate::{Api, Hints, freeze, lower, passes};

/// Builds the model of a description. Never fails: what cannot be typed becomes a raw value, with a diagnostic and a row
/// in [`Api::coverage`].
pub fn build(document: &Document, hints: &Hints) -> (Api, Diags) {
    let mut diags = Diags::new();
    let mut draft = lower::lower(document, hints, &mut diags);
    passes::run(&mut draft, &mut diags);
    let api = freeze::freeze(&mut draft, &mut diags);
    (api, diags)
}
