//! Tags as the description's discriminator gives them.

use clade_diag::codes;
use clade_spec::SpecText;

use super::{Classifier, tags};
use crate::UnionMatch;
use crate::draft::{Discriminator, DraftVariant, NodeId, Origin, Shape};

impl Classifier<'_, '_> {
    /// Schemas that only the mapping names are variants, too.
    pub(super) fn add_mapped(&mut self, id: NodeId, told: &Discriminator, leaves: &mut Vec<NodeId>) {
        for (tag, target) in &told.mapping {
            let found = self.draft.follow(*target);
            self.settle(found);
            if !matches!(self.draft.shape(found), Shape::Object(_)) {
                continue;
            }
            if leaves.iter().all(|leaf| self.draft.follow(*leaf) != self.draft.follow(found)) {
                let diag = codes::mapping_outside_union(tag.expose()).at(self.draft.node_place(id));
                self.diags.push(diag);
                leaves.push(*target);
            }
        }
    }

    /// Variants with their tags; the reason if the discriminator does not tell them apart.
    pub(super) fn told_tags(
        &self,
        told: &Discriminator,
        leaves: &[NodeId],
    ) -> Result<Vec<DraftVariant>, &'static str> {
        let mut variants: Vec<DraftVariant> = Vec::with_capacity(leaves.len());
        let mut taken = std::collections::HashSet::new();
        let fallback = told.fallback.map(|target| self.draft.follow(target));
        for &leaf in leaves {
            let is_fallback = fallback == Some(self.draft.follow(leaf));
            let mut tags = self.tags_of(told, leaf, is_fallback);
            tags.retain(|tag| taken.insert(tag.clone()));
            if tags.is_empty() && !is_fallback {
                return Err("not every variant has a value of its own");
            }
            let declared = tags::member(self.draft, leaf, &told.property);
            // A variant that fixes the member to a number or boolean cannot be selected by text.
            if declared.is_some_and(|prop| tags::is_foreign(self.draft, prop.node)) {
                return Err("its values are not text");
            }
            variants.push(DraftVariant {
                node: leaf,
                tags,
                tag_in_type: declared.is_some(),
                matches: UnionMatch::default(),
                recursive: false,
            });
        }
        Ok(variants)
    }

    /// Values that select a variant: those mapped to it and those its own member is fixed to; its name without any,
    /// unless it is what all other values mean anyway.
    fn tags_of(&self, told: &Discriminator, leaf: NodeId, is_fallback: bool) -> Vec<SpecText> {
        let target = self.draft.follow(leaf);
        let mapped = told.mapping.iter().filter(|(_, to)| self.draft.follow(*to) == target);
        let mut values: Vec<SpecText> = mapped.map(|(value, _)| value.clone()).collect();
        let fixed = tags::values(self.draft, leaf, &told.property).unwrap_or_default();
        if let [one] = fixed.as_slice() {
            // The one value that its own type allows is the one to send.
            values.retain(|value| value != one);
            values.insert(0, one.clone());
        } else if values.is_empty() {
            values = fixed;
        }
        if values.is_empty()
            && !is_fallback
            && let Origin::Named { text, .. } = &self.draft.node(target).origin
        {
            values.push(text.clone());
        }
        values
    }
}
