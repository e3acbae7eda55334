//! The files of the package.

use clade_diag::codes;
use clade_emit::encode::{GoComment, GoStr};
use clade_emit::{Emission, PackageConfig};
use clade_ir::{Api, ResourceId};

use crate::code::{Code, Imports};
use crate::nodes::{FileNode, ServiceNode};
use crate::operations::paging;
use crate::overlay::{self, Source};
use crate::plan::{Plan, Service};
use crate::{client, docs, driver, models, names, operations, readme};

/// Everything that is made of an API.
pub(crate) fn emission(api: &Api, config: &PackageConfig) -> Emission {
    let plan = Plan::of(api, config);
    let mut out = Output { plan: &plan, emission: Emission::default(), text: String::new() };
    out.client();
    for service in &plan.services {
        out.service(service);
    }
    out.models(None, "models", Vec::new(), Imports::default());
    out.runtime();
    out.manifest();
    out.driver();
    out.texts();
    out.findings();
    out.emission
}

/// The emission while it grows.
struct Output<'p, 'a> {
    plan: &'p Plan<'a>,
    emission: Emission,
    /// All generated code, to see which parts of the runtime it uses.
    text: String,
}

impl Output<'_, '_> {
    fn add(&mut self, path: &str, text: &str) {
        if let Err(fault) = self.emission.package.add(path, text) {
            self.emission.diags.push(codes::file_refused("Go", fault));
        }
    }

    fn go_file(&mut self, stem: &str, doc: GoComment, items: Vec<Code>, imports: &Imports) {
        let config = self.plan.config;
        let quoted = |paths: Vec<String>| paths.iter().map(|path| GoStr::own(path)).collect();
        let node = FileNode {
            generator: Code::new(config.generator.clone()),
            doc,
            package: Code::new(config.go.package.clone()),
            std: quoted(imports.std_paths()),
            own: quoted(imports.own_paths(&config.go.module)),
            items,
        };
        let text = format!("{}\n", self.plan.print(&node));
        self.text.push_str(&text);
        self.add(&format!("{stem}.go"), &text);
    }

    fn client(&mut self) {
        let mut imports = Imports::default();
        let items = client::declarations(self.plan, &mut imports);
        let stem = self.plan.config.name.replace('-', "_");
        let taken = self.plan.services.iter().any(|service| service.file == stem);
        let reserved = names::FILES.contains(&stem.as_str()) || names::is_bound(&stem);
        let stem = if taken || reserved { "client".to_owned() } else { stem };
        self.go_file(&stem, client::package_doc(self.plan), items, &imports);
    }

    fn service(&mut self, service: &Service) {
        let mut imports = Imports::default();
        let resource = self.plan.types.api.resource(service.id);
        imports.own("internal/core");
        let node = ServiceNode {
            doc: docs::own(&format!("{} has the calls of Client.{}.", service.ty, service.member)),
            ty: service.ty.clone(),
        };
        let mut items = vec![self.plan.print(&node)];
        for id in &resource.operations {
            operations::imports_of(self.plan, *id, &mut imports);
            items.extend(operations::declarations(self.plan, service, *id, &mut imports));
        }
        self.models(Some(service.id), &service.file, items, imports);
    }

    /// A file of models, behind what else it holds.
    fn models(&mut self, home: Option<ResourceId>, stem: &str, mut items: Vec<Code>, mut imports: Imports) {
        let homes = self.plan.declared_by_home();
        for id in homes.get(&home).into_iter().flatten() {
            items.push(models::declaration(self.plan, *id, &mut imports));
        }
        if !items.is_empty() {
            self.go_file(stem, GoComment::default(), items, &imports);
        }
    }

    fn runtime(&mut self) {
        let uses = |what: &str| self.text.contains(what);
        let optional: [(bool, &[Source]); 7] = [
            (uses("Field["), overlay::FIELD),
            (uses("Secret"), overlay::SECRET),
            (uses("newStream("), overlay::STREAM),
            (uses("iter.Seq2["), overlay::PAGE),
            (uses(".add(&form"), overlay::FILE),
            (uses("newDownload("), overlay::DOWNLOAD),
            (self.plan.config.dag, overlay::DAG),
        ];
        let chosen = optional.into_iter().filter(|(wanted, _)| *wanted).flat_map(|(_, sources)| sources);
        let config = self.plan.config;
        for source in overlay::ALWAYS.iter().chain(chosen).collect::<Vec<_>>() {
            self.add(source.path, &source.text(&config.go.module, &config.go.package, &config.generator));
        }
    }

    fn driver(&mut self) {
        match driver::files(self.plan) {
            Ok(files) => self.emission.driver = files,
            Err(fault) => self.emission.diags.push(codes::file_refused("Go", fault)),
        }
    }

    fn texts(&mut self) {
        let added = readme::files(self.plan).and_then(|files| self.emission.package.append("", files));
        if let Err(fault) = added {
            self.emission.diags.push(codes::file_refused("Go", fault));
        }
    }

    fn findings(&mut self) {
        for fault in self.plan.faults() {
            self.emission.diags.push(codes::template_failed("Go", fault));
        }
        for id in self.plan.paged() {
            if !paging::expressible(self.plan, id) {
                let op = self.plan.types.api.op(id);
                let finding = codes::page_not_iterable("Go", &op.key).at(op.place.clone());
                self.emission.diags.push(finding);
            }
        }
    }

    fn manifest(&mut self) {
        let text = format!("module {}\n\ngo 1.26\n", self.plan.config.go.module);
        self.add("go.mod", &text);
    }
}
