//! Leaves each reply one form, and names the others in the coverage report.

use clade_diag::{Diags, codes};
use clade_spec::Document;

use crate::draft::{Answer, Draft, DraftOutcome, Form, Touches};

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    for at in 0..draft.operations.len() {
        for outcome in 0..draft.operations[at].successes.len() {
            one_form(draft, diags, at, outcome);
        }
        one_kind(draft, diags, at);
        for outcome in &mut draft.operations[at].errors {
            outcome.answers.truncate(1);
        }
    }
}

fn one_form(draft: &mut Draft<'_>, diags: &mut Diags, at: usize, outcome: usize) {
    let key = draft.operations[at].key;
    let source = draft.operations[at].successes[outcome].source;
    let others = {
        let answers = &mut draft.operations[at].successes[outcome].answers;
        if answers.len() > 1 { answers.split_off(1) } else { Vec::new() }
    };
    let Some(chosen) = draft.operations[at].successes[outcome].answers.first().cloned() else { return };
    for other in others.iter().filter(|other| essence(&other.media) != essence(&chosen.media)) {
        let place = draft.document.place_in(source, &["content", other.media.expose()]);
        let (media, instead) = (other.media.expose(), chosen.media.expose());
        if is_same(draft.document, &chosen, other) {
            diags.push(codes::same_in_another_form(media, instead).at(place));
        } else {
            let diag = codes::media_of_reply_not_read(media, instead).at(place);
            draft.degrade(diags, Touches::Operation(key), diag);
        }
    }
    let essence = essence(&chosen.media);
    let media = chosen.media.expose();
    let place = draft.document.place_in(source, &["content", media]);
    if matches!(chosen.answer, Answer::Text) && essence.ends_with("xml") {
        draft.degrade(diags, Touches::Operation(key), codes::xml_as_text(media).at(place));
    } else if matches!(chosen.answer, Answer::Bytes)
        && (essence.starts_with("multipart/") || essence.ends_with("json-seq"))
    {
        draft.degrade(diags, Touches::Operation(key), codes::multipart_reply(media).at(place));
    }
}

/// Whether another form says nothing that the chosen one does not: one more notation of the data, the same schema, or
/// bytes under another name. A file or a stream beside JSON is more.
fn is_same(document: &Document, chosen: &Form, other: &Form) -> bool {
    if let (Some(a), Some(b)) = (chosen.schema, other.schema)
        && crate::lower::same_schema(document, a, b)
    {
        return true;
    }
    let both_bytes = matches!((&chosen.answer, &other.answer), (Answer::Bytes, Answer::Bytes));
    let raw = matches!(chosen.answer, Answer::Bytes | Answer::Text);
    both_bytes || other.notation && (chosen.notation || raw)
}

fn essence(media: &clade_spec::SpecText) -> String {
    media.expose().split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Successes that differ in kind by status cannot have one type.
fn one_kind(draft: &mut Draft<'_>, diags: &mut Diags, at: usize) {
    let operation = &draft.operations[at];
    let mut kinds: Vec<u8> = Vec::new();
    for answer in operation.successes.iter().filter_map(DraftOutcome::chosen) {
        kinds.push(match answer {
            Answer::Json(_) => 0,
            Answer::Text => 1,
            Answer::Bytes => 2,
            Answer::Stream(_) => 3,
        });
    }
    kinds.sort_unstable();
    kinds.dedup();
    // The stream is the reply then; the others are left to the status.
    if kinds.len() > 1 {
        let place = draft.place(operation.source);
        let key = operation.key;
        draft.degrade(diags, Touches::Operation(key), codes::replies_differ().at(place));
    }
}
