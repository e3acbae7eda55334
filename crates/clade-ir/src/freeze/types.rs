//! Type expressions.

use crate::draft::{NodeId, Scalar, Shape};
use crate::{Type, TypeKind};

use super::Freezer;

impl Freezer<'_, '_> {
    /// The type of a schema where it is used, `null` included.
    pub(super) fn ty(&self, id: NodeId) -> Type {
        nullable(self.bare(id), self.null_outside(id))
    }

    /// The type of a schema where it is used, without `null`.
    pub(super) fn bare(&self, id: NodeId) -> Type {
        if let Some(ty) = self.ids.get(&id) {
            return Type::Named(*ty);
        }
        match &self.draft.node(id).shape {
            Shape::Ref(target) => self.bare(*target),
            shape => self.plain(shape),
        }
    }

    /// The type of a shape that is no declaration.
    pub(super) fn plain(&self, shape: &Shape) -> Type {
        match shape {
            Shape::Null => Type::Null,
            Shape::Scalar(scalar) => of_scalar(scalar),
            Shape::List(item) => Type::List(Box::new(self.ty(*item))),
            Shape::Map(value) => Type::Map(Box::new(self.ty(*value))),
            Shape::Ref(target) => self.ty(*target),
            Shape::Any
            | Shape::Values(_)
            | Shape::AllOf(_)
            | Shape::AnyOf(_)
            | Shape::Object(_)
            | Shape::Enum(_)
            | Shape::Union(_) => Type::Any,
        }
    }

    /// Whether `null` is allowed and stands outside the declaration. A declared alias has it inside.
    fn null_outside(&self, id: NodeId) -> bool {
        let node = self.draft.node(id);
        if self.ids.contains_key(&id) {
            return node.nullable && is_own_kind(&node.shape);
        }
        match node.shape {
            _ if node.nullable => true,
            Shape::Ref(target) => self.null_outside(target),
            _ => false,
        }
    }

    /// What a declaration is when it is neither object, enum nor union.
    pub(super) fn alias(&self, id: NodeId) -> TypeKind {
        let node = self.draft.node(id);
        TypeKind::Alias(nullable(self.plain(&node.shape), node.nullable))
    }
}

/// Whether the shape is declared as a kind of its own, not as an alias.
fn is_own_kind(shape: &Shape) -> bool {
    matches!(shape, Shape::Object(_) | Shape::Enum(_) | Shape::Union(_))
}

fn nullable(ty: Type, null: bool) -> Type {
    if null && !matches!(ty, Type::Nullable(_) | Type::Null | Type::Any) {
        Type::Nullable(Box::new(ty))
    } else {
        ty
    }
}

/// The type of a scalar inside JSON.
fn of_scalar(scalar: &Scalar) -> Type {
    match scalar {
        Scalar::Bool => Type::Bool,
        Scalar::Int(width) => Type::Int(*width),
        Scalar::F32 => Type::F32,
        Scalar::F64 => Type::F64,
        Scalar::Text | Scalar::Bytes => Type::Text,
        Scalar::Secret => Type::Secret,
        Scalar::DateTime => Type::DateTime,
        Scalar::Date => Type::Date,
        Scalar::Uuid => Type::Uuid,
        Scalar::Decimal => Type::Decimal,
        Scalar::Base64 => Type::Base64,
        Scalar::Literal(literal) => Type::Literal(literal.clone()),
    }
}
