//! Sample values, for documents that show calls.

use clade_emit::Scope;
use clade_emit::encode::RsStr;
use clade_ir::{Field, Literal, Struct, Type, TypeDecl, TypeId, TypeKind, Union};

use crate::models::fields::{self, Shape};
use crate::models::{enums, unions};
use crate::names;
use crate::types::Types;

/// Longest list of arguments that is read at a glance.
const GLANCE: usize = 44;
/// Longest value of a variable that fits its line.
const LINE: usize = 88;
/// Most values that are tried for one snippet: unions within unions multiply.
const TRIES: usize = 100;

/// Samples of one snippet: what is long becomes a variable of its own.
pub(crate) struct Samples<'t> {
    types: &'t Types<'t>,
    scope: Scope,
    tries: usize,
    /// Statements before the call, in order.
    pub(crate) variables: Vec<String>,
}

impl<'t> Samples<'t> {
    /// For one snippet.
    pub(crate) fn new(types: &'t Types<'t>) -> Self {
        let taken = ["client", "answer", "items", "item", "events", "event", "download", "response", "error"];
        Self { types, scope: names::value_scope(taken), tries: 0, variables: Vec::new() }
    }

    /// The arguments of a call: their names and types, where `None` is an upload.
    pub(crate) fn call(&mut self, arguments: &[(&str, Option<&Type>)]) -> Option<String> {
        let mut texts = Vec::new();
        for (name, ty) in arguments {
            let text = match ty {
                Some(ty) => self.argument(ty, name, 0)?,
                None => "Upload::file(\"data.bin\")".to_owned(),
            };
            texts.push((*name, text));
        }
        self.joined(texts)
    }

    /// Arguments side by side, the long ones as variables.
    fn joined(&mut self, mut texts: Vec<(&str, String)>) -> Option<String> {
        let length = |texts: &[(&str, String)]| texts.iter().map(|(_, text)| text.len() + 2).sum::<usize>();
        let mut by_length: Vec<usize> = (0..texts.len()).collect();
        by_length.sort_by_key(|at| std::cmp::Reverse(texts[*at].1.len()));
        for at in by_length {
            if length(&texts) <= GLANCE || texts[at].1.len() <= GLANCE / 2 {
                break;
            }
            texts[at].1 = self.variable(texts[at].0, &texts[at].1)?;
        }
        (length(&texts) <= LINE)
            .then(|| texts.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(", "))
    }

    /// A variable that holds a value.
    fn variable(&mut self, name: &str, value: &str) -> Option<String> {
        let name = self.scope.claim([snake(name)]);
        let statement = format!("    let {name} = {value};");
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        (is_name && value.len() <= LINE && statement.len() <= 100).then(|| {
            self.variables.push(statement);
            name
        })
    }

    /// A value where a function takes what becomes one.
    fn argument(&mut self, ty: &Type, name: &str, depth: usize) -> Option<String> {
        Some(match self.types.resolve(ty) {
            Type::Text | Type::Decimal => RsStr::own(&word(name)).to_string(),
            Type::Literal(Literal::Text(text)) => RsStr::of(text).to_string(),
            Type::Secret => RsStr::own("secret").to_string(),
            Type::Base64 => "b\"bytes\".to_vec()".to_owned(),
            Type::List(item) if matches!(self.types.resolve(item), Type::Text) => {
                format!("[{}]", RsStr::own(&word(name)))
            }
            Type::List(item) => format!("[{}]", self.value(item, name, depth + 1)?),
            Type::Named(id) if self.has_text(*id) => RsStr::own(&word(name)).to_string(),
            Type::Named(id) => match &self.types.decl(*id).kind {
                TypeKind::Union(union) => return self.variant(*id, union, depth, true),
                _ => return self.named(*id, name, depth),
            },
            _ => return self.value(ty, name, depth),
        })
    }

    /// A value of exactly the type.
    fn value(&mut self, ty: &Type, name: &str, depth: usize) -> Option<String> {
        self.tries += 1;
        if depth > 6 || self.tries > TRIES {
            return None;
        }
        Some(match self.types.resolve(ty) {
            Type::Text | Type::Decimal | Type::Literal(Literal::Text(_)) => {
                format!("{}.to_owned()", self.argument(ty, name, depth)?)
            }
            Type::Secret => format!("Secret::from({})", RsStr::own("secret")),
            Type::Literal(literal) => fields::constant(literal),
            Type::Bool => "true".to_owned(),
            Type::Int(_) => "1".to_owned(),
            Type::F32 | Type::F64 => "1.0".to_owned(),
            Type::List(item) => format!("vec![{}]", self.value(item, name, depth + 1)?),
            Type::Nullable(_) => "None".to_owned(),
            Type::Map(_) => "std::collections::BTreeMap::new()".to_owned(),
            Type::Any => "serde_json::json!({})".to_owned(),
            Type::Uuid => "uuid::Uuid::nil()".to_owned(),
            Type::DateTime => "chrono::Utc::now()".to_owned(),
            Type::Date => "chrono::Utc::now().date_naive()".to_owned(),
            Type::Base64 => "Base64::from(b\"bytes\".to_vec())".to_owned(),
            Type::Null | Type::Bytes => return None,
            Type::Named(id) => return self.named(*id, name, depth),
        })
    }

    fn named(&mut self, id: TypeId, name: &str, depth: usize) -> Option<String> {
        self.tries += 1;
        if depth > 6 || self.tries > TRIES {
            return None;
        }
        let decl = self.types.decl(id);
        let ident = self.types.ident(id);
        match &decl.kind {
            TypeKind::Enum(list) => {
                let name = enums::variant_names(list).into_iter().next()?;
                Some(format!("models::{ident}::{name}"))
            }
            TypeKind::Struct(object) if decl.usage.request => {
                let mut texts = Vec::new();
                for (name, ty) in required(self.types, decl, object) {
                    texts.push((name, self.argument(ty, name, depth + 1)?));
                }
                let arguments = self.joined(texts)?;
                Some(format!("models::{ident}::new({arguments})"))
            }
            TypeKind::Union(_) if self.has_text(id) => {
                Some(format!("models::{ident}::from({})", RsStr::own(&word(name))))
            }
            TypeKind::Union(union) => self.variant(id, union, depth, false),
            TypeKind::Struct(_) | TypeKind::Alias(_) => None,
        }
    }

    /// The first variant that has a sample: as it is where that becomes the union, else as the union.
    fn variant(&mut self, id: TypeId, union: &Union, depth: usize, becomes: bool) -> Option<String> {
        let names = unions::variant_names(union).into_iter();
        let mut pairs = union.variants.iter().zip(names).take(4);
        pairs.find_map(|(variant, name)| {
            let before = self.variables.len();
            let made = self.value(&variant.ty, "text", depth + 1).and_then(|value| {
                if becomes && unions::is_convertible(self.types, id, union, variant) {
                    return Some(value);
                }
                let ident = self.types.ident(id);
                let fits = value.len() + ident.as_str().len() + name.as_str().len() <= LINE - 20;
                let value = if fits { value } else { self.variable(name.as_str(), &value)? };
                let boxed =
                    if unions::is_boxed(self.types, variant) { format!("Box::new({value})") } else { value };
                Some(format!("models::{ident}::{name}({boxed})"))
            });
            if made.is_none() {
                self.variables.truncate(before);
            }
            made
        })
    }

    /// Whether a text becomes one of its own accord.
    fn has_text(&self, id: TypeId) -> bool {
        match &self.types.decl(id).kind {
            TypeKind::Union(union) => unions::text_variant(self.types, union).is_some(),
            _ => false,
        }
    }
}

/// The arguments of a struct's constructor.
fn required<'a>(
    types: &'a Types<'_>,
    decl: &'a TypeDecl,
    object: &'a Struct,
) -> impl Iterator<Item = (&'a str, &'a Type)> {
    let is_given = move |field: &&Field| {
        matches!(fields::shape(field, decl.usage), Shape::Required | Shape::Nullable)
            && !matches!(types.resolve(&field.ty), Type::Literal(_))
    };
    object.fields.iter().filter(is_given).map(|field| (field.wire.expose(), &field.ty))
}

/// A name as a sample text.
fn word(name: &str) -> String {
    let text: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    if text.is_empty() { "text".to_owned() } else { text }
}

/// A name as that of a variable.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for c in word(name).chars() {
        if c.is_ascii_uppercase() && text.ends_with(|c: char| c.is_ascii_lowercase()) {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}
