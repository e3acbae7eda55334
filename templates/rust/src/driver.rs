//! The driver: a program that makes typed calls as JSON lines ask for them.

use askama::Template;
use clade_emit::PackageConfig;
use clade_emit::encode::{RsStr, TomlStr};
use clade_ir::{Api, Reply, Type, TypeId, TypeKind};

use crate::client;
use crate::models::unions;
use crate::resources::args::ArgKind;
use crate::resources::{CallSummary, SummaryArg};
use crate::types::{Imports, Site, Types};

/// Requests and answers.
pub(crate) const PROTOCOL: &str = include_str!("../driver/protocol.rs");
/// Bytes that requests describe.
pub(crate) const VALUES: &str = include_str!("../driver/values.rs");

/// `Cargo.toml` of the driver.
#[derive(Debug, Template)]
#[template(path = "driver.toml.j2", escape = "none")]
pub(crate) struct Manifest {
    generator: String,
    package: TomlStr,
    path: TomlStr,
}

/// `main.rs` of the driver.
#[derive(Debug, Template)]
#[template(path = "driver.rs.j2", escape = "none")]
pub(crate) struct Program {
    generator: String,
    credentials: Vec<Credential>,
    calls: Vec<DrivenCall>,
    unions: Vec<UnionNames>,
}

#[derive(Debug)]
struct Credential {
    key: RsStr,
    method: String,
}

/// One arm of the driver.
#[derive(Debug)]
struct DrivenCall {
    key: RsStr,
    ty: String,
    start: String,
    setters: Vec<String>,
    kind: &'static str,
    is_bytes: bool,
    /// The function that names an item's variant.
    variant: Option<String>,
}

/// The function that names the variants of a union.
#[derive(Debug)]
struct UnionNames {
    function: String,
    ty: String,
    arms: Vec<String>,
}

fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).collect()
}

/// Lowers the manifest.
pub(crate) fn manifest(package: &PackageConfig) -> Manifest {
    Manifest {
        generator: plain(&package.generator),
        package: TomlStr::own(&package.rust.crate_name),
        path: TomlStr::own(&package.driver_to_package),
    }
}

/// Lowers the program.
pub(crate) fn program(
    api: &Api,
    package: &PackageConfig,
    types: &Types<'_>,
    summaries: &[CallSummary],
) -> Program {
    let credentials = client::credential_names(api);
    let mut used = Vec::new();
    let calls = summaries.iter().filter_map(|call| driven(api, types, call, &mut used)).collect();
    used.sort();
    used.dedup();
    Program {
        generator: plain(&package.generator),
        credentials: credentials
            .into_iter()
            .map(|name| Credential { key: RsStr::own(&name.key), method: name.method.to_string() })
            .collect(),
        calls,
        unions: used.into_iter().filter_map(|id| union_names(types, id)).collect(),
    }
}

fn driven(api: &Api, types: &Types<'_>, call: &CallSummary, used: &mut Vec<TypeId>) -> Option<DrivenCall> {
    let operation = api.operations.iter().find(|operation| operation.key == call.key)?;
    let required: Vec<String> =
        call.args.iter().filter(|arg| arg.required).map(|arg| read(types, arg, true)).collect();
    let setters = call.args.iter().filter_map(|arg| setter(types, arg)).collect();
    let item = match &operation.reply {
        Reply::Page { paging, .. } if call.kind == "pages" => Some(&paging.item),
        Reply::Stream(stream) => Some(&stream.item),
        _ => None,
    };
    let union = item.and_then(|ty| union_of(types, ty));
    used.extend(union);
    Some(DrivenCall {
        key: RsStr::own(&call.key),
        ty: format!("sdk::resources::{}::{}", call.resource, call.ty),
        start: format!("client.{}().{}({})", call.resource, call.method, required.join(", ")),
        setters,
        kind: call.kind,
        is_bytes: matches!(operation.reply, Reply::Bytes),
        variant: union.map(|id| function(types, id)),
    })
}

fn union_of(types: &Types<'_>, ty: &Type) -> Option<TypeId> {
    let Type::Named(id) = types.resolve(ty) else { return None };
    matches!(types.decl(*id).kind, TypeKind::Union(_)).then_some(*id)
}

fn function(types: &Types<'_>, id: TypeId) -> String {
    format!("variant_of_{}", types.decl(id).name.join("_"))
}

/// The expression that reads an argument.
fn read(types: &Types<'_>, arg: &SummaryArg, required: bool) -> String {
    let key = RsStr::own(&arg.key);
    match (&arg.kind, arg.repeated) {
        (ArgKind::Upload, true) => format!("uploads(args, {key})?"),
        (ArgKind::Upload, false) if required => format!("upload(args, {key})?"),
        (ArgKind::Upload, false) => format!("optional_upload(args, {key})?"),
        (ArgKind::Value(ty), repeated) => {
            let expr = types.expr(ty, Site::Path("sdk"), &mut Imports::default());
            let expr = if repeated { format!("Vec<{expr}>") } else { expr };
            let function = if arg.key == "body" && required {
                "body"
            } else if required {
                "required"
            } else {
                "optional"
            };
            format!("{function}::<{expr}>(args, {key})?")
        }
    }
}

/// The lines that set an optional argument.
fn setter(types: &Types<'_>, arg: &SummaryArg) -> Option<String> {
    let method = arg.setter.as_ref()?;
    let read = read(types, arg, false);
    if arg.repeated && matches!(arg.kind, ArgKind::Upload) {
        return Some(format!("            call = call.{method}({read});"));
    }
    let otherwise = arg.null_setter.as_ref().map_or_else(String::new, |method| {
        let key = RsStr::own(&arg.key);
        format!(
            " else if args.contains_key({key}) {{\n                call = call.{method}();\n            }}"
        )
    });
    Some(format!(
        "            if let Some(value) = {read} {{\n                call = call.{method}(value);\n            }}{otherwise}"
    ))
}

fn union_names(types: &Types<'_>, id: TypeId) -> Option<UnionNames> {
    let decl = types.decl(id);
    let TypeKind::Union(union) = &decl.kind else { return None };
    let ident = types.ident(id);
    let arms = unions::variant_names(union)
        .iter()
        .zip(&union.variants)
        .map(|(name, variant)| {
            let word = RsStr::own(&variant.name.join("_"));
            format!("        sdk::models::{ident}::{name}(_) => {word},")
        })
        .collect();
    Some(UnionNames { function: function(types, id), ty: format!("sdk::models::{ident}"), arms })
}
