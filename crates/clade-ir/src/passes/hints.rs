//! Finding what the settings say of an operation.

use clade_diag::{Diags, codes};

use super::group_resources::method_word;
use crate::OperationHint;
use crate::draft::{Draft, DraftOperation, Origin};

/// What the settings say of an operation, by its id or by method and path.
pub(super) fn of<'d>(draft: &Draft<'d>, operation: &DraftOperation) -> Option<&'d OperationHint> {
    draft.hints.operations.iter().find(|(selector, _)| selects(selector, operation)).map(|(_, hint)| hint)
}

/// Whether a selector means an operation.
pub(super) fn selects(selector: &str, operation: &DraftOperation) -> bool {
    if operation.wire_id.as_ref().is_some_and(|id| id == selector) {
        return true;
    }
    let Some((method, path)) = selector.split_once(char::is_whitespace) else { return false };
    method.eq_ignore_ascii_case(&method_word(&operation.method)) && operation.path_key == *path.trim()
}

/// Leaves out what is to be left out, and says which settings speak of nothing.
pub(super) fn exclude(draft: &mut Draft<'_>, diags: &mut Diags) {
    let hints = draft.hints;
    for selector in hints.operations.keys().chain(&hints.exclude) {
        if !draft.operations.iter().any(|operation| selects(selector, operation)) {
            diags.push(codes::hint_selects_nothing(selector));
        }
    }
    for name in hints.types.keys() {
        let known = draft.components.iter().any(|id| match &draft.node(*id).origin {
            Origin::Named { text, .. } => text == name.as_str(),
            _ => false,
        });
        if !known {
            diags.push(codes::hint_names_no_type(name));
        }
    }
    draft.operations.retain(|operation| !hints.exclude.iter().any(|selector| selects(selector, operation)));
}

/// Says that what the settings want of an operation cannot be done.
pub(super) fn does_not_fit(draft: &Draft<'_>, diags: &mut Diags, at: usize, problem: impl std::fmt::Display) {
    let operation = &draft.operations[at];
    let selector = operation.wire_id.as_ref().unwrap_or(&operation.path_key).expose();
    diags.push(codes::hint_does_not_fit(selector, problem).at(draft.place(operation.source)));
}

/// Says which settings about streams had no effect.
pub(super) fn check_streams(draft: &Draft<'_>, diags: &mut Diags) {
    for (selector, hint) in &draft.hints.operations {
        let Some(stream) = &hint.stream else { continue };
        let chosen: Vec<usize> =
            (0..draft.operations.len()).filter(|at| selects(selector, &draft.operations[*at])).collect();
        let Some(&first) = chosen.first() else { continue };
        if !chosen.iter().any(|at| draft.operations[*at].streams()) {
            does_not_fit(draft, diags, first, "the operation answers with no stream");
        }
        let pinned = |flag: &str| {
            chosen.iter().flat_map(|at| &draft.operations[*at].pinned).any(|pinned| pinned.wire == *flag)
        };
        if let Some(flag) = stream.flag.as_deref().filter(|flag| !pinned(flag)) {
            does_not_fit(
                draft,
                diags,
                first,
                format!("`{flag}` is no member of its body that switches a stream on"),
            );
        }
    }
}
