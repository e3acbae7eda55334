//! `paths`, `webhooks` and their operations.

use std::collections::{HashMap, HashSet};

use clade_diag::codes;

use super::fields::Fields;
use super::path_key::name_key;
use super::reader::Reader;
use crate::document::{
    Callback, Method, Operation, Parameter, ParameterIn, PathItem, PathKey, PathPart, RequestBody,
    ResponseEntry, Status, Use, Webhook,
};
use crate::tree::View;
use crate::{Extensions, SpecText};

/// Members of a path item that are operations.
const METHODS: [(&str, Method); 9] = [
    ("get", Method::Get),
    ("put", Method::Put),
    ("post", Method::Post),
    ("delete", Method::Delete),
    ("options", Method::Options),
    ("head", Method::Head),
    ("patch", Method::Patch),
    ("trace", Method::Trace),
    ("query", Method::Query),
];

/// What the operations of a path item share.
struct Shared<'s> {
    key: &'s PathKey,
    parameters: &'s [Use<Parameter>],
    /// Whether the key is a path, whose parameters must match the operation's.
    is_path: bool,
}

impl Reader<'_> {
    pub(super) fn paths(&mut self, view: View<'_>) -> Vec<PathItem> {
        let mut items = Vec::new();
        for (key, value) in view.members() {
            if key.starts_with("x-") {
                continue;
            }
            let key = self.path_key(key, value.id());
            items.extend(self.path_item(value, key, true));
        }
        items
    }

    pub(super) fn webhooks(&mut self, view: View<'_>) -> Vec<Webhook> {
        let mut webhooks = Vec::new();
        for (key, value) in view.members() {
            if key.starts_with("x-") {
                continue;
            }
            let item = self.path_item(value, name_key(key), false);
            webhooks.extend(item.map(|item| Webhook { name: SpecText::from(key), item }));
        }
        webhooks
    }

    /// Reads a path item; members beside a `$ref` take precedence over those of what it leads to.
    pub(super) fn path_item(&mut self, view: View<'_>, key: PathKey, is_path: bool) -> Option<PathItem> {
        if view.is_null() {
            self.report(codes::null_member(key.raw.expose()), view.id());
            return None;
        }
        let view = self.expect_object(view, key.raw.expose())?;
        let Some(uri) = self.reference_uri(view) else {
            return Some(self.path_item_in_place(view, key, is_path));
        };
        let own = self.path_item_in_place(view, key.clone(), is_path);
        let Some(target) = self.follow(view, uri) else { return Some(own) };
        let tree = self.tree(target);
        let target = tree.view(target);
        if !target.is_object() {
            self.report(codes::reference_to_wrong_kind(uri, "a path item", target.kind().word()), view.id());
            return Some(own);
        }
        if !self.may_copy(target) {
            return Some(own);
        }
        let referred = self.path_item_in_place(target, key, is_path);
        Some(overlay(own, referred))
    }

    fn path_item_in_place(&mut self, view: View<'_>, key: PathKey, is_path: bool) -> PathItem {
        let mut fields = Fields::new(view, "a path item");
        fields.skip(&["$ref"]);
        let summary = fields.text(self, "summary");
        let description = fields.text(self, "description");
        let servers = self.servers(&mut fields);
        let parameters = self.parameters(&mut fields);
        let shared = Shared { key: &key, parameters: &parameters, is_path };
        let mut operations = Vec::new();
        for (member, _) in view.members() {
            let Some((name, method)) = METHODS.iter().find(|(name, _)| *name == member) else { continue };
            if let Some(operation) = fields.object(self, name) {
                operations.extend(self.operation_or_reference(operation, method.clone(), &shared));
            }
        }
        if let Some(additional) = fields.object(self, "additionalOperations") {
            for (method, operation) in additional.members() {
                operations.extend(self.additional_operation(method, operation, &shared));
            }
        }
        let extensions = fields.finish(self);
        PathItem { node: view.id(), key, summary, description, servers, operations, extensions }
    }

    fn additional_operation(
        &mut self,
        method: &str,
        view: View<'_>,
        shared: &Shared<'_>,
    ) -> Option<Operation> {
        let view = self.expect_object(view, method)?;
        let is_named = METHODS.iter().any(|(name, _)| name.eq_ignore_ascii_case(method));
        if is_named || !is_token(method) {
            self.report(codes::bad_method(method), view.id());
            return None;
        }
        self.operation_or_reference(view, Method::Other(SpecText::from(method)), shared)
    }

    /// Reads an operation; some authors keep each in a file of its own, behind a `$ref`.
    fn operation_or_reference(
        &mut self,
        view: View<'_>,
        method: Method,
        shared: &Shared<'_>,
    ) -> Option<Operation> {
        let Some(uri) = self.reference_uri(view) else { return Some(self.operation(view, method, shared)) };
        for (key, value) in view.members().filter(|(key, _)| *key != "$ref") {
            self.report_key(codes::unknown_member(key, "a reference to an operation"), value.id());
        }
        let target = self.follow(view, uri)?;
        let tree = self.tree(target);
        let target = tree.view(target);
        if !target.is_object() {
            self.report(codes::reference_to_wrong_kind(uri, "an operation", target.kind().word()), view.id());
            return None;
        }
        self.may_copy(target).then(|| self.operation(target, method, shared))
    }

    fn operation(&mut self, view: View<'_>, method: Method, shared: &Shared<'_>) -> Operation {
        let mut fields = Fields::new(view, "an operation");
        let operation_id = fields.text(self, "operationId").filter(|id| !id.is_empty());
        let mut seen = HashSet::new();
        let mut tags = fields.texts(self, "tags");
        tags.retain(|tag| seen.insert(tag.clone()));
        let summary = fields.text(self, "summary");
        let description = fields.text(self, "description");
        let external_docs = self.external_docs(&mut fields);
        let deprecated = fields.flag(self, "deprecated").unwrap_or_default();
        let own = self.parameters(&mut fields);
        let is_affordable = self.may_copy_values(shared.parameters.len(), view.id());
        let inherited = if is_affordable { shared.parameters } else { &[] };
        let mut parameters = merge_parameters(inherited, own);
        if shared.is_path {
            self.match_path_parameters(&mut parameters, shared.key, view);
        }
        let request_body = fields.any(self, "requestBody").and_then(|body| self.part::<RequestBody>(body));
        let responses = self.responses(&mut fields);
        let security = self.requirements(&mut fields);
        let servers = self.servers(&mut fields);
        let callbacks = self.callbacks(&mut fields);
        let extensions = fields.finish(self);
        Operation {
            node: view.id(),
            method,
            operation_id,
            tags,
            summary,
            description,
            external_docs,
            deprecated,
            parameters,
            request_body,
            responses,
            security,
            servers,
            callbacks,
            extensions,
        }
    }

    /// Makes the path's parameters and the operation's path parameters the same set.
    fn match_path_parameters(
        &mut self,
        parameters: &mut Vec<Use<Parameter>>,
        key: &PathKey,
        operation: View<'_>,
    ) {
        let in_path: HashSet<&SpecText> = key.params().collect();
        let values = key.fixed_query.iter().filter_map(|pair| pair.value.as_ref()).flatten();
        let in_query: HashSet<&SpecText> = values.filter_map(PathPart::as_param).collect();
        let mut declared = HashSet::new();
        let mut unused = Vec::new();
        parameters.retain(|parameter| {
            if parameter.location != ParameterIn::Path {
                return true;
            }
            declared.insert(parameter.name.clone());
            let is_used = in_path.contains(&parameter.name) || in_query.contains(&parameter.name);
            if !is_used {
                unused.push((parameter.name.clone(), use_node(parameter)));
            }
            is_used
        });
        for (name, node) in unused {
            self.report(codes::unused_path_parameter(name.expose()), node);
        }
        for name in key.params() {
            if declared.insert(name.clone()) {
                self.report(codes::undeclared_path_parameter(name.expose()), operation.id());
                parameters.push(self.assumed_path_parameter(name, operation.id()));
            }
        }
    }

    fn responses(&mut self, fields: &mut Fields<'_>) -> Vec<ResponseEntry> {
        let Some(view) = fields.object(self, "responses") else {
            self.report(codes::responses_missing(), fields.node());
            return Vec::new();
        };
        let entries = self.map(view, |reader, key, value| {
            if key.starts_with("x-") {
                return None;
            }
            let Some(status) = Status::parse(key) else {
                reader.report(codes::bad_status(key), value.id());
                return None;
            };
            Some(ResponseEntry { status, response: reader.part(value)? })
        });
        if view.members().len() == 0 {
            self.report(codes::responses_missing(), view.id());
        }
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    fn callbacks(&mut self, fields: &mut Fields<'_>) -> Vec<Callback> {
        let Some(view) = fields.object(self, "callbacks") else { return Vec::new() };
        let callback = |(name, value): (&str, View<'_>)| {
            let expressions = value.members().map(|(key, _)| key);
            let expressions = expressions.filter(|key| *key != "$ref" && !key.starts_with("x-"));
            Callback {
                node: value.id(),
                name: SpecText::from(name),
                expressions: expressions.map(SpecText::from).collect(),
            }
        };
        view.members().filter(|(name, _)| !name.starts_with("x-")).map(callback).collect()
    }
}

impl Status {
    /// Reads a key of `responses`.
    pub(super) fn parse(key: &str) -> Option<Self> {
        if key.eq_ignore_ascii_case("default") {
            return Some(Self::Default);
        }
        if let [digit @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] = key.as_bytes() {
            return Some(Self::Range(digit - b'0'));
        }
        let is_plain = key.len() == 3 && key.bytes().all(|byte| byte.is_ascii_digit());
        let code: u16 = key.parse().ok().filter(|_| is_plain)?;
        (100..600).contains(&code).then_some(Self::Code(code))
    }
}

/// The path's parameters with those that the operation declares again replaced, then the operation's others.
fn merge_parameters(shared: &[Use<Parameter>], own: Vec<Use<Parameter>>) -> Vec<Use<Parameter>> {
    let mut merged = shared.to_vec();
    let key = |parameter: &Use<Parameter>| (parameter.name.clone(), parameter.location);
    let positions: HashMap<_, _> =
        merged.iter().enumerate().map(|(index, twin)| (key(twin), index)).collect();
    for parameter in own {
        let twin = positions.get(&key(&parameter)).and_then(|index| merged.get_mut(*index));
        match twin {
            Some(twin) => *twin = parameter,
            None => merged.push(parameter),
        }
    }
    merged
}

/// Where a part is used: its reference, or itself.
fn use_node(parameter: &Use<Parameter>) -> crate::NodeId {
    parameter.reference.as_ref().map_or(parameter.node, |reference| reference.node)
}

/// A path item with the members beside its `$ref` laid over what that leads to.
fn overlay(own: PathItem, referred: PathItem) -> PathItem {
    let methods: HashSet<&Method> = own.operations.iter().map(|operation| &operation.method).collect();
    let mut operations = referred.operations;
    operations.retain(|operation| !methods.contains(&operation.method));
    operations.extend(own.operations);
    let mut extensions = referred.extensions.0;
    extensions.extend(own.extensions.0);
    PathItem {
        node: referred.node,
        key: own.key,
        summary: own.summary.or(referred.summary),
        description: own.description.or(referred.description),
        servers: if own.servers.is_empty() { referred.servers } else { own.servers },
        operations,
        extensions: Extensions(extensions),
    }
}

/// Whether a text is a token of HTTP, as methods are.
fn is_token(text: &str) -> bool {
    let is_token_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token_byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_keys() {
        for (key, status) in [
            ("200", Some(Status::Code(200))),
            ("599", Some(Status::Code(599))),
            ("4XX", Some(Status::Range(4))),
            ("5xx", Some(Status::Range(5))),
            ("default", Some(Status::Default)),
            ("600", None),
            ("6XX", None),
            ("20", None),
            ("+20", None),
            ("2000", None),
            ("OK", None),
        ] {
            assert_eq!(Status::parse(key), status, "{key}");
        }
    }
}
