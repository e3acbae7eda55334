//! `$ref` in all its forms.

use clade_spec::{Document, Json, NamedBy, Schema, SchemaRef, SpecText, Type};

use crate::support::{
    clean, codes, component, component_id, object, operation, raw, read, read_files, shown, with_operation,
    with_schemas,
};

fn property<'d>(document: &'d Document, component_name: &str, name: &str) -> &'d Schema {
    document.schema(component(document, component_name).properties[&SpecText::from(name)])
}

fn reference<'d>(document: &'d Document, component_name: &str, name: &str) -> &'d SchemaRef {
    match property(document, component_name, name) {
        Schema::Ref(reference) => reference,
        other => panic!("not a reference: {other:?}"),
    }
}

#[test]
fn a_reference_knows_its_target_name_and_siblings() {
    let document = clean(&with_schemas(
        "    Pet:\n      type: object\n      properties:\n        owner:\n          $ref: '#/components/schemas/Owner'\n          \
         description: Who feeds it.\n          nullable: true\n    Owner: { type: string }\n",
    ));
    let owner = reference(&document, "Pet", "owner");
    assert_eq!(owner.target, component_id(&document, "Owner"));
    assert_eq!(raw(owner.name.as_ref()), "Owner");
    assert_eq!(owner.uri.expose(), "#/components/schemas/Owner");
    let siblings = owner.siblings.as_ref().unwrap();
    assert_eq!(raw(siblings.description.as_ref()), "Who feeds it.");
    assert!(siblings.nullable);
    assert_eq!(document.schema_name(owner.target).unwrap().by, NamedBy::Component);
}

#[test]
fn recursion_is_a_circle_of_ids() {
    let document = clean(&with_schemas(
        "    Node:\n      type: object\n      properties:\n        next: { $ref: '#/components/schemas/Node' }\n",
    ));
    let next = reference(&document, "Node", "next");
    assert_eq!(document.follow(next.target), component_id(&document, "Node"));
    assert!(next.siblings.is_none());
}

#[test]
fn fragments_may_be_escaped_and_encoded() {
    let document = clean(&with_schemas(
        "    'a/b~c d%é': { type: string }\n    One: { $ref: '#/components/schemas/a~1b~0c%20d%25%C3%A9' }\n    \
         Two: { $ref: '#/components/schemas/a~1b~0c d%25é' }\n",
    ));
    let target = component_id(&document, "a/b~c d%é");
    for name in ["One", "Two"] {
        assert_eq!(document.follow(component_id(&document, name)), target, "{name}");
    }
}

#[test]
fn other_files_are_read_relative_to_the_file_that_refers() {
    let entry = with_schemas(
        "    Pet: { $ref: 'models/pet.yaml' }\n    Tag: { $ref: './models/all.json#/components/schemas/Tag' }\n",
    );
    let result = read_files([
        ("api.yaml", entry.as_str()),
        (
            "models/pet.yaml",
            "type: object\nproperties:\n  tag: { $ref: 'all.json#/components/schemas/Tag' }\n  owner: { $ref: '../people.yaml#/Owner' }\n",
        ),
        ("models/all.json", r#"{"components": {"schemas": {"Tag": {"type": "string"}}}}"#),
        ("people.yaml", "Owner: { $ref: '#/Person' }\nPerson: { type: integer }\n"),
    ]);
    assert!(result.diags.is_empty(), "{}", shown(&result));
    let document = &result.document;
    let pet = document.follow(component_id(document, "Pet"));
    let name = document.schema_name(pet).unwrap();
    assert_eq!((name.text.expose(), name.by), ("pet", NamedBy::File));
    let tag = document.follow(component_id(document, "Tag"));
    assert_eq!(document.schema_name(tag).unwrap().by, NamedBy::ForeignComponent);
    let owner = object(document, pet).properties[&SpecText::from("owner")];
    assert_eq!(object(document, document.follow(owner)).types.single(), Some(Type::Integer));
    let place = document.schema_place(tag);
    assert_eq!(result.sources.get(place.source).unwrap().path, "models/all.json");
    assert_eq!(&*place.pointer, "/components/schemas/Tag");
    assert_eq!(result.sources.iter().count(), 4);
}

#[test]
fn pointers_lead_through_references() {
    let document = clean(&with_schemas(
        "    A: { $ref: '#/components/schemas/B' }\n    B: { type: object, properties: { id: { type: integer } } }\n    \
         C: { $ref: '#/components/schemas/A/properties/id' }\n",
    ));
    let id = document.follow(component_id(&document, "C"));
    assert_eq!(object(&document, id).types.single(), Some(Type::Integer));
    let name = document.schema_name(id).unwrap();
    assert_eq!((name.text.expose(), name.by), ("id", NamedBy::Pointer));
}

#[test]
fn anchors_and_ids_are_found() {
    let document = clean(&with_schemas(
        "    A: { $anchor: here, type: integer }\n    B: { $ref: '#here' }\n    C: { $id: 'https://example.com/c', type: object, \
         properties: { own: { $ref: '#/$defs/Own' } }, $defs: { Own: { type: boolean } } }\n    D: { $ref: 'https://example.com/c' }\n    \
         E: { $ref: 'https://example.com/c#/$defs/Own' }\n",
    ));
    for (name, kind) in [("B", Type::Integer), ("D", Type::Object), ("E", Type::Boolean)] {
        let id = document.follow(component_id(&document, name));
        assert_eq!(object(&document, id).types.single(), Some(kind), "{name}");
    }
    let own = reference(&document, "C", "own");
    assert_eq!(document.schema_name(own.target).unwrap().by, NamedBy::Definition);
}

#[test]
fn the_document_may_be_referred_to_by_its_own_uri() {
    let document = clean(
        "openapi: 3.2.0\n$self: https://example.com/api\ninfo: { title: T, version: '1' }\ncomponents:\n  schemas:\n    \
         A: { type: string }\n    B: { $ref: 'https://example.com/api#/components/schemas/A' }\n",
    );
    assert_eq!(document.follow(component_id(&document, "B")), component_id(&document, "A"));
    assert_eq!(raw(document.self_uri.as_ref()), "https://example.com/api");
}

#[test]
fn nearest_definitions_are_used_with_a_warning() {
    let result = read(&with_schemas(
        "    A:\n      properties: { x: { $ref: '#/$defs/X' } }\n      $defs: { X: { type: string } }\n    B:\n      \
         properties: { x: { $ref: '#/definitions/X' } }\n      definitions: { X: { type: integer } }\n    C:\n      \
         properties: { x: { $ref: '#/$defs/X' } }\n",
    ));
    assert_eq!(codes(&result), ["CL0206", "CL0206", "CL0201"], "{}", shown(&result));
    let document = &result.document;
    for (name, kind) in [("A", Type::String), ("B", Type::Integer)] {
        let target = reference(document, name, "x").target;
        assert_eq!(object(document, target).types.single(), Some(kind), "{name}");
    }
    assert!(matches!(document.schema(reference(document, "C", "x").target), Schema::Unknown));
}

#[test]
fn what_looks_like_a_reference_in_data_is_data() {
    let document = clean(&with_schemas(
        "    A:\n      type: object\n      example: { $ref: '#/gone' }\n      default: { $ref: gone.yaml }\n      \
         enum: [{ $ref: 'https://example.com' }]\n      const: { $ref: 5 }\n      x-more: { $ref: '../gone' }\n      \
         properties:\n        $ref: { type: string }\n",
    ));
    let schema = component(&document, "A");
    assert!(matches!(&schema.examples[0], Json::Object(members) if members[0].0.expose() == "$ref"));
    assert!(matches!(property(&document, "A", "$ref"), Schema::Object(_)));
}

#[test]
fn examples_of_media_types_are_data_but_may_be_shared() {
    let document = clean(
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          \
         description: Fine.\n          content:\n            application/json:\n              examples:\n                one: { $ref: \
         '#/components/examples/Shared' }\n                two: { value: { $ref: '#/gone' } }\ncomponents:\n  examples:\n    Shared: { \
         summary: S, value: { a: 1 } }\n",
    );
    let media = &operation(&document).responses[0].response.content[0];
    assert_eq!(media.examples.len(), 2);
    assert_eq!(raw(media.examples[0].summary.as_ref()), "S");
    assert_eq!(raw(media.examples[0].name.as_ref()), "one");
    assert!(
        matches!(&media.examples[1].value, Some(Json::Object(members)) if members[0].0.expose() == "$ref")
    );
}

#[test]
fn cycles_of_references_are_cut_once() {
    let result = read(&with_schemas(
        "    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/C' }\n    C: { $ref: '#/components/schemas/B' }\n    \
         D: { $ref: '#/components/schemas/D', description: Itself. }\n",
    ));
    assert_eq!(codes(&result), ["CL0202", "CL0202"], "{}", shown(&result));
    for name in ["A", "B", "C", "D"] {
        let id = result.document.follow(component_id(&result.document, name));
        assert!(matches!(result.document.schema(id), Schema::Unknown), "{name}");
    }
    let Schema::Ref(d) = result.document.schema(component_id(&result.document, "D")) else {
        panic!("not a reference")
    };
    assert!(d.siblings.is_some());
}

#[test]
fn dangling_references_of_all_parts_are_located() {
    let result = read(&with_operation(
        "      parameters: [{ $ref: '#/components/parameters/P' }]\n      requestBody: { $ref: '#/components/requestBodies/B' }\n",
    ));
    assert_eq!(codes(&result), ["CL0201", "CL0201"]);
    let pointers: Vec<&str> =
        result.diags.iter().map(|diag| &*diag.place.as_ref().unwrap().pointer).collect();
    assert_eq!(pointers, ["/paths/~1things/get/parameters/0/$ref", "/paths/~1things/get/requestBody/$ref"]);
    let operation = operation(&result.document);
    assert!(operation.parameters.is_empty() && operation.request_body.is_none());
}

#[test]
fn shared_parts_are_read_once_and_know_their_reference() {
    let document = clean(
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    get: &op\n      parameters: [{ $ref: \
         '#/components/parameters/Page' }]\n      responses:\n        '200': { $ref: '#/components/responses/Fine', description: Other. }\n  \
         /b: { get: *op }\ncomponents:\n  parameters:\n    Page: { name: page, in: query, schema: { type: integer } }\n  responses:\n    \
         Fine: { $ref: '#/components/responses/Really' }\n    Really: { description: Fine. }\n",
    );
    let [a, b] = [0, 1].map(|index| &document.paths[index].operations[0]);
    let (first, second) = (&a.parameters[0], &b.parameters[0]);
    assert!(std::sync::Arc::ptr_eq(&first.item, &second.item));
    assert!(std::sync::Arc::ptr_eq(&first.item, &document.components.parameters[&SpecText::from("Page")]));
    assert_eq!(raw(first.reference.as_ref().unwrap().name.as_ref()), "Page");
    let response = &a.responses[0].response;
    let reference = response.reference.as_ref().unwrap();
    assert_eq!(raw(reference.name.as_ref()), "Fine");
    assert_eq!(raw(reference.description.as_ref()), "Other.");
    assert_eq!(raw(response.description.as_ref()), "Fine.");
}

#[test]
fn recursive_references_mean_the_enclosing_component() {
    let result = read(&with_schemas(
        "    Filter:\n      type: object\n      properties:\n        inner: { $recursiveRef: '#' }\n        whole: { $ref: '#' }\n",
    ));
    assert_eq!(codes(&result), ["CL0210", "CL0209"], "{}", shown(&result));
    let inner = reference(&result.document, "Filter", "inner");
    assert_eq!(inner.target, component_id(&result.document, "Filter"));
}

#[test]
fn whole_maps_and_operations_may_be_kept_in_files() {
    let result = read_files([
        (
            "api.yaml",
            "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    get: { $ref: 'get.yaml' }\n  /b: { $ref: \
             'item.yaml' }\ncomponents:\n  schemas: { $ref: 'all.yaml' }\n",
        ),
        ("get.yaml", "operationId: getA\nresponses: { 200: { description: Fine. } }\n"),
        ("item.yaml", "post: { operationId: postB, responses: { 200: { description: Fine. } } }\n"),
        ("all.yaml", "A: { type: string }\nB: { $ref: 'api.yaml#/components/schemas/A' }\n"),
    ]);
    assert!(result.diags.is_empty(), "{}", shown(&result));
    let document = &result.document;
    let ids: Vec<&str> =
        document.paths.iter().map(|item| raw(item.operations[0].operation_id.as_ref())).collect();
    assert_eq!(ids, ["getA", "postB"]);
    let a = component_id(document, "A");
    assert_eq!(document.schema_name(a).unwrap().by, NamedBy::Component);
    assert_eq!(document.follow(component_id(document, "B")), a);
}

#[test]
fn members_beside_a_path_item_reference_come_first() {
    let document = clean(
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    $ref: '#/components/pathItems/A'\n    summary: Own\n    \
         get: { operationId: own, responses: { 200: { description: Fine. } } }\ncomponents:\n  pathItems:\n    A:\n      summary: Shared\n      \
         description: Shared\n      get: { operationId: shared, responses: { 200: { description: Fine. } } }\n      put: { operationId: put, \
         responses: { 200: { description: Fine. } } }\n",
    );
    let item = &document.paths[0];
    assert_eq!((raw(item.summary.as_ref()), raw(item.description.as_ref())), ("Own", "Shared"));
    let ids: Vec<&str> =
        item.operations.iter().map(|operation| raw(operation.operation_id.as_ref())).collect();
    assert_eq!(ids, ["put", "own"]);
}

#[test]
fn a_mapping_names_components_or_references() {
    let result = read_files([
        (
            "api.yaml",
            "openapi: 3.2.0\ninfo: { title: T, version: '1' }\ncomponents:\n  schemas:\n    Pet:\n      discriminator:\n        \
             propertyName: kind\n        mapping: { cat: Cat, dog: '#/components/schemas/Dog', fish: 'fish.yaml', cow: Cow }\n        \
             defaultMapping: Cat\n    Cat: { type: object }\n    Dog: { type: object }\n",
        ),
        ("fish.yaml", "type: object\n"),
    ]);
    assert_eq!(codes(&result), ["CL0406"], "{}", shown(&result));
    let document = &result.document;
    let discriminator = component(document, "Pet").discriminator.as_ref().unwrap();
    let targets: Vec<Option<&str>> = discriminator
        .mapping
        .iter()
        .map(|entry| entry.target.and_then(|id| document.schema_name(id)).map(|name| name.text.expose()))
        .collect();
    assert_eq!(targets, [Some("Cat"), Some("Dog"), Some("fish"), None]);
    assert_eq!(discriminator.default_mapping.as_ref().unwrap().target, Some(component_id(document, "Cat")));
}
