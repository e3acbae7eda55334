//! Arguments of calls: what the caller gives, and how it is kept until the call is made.

use clade_emit::Scope;
use clade_emit::encode::RsDoc;
use clade_ir::{Body, Docs, MultipartPart, Operation, Param, ParamPlace, PartContent, Type};

use crate::docs;
use crate::layout;
use crate::models::fields;
use crate::names::{self, Ident};
use crate::similar::Distinct;
use crate::types::{Imports, Site, Types};

/// What an argument is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose<'a> {
    /// A parameter.
    Param(&'a Param),
    /// A part of a multipart body.
    Part(&'a MultipartPart),
    /// The whole body.
    Body,
}

/// What an argument holds.
#[derive(Debug, Clone)]
pub(crate) enum ArgKind {
    /// A value of a type.
    Value(Type),
    /// Bytes.
    Upload,
}

/// One argument of a call.
#[derive(Debug, Clone)]
pub(crate) struct Arg<'a> {
    /// What it is for.
    pub(crate) purpose: Purpose<'a>,
    /// Its field in the call.
    pub(crate) name: Ident,
    /// What it holds; one element if it is repeated.
    pub(crate) kind: ArgKind,
    /// Its type without any option.
    pub(crate) ty: String,
    /// Whether it must be given.
    pub(crate) required: bool,
    /// Whether it can be left out, and be `null` too, which are not the same.
    pub(crate) nullable: bool,
    /// The argument's type in a method's head, and its conversion.
    pub(crate) argument: fields::Argument,
    docs: Option<&'a Docs>,
    wire: String,
}

/// A setter of an optional argument.
#[derive(Debug)]
pub(crate) struct Setter {
    /// Its name.
    pub(crate) method: Ident,
    /// Its comment.
    pub(crate) doc: RsDoc,
    /// Its head.
    pub(crate) signature: String,
    /// What it does.
    pub(crate) statement: String,
}

/// Fields that every call has, and words that its methods use.
const RESERVED: [&str; 10] =
    ["transport", "options", "exchange", "wire", "response", "style", "form", "position", "page", "event"];

/// All arguments of an operation: parameters in order, then the body or its parts.
pub(crate) fn of<'a>(types: &Types<'_>, operation: &'a Operation, imports: &mut Imports) -> Vec<Arg<'a>> {
    let mut scope = names::value_scope(RESERVED);
    let mut distinct = Distinct::beside(&RESERVED);
    let params = operation.params.iter().filter(|param| !param.managed);
    let mut args: Vec<Arg<'a>> =
        params.map(|param| of_param(types, param, (&mut scope, &mut distinct), imports)).collect();
    match &operation.body {
        Body::None => {}
        Body::Multipart { parts, .. } => {
            args.extend(parts.iter().map(|part| of_part(types, part, &mut scope, imports)));
        }
        body => args.extend(of_body(types, body, &mut scope, imports)),
    }
    args
}

fn of_param<'a>(
    types: &Types<'_>,
    param: &'a Param,
    (scope, distinct): (&mut Scope, &mut Distinct),
    imports: &mut Imports,
) -> Arg<'a> {
    let required = param.required || param.place == ParamPlace::Path;
    let claimed = names::value(scope, &param.name);
    let name = if required { distinct.argument(&claimed) } else { claimed.clone() };
    let name = if name == claimed { name } else { Ident::fixed(scope.claim([name.to_string()])) };
    let ty = fields::bare(&param.ty);
    let (expr, argument) = typed(types, ty, name.as_str(), imports);
    Arg {
        purpose: Purpose::Param(param),
        kind: ArgKind::Value(ty.clone()),
        ty: expr,
        required,
        nullable: false,
        argument,
        docs: Some(&param.docs),
        wire: param.wire.expose().to_owned(),
        name,
    }
}

fn of_part<'a>(
    types: &Types<'_>,
    part: &'a MultipartPart,
    scope: &mut Scope,
    imports: &mut Imports,
) -> Arg<'a> {
    let name = names::value(scope, &part.name);
    let kind = match &part.content {
        PartContent::File => ArgKind::Upload,
        PartContent::Text(ty) | PartContent::Json(ty) => ArgKind::Value(fields::bare(ty).clone()),
    };
    let (mut ty, mut argument) = held(types, &kind, name.as_str(), imports);
    if part.repeated {
        ty = format!("Vec<{ty}>");
        argument = fields::Argument { ty: ty.clone(), value: name.to_string() };
    }
    Arg {
        purpose: Purpose::Part(part),
        kind,
        ty,
        required: part.required,
        nullable: false,
        argument,
        docs: Some(&part.docs),
        wire: part.wire.expose().to_owned(),
        name,
    }
}

fn of_body<'a>(
    types: &Types<'_>,
    body: &'a Body,
    scope: &mut Scope,
    imports: &mut Imports,
) -> Option<Arg<'a>> {
    let name = Ident::fixed(scope.claim(["body"]));
    let (kind, required) = match body {
        Body::None | Body::Multipart { .. } => return None,
        Body::Json { ty, required, .. } | Body::Form { ty, required, .. } => {
            (ArgKind::Value(ty.clone()), *required)
        }
        Body::Bytes { required, .. } => (ArgKind::Upload, *required),
        Body::Text { required, .. } => (ArgKind::Value(Type::Text), *required),
    };
    let (kind, nullable) = match kind {
        ArgKind::Value(Type::Nullable(inner)) if !required => (ArgKind::Value(*inner), true),
        other => (other, false),
    };
    if nullable {
        imports.runtime("Nullable");
    }
    let (ty, argument) = held(types, &kind, name.as_str(), imports);
    Some(Arg {
        purpose: Purpose::Body,
        name,
        kind,
        ty,
        required,
        nullable,
        argument,
        docs: None,
        wire: "the body".to_owned(),
    })
}

fn held(types: &Types<'_>, kind: &ArgKind, name: &str, imports: &mut Imports) -> (String, fields::Argument) {
    match kind {
        ArgKind::Value(ty) => typed(types, ty, name, imports),
        ArgKind::Upload => upload(name, imports),
    }
}

fn typed(types: &Types<'_>, ty: &Type, name: &str, imports: &mut Imports) -> (String, fields::Argument) {
    let expr = types.expr(ty, Site::Resource, imports);
    (expr, fields::argument(types, ty, name, Site::Resource, imports))
}

fn upload(name: &str, imports: &mut Imports) -> (String, fields::Argument) {
    imports.runtime("Upload");
    let argument = fields::Argument { ty: "impl Into<Upload>".to_owned(), value: format!("{name}.into()") };
    ("Upload".to_owned(), argument)
}

impl Arg<'_> {
    /// The field's type.
    pub(crate) fn stored(&self) -> String {
        match (self.required, self.nullable) {
            (true, _) => self.ty.clone(),
            (false, true) => format!("Option<Nullable<{}>>", self.ty),
            (false, false) => format!("Option<{}>", self.ty),
        }
    }

    /// The argument in a method's head.
    pub(crate) fn declared(&self) -> String {
        format!("{}: {}", self.name, self.argument.ty)
    }

    /// The field's first value.
    pub(crate) fn init(&self) -> String {
        let name = self.name.as_str();
        match (self.required, self.argument.value == name) {
            (false, _) => format!("{name}: None"),
            (true, true) => name.to_owned(),
            (true, false) => format!("{name}: {}", self.argument.value),
        }
    }

    /// The setter of an optional argument.
    pub(crate) fn setter(&self, methods: &mut Scope) -> Setter {
        let name = self.name.as_str();
        let method = Ident::fixed(methods.claim([name.to_owned(), format!("with_{name}")]));
        let fallback = format!("Sets `{}`.", self.wire);
        let doc = match self.docs {
            Some(docs) => docs::item(docs, &fallback, &[], 1),
            None => docs::own("Sets the body.", 1),
        };
        let arguments = ["mut self".to_owned(), self.declared()];
        let value = &self.argument.value;
        let value = if self.nullable { format!("Some({value})") } else { value.clone() };
        Setter {
            doc,
            method: method.clone(),
            signature: layout::signature(1, &format!("pub fn {method}"), &arguments, " -> Self {"),
            statement: layout::set_some(2, name, &value),
        }
    }

    /// The setter to `null`, of what may be left out too.
    pub(crate) fn null_setter(&self, methods: &mut Scope) -> Option<Setter> {
        let name = self.name.as_str();
        self.nullable.then(|| {
            let method = Ident::fixed(methods.claim([format!("null_{name}")]));
            Setter {
                doc: docs::own(&format!("Sends `null` as {}.", self.wire), 1),
                signature: format!("{}pub fn {method}(mut self) -> Self {{", layout::pad(1)),
                statement: format!("{}self.{name} = Some(None);", layout::pad(2)),
                method,
            }
        })
    }
}
