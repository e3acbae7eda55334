//! The whole package: its files from the model.

use askama::Template;
use clade_emit::encode::{JsonStr, TsStr};
use clade_emit::{FileError, Files, PackageConfig};
use clade_ir::{Api, ResourceId};

use crate::code::{Code, code};
use crate::models::Models;
use crate::names::Names;
use crate::nodes::{
    ClientTemplate, DagTemplate, Entry, ErrorsTemplate, IndexTemplate, ManifestTemplate, ModelsTemplate,
    ResourceTemplate,
};
use crate::request_types::RequestTypes;
use crate::resources::Resources;
use crate::{client, readme, runtime, webhooks};

/// Why a file could not be made.
#[derive(Debug)]
pub(crate) enum Fault {
    Template(askama::Error),
    File(FileError),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Template(error) => write!(f, "a template could not be filled in: {error}"),
            Self::File(error) => error.fmt(f),
        }
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        Self::Template(error)
    }
}

impl From<FileError> for Fault {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

/// What the files of a package are made from.
pub(crate) struct Package<'a> {
    pub(crate) api: &'a Api,
    pub(crate) config: &'a PackageConfig,
    pub(crate) names: &'a Names,
    pub(crate) requests: &'a RequestTypes,
}

impl Package<'_> {
    pub(crate) fn files(&self) -> Result<Files, Fault> {
        let mut files = Files::default();
        let mut modules = self.models(&mut files)?;
        modules.extend(self.resources(&mut files)?);
        modules.extend(self.webhooks(&mut files)?);
        self.entries(&mut files, &modules)?;
        self.manifest(&mut files)?;
        for (name, text) in readme::files(self)? {
            files.add(name, text)?;
        }
        for (name, text) in
            runtime::SOURCES.iter().chain(self.config.dag.then_some(runtime::DAG).into_iter().flatten())
        {
            files.add(format!("src/runtime/{name}"), *text)?;
        }
        Ok(files)
    }

    fn generator(&self) -> &str {
        &self.config.generator
    }

    fn ids(&self) -> impl Iterator<Item = (ResourceId, &clade_ir::Resource)> {
        (0..).map(ResourceId).zip(&self.api.resources)
    }

    fn models(&self, files: &mut Files) -> Result<Vec<String>, Fault> {
        let models = Models { api: self.api, names: self.names, requests: self.requests };
        let mut modules = Vec::new();
        let homes = self.ids().map(|(id, _)| Some(id)).chain([None]);
        for home in homes {
            if let Some(file) = models.file(home) {
                let name = self.names.model_file(home);
                let text = ModelsTemplate { generator: self.generator(), file: &file }.render()?;
                files.add(format!("src/models/{name}.ts"), text + "\n")?;
                modules.push(format!("./models/{name}.js"));
            }
        }
        Ok(modules)
    }

    fn resources(&self, files: &mut Files) -> Result<Vec<String>, Fault> {
        let resources = Resources { api: self.api, names: self.names, requests: self.requests };
        let mut modules = Vec::new();
        for (id, resource) in self.ids() {
            let name = &self.names.resource(id).file;
            let file = resources.file(id, resource);
            let text = ResourceTemplate { generator: self.generator(), file: &file }.render()?;
            files.add(format!("src/resources/{name}.ts"), text + "\n")?;
            modules.push(format!("./resources/{name}.js"));
        }
        Ok(modules)
    }

    /// The payloads of webhooks by their names; no file where there are none.
    fn webhooks(&self, files: &mut Files) -> Result<Option<String>, Fault> {
        let Some(file) = webhooks::file(self.api, self.names) else { return Ok(None) };
        let text = ModelsTemplate { generator: self.generator(), file: &file }.render()?;
        files.add("src/webhooks.ts", text + "\n")?;
        Ok(Some("./webhooks.js".to_owned()))
    }

    /// The modules that users import.
    fn entries(&self, files: &mut Files, modules: &[String]) -> Result<(), Fault> {
        let generator = self.generator();
        let client = client::file(self.api, self.config, self.names);
        files.add("src/client.ts", ClientTemplate { generator, file: &client }.render()? + "\n")?;
        let index = IndexTemplate {
            generator,
            client: &self.names.client,
            options: &self.names.options,
            modules: modules.iter().map(|module| TsStr::own(module)).collect(),
            values: export("export ", &runtime::VALUES),
            types: export("export type ", &runtime::TYPES),
        };
        files.add("src/index.ts", index.render()? + "\n")?;
        files.add("src/errors.ts", ErrorsTemplate { generator }.render()? + "\n")?;
        if self.config.dag {
            files.add("src/dag.ts", DagTemplate { generator }.render()? + "\n")?;
        }
        Ok(())
    }

    fn manifest(&self, files: &mut Files) -> Result<(), Fault> {
        let config = self.config;
        let mut entries = vec![
            Entry { path: ".", file: "index", is_subpath: false },
            Entry { path: "./errors", file: "errors", is_subpath: true },
        ];
        entries.extend(config.dag.then_some(Entry { path: "./dag", file: "dag", is_subpath: true }));
        let manifest = ManifestTemplate {
            name: JsonStr::own(&config.ts.package_name),
            version: JsonStr::own(&config.version),
            description: JsonStr::own(&config.description),
            license: JsonStr::own(&config.license),
            repository: config.repository.as_deref().map(|url| JsonStr::own(&format!("git+{url}.git"))),
            entries,
        };
        files.add("package.json", manifest.render()? + "\n")?;
        for (name, text) in FIXED {
            files.add(*name, *text)?;
        }
        for (word, name, text) in LICENSES {
            if config.license.contains(word) {
                files.add(*name, *text)?;
            }
        }
        Ok(())
    }
}

/// Files that are the same in every package.
const FIXED: &[(&str, &str)] = &[
    (".gitignore", include_str!("../j2/gitignore")),
    ("scripts/cjs.mjs", include_str!("../j2/cjs.mjs")),
    ("tsconfig.json", include_str!("../j2/tsconfig.json")),
    ("tsconfig.esm.json", include_str!("../j2/tsconfig.esm.json")),
    ("tsconfig.cjs.json", include_str!("../j2/tsconfig.cjs.json")),
];

/// Licence texts by the word of the expression that asks for them.
const LICENSES: &[(&str, &str, &str)] = &[
    ("MIT", "LICENSE-MIT", include_str!("../j2/LICENSE-MIT")),
    ("Apache-2.0", "LICENSE-APACHE", include_str!("../../../LICENSE-APACHE")),
];

fn export(kind: &'static str, names: &[&'static str]) -> crate::code::Rendered {
    let names = names.iter().map(|name| Code::from(*name)).collect();
    code![kind, Code::object(names), " from './runtime/index.js';"].render(0, 0)
}
