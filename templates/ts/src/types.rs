//! Type expressions.

use std::cell::RefCell;
use std::collections::BTreeSet;

use clade_emit::encode::TsStr;
use clade_ir::{Api, Literal, Type, TypeId, TypeKind};

use crate::code::{Code, code};
use crate::imports::{Imports, RUNTIME};
use crate::names::Names;

/// Writes type expressions of one file and notes what the file must import.
pub(crate) struct Types<'a> {
    api: &'a Api,
    names: &'a Names,
    used: RefCell<BTreeSet<TypeId>>,
    runtime: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Types<'a> {
    pub(crate) fn new(api: &'a Api, names: &'a Names) -> Self {
        Self { api, names, used: RefCell::default(), runtime: RefCell::default() }
    }

    /// The name of a type of the runtime.
    pub(crate) fn runtime(&self, name: &'static str) -> Code {
        self.runtime.borrow_mut().insert(name);
        Code::from(name)
    }

    /// The name of a declared type.
    pub(crate) fn named(&self, id: TypeId) -> Code {
        self.used.borrow_mut().insert(id);
        Code::from(self.names.ty(id))
    }

    /// The whole expression, in a place that it has to itself.
    pub(crate) fn code(&self, ty: &Type) -> Code {
        Code::union(self.members(ty))
    }

    /// The members of the union that the expression is; often there is one.
    pub(crate) fn members(&self, ty: &Type) -> Vec<Code> {
        match ty {
            Type::Nullable(inner) => {
                let mut members = self.members(inner);
                members.push("null".into());
                members
            }
            _ => vec![self.single(ty)],
        }
    }

    fn single(&self, ty: &Type) -> Code {
        match ty {
            Type::Any | Type::Nullable(_) => "unknown".into(),
            Type::Null => "null".into(),
            Type::Bool => "boolean".into(),
            Type::Int(_) | Type::F32 | Type::F64 => "number".into(),
            Type::Text
            | Type::Secret
            | Type::DateTime
            | Type::Date
            | Type::Uuid
            | Type::Decimal
            | Type::Base64 => "string".into(),
            Type::Bytes => self.runtime("Upload"),
            Type::Literal(literal) => self::literal(literal),
            Type::List(item) => self.list(item),
            Type::Map(value) => Code::map_type(self.code(value)),
            Type::Named(id) => self.named(*id),
        }
    }

    fn list(&self, item: &Type) -> Code {
        code![Code::union_within_if_many("(", self.members(item), ")"), "[]"]
    }

    /// What the file must import for the types it names; `own` is the file of models it is itself.
    pub(crate) fn imports(&self, folder: &'static str, own: Option<&str>) -> Imports {
        self.imports_from(folder, own, RUNTIME)
    }

    /// The same for a file that sees the runtime from elsewhere.
    pub(crate) fn imports_from(
        &self,
        folder: &'static str,
        own: Option<&str>,
        runtime: &'static str,
    ) -> Imports {
        let mut imports = Imports::at(runtime);
        for id in self.used.borrow().iter() {
            let file = self.names.model_file(self.api.ty(*id).home);
            if own != Some(file) {
                imports.model(folder, file, self.names.ty(*id));
            }
        }
        for name in self.runtime.borrow().iter() {
            imports.runtime_type(name);
        }
        imports
    }
}

/// A scalar constant as a type or value.
pub(crate) fn literal(literal: &Literal) -> Code {
    match literal {
        Literal::Text(text) => Code::from(&TsStr::of(text)),
        Literal::Int(number) => Code::from(*number),
        Literal::Number(digits) => match digits.parse::<f64>() {
            Ok(number) if number.is_finite() => Code::number(number),
            _ => "number".into(),
        },
        Literal::Bool(true) => "true".into(),
        Literal::Bool(false) => "false".into(),
    }
}

/// What the declared type is once names of aliases are looked through.
pub(crate) fn resolved<'a>(api: &'a Api, ty: &'a Type) -> &'a Type {
    let mut seen = BTreeSet::new();
    let mut current = ty;
    while let Type::Named(id) = current {
        match &api.ty(*id).kind {
            TypeKind::Alias(inner) if seen.insert(*id) => current = inner,
            _ => break,
        }
    }
    current
}
