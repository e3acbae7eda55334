//! Marks references that close a circle of values: a language that stores values in place must box them there.

use std::collections::HashMap;

use clade_diag::{Diags, codes};

use super::lift_inline::is_declared;
use crate::draft::{Draft, NodeId, Shape};

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    cut_endless(draft, diags);
    mark(draft);
}

/// A circle without an object or a union in it cannot be declared: it is cut where it closes.
fn cut_endless(draft: &mut Draft<'_>, diags: &mut Diags) {
    let mut state: HashMap<NodeId, bool> = HashMap::new();
    for index in 0..draft.nodes.len() {
        let mut path: Vec<NodeId> = Vec::new();
        let mut at = NodeId::new(index);
        while let Some(next) = only_part(draft, at) {
            match state.get(&at) {
                Some(false) => break,
                Some(true) => {
                    draft.degrade_node(diags, at, codes::endless_type());
                    draft.node_mut(at).shape = Shape::Any;
                    break;
                }
                None => {
                    state.insert(at, true);
                    path.push(at);
                    at = next;
                }
            }
        }
        for done in path {
            state.insert(done, false);
        }
    }
}

/// The part of a list, map or reference.
fn only_part(draft: &Draft<'_>, id: NodeId) -> Option<NodeId> {
    match draft.node(id).shape {
        Shape::Ref(part) | Shape::List(part) | Shape::Map(part) => Some(part),
        _ => None,
    }
}

/// The object or union that a reference holds in place, if it does.
fn held(draft: &Draft<'_>, id: NodeId) -> Option<NodeId> {
    let target = draft.follow(id);
    match draft.node(target).shape {
        Shape::Object(_) | Shape::Union(_) => Some(target),
        _ => None,
    }
}

/// One declaration on the way down and the next of its members to look at.
struct Step {
    id: NodeId,
    next: usize,
}

/// Walks down once; a member that leads to something on the way down closes a circle.
fn mark(draft: &mut Draft<'_>) {
    let mut on_path: HashMap<NodeId, bool> = HashMap::new();
    for root in draft.declared.clone() {
        if !is_declared(draft, root) || on_path.contains_key(&root) || held(draft, root) != Some(root) {
            continue;
        }
        on_path.insert(root, true);
        let mut path = vec![Step { id: root, next: 0 }];
        while let Some(step) = path.last_mut() {
            let (id, at) = (step.id, step.next);
            step.next += 1;
            let Some(member) = member(draft, id, at) else {
                on_path.insert(id, false);
                path.pop();
                continue;
            };
            let Some(target) = held(draft, member) else { continue };
            match on_path.get(&target) {
                Some(true) => set_recursive(draft, id, at),
                Some(false) => {}
                None => {
                    on_path.insert(target, true);
                    path.push(Step { id: target, next: 0 });
                }
            }
        }
    }
}

fn member(draft: &Draft<'_>, id: NodeId, at: usize) -> Option<NodeId> {
    match &draft.node(id).shape {
        Shape::Object(object) => object.props.get(at).map(|prop| prop.node),
        Shape::Union(union) => union.variants.get(at).map(|variant| variant.node),
        _ => None,
    }
}

fn set_recursive(draft: &mut Draft<'_>, id: NodeId, at: usize) {
    match &mut draft.node_mut(id).shape {
        Shape::Object(object) => {
            if let Some(prop) = object.props.get_mut(at) {
                prop.recursive = true;
            }
        }
        Shape::Union(union) => {
            if let Some(variant) = union.variants.get_mut(at) {
                variant.recursive = true;
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{assert_lines, types, types_and_codes};

    #[test]
    fn lists_and_maps_need_no_box() {
        let text = types(
            "Root: {type: object, properties: {one: {$ref: '#/components/schemas/Root'}, many: {type: array, items: \
             {$ref: '#/components/schemas/Root'}}, named: {type: object, additionalProperties: {$ref: \
             '#/components/schemas/Root'}}}}",
        );
        assert_lines!(text, "one?: root recursive", "many?: [root]", "named?: {root}");
    }

    #[test]
    fn one_box_in_each_circle_is_enough() {
        let text = types(
            "Root: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}\n\
             B: {type: object, properties: {c: {$ref: '#/components/schemas/C'}}}\n\
             C: {type: object, properties: {root: {$ref: '#/components/schemas/Root'}}}",
        );
        assert_eq!(text.matches(" recursive").count(), 1, "{text}");
    }

    #[test]
    fn a_circle_through_an_alias_is_found() {
        let text = types(
            "Root: {type: object, properties: {next: {$ref: '#/components/schemas/Maybe'}}}\n\
             Maybe: {anyOf: [{$ref: '#/components/schemas/Root'}, {type: 'null'}]}",
        );
        assert_lines!(text, "next?: maybe recursive");
    }

    #[test]
    fn a_list_of_itself_is_cut() {
        let (text, codes) = types_and_codes("Root: {type: array, items: {$ref: '#/components/schemas/Root'}}");
        assert_lines!(text, "alias root \"Root\" = any [out] @root");
        assert_eq!(codes, ["CL0610"]);
    }

    #[test]
    fn a_schema_that_refers_into_itself_is_cut() {
        let (_, codes) = types_and_codes(
            "Root: {type: object, properties: {a: {type: array, items: {$ref: \
             '#/components/schemas/Root/properties/a'}}}}",
        );
        assert!(codes.contains(&"CL0610"), "{codes:?}");
    }
}
