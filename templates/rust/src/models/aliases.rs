//! Other names of types.

use askama::Template;
use clade_emit::encode::RsDoc;
use clade_ir::{Type, TypeId};

use crate::docs;
use crate::names::Ident;
use crate::types::{Imports, Site, Types};

/// Another name of a type; a type of its own if it leads back to itself.
#[derive(Debug, Template)]
#[template(path = "alias.rs.j2", escape = "none")]
pub(crate) struct AliasNode {
    doc: RsDoc,
    name: Ident,
    target: String,
    is_newtype: bool,
}

/// Lowers an alias.
pub(crate) fn lower(
    types: &Types<'_>,
    id: TypeId,
    target: &Type,
    module: &Ident,
    imports: &mut Imports,
) -> AliasNode {
    let decl = types.decl(id);
    let name = types.ident(id).clone();
    let is_newtype = types.is_newtype(id);
    if is_newtype {
        imports.add("serde", "Deserialize");
        imports.add("serde", "Serialize");
    }
    let target = types.expr(target, Site::Models(module.as_str()), imports);
    let doc = docs::item(&decl.docs, &format!("The type `{name}`."), &[], 0);
    AliasNode { doc, name, target, is_newtype }
}
