//! Finds streams of events, splits operations that answer either JSON or a stream, and settles what an item is.

mod envelope;
mod ending;
mod items;
mod split;

use clade_diag::{Diags, codes};

use crate::draft::{Answer, AnswerStream, Draft, Touches};

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    split::run(draft);
    for at in 0..draft.operations.len() {
        for outcome in 0..draft.operations[at].successes.len() {
            settle(draft, diags, at, outcome);
        }
    }
}

/// Settles the stream that an outcome answers with, if it does.
fn settle(draft: &mut Draft<'_>, diags: &mut Diags, at: usize, outcome: usize) {
    let Some(Answer::Stream(stream)) = draft.operations[at].successes[outcome].chosen() else { return };
    let mut stream: AnswerStream = stream.as_ref().clone();
    items::settle(draft, diags, at, &mut stream);
    ending::settle(draft, at, outcome, &mut stream);
    if !stream.is_typed(draft) {
        let operation = &draft.operations[at];
        let place = draft.place(operation.successes[outcome].source);
        let touches = Touches::Operation(operation.key);
        draft.degrade(diags, touches, codes::untyped_stream().at(place));
    }
    if let Some(Answer::Stream(settled)) = draft.operations[at].successes[outcome].chosen_mut() {
        **settled = stream;
    }
}

impl AnswerStream {
    /// Whether anything is known of an item.
    fn is_typed(&self, draft: &Draft<'_>) -> bool {
        use crate::draft::{Scalar, Shape};
        let Some(item) = self.item else { return false };
        !matches!(draft.shape(item), Shape::Any | Shape::Scalar(Scalar::Text))
    }
}
