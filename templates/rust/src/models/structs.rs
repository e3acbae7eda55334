//! Objects.

use askama::Template;
use clade_emit::Scope;
use clade_emit::encode::{RsDoc, RsStr};
use clade_ir::{Additional, Field, Struct, Type, TypeId};

use super::fields::{self, Shape};
use crate::docs;
use crate::layout;
use crate::names::{self, Ident};
use crate::similar::Distinct;
use crate::text;
use crate::types::{Imports, Site, Types};

/// A struct.
#[derive(Debug, Template)]
#[template(path = "struct.rs.j2", escape = "none")]
pub(crate) struct StructNode {
    doc: RsDoc,
    name: Ident,
    is_default: bool,
    fields: Vec<FieldNode>,
    construction: Option<Construction>,
}

#[derive(Debug)]
struct FieldNode {
    doc: RsDoc,
    attributes: Vec<String>,
    line: String,
}

/// How a caller makes one.
#[derive(Debug)]
struct Construction {
    /// Whether nothing need be given, though a fresh value is not empty.
    is_default: bool,
    signature: String,
    literal: String,
    setters: Vec<Setter>,
}

#[derive(Debug)]
struct Setter {
    doc: RsDoc,
    signature: String,
    statement: String,
}

/// One field on its way.
struct Lowered<'f> {
    field: &'f Field,
    name: Ident,
    shape: Shape,
}

/// Lowers a struct.
pub(crate) fn lower(
    types: &Types<'_>,
    id: TypeId,
    object: &Struct,
    module: &Ident,
    imports: &mut Imports,
) -> StructNode {
    imports.add("serde", "Deserialize");
    imports.add("serde", "Serialize");
    let decl = types.decl(id);
    let site = Site::Models(module.as_str());
    let mut scope = names::value_scope([]);
    let lowered: Vec<Lowered<'_>> = object
        .fields
        .iter()
        .map(|field| Lowered {
            field,
            name: names::value(&mut scope, &field.name),
            shape: fields::shape(field, decl.usage),
        })
        .collect();
    let mut nodes: Vec<FieldNode> = lowered.iter().map(|it| field_node(types, it, site, imports)).collect();
    let extra = match &object.additional {
        Additional::Ignored => None,
        Additional::Typed { name, ty } => {
            let name = names::value(&mut scope, name);
            nodes.push(extra_node(types, &name, ty, site, imports));
            Some((name, ty))
        }
    };
    let construction =
        decl.usage.request.then(|| construction(types, &lowered, extra.as_ref(), site, imports));
    StructNode {
        doc: docs::item(&decl.docs, &format!("The object `{}`.", types.ident(id)), &[], 0),
        name: types.ident(id).clone(),
        is_default: construction.is_some() && lowered.iter().all(Lowered::is_left_out),
        fields: nodes,
        construction,
    }
}

impl Lowered<'_> {
    /// Whether a fresh value has nothing in it.
    fn is_left_out(&self) -> bool {
        matches!(self.shape, Shape::Optional | Shape::OptionalNullable)
    }
}

fn field_node(types: &Types<'_>, it: &Lowered<'_>, site: Site<'_>, imports: &mut Imports) -> FieldNode {
    let wire = it.field.wire.expose();
    let more: Vec<String> = it
        .field
        .default
        .iter()
        .map(|value| format!("The server's default is `{}`.", text::json(value)))
        .collect();
    let mut attributes = Vec::new();
    if wire != it.name.as_str() {
        attributes.push(layout::attribute(1, "serde", &format!("rename = {}", RsStr::of(&it.field.wire))));
    }
    match it.shape {
        Shape::Required | Shape::Nullable => {}
        Shape::Optional => {
            attributes.push("    #[serde(default, skip_serializing_if = \"Option::is_none\")]".to_owned());
        }
        Shape::OptionalNullable => {
            imports.runtime("present");
            attributes.push("    #[serde(default, deserialize_with = \"present\")]".to_owned());
            attributes.push("    #[serde(skip_serializing_if = \"Option::is_none\")]".to_owned());
        }
    }
    FieldNode {
        doc: docs::item(&it.field.docs, &format!("The member `{wire}`."), &more, 1),
        attributes,
        line: layout::field(1, "pub ", it.name.as_str(), &stored(types, it, site, imports)),
    }
}

/// The type a field is stored in.
fn stored(types: &Types<'_>, it: &Lowered<'_>, site: Site<'_>, imports: &mut Imports) -> String {
    let inner = if it.shape == Shape::Required { &it.field.ty } else { fields::bare(&it.field.ty) };
    let plain = types.expr(inner, site, imports);
    let boxed = if it.field.recursive { format!("Box<{plain}>") } else { plain };
    match it.shape {
        Shape::Required => boxed,
        Shape::Nullable | Shape::Optional => format!("Option<{boxed}>"),
        Shape::OptionalNullable => {
            imports.runtime("Nullable");
            format!("Option<Nullable<{boxed}>>")
        }
    }
}

fn extra_node(
    types: &Types<'_>,
    name: &Ident,
    ty: &Type,
    site: Site<'_>,
    imports: &mut Imports,
) -> FieldNode {
    imports.add("std::collections", "BTreeMap");
    let ty = format!("BTreeMap<String, {}>", types.expr(ty, site, imports));
    FieldNode {
        doc: docs::own("Further members by their names.", 1),
        attributes: vec!["    #[serde(flatten)]".to_owned()],
        line: layout::field(1, "pub ", name.as_str(), &ty),
    }
}

fn construction(
    types: &Types<'_>,
    lowered: &[Lowered<'_>],
    extra: Option<&(Ident, &Type)>,
    site: Site<'_>,
    imports: &mut Imports,
) -> Construction {
    let mut arguments = Vec::new();
    let mut inits = Vec::new();
    let mut distinct = Distinct::default();
    let mut methods = names::method_scope(["new"]);
    let mut setters = Vec::new();
    for it in lowered {
        let name = it.name.as_str();
        match (it.shape, types.resolve(&it.field.ty)) {
            (Shape::Required, Type::Literal(literal)) => {
                inits.push(format!("{name}: {}", fields::constant(literal)));
            }
            (Shape::Required, ty) => {
                let given = distinct.argument(&it.name);
                let argument = fields::argument(types, &it.field.ty, given.as_str(), site, imports);
                debug_assert!(!matches!(ty, Type::Literal(_)));
                arguments.push(format!("{given}: {}", argument.ty));
                inits.push(init(name, &boxed(it, argument.value)));
            }
            (Shape::Nullable, _) => {
                let given = distinct.argument(&it.name);
                arguments.push(format!("{given}: {}", stored(types, it, site, imports)));
                inits.push(init(name, given.as_str()));
            }
            (Shape::Optional | Shape::OptionalNullable, _) => {
                inits.push(format!("{name}: None"));
                setters.extend(field_setters(types, it, &mut methods, site, imports));
            }
        }
    }
    if let Some((name, ty)) = extra {
        inits.push(format!("{name}: BTreeMap::new()"));
        setters.push(extra_setter(types, name, ty, &mut methods, site, imports));
    }
    let is_empty = lowered.iter().all(Lowered::is_left_out);
    Construction {
        is_default: arguments.is_empty() && !is_empty,
        signature: layout::signature(1, "pub fn new", &arguments, " -> Self {"),
        literal: layout::pad(2) + &layout::literal(2, "Self", &inits, ""),
        setters,
    }
}

fn init(name: &str, value: &str) -> String {
    if name == value { name.to_owned() } else { format!("{name}: {value}") }
}

fn boxed(it: &Lowered<'_>, value: String) -> String {
    if it.field.recursive { format!("Box::new({value})") } else { value }
}

fn field_setters(
    types: &Types<'_>,
    it: &Lowered<'_>,
    methods: &mut Scope,
    site: Site<'_>,
    imports: &mut Imports,
) -> Vec<Setter> {
    let name = it.name.as_str();
    let argument = fields::argument(types, fields::bare(&it.field.ty), name, site, imports);
    let value = boxed(it, argument.value);
    let value = if it.shape == Shape::OptionalNullable { format!("Some({value})") } else { value };
    let method = names::prefixed(methods, "with_", &it.field.name);
    let mut setters = vec![Setter {
        doc: docs::setter(&it.field.docs, it.field.wire.expose(), 1),
        signature: layout::signature(
            1,
            &format!("pub fn {method}"),
            &["mut self".to_owned(), format!("{name}: {}", argument.ty)],
            " -> Self {",
        ),
        statement: layout::set_some(2, name, &value),
    }];
    if it.shape == Shape::OptionalNullable {
        let clear = Ident::fixed(methods.claim([format!("clear_{}", name.trim_end_matches('_'))]));
        setters.push(Setter {
            doc: docs::own(&format!("Sets `{}` to `null`.", it.field.wire.expose()), 1),
            signature: format!("    pub fn {clear}(mut self) -> Self {{"),
            statement: format!("        self.{name} = Some(None);"),
        });
    }
    setters
}

fn extra_setter(
    types: &Types<'_>,
    name: &Ident,
    ty: &Type,
    methods: &mut Scope,
    site: Site<'_>,
    imports: &mut Imports,
) -> Setter {
    let argument = fields::argument(types, ty, "value", site, imports);
    let method = Ident::fixed(methods.claim(["member".to_owned(), format!("with_{name}")]));
    let arguments =
        ["mut self".to_owned(), "name: impl Into<String>".to_owned(), format!("value: {}", argument.ty)];
    Setter {
        doc: docs::own("Sets a further member.", 1),
        signature: layout::signature(1, &format!("pub fn {method}"), &arguments, " -> Self {"),
        statement: format!("        self.{name}.insert(name.into(), {});", argument.value),
    }
}
