//! Finds streams of events, splits operations that answer either JSON or a stream, and settles what an item is.

mod ending;
mod envelope;
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
    super::hints::check_streams(draft, diags);
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

#[cfg(test)]
mod tests {
    use crate::testing::{assert_lines, hinted, operations};
    use crate::{Hints, OperationHint, Reply, StreamEnd, StreamHint, StreamKind, dump};

    const BOTH: &str = "/a:\n  post:\n    operationId: a.run\n    requestBody: {content: {application/json: {schema: {type: \
                        object, properties: {FLAG: {type: boolean}}}}}}\n    responses: {'200': {description: ok, content: \
                        {application/json: {schema: {type: object, properties: {x: {type: string}}}}, text/event-stream: \
                        {schema: {type: object, properties: {y: {type: string}}}}}}}\n";

    #[test]
    fn a_flag_in_the_body_makes_two_calls() {
        let text = operations(&BOTH.replace("FLAG", "stream"));
        assert_lines!(&text, "resource a: run, run_stream", "pinned stream = false", "pinned stream = true");
        assert_lines!(text, "-> a_run_reply", "-> stream of events: a_run_event, finite, switched by stream");
    }

    #[test]
    fn without_a_flag_the_accepted_type_chooses() {
        let text = operations(&BOTH.replace("FLAG", "verbose"));
        assert_lines!(&text, "resource a: run, run_stream", "accept text/event-stream");
        assert!(!text.contains("pinned"), "{text}");
    }

    #[test]
    fn an_empty_schema_beside_a_stream_is_no_reply() {
        let text = operations(
            "/a:\n  get:\n    operationId: a.watch\n    responses: {'200': {description: ok, content: {application/json: \
             {schema: {}}, text/event-stream: {schema: {type: object, properties: {y: {type: string}}}}}}}",
        );
        assert_lines!(text, "resource a: watch", "-> stream of events: a_watch_event, feed");
    }

    #[test]
    fn lines_of_json_beside_json_are_another_form() {
        let text = operations(
            "/a:\n  get:\n    operationId: a.list\n    responses: {'200': {description: ok, content: {application/json: \
             {schema: {type: array, items: {type: string}}}, application/jsonl: {schema: {type: string}}}}}",
        );
        assert_lines!(text, "resource a: list", "-> [text]");
    }

    #[test]
    fn a_payload_with_a_member_called_data_is_no_envelope() {
        let text = operations(
            "/a:\n  get:\n    operationId: a.watch\n    responses: {'200': {description: ok, content: {text/event-stream: \
             {schema: {type: object, required: [id, data], properties: {id: {type: string}, data: {type: object, \
             properties: {z: {type: string}}}}}}}}}",
        );
        assert_lines!(text, "struct a_watch_event [event] @a", "data: a_watch_event_data");
    }

    #[test]
    fn a_tag_in_the_data_is_better_than_the_name_of_the_event() {
        let envelope = |tag: &str| {
            format!(
                "{{type: object, properties: {{event: {{const: {tag}}}, data: {{type: object, required: [type], \
                 properties: {{type: {{const: {tag}}}}}}}}}}}"
            )
        };
        let text = operations(&format!(
            "/a:\n  get:\n    operationId: a.watch\n    responses: {{'200': {{description: ok, content: \
             {{text/event-stream: {{schema: {{oneOf: [{}, {}]}}}}}}}}}}",
            envelope("start"),
            envelope("stop")
        ));
        assert_lines!(&text, "union a_watch_event by type [event] @a");
        assert!(!text.contains("    event \""), "{text}");
    }

    #[test]
    fn settings_without_effect_are_said() {
        let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {operationId: a.get, responses: \
                    {'204': {description: ok}}}\n";
        let stream = StreamHint { flag: Some("stream".to_owned()), ..StreamHint::default() };
        let mut hints = Hints::default();
        hints
            .operations
            .insert("a.get".to_owned(), OperationHint { stream: Some(stream), ..OperationHint::default() });
        assert_eq!(crate::testing::codes(&hinted(text, &hints).1), ["CL0853", "CL0853"]);
    }

    #[test]
    fn settings_say_what_the_description_does_not() {
        let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: a.watch\n      \
                    responses: {'200': {description: ok, content: {text/event-stream: {schema: {type: string}}}}}\n\
                    components:\n  schemas:\n    Event: {type: object, properties: {x: {type: string}}}\n";
        let stream = StreamHint {
            events: Some("Event".to_owned()),
            terminator: Some("END".to_owned()),
            ends: Some(StreamEnd::Finite),
            resumable: Some(true),
            ..StreamHint::default()
        };
        let mut hints = Hints::default();
        hints
            .operations
            .insert("GET /a".to_owned(), OperationHint { stream: Some(stream), ..OperationHint::default() });
        let (api, _) = hinted(text, &hints);
        let Reply::Stream(stream) = &api.operations[0].reply else { panic!("{}", dump(&api)) };
        assert_eq!(stream.kind, StreamKind::Finite { terminator: Some("END".into()) });
        assert!(stream.resumable);
        assert_eq!(api.coverage.degraded, 0, "{}", dump(&api));
    }
}
