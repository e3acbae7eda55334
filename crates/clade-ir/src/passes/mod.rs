//! The passes that turn a draft into something every language can express. Each is a function of the draft alone.

mod choose_answers;
mod claim_names;
mod classify_unions;
mod drop_empty_bodies;
mod find_cycles;
mod find_pages;
mod find_streams;
mod group_resources;
mod hints;
mod join_replies;
mod lift_inline;
mod merge_all_of;
mod open_enums;
mod retry_class;
mod write_params;

pub(crate) use write_params::is_written;

use clade_diag::Diags;

use crate::draft::Draft;

/// One pass.
type Pass = fn(&mut Draft<'_>, &mut Diags);

/// All passes, in the order in which they must run.
const PASSES: [Pass; 15] = [
    hints::exclude,
    merge_all_of::run,
    drop_empty_bodies::run,
    open_enums::run,
    join_replies::run,
    classify_unions::run,
    find_streams::run,
    choose_answers::run,
    group_resources::run,
    find_pages::run,
    lift_inline::run,
    find_cycles::run,
    retry_class::run,
    write_params::run,
    claim_names::run,
];

/// Runs them all.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    for pass in PASSES {
        pass(draft, diags);
    }
}
