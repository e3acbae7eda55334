//! Whether two schemas say the same, however often they are written down.

use clade_spec::{Additional, Document, Schema, SchemaId, SchemaObject};

/// Schemas compared, and nesting followed, before two are taken to differ.
const MOST: usize = 2_000;
const DEEPEST: usize = 64;

/// Whether two schemas allow the same values, as far as types are concerned. Prose does not count.
pub(crate) fn same_schema(document: &Document, first: SchemaId, second: SchemaId) -> bool {
    Comparison { document, left: MOST, depth: 0 }.same(first, second)
}

struct Comparison<'d> {
    document: &'d Document,
    left: usize,
    depth: usize,
}

impl Comparison<'_> {
    fn same(&mut self, first: SchemaId, second: SchemaId) -> bool {
        let (first, second) = (self.document.follow(first), self.document.follow(second));
        if first == second {
            return true;
        }
        // Two recursive schemas would be compared for ever.
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || self.depth == DEEPEST {
            return false;
        }
        self.depth += 1;
        let same = match (self.document.schema(first), self.document.schema(second)) {
            (Schema::Object(a), Schema::Object(b)) => self.same_object(a, b),
            (Schema::Bool(a), Schema::Bool(b)) => a == b,
            _ => false,
        };
        self.depth -= 1;
        same
    }

    fn same_object(&mut self, a: &SchemaObject, b: &SchemaObject) -> bool {
        let plain = a.types == b.types
            && a.nullable == b.nullable
            && a.format == b.format
            && a.enum_values == b.enum_values
            && a.const_value == b.const_value
            && a.required == b.required
            && a.properties.len() == b.properties.len();
        plain
            && self.same_lists(&a.all_of, &b.all_of)
            && self.same_lists(&a.any_of, &b.any_of)
            && self.same_lists(&a.one_of, &b.one_of)
            && self.same_lists(a.items.as_slice(), b.items.as_slice())
            && self.same_additional(a.additional, b.additional)
            && a.properties.iter().all(|(name, property)| {
                b.properties.get(name).is_some_and(|other| self.same(*property, *other))
            })
    }

    fn same_lists(&mut self, a: &[SchemaId], b: &[SchemaId]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(*a, *b))
    }

    fn same_additional(&mut self, a: Additional, b: Additional) -> bool {
        match (a, b) {
            (Additional::Schema(a), Additional::Schema(b)) => self.same(a, b),
            (a, b) => a == b,
        }
    }
}
