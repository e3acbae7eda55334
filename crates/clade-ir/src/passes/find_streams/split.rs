//! An operation that answers JSON or a stream becomes two calls: one for each, so each has one type.

use clade_spec::SpecText;

use super::super::hints;
use crate::draft::{Answer, BodyDraft, Draft, DraftOperation, DraftOutcome, OpKey, Scalar, Shape};
use crate::model::Framing;
use crate::{Literal, Pinned};

/// Body members that by custom switch a stream on.
const FLAGS: [&str; 3] = ["stream", "streaming", "is_stream"];

pub(super) fn run(draft: &mut Draft<'_>) {
    let mut next = draft.operations.iter().map(|operation| operation.key.0 + 1).max().unwrap_or(0);
    let operations = std::mem::take(&mut draft.operations);
    let siblings = Siblings::of(&operations);
    let mut split = Vec::with_capacity(operations.len());
    for operation in operations {
        let flag = flag(draft, &operation);
        if !answers_both(draft, &operation, flag.is_some()) {
            let mut operation = siblings.pinned(operation, flag);
            drop_empty_json(draft, &mut operation);
            split.push(operation);
            continue;
        }
        let mut streaming = operation.clone();
        streaming.key = OpKey(next);
        next += 1;
        streaming.is_split_stream = true;
        keep(&mut streaming, true);
        streaming.reply = None;
        let mut plain = operation;
        keep(&mut plain, false);
        if let Some(flag) = flag {
            pin(&mut plain, &flag, false);
            pin(&mut streaming, &flag, true);
        }
        split.push(plain);
        split.push(streaming);
    }
    draft.operations = split;
}

fn is_stream(answer: &Answer) -> bool {
    matches!(answer, Answer::Stream(_))
}

/// Whether the operation answers a stream and something else. Lines of JSON are a choice of their own only where a
/// flag of the body says so: else they are another form of the same data.
fn answers_both(draft: &Draft<'_>, operation: &DraftOperation, has_flag: bool) -> bool {
    let answers = || operation.successes.iter().flat_map(|outcome| &outcome.answers);
    let streams = answers().any(|form| match &form.answer {
        Answer::Stream(stream) => stream.framing == Framing::Sse || has_flag,
        _ => false,
    });
    let others = answers().any(|form| match &form.answer {
        // A framework that knows only JSON writes an empty schema beside the stream.
        Answer::Json(node) => has_flag || !matches!(draft.shape(*node), Shape::Any),
        Answer::Bytes => true,
        Answer::Text | Answer::Stream(_) => false,
    });
    streams && others
}

/// JSON of which nothing is said, beside a stream of events, is a framework's filler.
fn drop_empty_json(draft: &Draft<'_>, operation: &mut DraftOperation) {
    for outcome in &mut operation.successes {
        let events =
            |answer: &Answer| matches!(answer, Answer::Stream(stream) if stream.framing == Framing::Sse);
        if outcome.answers.iter().any(|form| events(&form.answer)) {
            let filler = |answer: &Answer| matches!(answer, Answer::Json(node) if matches!(draft.shape(*node), Shape::Any));
            outcome.answers.retain(|form| !filler(&form.answer));
            operation.reply = operation.reply.filter(|node| !matches!(draft.shape(*node), Shape::Any));
        }
    }
}

/// Leaves the operation only its streams, or only what is none.
fn keep(operation: &mut DraftOperation, streams: bool) {
    for outcome in &mut operation.successes {
        outcome.answers.retain(|form| is_stream(&form.answer) == streams);
    }
    let answered: Vec<DraftOutcome> =
        operation.successes.iter().filter(|outcome| !outcome.answers.is_empty()).cloned().collect();
    if streams {
        operation.successes = answered;
    }
}

fn pin(operation: &mut DraftOperation, flag: &SpecText, on: bool) {
    operation.pinned.push(Pinned { wire: flag.clone(), value: Literal::Bool(on) });
    if !on {
        return;
    }
    for outcome in &mut operation.successes {
        if let Some(Answer::Stream(stream)) = outcome.chosen_mut() {
            stream.switch = Some(flag.clone());
        }
    }
}

/// The member of the body that switches the stream on: as the settings say, or a boolean of a customary name.
fn flag(draft: &Draft<'_>, operation: &DraftOperation) -> Option<SpecText> {
    let (BodyDraft::Json { node, .. } | BodyDraft::Form { node, .. }) = &operation.body else { return None };
    let Shape::Object(object) = draft.shape(*node) else { return None };
    let hint = hints::of(draft, operation).and_then(|hint| hint.stream.as_ref());
    if let Some(flag) = hint.and_then(|hint| hint.flag.as_deref()) {
        return object.props.iter().find(|prop| prop.wire == *flag).map(|prop| prop.wire.clone());
    }
    let flags = object.props.iter().filter(|prop| FLAGS.iter().any(|flag| prop.wire == **flag));
    let mut flags = flags.filter(|prop| matches!(draft.shape(prop.node), Shape::Scalar(Scalar::Bool)));
    flags.next().map(|prop| prop.wire.clone())
}

/// Operations that share path and method and differ by the fragment of the path key.
struct Siblings(Vec<(crate::HttpMethod, String)>);

impl Siblings {
    fn of(operations: &[DraftOperation]) -> Self {
        let marked = operations.iter().filter(|operation| operation.fragment.is_some());
        Self(marked.map(|operation| (operation.method.clone(), address(operation))).collect())
    }

    /// Pins the flag of an operation whose other half is described under a path key of its own.
    fn pinned(&self, mut operation: DraftOperation, flag: Option<SpecText>) -> DraftOperation {
        let Some(flag) = flag else { return operation };
        if !self.0.contains(&(operation.method.clone(), address(&operation))) {
            return operation;
        }
        let on = operation
            .successes
            .iter()
            .flat_map(|outcome| &outcome.answers)
            .any(|form| is_stream(&form.answer));
        pin(&mut operation, &flag, on);
        operation
    }
}

fn address(operation: &DraftOperation) -> String {
    operation.path_key.expose().split('#').next().unwrap_or_default().to_owned()
}
