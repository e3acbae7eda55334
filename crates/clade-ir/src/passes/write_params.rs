//! Parameters whose values no style can write are sent as JSON text.

use clade_diag::{Diags, codes};

use crate::draft::{Draft, Extra, NodeId, Shape, Touches};
use crate::{ParamEncoding, ParamStyle};

/// Nesting looked into; what is deeper cannot be written anyway.
const DEEPEST: usize = 12;

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    for at in 0..draft.operations.len() {
        for index in 0..draft.operations[at].params.len() {
            let param = &draft.operations[at].params[index];
            let ParamEncoding::Style { style, .. } = param.encoding else { continue };
            if is_written(draft, param.node, style) {
                continue;
            }
            let diag =
                codes::parameter_value_not_written(param.wire.expose()).at(draft.node_place(param.node));
            let key = draft.operations[at].key;
            draft.degrade(diags, Touches::Operation(key), diag);
            draft.operations[at].params[index].encoding = ParamEncoding::Json;
        }
    }
}

/// Whether a style has a form for every value. Styles write scalars, lists of scalars and objects of scalars;
/// `deepObject` writes whatever is inside one another.
pub(crate) fn is_written(draft: &Draft<'_>, id: NodeId, style: ParamStyle) -> bool {
    style == ParamStyle::DeepObject || depth(draft, id, DEEPEST) < 2
}

/// How many lists and objects are inside one another at most. Of what is free nothing is known: it counts as flat.
fn depth(draft: &Draft<'_>, id: NodeId, room: usize) -> usize {
    let Some(room) = room.checked_sub(1) else { return 0 };
    let deepest =
        |parts: Vec<NodeId>| parts.into_iter().map(|part| depth(draft, part, room)).max().unwrap_or(0);
    match draft.shape(id) {
        Shape::List(item) | Shape::Map(item) => 1 + depth(draft, *item, room),
        Shape::Object(object) => {
            let extra = match object.extra {
                Extra::Typed(value) => Some(value),
                Extra::Unsaid | Extra::Forbidden => None,
            };
            1 + deepest(object.props.iter().map(|prop| prop.node).chain(extra).collect())
        }
        Shape::Union(union) => deepest(union.variants.iter().map(|variant| variant.node).collect()),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::operations;

    fn written(param: &str) -> String {
        let text = operations(&format!(
            "/a:\n  get:\n    operationId: a.get\n    parameters: [{{name: q, in: query, {param}}}]\n    responses: \
             {{'204': {{description: ok}}}}"
        ));
        let line = text.lines().find(|line| line.trim_start().starts_with("query")).unwrap_or_default();
        line.rsplit_once(" as ").map_or("by default", |(_, encoding)| encoding).to_owned()
    }

    #[test]
    fn what_is_nested_too_deeply_is_json() {
        for (param, encoding) in [
            ("schema: {type: array, items: {type: string}}", "by default"),
            ("schema: {type: object, properties: {a: {type: string}}}", "by default"),
            ("schema: {type: array, items: {type: object, properties: {a: {type: string}}}}", "json"),
            ("schema: {type: object, properties: {a: {type: array, items: {type: string}}}}", "json"),
            (
                "style: deepObject, explode: true, schema: {type: object, properties: {a: {type: array, items: {type: \
                 string}}, b: {type: object, properties: {c: {type: string}}}}}",
                "deep object exploded",
            ),
            (
                "style: deepObject, explode: true, schema: {type: object, properties: {a: {type: array, items: {type: \
                 object, properties: {b: {type: string}}}}}}",
                "deep object exploded",
            ),
        ] {
            assert_eq!(written(param), encoding, "{param}");
        }
    }
}
