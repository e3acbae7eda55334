//! What the emitter has to say about an API.

use clade_diag::{Diags, codes};
use clade_ir::Operation;

/// A list whose page does not show its items or its next position: the call gives the page as it is.
pub(crate) fn plain_page(diags: &mut Diags, operation: &Operation) {
    diags.push(codes::page_not_iterable("Rust", &operation.key).at(operation.place.clone()));
}
