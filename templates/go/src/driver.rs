//! The driver: a program that calls the package as it is told by lines of JSON.

use clade_emit::encode::GoStr;
use clade_emit::{FileError, Files, Scope};
use clade_ir::{Body, OpId, Operation, ParamPlace, PartContent, Reply, Type, TypeKind};

use crate::code::{Code, Imports};
use crate::driver_nodes::{
    BytesNode, CallNode, ClientFileNode, DriverGive, HandlerNode, KeyNode, MainNode, OperationsNode,
    VariantSwitchNode,
};
use crate::models::unions;
use crate::names;
use crate::operations::{Arguments, paging};
use crate::plan::{Plan, is_argument};
use crate::types::Access;

/// Names that a handler declares itself.
const LOCALS: [&str; 14] = [
    "body", "c", "download", "err", "first", "given", "items", "name", "option", "page", "params", "reader",
    "sdk", "value",
];

/// The files of the driver.
pub(crate) fn files(plan: &Plan<'_>) -> Result<Files, FileError> {
    let config = plan.config;
    let generator = Code::new(config.generator.clone());
    let module = GoStr::own(&config.go.module);
    let option = Code::new(format!("{}/option", config.go.module));
    let mut files = Files::default();
    let mut add = |path: &str, text: Code| files.add(path, format!("{text}\n"));
    let main = MainNode { generator: generator.clone(), module: module.clone() };
    let call = CallNode { generator: generator.clone(), module: module.clone(), option: option.clone() };
    let client = ClientFileNode { generator: generator.clone(), module, option: option.clone() };
    add("main.go", plan.print(&main))?;
    add("call.go", plan.print(&call))?;
    add("client.go", plan.print(&client))?;
    add("bytes.go", plan.print(&BytesNode { generator: generator.clone(), option }))?;
    add("operations.go", plan.print(&operations(plan, generator)))?;
    files.add("go.mod", manifest(plan))?;
    files.add(".gitignore", "driver\n")?;
    Ok(files)
}

fn manifest(plan: &Plan<'_>) -> String {
    let config = plan.config;
    let module = &config.go.module;
    format!(
        "module driver\n\ngo 1.26\n\nrequire {module} v0.0.0\n\nreplace {module} => {}\n",
        config.driver_to_package
    )
}

fn operations(plan: &Plan<'_>, generator: Code) -> OperationsNode {
    let mut scope = Scope::reserving(names::WORDS.into_iter().chain(LOCALS).chain([
        "answer",
        "call",
        "content",
        "described",
        "driver",
        "filler",
        "keys",
        "lookup",
        "main",
        "newClient",
        "options",
        "pointed",
        "refusal",
        "request",
        "requestID",
        "settings",
    ]));
    let mut imports = Imports::default();
    let mut keys = Vec::new();
    let mut items = Vec::new();
    for service in &plan.services {
        for id in &plan.types.api.resource(service.id).operations {
            let var = plan.methods[id].var.as_str().to_owned();
            let name = names::Ident::claim(&mut scope, [var.clone(), format!("{var}Call")]);
            keys.push(KeyNode { key: GoStr::own(&plan.types.api.op(*id).key), name: name.clone() });
            let handler = handler(plan, service.member.as_str(), *id, name, &mut imports);
            items.push(plan.print(&handler));
        }
    }
    for (id, _) in unions_of_items(plan) {
        items.push(plan.print(&variant_switch(plan, id)));
    }
    let text: String = items.iter().map(Code::as_str).collect();
    let mut lines: Vec<String> =
        imports.std_paths().iter().map(|path| format!("\t{}", GoStr::own(path))).collect();
    if uses_package(&text) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!("\tsdk {}", GoStr::own(&plan.config.go.module)));
    }
    OperationsNode { generator, imports: lines.into_iter().map(Code::new).collect(), keys, items }
}

/// Whether code names something of the package; keys and names of arguments are in lower case.
fn uses_package(text: &str) -> bool {
    text.match_indices("sdk.").any(|(at, _)| text[at + 4..].starts_with(|c: char| c.is_ascii_uppercase()))
}

/// The unions that are items of pages or streams.
fn unions_of_items<'p>(
    plan: &'p Plan<'_>,
) -> std::collections::BTreeMap<clade_ir::TypeId, &'p clade_ir::Union> {
    let items = plan.types.api.operations.iter().filter_map(|op| match &op.reply {
        Reply::Page { paging, .. } => Some(&paging.item),
        Reply::Stream(stream) => Some(&stream.item),
        _ => None,
    });
    items.filter_map(|ty| union_of(plan, ty)).collect()
}

fn union_of<'p>(plan: &'p Plan<'_>, ty: &'p Type) -> Option<(clade_ir::TypeId, &'p clade_ir::Union)> {
    let Type::Named(id) = plan.types.flat(ty).core else { return None };
    match &plan.types.api.ty(*id).kind {
        TypeKind::Union(union) => Some((*id, union)),
        _ => None,
    }
}

fn variant_switch(plan: &Plan<'_>, id: clade_ir::TypeId) -> VariantSwitchNode {
    let ty = &plan.types.names[&id];
    let names = &plan.unions[&id];
    let mut seen = std::collections::HashSet::new();
    let mut cases = Vec::new();
    if let TypeKind::Union(union) = &plan.types.api.ty(id).kind {
        for (variant, form) in
            union.variants.iter().zip(&names.variants).filter(|(_, form)| seen.insert((*form).clone()))
        {
            let star = if unions::by_value(plan, variant) { "" } else { "*" };
            cases.push((Code::new(format!("{star}sdk.{form}")), GoStr::own(&names::snake(&variant.name))));
        }
    }
    VariantSwitchNode { name: Code::new(format!("variantOf{ty}")), ty: Code::new(format!("sdk.{ty}")), cases }
}

fn handler(
    plan: &Plan<'_>,
    member: &str,
    id: OpId,
    name: names::Ident,
    imports: &mut Imports,
) -> HandlerNode {
    let op = plan.types.api.op(id);
    let method = &plan.methods[&id];
    let arguments = Arguments::of(plan, id, &mut Imports::default());
    let mut takes = Takes {
        plan,
        imports,
        scope: Scope::reserving(names::WORDS.into_iter().chain(LOCALS)),
        lines: Vec::new(),
    };
    let passed = takes.arguments(op, id, &arguments);
    let lines = takes.lines;
    let call = |method: &str| {
        let list: Vec<String> =
            ["c.ctx".to_owned()].into_iter().chain(passed.clone()).chain(["c.opts...".to_owned()]).collect();
        Code::new(format!("c.client.{member}.{method}({})", list.join(", ")))
    };
    HandlerNode {
        name,
        takes: lines.into_iter().map(Code::new).collect(),
        callee: call(method.name.as_str()),
        give: give(plan, id, op, imports, method.all.as_ref().map(|all| call(all.as_str()))),
    }
}

fn give(plan: &Plan<'_>, id: OpId, op: &Operation, imports: &mut Imports, all: Option<Code>) -> DriverGive {
    let variant = |ty: &Type, pointer: bool| match union_of(plan, ty) {
        Some((id, _)) if pointer => Code::new(format!("pointed(variantOf{})", plan.types.names[&id])),
        Some((id, _)) => Code::new(format!("variantOf{}", plan.types.names[&id])),
        None => Code::new("nil"),
    };
    match (&op.reply, all, paging::reading(plan, id, imports)) {
        (Reply::Empty, ..) => DriverGive::Nothing,
        (Reply::Bytes, ..) => DriverGive::Bytes,
        (Reply::Stream(stream), ..) => DriverGive::Stream { variant: variant(&stream.item, false) },
        (Reply::Page { ty, paging }, Some(all), Some(reading)) => {
            let pointer = plan.types.by_pointer(ty);
            let page = plan.types.element(ty, imports);
            DriverGive::Pages {
                all,
                ty: Code::new(format!("{}{}", if pointer { "*" } else { "" }, qualified(&page))),
                list: Code::new(qualified(&reading.list)),
                none: reading.none.map(|test| Code::new(qualified(&test))),
                // A page that is a list is given as it is.
                items: Code::new(if pointer { qualified(&reading.items) } else { "page".to_owned() }),
                variant: variant(&paging.item, true),
                page_variant: variant(&paging.item, false),
            }
        }
        _ => DriverGive::Value,
    }
}

/// The statements that take the arguments of a call.
struct Takes<'p, 'a> {
    plan: &'p Plan<'a>,
    imports: &'p mut Imports,
    scope: Scope,
    lines: Vec<String>,
}

impl Takes<'_, '_> {
    /// Takes everything and gives what is passed on.
    fn arguments(&mut self, op: &Operation, id: OpId, arguments: &Arguments) -> Vec<String> {
        let mut passed = Vec::new();
        for (at, ty) in arguments.path_types() {
            let Some(param) = op.params.get(at) else { continue };
            let lower = names::local(&param.name);
            let name = self.scope.claim([lower.clone(), format!("{lower}Value")]);
            self.variable(&name, &ty);
            self.take(&names::snake(&param.name), &name);
            passed.push(name);
        }
        if let Some(params) = &self.plan.methods[&id].params {
            self.lines.push(format!("\tvar params sdk.{params}"));
            passed.push("params".to_owned());
            self.params(op, id, arguments);
        } else if let Some(whole) = &arguments.whole {
            passed.push(self.body(op, &whole.slot.ty));
        }
        passed
    }

    fn variable(&mut self, name: &str, ty: &Code) {
        if ty.as_str().contains("json.") {
            self.imports.std("encoding/json");
        }
        if ty.as_str().contains("time.") {
            self.imports.std("time");
        }
        self.lines.push(format!("\tvar {name} {}", qualified(ty)));
    }

    fn take(&mut self, name: &str, target: &str) {
        self.lines.push(format!("\tc.take({}, &{target})", GoStr::own(name)));
    }

    /// A body that stands alone.
    fn body(&mut self, op: &Operation, ty: &Code) -> String {
        if matches!(op.body, Body::Bytes { .. }) {
            self.lines.push("\tcontent := c.body(\"body\")".to_owned());
            return "content".to_owned();
        }
        self.variable("body", ty);
        self.take("body", "body");
        "body".to_owned()
    }

    fn params(&mut self, op: &Operation, id: OpId, arguments: &Arguments) {
        if self.plan.usage.spread.contains_key(&id) {
            self.take("body", "params");
        }
        if let Body::Multipart { parts, .. } = &op.body {
            for (part, fill) in parts.iter().zip(&arguments.members) {
                let name = names::snake(&part.name);
                match part.content {
                    PartContent::File => {
                        self.file(&name, fill.expr.as_str(), part.repeated, fill.slot.access);
                    }
                    PartContent::Text(_) | PartContent::Json(_) => self.take(&name, fill.expr.as_str()),
                }
            }
        }
        if let Some(whole) = &arguments.whole {
            if matches!(op.body, Body::Bytes { .. }) {
                self.lines.push(format!("\t{} = c.body(\"body\")", whole.expr));
            } else {
                self.take("body", whole.expr.as_str());
            }
        }
        for (at, param) in op.params.iter().enumerate().filter(|(_, param)| is_argument(param)) {
            if let Some(fill) = arguments.fills.get(&at).filter(|_| param.place != ParamPlace::Path) {
                self.take(&names::snake(&param.name), fill.expr.as_str());
            }
        }
    }

    fn file(&mut self, name: &str, target: &str, repeated: bool, access: Access) {
        let name = GoStr::own(name);
        let file = "sdk.File{Content: reader, Name: given.Filename, ContentType: given.ContentType}";
        self.lines.push(if repeated {
            format!(
                "\tfor _, name := range c.several({name}) {{\n\t\treader, given := c.open(name)\n\t\t{target} = append({target}, {file})\n\t}}"
            )
        } else {
            let star = if access == Access::Pointer { "&" } else { "" };
            format!("\tif reader, given := c.open({name}); reader != nil {{\n\t\t{target} = {star}{file}\n\t}}")
        });
    }
}

/// Code of the package as another package writes it: exported names get their package in front.
fn qualified(code: &Code) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in code.as_str().chars() {
        let starts =
            c.is_ascii_uppercase() && !(before.is_ascii_alphanumeric() || before == '_' || before == '.');
        if starts {
            out.push_str("sdk.");
        }
        out.push(c);
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_package_are_qualified() {
        for (own, other) in [
            ("map[string]*Spec", "map[string]*sdk.Spec"),
            ("Field[time.Time]", "sdk.Field[time.Time]"),
            ("page.Meta.Or(Meta{}).Items", "page.Meta.Or(sdk.Meta{}).Items"),
            ("[]json.RawMessage", "[]json.RawMessage"),
        ] {
            assert_eq!(qualified(&Code::new(own)), other);
        }
    }
}
