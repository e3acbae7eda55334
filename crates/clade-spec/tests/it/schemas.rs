//! Keywords of schemas in every dialect, read alike.

use clade_spec::{Additional, Json, Number, Schema, SpecText, Type, TypeSet};

use crate::support::{clean, codes, component, component_id, object, raw, read, shown, with_schemas};

fn types(kinds: &[Type]) -> TypeSet {
    kinds.iter().copied().collect()
}

#[test]
fn null_is_a_flag_unless_it_is_all_there_is() {
    for (schema, kinds, nullable) in [
        ("{ type: string, nullable: true }", &[Type::String][..], true),
        ("{ type: [string, 'null'] }", &[Type::String], true),
        ("{ type: [string, integer] }", &[Type::String, Type::Integer], false),
        ("{ type: 'null' }", &[Type::Null], false),
        ("{ type: ['null'] }", &[Type::Null], false),
        ("{ nullable: true }", &[], true),
        ("{}", &[], false),
    ] {
        let document = clean(&with_schemas(&format!("    A: {schema}\n")));
        let found = component(&document, "A");
        assert_eq!((found.types, found.nullable), (types(kinds), nullable), "{schema}");
    }
}

#[test]
fn an_unquoted_null_type_is_understood_where_it_can_be_meant() {
    let result = read(&with_schemas(
        "    A: { anyOf: [{ type: string }, { type: null }] }\n    B: { type: null, title: t }\n",
    ));
    assert_eq!(codes(&result), ["CL0310", "CL0307"], "{}", shown(&result));
    let null = component(&result.document, "A").any_of[1];
    assert_eq!(object(&result.document, null).types, types(&[Type::Null]));
    assert!(component(&result.document, "B").types.is_empty());
}

#[test]
fn exclusive_bounds_of_both_dialects() {
    for (schema, minimum, exclusive) in [
        ("{ minimum: 1, exclusiveMinimum: true }", None, Some("1")),
        ("{ exclusiveMinimum: true, minimum: 1 }", None, Some("1")),
        ("{ minimum: 1, exclusiveMinimum: false }", Some("1"), None),
        ("{ exclusiveMinimum: 1 }", None, Some("1")),
        ("{ minimum: 0, exclusiveMinimum: 1.50 }", Some("0"), Some("1.50")),
    ] {
        let document = clean(&with_schemas(&format!("    A: {schema}\n")));
        let found = component(&document, "A");
        assert_eq!(found.minimum.as_ref().map(Number::as_str), minimum, "{schema}");
        assert_eq!(found.exclusive_minimum.as_ref().map(Number::as_str), exclusive, "{schema}");
    }
}

#[test]
fn numbers_and_counts_keep_their_digits() {
    let document = clean(&with_schemas(
        "    A: { minimum: -9223372036854775809, maximum: 18446744073709551616, multipleOf: 0.010, minLength: 3.0, maxItems: 1e2 }\n",
    ));
    let schema = component(&document, "A");
    assert_eq!(schema.minimum.as_ref().unwrap().as_i128(), Some(-9_223_372_036_854_775_809));
    assert_eq!(schema.minimum.as_ref().unwrap().as_i64(), None);
    assert_eq!(schema.multiple_of.as_ref().unwrap().as_str(), "0.010");
    assert_eq!((schema.min_length, schema.max_items), (Some(3), Some(100)));
}

#[test]
fn objects() {
    let document = clean(&with_schemas(
        "    A:\n      properties: { b: {}, a: { type: string } }\n      required: [a, b, a, missing]\n      additionalProperties: { type: integer }\n      \
         patternProperties: { '^x': { type: boolean } }\n      propertyNames: { maxLength: 5 }\n    Any: { additionalProperties: {} }\n    \
         Yes: { additionalProperties: true }\n    No: { additionalProperties: false }\n    Later: { unevaluatedProperties: false }\n",
    ));
    let schema = component(&document, "A");
    let names: Vec<&str> = schema.properties.keys().map(SpecText::expose).collect();
    assert_eq!(names, ["b", "a"]);
    let required: Vec<&str> = schema.required.iter().map(SpecText::expose).collect();
    assert_eq!(required, ["a", "b", "missing"]);
    let Additional::Schema(id) = schema.additional else { panic!("{:?}", schema.additional) };
    assert_eq!(object(&document, id).types.single(), Some(Type::Integer));
    assert_eq!(schema.pattern_properties.len(), 1);
    assert_eq!(object(&document, schema.property_names.unwrap()).max_length, Some(5));
    let rest = ["Any", "Yes", "No", "Later"].map(|name| component(&document, name).additional);
    assert_eq!(rest, [Additional::Any, Additional::Any, Additional::Forbidden, Additional::Forbidden]);
}

#[test]
fn arrays() {
    let document = clean(&with_schemas(
        "    A: { items: { type: string }, minItems: 1, uniqueItems: true }\n    B: { prefixItems: [{ type: string }, true], items: false }\n",
    ));
    let b = component(&document, "B");
    assert_eq!(b.prefix_items.len(), 2);
    assert!(matches!(document.schema(b.prefix_items[1]), Schema::Bool(true)));
    assert!(matches!(document.schema(b.items.unwrap()), Schema::Bool(false)));
    assert!(component(&document, "A").unique_items);
}

#[test]
fn compositions() {
    let document = clean(&with_schemas(
        "    A: { allOf: [{ $ref: '#/components/schemas/B' }], anyOf: [true], oneOf: [{}, {}], not: { type: string } }\n    B: { type: object }\n",
    ));
    let a = component(&document, "A");
    assert_eq!((a.all_of.len(), a.any_of.len(), a.one_of.len()), (1, 1, 2));
    assert_eq!(document.follow(a.all_of[0]), component_id(&document, "B"));
    assert!(a.not.is_some());
}

#[test]
fn data_keywords_are_kept_exactly() {
    let document = clean(&with_schemas(
        "    A:\n      enum: [a, 1, 1.0, null, { b: [true] }]\n      const: 1e400\n      default: '{}'\n      example: 1\n      examples: [2, 3]\n      x-any: [0x10]\n",
    ));
    let schema = component(&document, "A");
    let values = schema.enum_values.as_ref().unwrap();
    assert_eq!(values[1], Json::Number("1".into()));
    assert_eq!(values[2], Json::Number("1.0".into()));
    assert_eq!(values.len(), 5);
    assert_eq!(schema.const_value, Some(Json::Number("1e400".into())));
    assert_eq!(schema.default, Some(Json::String("{}".into())));
    let examples: Vec<Json> = ["1", "2", "3"].into_iter().map(|text| Json::Number(text.into())).collect();
    assert_eq!(schema.examples, examples);
    assert_eq!(schema.extensions.get("x-any"), Some(&Json::Array(vec![Json::Number("16".into())])));
}

#[test]
fn texts_and_flags() {
    let document = clean(&with_schemas(
        "    A: { title: T, description: D, format: F, pattern: '^\\d+$', deprecated: true, readOnly: true, writeOnly: true, \
         contentMediaType: image/png, contentEncoding: base64, contentSchema: {}, xml: { name: a }, externalDocs: { url: u }, $comment: c, if: {}, then: {} }\n",
    ));
    let schema = component(&document, "A");
    assert_eq!((raw(schema.title.as_ref()), raw(schema.pattern.as_ref())), ("T", "^\\d+$"));
    assert_eq!((schema.deprecated, schema.read_only, schema.write_only), (true, true, true));
    assert_eq!(raw(schema.content_encoding.as_ref()), "base64");
    assert!(schema.content_schema.is_some() && schema.xml.is_some());
    let unmodelled: Vec<&str> = schema.unmodelled.iter().map(SpecText::expose).collect();
    assert_eq!(unmodelled, ["if", "then"]);
}

#[test]
fn boolean_schemas() {
    let document = clean(&with_schemas("    Yes: true\n    No: false\n"));
    assert!(matches!(document.schema(component_id(&document, "Yes")), Schema::Bool(true)));
    assert!(matches!(document.schema(component_id(&document, "No")), Schema::Bool(false)));
}

#[test]
fn faulty_keywords_are_reported_and_the_rest_is_read() {
    let result = read(&with_schemas(
        "    A:\n      type: [string, strnig, 5]\n      description: null\n      required: 'false'\n      minLength: '3'\n      maxLength: long\n      \
         uniqueItems: 'TRUE'\n      enum: nothing\n      allOf: { type: string }\n      properties: []\n      additionalProperties: 'false'\n",
    ));
    let expected = [
        "CL0401", "CL0304", "CL0310", "CL0405", "CL0307", "CL0403", "CL0307", "CL0404", "CL0307", "CL0307",
        "CL0307",
    ];
    assert_eq!(codes(&result), expected, "{}", shown(&result));
    let schema = component(&result.document, "A");
    assert_eq!(schema.types.single(), Some(Type::String));
    assert_eq!((schema.min_length, schema.max_length, schema.unique_items), (Some(3), None, true));
    assert_eq!(schema.all_of.len(), 1);
    assert_eq!(schema.additional, Additional::Forbidden);
}

#[test]
fn words_of_other_languages_are_understood() {
    let result = read(&with_schemas(
        "    A: { type: Float }\n    B: { type: file }\n    C: { type: date, format: own }\n    D: { type: any }\n",
    ));
    assert_eq!(codes(&result), ["CL0401"; 4]);
    let found = ["A", "B", "C", "D"].map(|name| {
        let schema = component(&result.document, name);
        (schema.types.single(), raw(schema.format.as_ref()))
    });
    assert_eq!(
        found,
        [
            (Some(Type::Number), "float"),
            (Some(Type::String), "binary"),
            (Some(Type::String), "own"),
            (None, "<none>")
        ]
    );
}

#[test]
fn parts_below_a_schema_can_be_located() {
    let document = clean(&with_schemas("    A:\n      enum:\n        - one\n        - two\n"));
    let node = component(&document, "A").node;
    let place = document.place_in(node, &["enum", "1"]);
    assert_eq!((place.line, place.column, &*place.pointer), (8, 11, "/components/schemas/A/enum/1"));
    assert_eq!(document.place_in(node, &["enum", "7", "x"]).line, 6);
}

#[test]
fn a_null_schema_is_anything() {
    let result = read(&with_schemas("    A: { properties: { a: null } }\n"));
    assert_eq!(codes(&result), ["CL0310"]);
    let a = component(&result.document, "A").properties[&SpecText::from("a")];
    assert!(object(&result.document, a).types.is_empty());
}
