//! `Draft` to `Api`: the last step, in which nothing is decided but the names of local scopes.

mod bodies;
mod coverage;
mod decls;
mod multipart;
mod operations;
mod owners;
mod replies;
mod types;

use std::collections::HashMap;

use clade_diag::Diags;

use crate::draft::{Draft, NodeId};
use crate::naming::{Scope, split};
use crate::{Api, TypeId, Webhook};

/// The model of a finished draft.
pub(crate) fn freeze(draft: &mut Draft<'_>, diags: &mut Diags) -> Api {
    bodies::settle(draft, diags);
    let ids = draft.declared.iter().enumerate();
    let ids = ids.map(|(at, id)| (*id, TypeId(u32::try_from(at).unwrap_or(u32::MAX)))).collect();
    let frozen = Freezer { draft, ids };
    frozen.api(diags)
}

/// A draft that no longer changes, and the ids of its declarations.
struct Freezer<'a, 'd> {
    draft: &'a Draft<'d>,
    ids: HashMap<NodeId, TypeId>,
}

impl Freezer<'_, '_> {
    fn api(&self, diags: &mut Diags) -> Api {
        let draft = self.draft;
        let mut types: Vec<_> = draft.declared.iter().map(|id| self.declaration(*id, diags)).collect();
        owners::set_usage(self, &mut types);
        owners::set_homes(self, &mut types);
        Api {
            info: draft.info.clone(),
            servers: draft.servers.clone(),
            auth: draft.auth.clone(),
            types,
            resources: draft.resources.clone(),
            operations: draft.operations.iter().map(|operation| self.operation(operation)).collect(),
            webhooks: self.webhooks(),
            coverage: coverage::of(draft),
        }
    }

    fn webhooks(&self) -> Vec<Webhook> {
        let mut scope = Scope::default();
        let webhook = |webhook: &crate::draft::DraftWebhook| Webhook {
            name: scope.claim_words(&split(webhook.wire.expose()), "webhook"),
            wire: webhook.wire.clone(),
            docs: webhook.docs.clone(),
            payload: webhook.payload.map(|node| self.ty(node)),
        };
        self.draft.webhooks.iter().map(webhook).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{assert_lines, document, operations, types};
    use crate::{Hints, Type, TypeKind};

    const FOREIGN: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {operationId: a.get, \
                           responses: {'200': {description: ok, content: {application/json: {schema: {$ref: \
                           '#/components/schemas/A'}}}}}}\n  /b:\n    post: {operationId: b.send, requestBody: {content: \
                           {application/json: {schema: {$ref: '#/components/schemas/B'}}}}, responses: {'400': \
                           {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/C'}}}}}}\n\
                           components:\n  schemas:\n    A: {type: object, properties: {c: {$ref: \
                           '#/components/schemas/C'}}}\n    B: {type: object, properties: {x: {type: string}}}\n    \
                           C: {type: object, properties: {t: {type: array, prefixItems: [{type: string}]}}}\n    \
                           Unused: {type: object, properties: {t: {type: string}}}\n";

    #[test]
    fn types_know_who_uses_them_and_unused_ones_are_left_out() {
        let (api, _) = document(FOREIGN);
        let text = crate::dump(&api);
        assert_lines!(
            &text,
            "struct a \"A\" [out] @a",
            "struct b \"B\" [in] @b",
            "struct c \"C\" [out error]"
        );
        assert!(!text.contains("Unused"), "{text}");
    }

    #[test]
    fn a_row_about_a_shared_schema_counts_for_each_operation() {
        let (api, _) = document(FOREIGN);
        assert_eq!((api.coverage.typed, api.coverage.degraded), (0, 2));
        assert_eq!(api.coverage.rows[0].operation, None);
    }

    #[test]
    fn types_can_be_renamed() {
        let mut hints = Hints::default();
        hints.types.insert("A".to_owned(), "BetterName".to_owned());
        let (api, _) = crate::testing::hinted(FOREIGN, &hints);
        assert_eq!(api.types[0].name.join("_"), "better_name");
    }

    #[test]
    fn arguments_and_members_of_the_body_have_names_of_their_own() {
        let text = operations(
            "/a/{id}:\n  post:\n    operationId: a.set\n    parameters:\n    - {name: id, in: path, required: true, schema: \
             {type: string}}\n    - {name: id, in: query, schema: {type: string}}\n    - {name: other, in: query, schema: \
             {type: string}}\n    requestBody: {content: {application/json: {schema: {type: object, properties: {id: \
             {type: string}}}}}}\n    responses: {'204': {description: ok}}",
        );
        assert_lines!(
            text,
            "path path_id \"id\": text",
            "query query_id \"id\"?: text",
            "query other?: text"
        );
    }

    #[test]
    fn a_nullable_schema_is_nullable_wherever_it_is_used() {
        let text = types(
            "Root: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, e: {$ref: '#/components/schemas/E'}}}\n\
             A: {type: [object, 'null'], properties: {x: {type: string}}}\nE: {type: string, nullable: true, enum: [a, b]}",
        );
        assert_lines!(text, "a?: a | null", "e?: e | null");
    }

    #[test]
    fn names_under_80_letters_and_all_different() {
        let long = "word".repeat(40);
        let (api, _) = document(&format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get: {{operationId: a.get, responses: \
             {{'200': {{description: ok, content: {{application/json: {{schema: {{type: object, properties: {{{long}: \
             {{type: string}}, {long}x: {{type: string}}}}}}}}}}}}}}}}\n"
        ));
        let TypeKind::Struct(body) = &api.types[0].kind else { panic!("{:?}", api.types[0]) };
        let names: Vec<String> = body.fields.iter().map(|field| field.name.join("")).collect();
        assert!(names.iter().all(|name| name.len() < 80), "{names:?}");
        assert_ne!(names[0], names[1]);
        assert_eq!(body.fields[0].ty, Type::Text);
    }
}
