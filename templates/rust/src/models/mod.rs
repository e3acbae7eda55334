//! Models: one file for each resource, one for what several share.

mod aliases;
pub(crate) mod enums;
pub(crate) mod fields;
mod structs;
pub(crate) mod unions;

use std::collections::BTreeMap;

use askama::Template;
use clade_emit::encode::RsInnerDoc;
use clade_ir::{TypeId, TypeKind};

use crate::docs;
use crate::names::Ident;
use crate::types::{Imports, Types};

/// A file of models.
#[derive(Debug, Template)]
#[template(path = "models.rs.j2", escape = "none")]
pub(crate) struct ModelsFile {
    header: String,
    doc: RsInnerDoc,
    imports: String,
    models: Vec<String>,
}

/// The list of the files of models.
#[derive(Debug, Template)]
#[template(path = "models_mod.rs.j2", escape = "none")]
pub(crate) struct ModelsIndex {
    header: String,
    doc: RsInnerDoc,
    modules: Vec<Ident>,
}

/// The files of models by their module's name, and the file that lists them.
pub(crate) fn files(
    types: &Types<'_>,
    header: &str,
) -> Result<(BTreeMap<Ident, String>, String), askama::Error> {
    let mut by_module: BTreeMap<Ident, Vec<TypeId>> = BTreeMap::new();
    for (id, _) in types.all() {
        by_module.entry(types.module(id).clone()).or_default().push(id);
    }
    let mut modules: Vec<Ident> = by_module.keys().cloned().collect();
    modules.sort_by(|a, b| crate::layout::import_order(a.as_str(), b.as_str()));
    let doc = docs::own_module("Types of requests, answers and events.");
    let index = ModelsIndex { header: header.to_owned(), doc, modules }.render()?;
    let files = by_module.into_iter().map(|(module, ids)| {
        let text = file(types, &module, &ids, header)?;
        Ok((module, text))
    });
    Ok((files.collect::<Result<_, askama::Error>>()?, index))
}

fn file(types: &Types<'_>, module: &Ident, ids: &[TypeId], header: &str) -> Result<String, askama::Error> {
    let mut imports = Imports::default();
    let models = ids.iter().map(|id| model(types, *id, module, &mut imports)).collect::<Result<_, _>>()?;
    let what = match module.as_str() {
        "shared" => "Types that several resources share.".to_owned(),
        resource => format!("Types of the resource `{resource}`."),
    };
    ModelsFile { header: header.to_owned(), doc: docs::own_module(&what), imports: imports.render(), models }
        .render()
}

fn model(
    types: &Types<'_>,
    id: TypeId,
    module: &Ident,
    imports: &mut Imports,
) -> Result<String, askama::Error> {
    let decl = types.decl(id);
    match &decl.kind {
        TypeKind::Struct(object) => structs::lower(types, id, object, module, imports).render(),
        TypeKind::Enum(list) => enums::lower(types.ident(id), decl, list, imports),
        TypeKind::Union(union) => unions::lower(types, id, union, module, imports).render(),
        TypeKind::Alias(target) => aliases::lower(types, id, target, module, imports).render(),
    }
}
