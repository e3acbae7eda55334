//! Every name of the package, decided before anything is written.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use askama::Template;
use clade_emit::{PackageConfig, Scope};
use clade_ir::{
    Api, Body, OpId, Operation, Param, ParamPlace, Reply, ResourceId, SpecText, Type, TypeId, TypeKind,
    UnionTag,
};

use crate::code::Code;
use crate::names::{self, Ident};
use crate::types::{Types, recursive_aliases};
use crate::usage::Usage;

/// The names of one package.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// Settings.
    pub config: &'a PackageConfig,
    /// Declared types.
    pub(crate) types: Types<'a>,
    /// Which of them are declared in Go.
    pub usage: Usage,
    /// Constants of the enums, in the order of their values.
    pub(crate) constants: HashMap<TypeId, Vec<Ident>>,
    /// Names that belong to the unions.
    pub unions: HashMap<TypeId, UnionNames>,
    /// Services by resource.
    pub services: Vec<Service>,
    /// Names that belong to the operations.
    pub methods: HashMap<OpId, Method>,
    /// Templates that failed, which is a fault of the emitter.
    faults: RefCell<Vec<String>>,
    /// Members of bodies that every operation fixes that sends them.
    pub pinned: HashMap<TypeId, HashSet<SpecText>>,
    /// Options for the API's own credentials are generic; these are the schemes' names.
    pub schemes: Vec<String>,
}

/// Names of a union.
#[derive(Debug)]
pub(crate) struct UnionNames {
    /// The sealed interface.
    pub data: Ident,
    /// The method that seals it.
    pub seal: Ident,
    /// The unknown variant.
    pub unknown: Ident,
    /// Types of the variants in order; one type may stand for several.
    pub variants: Vec<Ident>,
    /// Whether a text tells the type: a member, or the name of an event.
    pub(crate) typed: bool,
}

/// Names of a resource.
#[derive(Debug)]
pub(crate) struct Service {
    /// The resource.
    pub id: ResourceId,
    /// The service's type.
    pub ty: Ident,
    /// Its member of the client.
    pub member: Ident,
    /// Its file, without `.go`.
    pub file: String,
}

/// Names of an operation.
#[derive(Debug)]
pub(crate) struct Method {
    /// The method.
    pub name: Ident,
    /// The method that iterates over all items.
    pub all: Option<Ident>,
    /// The unexported method that builds a page's request.
    pub page: Option<Ident>,
    /// The type of the parameters, if there are any beside those in the path.
    pub params: Option<Ident>,
    /// The variable that holds what is fixed about the operation.
    pub var: Ident,
    /// The function that reads an event, if the name of the event tells its type.
    pub event: Option<Ident>,
}

impl<'a> Plan<'a> {
    /// Decides all names.
    pub(crate) fn of(api: &'a Api, config: &'a PackageConfig) -> Self {
        let mut types = Types { api, names: HashMap::new(), kept: recursive_aliases(api) };
        let usage = Usage::of(&types);
        let mut scope = Scope::reserving(
            names::WORDS.into_iter().chain(names::PACKAGES).chain(names::RUNTIME).chain(names::PRIVATE),
        );
        let declared = ordered(&usage.declared);
        for id in &declared {
            let pascal = names::exported(&api.ty(*id).name);
            types.names.insert(*id, Ident::claim(&mut scope, [pascal.clone(), format!("{pascal}Model")]));
        }
        let mut plan = Self {
            config,
            types,
            usage,
            constants: HashMap::new(),
            unions: HashMap::new(),
            services: Vec::new(),
            methods: HashMap::new(),
            pinned: HashMap::new(),
            faults: RefCell::default(),
            schemes: api.auth.iter().map(|scheme| names::snake(&scheme.name)).collect(),
        };
        plan.pinned = pinned(&plan.types);
        plan.services = services(api, &mut scope);
        plan.methods = plan.claim_methods(&mut scope);
        for id in declared {
            plan.claim_members(id, &mut scope);
        }
        plan
    }

    /// Prints a node. A template that fails prints nothing and is a fault.
    pub(crate) fn print(&self, node: &impl Template) -> Code {
        match node.render() {
            Ok(text) => Code::new(text),
            Err(error) => {
                self.faults.borrow_mut().push(error.to_string());
                Code::default()
            }
        }
    }

    /// The operations that give pages, in order.
    pub(crate) fn paged(&self) -> Vec<OpId> {
        let mut ids: Vec<OpId> =
            self.methods.iter().filter(|(_, method)| method.all.is_some()).map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids
    }

    /// The faults so far.
    pub(crate) fn faults(&self) -> Vec<String> {
        self.faults.borrow().clone()
    }

    /// The declared types in order, by the file they go to: a resource's, or the shared one.
    pub(crate) fn declared_by_home(&self) -> BTreeMap<Option<ResourceId>, Vec<TypeId>> {
        let mut homes: BTreeMap<Option<ResourceId>, Vec<TypeId>> = BTreeMap::new();
        for id in ordered(&self.usage.declared) {
            homes.entry(self.types.api.ty(id).home).or_default().push(id);
        }
        homes
    }

    fn claim_members(&mut self, id: TypeId, scope: &mut Scope) {
        let name = self.types.names[&id].clone();
        match &self.types.api.ty(id).kind {
            TypeKind::Enum(values) => {
                let constants = values.variants.iter().map(|variant| {
                    let pascal = names::exported(&variant.name);
                    Ident::claim(scope, [format!("{name}{pascal}"), format!("{name}{pascal}Value")])
                });
                let constants = constants.collect();
                self.constants.insert(id, constants);
            }
            TypeKind::Union(union) => {
                let outer = &self.types.api.ty(id).name;
                let data = Ident::claim(scope, [format!("{name}Data"), format!("{name}Variant")]);
                let unknown = Ident::claim(scope, [format!("Unknown{name}"), format!("{name}Unknown")]);
                let seal = Ident::claim(scope, [format!("is{name}"), format!("is{name}Variant")]);
                let mut seen: HashMap<String, Ident> = HashMap::new();
                let variants = union.variants.iter().map(|variant| {
                    if (self.types.by_pointer(&variant.ty) || self.types.is_enum(&variant.ty))
                        && let Type::Named(id) = self.types.flat(&variant.ty).core
                    {
                        return self.types.names[id].clone();
                    }
                    let inner = names::within(outer, &variant.name);
                    let claim = || Ident::claim(scope, [inner.clone(), format!("{inner}Variant")]);
                    seen.entry(inner.clone()).or_insert_with(claim).clone()
                });
                let variants = variants.collect();
                let typed = matches!(union.tag, UnionTag::Member { .. }) || by_event(&self.types, id);
                self.unions.insert(id, UnionNames { data, seal, unknown, variants, typed });
            }
            TypeKind::Struct(_) | TypeKind::Alias(_) => {}
        }
    }

    fn claim_methods(&self, scope: &mut Scope) -> HashMap<OpId, Method> {
        let mut methods = HashMap::new();
        for resource in &self.types.api.resources {
            let single = names::singular(&resource.name);
            let mut own = Scope::reserving(["client"]);
            for id in &resource.operations {
                let op = self.types.api.op(*id);
                let name = Ident::claim(&mut own, [names::exported(&op.name)]);
                methods.insert(*id, self.claim_method(*id, op, name, &single, scope));
            }
            for id in &resource.operations {
                if let (Reply::Page { .. }, Some(method)) =
                    (&self.types.api.op(*id).reply, methods.get_mut(id))
                {
                    let [first, second] = iterator_names(method.name.as_str());
                    method.all = Some(Ident::claim(&mut own, [first, second]));
                    let lower = names::local(&self.types.api.op(*id).name);
                    method.page =
                        Some(Ident::claim(&mut own, [format!("{lower}Page"), format!("{lower}PageRequest")]));
                }
            }
        }
        methods
    }

    fn claim_method(&self, id: OpId, op: &Operation, name: Ident, single: &str, scope: &mut Scope) -> Method {
        let params = self.takes_params(id, op).then(|| {
            Ident::claim(scope, [format!("{single}{name}Params"), format!("{single}{name}Arguments")])
        });
        let lower = lower_first(single);
        let cases = matches!(&op.reply, Reply::Stream(stream) if !stream.cases.is_empty());
        Method {
            all: None,
            page: None,
            params,
            event: cases.then(|| Ident::claim(scope, [format!("{lower}{name}Event")])),
            var: Ident::claim(scope, [format!("{lower}{name}"), format!("{lower}{name}Call")]),
            name,
        }
    }

    /// Whether an operation has parameters beside those in the path and a body that stands alone.
    fn takes_params(&self, id: OpId, op: &Operation) -> bool {
        self.usage.spread.contains_key(&id)
            || matches!(op.body, Body::Multipart { .. })
            || op.params.iter().any(is_argument)
    }
}

/// Whether a parameter stands in the parameters' struct.
pub(crate) fn is_argument(param: &Param) -> bool {
    param.place != ParamPlace::Path && !param.managed
}

fn ordered(ids: &HashSet<TypeId>) -> Vec<TypeId> {
    let mut ids: Vec<TypeId> = ids.iter().copied().collect();
    ids.sort_unstable();
    ids
}

fn services(api: &Api, scope: &mut Scope) -> Vec<Service> {
    let mut files = Scope::for_files(names::FILES);
    let mut members = Scope::reserving(["CloseIdleConnections", "client"]);
    let ids = (0_u32..).map(ResourceId);
    ids.zip(&api.resources)
        .map(|(id, resource)| {
            let single = names::singular(&resource.name);
            Service {
                id,
                ty: Ident::claim(scope, [format!("{single}Service"), format!("{single}API")]),
                member: Ident::claim(&mut members, [names::exported(&resource.name)]),
                file: names::file_stem(&mut files, &resource.name),
            }
        })
        .collect()
}

/// Members of request bodies whose value every operation fixes that sends them.
fn pinned(types: &Types<'_>) -> HashMap<TypeId, HashSet<SpecText>> {
    let mut all: HashMap<TypeId, HashSet<SpecText>> = HashMap::new();
    for op in &types.api.operations {
        let (Body::Json { ty, .. } | Body::Form { ty, .. }) = &op.body else { continue };
        let Some((id, _)) = types.struct_of(ty) else { continue };
        let usage = types.api.ty(id).usage;
        if usage.response || usage.error || usage.event {
            continue;
        }
        let fixed: HashSet<SpecText> = op.pinned.iter().map(|pin| pin.wire.clone()).collect();
        let kept = all.entry(id).or_insert_with(|| fixed.clone());
        kept.retain(|wire| fixed.contains(wire));
    }
    all
}

/// Whether a union's variants are told apart by the names of events.
fn by_event(types: &Types<'_>, id: TypeId) -> bool {
    types.api.operations.iter().any(|op| match &op.reply {
        Reply::Stream(stream) if !stream.cases.is_empty() => {
            *types.flat(&stream.item).core == Type::Named(id)
        }
        _ => false,
    })
}

/// `List` gives `All`, `ListMembers` and `GetMembers` give `AllMembers`.
fn iterator_names(name: &str) -> [String; 2] {
    let behind = |verb: &str| {
        name.strip_prefix(verb).filter(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    match behind("List").or_else(|| behind("Get")) {
        Some(rest) => [format!("All{rest}"), format!("{name}All")],
        None => [format!("{name}All"), format!("{name}Items")],
    }
}

fn lower_first(text: &str) -> String {
    let capitals = text.chars().take_while(char::is_ascii_uppercase).count();
    // `APIKey` becomes `apiKey`, `Spec` becomes `spec`.
    let lowered = if capitals > 1 && capitals < text.len() { capitals - 1 } else { capitals.max(1) };
    text.chars().enumerate().map(|(at, c)| if at < lowered { c.to_ascii_lowercase() } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_iterators_and_variables() {
        assert_eq!(iterator_names("List")[0], "All");
        assert_eq!(iterator_names("ListMembers")[0], "AllMembers");
        assert_eq!(iterator_names("GetMembers")[0], "AllMembers");
        assert_eq!(iterator_names("Listen")[0], "ListenAll");
        assert_eq!(lower_first("APIKey"), "apiKey");
        assert_eq!(lower_first("Spec"), "spec");
        assert_eq!(lower_first("API"), "api");
    }
}
