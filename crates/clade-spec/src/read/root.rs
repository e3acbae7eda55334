//! The root of the entry document.

use std::collections::HashSet;

use clade_diag::codes;

use super::fields::Fields;
use super::reader::Reader;
use crate::document::{Dialect, Document, ExternalDocs, Info, Named, Server, ServerVariable, Tag};
use crate::tree::{Kind, View};
use crate::{Extensions, SpecText};

impl Reader<'_> {
    /// Reads the entry document; an empty document when it is none.
    pub(super) fn read_document(&mut self, root: View<'_>) -> Document {
        let mut document = Document::empty();
        if !self.check_root(root) {
            return document;
        }
        let mut fields = Fields::new(root, "the document");
        document.version = fields.text(self, "openapi").unwrap_or_default();
        document.dialect = self.dialect(&document.version, root);
        document.self_uri = fields.text(self, "$self");
        document.info = self.info(&mut fields);
        document.external_docs = self.external_docs(&mut fields);
        document.tags = self.tags(&mut fields);
        document.servers = self.servers(&mut fields);
        if let Some(components) = fields.object(self, "components") {
            document.components = self.components(components);
        }
        document.security = self.requirements(&mut fields).unwrap_or_default();
        if let Some(paths) = fields.object(self, "paths") {
            document.paths = self.paths(paths);
        }
        if let Some(webhooks) = fields.object(self, "webhooks") {
            document.webhooks = self.webhooks(webhooks);
        }
        fields.skip(&["jsonSchemaDialect"]);
        document.extensions = fields.finish(self);
        let has_part = ["paths", "webhooks", "components"].iter().any(|part| root.get(part).is_some());
        if !has_part {
            self.report(codes::nothing_described(), root.id());
        }
        document
    }

    /// Whether the root is an OpenAPI 3 description at all.
    fn check_root(&mut self, root: View<'_>) -> bool {
        let problem = if !root.is_object() {
            format!("its root is {}", root.kind().word())
        } else if let Some(swagger) = root.get("swagger") {
            self.report(codes::swagger_2(), swagger.id());
            return false;
        } else if let Some(other) =
            ["asyncapi", "arazzo", "overlay"].iter().find(|key| root.get(key).is_some())
        {
            format!("it has the member `{other}`")
        } else if root.get("openapi").is_some() || root.get("paths").is_some() {
            return true;
        } else {
            "it has no member `openapi`".to_owned()
        };
        self.report(codes::not_openapi(problem), root.id());
        false
    }

    fn dialect(&mut self, version: &SpecText, root: View<'_>) -> Dialect {
        let mut numbers = version.expose().split('.');
        let dialect = match (numbers.next(), numbers.next()) {
            (Some("3"), Some("0")) => Dialect::V3_0,
            (Some("3"), Some("1")) => Dialect::V3_1,
            (Some("3"), Some("2")) => Dialect::V3_2,
            _ => Dialect::Unknown,
        };
        if dialect == Dialect::Unknown {
            match root.get("openapi") {
                Some(view) => self.report(codes::unknown_version(version.expose()), view.id()),
                None => self.report(codes::missing_member("openapi", "the document"), root.id()),
            }
        }
        dialect
    }

    fn info(&mut self, root: &mut Fields<'_>) -> Info {
        let Some(view) = root.object(self, "info") else {
            self.report(codes::missing_member("info", "the document"), root.node());
            return Info::default();
        };
        let mut fields = Fields::new(view, "`info`");
        let mut info = Info {
            node: view.id(),
            title: fields.needed_text(self, "title").unwrap_or_default(),
            version: self.loose_text(&mut fields, "version").unwrap_or_default(),
            summary: fields.text(self, "summary"),
            description: fields.text(self, "description"),
            terms_of_service: fields.text(self, "termsOfService"),
            ..Info::default()
        };
        if let Some(contact) = fields.object(self, "contact") {
            let mut contact = Fields::new(contact, "`contact`");
            info.contact_name = contact.text(self, "name");
            info.contact_url = contact.text(self, "url");
            info.contact_email = contact.text(self, "email");
            contact.finish(self);
        }
        if let Some(license) = fields.object(self, "license") {
            let mut license = Fields::new(license, "`license`");
            info.license_name = license.text(self, "name");
            info.license_identifier = license.text(self, "identifier");
            info.license_url = license.text(self, "url");
            license.finish(self);
        }
        info.extensions = fields.finish(self);
        info
    }

    /// `info.version`, which YAML reads as a number unless quoted: nobody needs to be told.
    fn loose_text(&mut self, fields: &mut Fields<'_>, name: &'static str) -> Option<SpecText> {
        let Some(view) = fields.raw(name) else {
            self.report(codes::missing_member(name, "`info`"), fields.node());
            return None;
        };
        match view.kind() {
            Kind::Number(text) => Some(SpecText::from(text)),
            Kind::Null => None,
            _ => self.text(view, name),
        }
    }

    pub(super) fn external_docs(&mut self, fields: &mut Fields<'_>) -> Option<ExternalDocs> {
        let view = fields.object(self, "externalDocs")?;
        let mut fields = Fields::new(view, "`externalDocs`");
        let url = fields.needed_text(self, "url");
        let description = fields.text(self, "description");
        fields.finish(self);
        Some(ExternalDocs { url: url?, description })
    }

    pub(super) fn servers(&mut self, fields: &mut Fields<'_>) -> Vec<Server> {
        let servers = fields.array(self, "servers");
        servers.into_iter().filter_map(|view| self.server(view)).collect()
    }

    fn server(&mut self, view: View<'_>) -> Option<Server> {
        let view = self.expect_object(view, "servers")?;
        let mut fields = Fields::new(view, "a server");
        let url = fields.needed_text(self, "url")?;
        let name = fields.text(self, "name");
        let description = fields.text(self, "description");
        let mut variables = Named::new();
        if let Some(map) = fields.object(self, "variables") {
            for (key, value) in map.members() {
                variables
                    .extend(self.server_variable(key, value).map(|variable| (SpecText::from(key), variable)));
            }
        }
        let extensions = fields.finish(self);
        let server = Server { node: view.id(), url, name, description, variables, extensions };
        self.check_server_url(&server);
        Some(server)
    }

    fn server_variable(&mut self, name: &str, view: View<'_>) -> Option<ServerVariable> {
        let view = self.expect_object(view, name)?;
        let mut fields = Fields::new(view, "a server variable");
        let default = fields.needed_text(self, "default").unwrap_or_default();
        let enum_values = fields.texts(self, "enum");
        let description = fields.text(self, "description");
        fields.finish(self);
        Some(ServerVariable { node: view.id(), default, enum_values, description })
    }

    fn check_server_url(&mut self, server: &Server) {
        for piece in server.url.expose().split('{').skip(1) {
            let Some((name, _)) = piece.split_once('}') else { continue };
            if !server.variables.contains_key(&SpecText::from(name)) {
                self.report(codes::server_variable(name), server.node);
            }
        }
    }

    fn tags(&mut self, fields: &mut Fields<'_>) -> Vec<Tag> {
        let mut tags: Vec<Tag> = Vec::new();
        let mut names = HashSet::new();
        for view in fields.array(self, "tags") {
            let Some(tag) = self.tag(view) else { continue };
            if names.insert(tag.name.clone()) {
                tags.push(tag);
            } else {
                self.report(codes::duplicate_tag(tag.name.expose()), tag.node);
            }
        }
        for tag in &mut tags {
            if let Some(parent) = tag.parent.take_if(|parent| !names.contains(parent)) {
                self.report(codes::undefined_parent_tag(parent.expose()), tag.node);
            }
        }
        tags
    }

    fn tag(&mut self, view: View<'_>) -> Option<Tag> {
        if let Some(name) = view.as_str() {
            self.report(codes::coerced("tags", "a string", "the name of a tag"), view.id());
            return Some(plain_tag(view, name));
        }
        let view = self.expect_object(view, "tags")?;
        let mut fields = Fields::new(view, "a tag");
        let name = fields.needed_text(self, "name")?;
        let mut tag = plain_tag(view, name.expose());
        tag.summary = fields.text(self, "summary");
        tag.description = self.tag_description(&mut fields);
        tag.parent = fields.text(self, "parent");
        tag.kind = fields.text(self, "kind");
        tag.external_docs = self.external_docs(&mut fields);
        tag.extensions = fields.finish(self);
        if tag.summary.is_none() {
            tag.summary = display_name(&tag.extensions);
        }
        Some(tag)
    }

    /// A tag's description; some bundlers leave it in a file of its own, behind a `$ref`.
    fn tag_description(&mut self, fields: &mut Fields<'_>) -> Option<SpecText> {
        let view = fields.any(self, "description")?;
        let Some(uri) = view.get("$ref").and_then(View::as_str) else {
            return self.text(view, "description");
        };
        let target = self.follow(view, uri)?;
        let tree = self.tree(target);
        let target = tree.view(target);
        if self.may_copy(target) { self.text(target, "description") } else { None }
    }
}

fn plain_tag(view: View<'_>, name: &str) -> Tag {
    Tag {
        node: view.id(),
        name: SpecText::from(name),
        summary: None,
        description: None,
        parent: None,
        kind: None,
        external_docs: None,
        extensions: Extensions::default(),
    }
}

/// `x-displayName`, which `summary` of 3.2 replaces.
fn display_name(extensions: &Extensions) -> Option<SpecText> {
    match extensions.get("x-displayName")? {
        crate::Json::String(text) => Some(text.clone()),
        _ => None,
    }
}
