//! `discriminator`.

use clade_diag::codes;

use super::super::fields::Fields;
use super::super::reader::Reader;
use crate::SpecText;
use crate::document::{Discriminator, MappingEntry, SchemaId};
use crate::tree::{NodeId, View};

impl Reader<'_> {
    pub(super) fn read_discriminator(&mut self, view: View<'_>) -> Option<Discriminator> {
        if let Some(property) = view.as_str() {
            self.report(codes::discriminator_as_text(), view.id());
            let property = SpecText::from(property);
            return Some(Discriminator {
                node: view.id(),
                property,
                mapping: Vec::new(),
                default_mapping: None,
            });
        }
        let view = self.expect_object(view, "discriminator")?;
        let mut fields = Fields::new(view, "a discriminator");
        let property = fields.text(self, "propertyName");
        let mapping = fields.object(self, "mapping").map(|map| self.mapping(map)).unwrap_or_default();
        let default_mapping = fields.any(self, "defaultMapping").and_then(|to| self.mapping_entry("", to));
        fields.finish(self);
        let Some(property) = property else {
            self.report(codes::discriminator_without_property(), view.id());
            return None;
        };
        Some(Discriminator { node: view.id(), property, mapping, default_mapping })
    }

    fn mapping(&mut self, map: View<'_>) -> Vec<MappingEntry> {
        map.members().filter_map(|(value, to)| self.mapping_entry(value, to)).collect()
    }

    fn mapping_entry(&mut self, value: &str, to: View<'_>) -> Option<MappingEntry> {
        let Some(text) = to.as_str() else {
            self.report(codes::bad_discriminator_value(to.kind().word()), to.id());
            return None;
        };
        let target = self.mapping_target(text, to);
        Some(MappingEntry { value: SpecText::from(value), to: SpecText::from(text), target })
    }

    /// The schema that a mapping names: a component of this file or the entry document, or a reference.
    fn mapping_target(&mut self, text: &str, at: View<'_>) -> Option<SchemaId> {
        let entry = NodeId { source: clade_diag::SourceId(0), index: 0 };
        let entry = self.tree(entry).view(entry).id();
        for root in [at.root().id(), entry] {
            let tree = self.tree(root);
            let schemas = tree.view(root).get("components").and_then(|components| components.get("schemas"));
            if let Some(schema) = schemas.and_then(|schemas| schemas.get(text)) {
                return Some(self.named_schema(schema));
            }
        }
        let is_reference = text.contains(['#', '/', '.']);
        let node = if is_reference { self.resolve_quietly(at, text) } else { None };
        let Some(node) = node else {
            self.report(codes::bad_mapping(text), at.id());
            return None;
        };
        let tree = self.tree(node);
        Some(self.named_schema(tree.view(node)))
    }
}
