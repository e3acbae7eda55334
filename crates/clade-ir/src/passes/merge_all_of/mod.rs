//! Replaces every `allOf` by what its parts say together.
//!
//! One part with annotations beside it is a reference. Objects become one object. An object beside a union goes into
//! each of its variants. Parts that no value can satisfy at once become a raw value, with a diagnostic.

mod inheritance;
mod objects;
mod props;
mod settle;

use clade_diag::Diags;

use crate::draft::{Draft, Extra, Origin, Shape};

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    let lineage = inheritance::split_bases(draft);
    let count = draft.nodes.len();
    let mut merger = settle::Merger::new(draft, diags, lineage);
    for index in 0..count {
        merger.settle(crate::draft::NodeId::new(index), 0);
    }
    objects_without_members(draft);
}

/// An object that declares no member is a map, unless it says that there are none.
fn objects_without_members(draft: &mut Draft<'_>) {
    for index in 0..draft.nodes.len() {
        let Shape::Object(object) = &draft.nodes[index].shape else { continue };
        if !object.props.is_empty() {
            continue;
        }
        let id = crate::draft::NodeId::new(index);
        let value = match object.extra {
            Extra::Forbidden => continue,
            Extra::Typed(value) => value,
            Extra::Unsaid => draft.add_beside(id, Origin::Value(id), Shape::Any),
        };
        draft.node_mut(id).shape = Shape::Map(value);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{assert_lines, types, types_and_codes};

    #[test]
    fn a_reference_with_annotations_stays_a_reference() {
        let text = types(
            "Root: {type: object, properties: {mode: {allOf: [{$ref: '#/components/schemas/Mode'}], default: a, nullable: \
             true}}}\nMode: {type: string, enum: [a, b]}",
        );
        assert_lines!(text, "mode?: mode | null = \"a\"");
    }

    #[test]
    fn the_child_narrows_what_the_parent_declares() {
        let text = types(
            "Root:\n  allOf:\n  - $ref: '#/components/schemas/Base'\n  - {type: object, required: [count], properties: \
             {kind: {const: leaf}, at: {type: string, format: date-time}, count: {}}}\n\
             Base: {type: object, required: [kind], properties: {kind: {type: string}, at: {type: string}, count: \
             {type: integer}}}",
        );
        assert_lines!(text, "kind: \"leaf\"", "at?: date-time", "count: i64");
    }

    #[test]
    fn members_of_the_same_object_are_merged_inside_too() {
        let text = types(
            "Root:\n  allOf:\n  - {type: object, properties: {meta: {type: object, properties: {a: {type: string}}}}}\n  \
             - {type: object, properties: {meta: {type: object, required: [a], properties: {b: {type: string}}}}}",
        );
        assert_lines!(text, "meta?: root_meta", "a: text", "b?: text");
    }

    #[test]
    fn what_no_value_can_be_is_said_and_becomes_raw() {
        let (text, codes) = types_and_codes(
            "Root:\n  allOf:\n  - {type: object, properties: {n: {type: integer}}}\n  - {type: object, properties: {n: \
             {type: string}}}",
        );
        assert_lines!(text, "n?: any");
        assert_eq!(codes, ["CL0602"]);
    }

    #[test]
    fn alternatives_that_only_require_members_are_no_union() {
        let text = types(
            "Root: {type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: \
             [b]}]}",
        );
        assert!(text.starts_with("struct root"), "{text}");
    }

    #[test]
    fn members_beside_a_union_go_into_each_variant() {
        let text = types(
            "Root: {type: object, required: [id], properties: {id: {type: string}}, discriminator: {propertyName: kind}, \
             oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}\n\
             A: {type: object, required: [kind], properties: {kind: {const: a}}}\n\
             B: {type: object, required: [kind], properties: {kind: {const: b}}}",
        );
        assert_lines!(
            &text,
            "union root \"Root\" by kind [out] @root",
            "a: root_a if \"a\"",
            "b: root_b if \"b\""
        );
        assert_eq!(text.matches("id: text").count(), 2, "{text}");
    }

    #[test]
    fn a_child_may_extend_the_union_it_belongs_to() {
        let text = types(
            "Root: {type: object, properties: {id: {type: string}, kind: {type: string}}, required: [kind], discriminator: \
             {propertyName: kind, mapping: {a: '#/components/schemas/A'}}, oneOf: [{$ref: '#/components/schemas/A'}]}\n\
             A:\n  allOf:\n  - $ref: '#/components/schemas/Root'\n  - {type: object, properties: {a: {type: integer}}}",
        );
        assert_lines!(text, "a: a if \"a\"", "id?: text", "a?: i64");
    }

    #[test]
    fn a_parent_is_the_union_of_its_children_and_their_children() {
        let text = types(
            "Root: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}, cat: {$ref: \
             '#/components/schemas/Cat'}}}\n\
             Pet: {type: object, required: [t], discriminator: {propertyName: t}, properties: {t: {type: string}}}\n\
             Cat:\n  allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]\n\
             Lion:\n  allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, properties: {mane: {type: boolean}}}]",
        );
        assert_lines!(
            text,
            "pet?: pet",
            "cat?: cat",
            "cat: cat if \"Cat\"",
            "lion: lion if \"Lion\"",
            "lives?: i64"
        );
    }

    #[test]
    fn a_circle_of_all_of_ends() {
        let text = types(
            "Root:\n  allOf: [{$ref: '#/components/schemas/Other'}, {type: object, properties: {a: {type: string}}}]\n\
             Other:\n  allOf: [{$ref: '#/components/schemas/Root'}, {type: object, properties: {b: {type: string}}}]",
        );
        assert_lines!(text, "a?: text", "b?: text");
    }

    /// Levels of `allOf`, each made from its number.
    fn levels(count: usize, level: impl Fn(usize) -> String) -> String {
        (1..=count).map(level).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn doubling_costs_nothing() {
        let level = |at: usize| {
            let below = format!("{{$ref: '#/components/schemas/L{}'}}", at - 1);
            let own = format!(
                "{{type: object, properties: {{x: {{type: object, properties: {{p{at}: {{type: string}}}}}}}}}}"
            );
            format!("L{at}: {{allOf: [{below}, {below}, {own}]}}")
        };
        let first = "L0: {type: object, properties: {x: {type: object, properties: {y: {type: string}}}}}";
        let text =
            types(&format!("Root: {{$ref: '#/components/schemas/L64'}}\n{first}\n{}", levels(64, level)));
        assert_lines!(text, "p63?: text", "y?: text");
    }

    #[test]
    fn a_chain_too_deep_is_said_and_becomes_raw() {
        let level = |at: usize| {
            let next = format!("{{$ref: '#/components/schemas/L{}'}}", at + 1);
            format!("L{at}: {{allOf: [{next}, {{type: object, properties: {{p{at}: {{type: string}}}}}}]}}")
        };
        let root = "Root: {allOf: [{$ref: '#/components/schemas/L1'}, {type: object}]}";
        let (_, codes) =
            types_and_codes(&format!("{root}\n{}\nL2001: {{type: object}}", levels(2000, level)));
        assert!(codes.contains(&"CL0603"));
    }
}
