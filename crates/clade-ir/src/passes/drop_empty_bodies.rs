//! Takes away bodies that hold nothing: an argument for one would only stand in the way of the others.

use clade_diag::{Diags, codes};

use crate::draft::{BodyDraft, Draft, DraftOperation, Extra, Shape};

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    for at in 0..draft.operations.len() {
        if says_nothing(draft, &draft.operations[at]) {
            let place = draft.document.place(draft.operations[at].source);
            diags.push(codes::body_always_empty().at(place));
            draft.operations[at].body = BodyDraft::None;
        }
    }
}

/// Whether the body may be left out and can have no member.
fn says_nothing(draft: &Draft<'_>, operation: &DraftOperation) -> bool {
    let (BodyDraft::Json { node, required: false, .. } | BodyDraft::Form { node, required: false, .. }) =
        &operation.body
    else {
        return false;
    };
    let Shape::Object(object) = draft.shape(*node) else { return false };
    object.extra == Extra::Forbidden
        && object.props.is_empty()
        && object.undeclared.is_empty()
        && object.discriminator.is_none()
}

#[cfg(test)]
mod tests {
    use crate::testing::operations;

    fn with_body(method: &str, body: &str) -> String {
        operations(&format!(
            "/a:\n  {method}:\n    operationId: a.run\n    requestBody: {body}\n    responses: {{'204': {{description: \
             done}}}}\n"
        ))
    }

    fn form(required: bool, rest: &str) -> String {
        format!(
            "{{required: {required}, content: {{application/x-www-form-urlencoded: {{schema: {{type: object, \
             properties: {{}}{rest}}}}}}}}}"
        )
    }

    #[test]
    fn what_can_only_be_empty_is_no_argument() {
        for method in ["get", "delete", "post"] {
            let text = with_body(method, &form(false, ", additionalProperties: false"));
            assert!(!text.contains(" as form"), "{text}");
        }
    }

    #[test]
    fn what_may_hold_something_or_must_be_there_stays() {
        for (method, body) in [
            ("post", form(false, "")),
            ("get", form(false, "")),
            ("get", form(false, ", additionalProperties: true")),
            ("delete", form(true, ", additionalProperties: false")),
        ] {
            let text = with_body(method, &body);
            assert!(text.contains(" as form"), "{text}");
        }
    }
}
