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

/// Lists, maps and references inside one another, without a name between, before the rest is cut.
const DEEPEST: usize = 100;

/// A circle without an object or a union in it cannot be declared: it is cut where it closes, as is what is nested
/// beyond all reason.
fn cut_endless(draft: &mut Draft<'_>, diags: &mut Diags) {
    // How deep the unnamed nesting below a node is; `None` while its chain is being walked.
    let mut below: HashMap<NodeId, Option<usize>> = HashMap::new();
    for index in 0..draft.nodes.len() {
        let mut chain: Vec<NodeId> = Vec::new();
        let mut at = NodeId::new(index);
        let mut depth = loop {
            let Some(next) = only_part(draft, at) else { break 0 };
            match below.get(&at) {
                Some(Some(depth)) => break *depth,
                Some(None) => {
                    cut(draft, diags, at);
                    break 0;
                }
                None => {
                    below.insert(at, None);
                    chain.push(at);
                    at = next;
                }
            }
        };
        while let Some(id) = chain.pop() {
            depth = if is_declared(draft, id) { 0 } else { depth + 1 };
            if depth > DEEPEST {
                cut(draft, diags, id);
                depth = 0;
            }
            below.insert(id, Some(depth));
        }
    }
}

fn cut(draft: &mut Draft<'_>, diags: &mut Diags, id: NodeId) {
    draft.degrade_node(diags, id, codes::endless_type());
    draft.node_mut(id).shape = Shape::Any;
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
        let (text, codes) =
            types_and_codes("Root: {type: array, items: {$ref: '#/components/schemas/Root'}}");
        assert_lines!(text, "alias root \"Root\" = any [out] @root");
        assert_eq!(codes, ["CL0610"]);
    }

    #[test]
    fn nesting_beyond_reason_is_cut() {
        let mut lists: Vec<String> = (0..5000)
            .map(|at| {
                let next = format!("{{$ref: '#/components/schemas/Root/properties/p{}'}}", at + 1);
                format!("p{at}: {{type: array, items: {next}}}")
            })
            .collect();
        lists.push("p5000: {type: string}".to_owned());
        for order in [false, true] {
            if order {
                lists.reverse();
            }
            let (_, codes) =
                types_and_codes(&format!("Root: {{type: object, properties: {{{}}}}}", lists.join(", ")));
            assert!(codes.contains(&"CL0610"), "{}", codes.len());
        }
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
