//! `components`.

use clade_diag::codes;

use super::fields::Fields;
use super::path_key::name_key;
use super::reader::{Part, Reader};
use crate::SpecText;
use crate::document::{Components, Named};
use crate::tree::View;

impl Reader<'_> {
    /// Reads every shared part. Parts that cannot be used are left out, each with a finding.
    pub(super) fn components(&mut self, view: View<'_>) -> Components {
        let mut fields = Fields::new(view, "`components`");
        let mut components = Components {
            security_schemes: self.shelf(&mut fields, "securitySchemes"),
            ..Components::default()
        };
        if let Some(schemas) = fields.object(self, "schemas") {
            let schemas = self.map(schemas, |reader, key, value| Some(reader.component_schema(key, value)));
            components.schemas = schemas.into_iter().collect();
        }
        components.parameters = self.shelf(&mut fields, "parameters");
        components.headers = self.shelf(&mut fields, "headers");
        components.media_types = self.shelf(&mut fields, "mediaTypes");
        components.request_bodies = self.shelf(&mut fields, "requestBodies");
        components.responses = self.shelf(&mut fields, "responses");
        if let Some(examples) = fields.object(self, "examples") {
            for (key, value) in examples.members() {
                components
                    .examples
                    .extend(self.example(key, value).map(|example| (SpecText::from(key), example)));
            }
        }
        if let Some(items) = fields.object(self, "pathItems") {
            for (key, value) in items.members() {
                let item = self.path_item(value, name_key(key), false);
                components.path_items.extend(item.map(|item| (SpecText::from(key), item)));
            }
        }
        fields.skip(&["links", "callbacks"]);
        components.extensions = fields.finish(self);
        components
    }

    /// Shared parts of one kind.
    fn shelf<T: Part>(&mut self, fields: &mut Fields<'_>, name: &'static str) -> Named<std::sync::Arc<T>> {
        let Some(view) = fields.object(self, name) else { return Named::new() };
        self.map(view, |reader, key, value| {
            if key.starts_with("x-") && !value.is_object() {
                return None;
            }
            if value.is_null() {
                reader.report(codes::null_member(key), value.id());
                return None;
            }
            reader.part::<T>(value).map(|part| part.item)
        })
        .into_iter()
        .collect()
    }
}
