//! Resources: a class each, a method for each operation.

use std::collections::BTreeMap;

use clade_emit::encode::{TsDoc, TsStr, TsTag};
use clade_emit::{Prose, case};
use clade_ir::{
    Api, AuthKind, AuthRule, OpId, Operation, Outcome, ParamPlace, Payload, Reply, Resource, ResourceId,
    RetryClass, StatusSet,
};

use crate::bodies::Bodies;
use crate::code::{Code, INDENT, Rendered, code};
use crate::docs;
use crate::imports::Imports;
use crate::key::key;
use crate::models;
use crate::names::{Names, OperationNames};
use crate::nodes::{Declaration, Member, Method, ResourceFile};
use crate::params;
use crate::percent;
use crate::replies::{self, ReplyCode};
use crate::request_types::RequestTypes;
use crate::shape::{Argument, BodyShape, Shape};
use crate::types::Types;

/// Blanks before a statement of a method.
const STATEMENT: usize = 2 * INDENT;
/// Blanks before a member of the description of a call.
const MEMBER: usize = 3 * INDENT;

/// What all resources are written from.
pub(crate) struct Resources<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) requests: &'a RequestTypes,
}

impl Resources<'_> {
    /// The file of one resource.
    pub(crate) fn file(&self, id: ResourceId, resource: &Resource) -> ResourceFile {
        let types = Types::new(self.api, self.names);
        let mut file = ResourceFile {
            imports: Vec::new(),
            docs: TsDoc::of(&docs::prose(&resource.docs), &docs::deprecated(&resource.docs), ""),
            class: self.names.resource(id).class.clone(),
            declarations: Vec::new(),
            methods: Vec::new(),
        };
        let mut functions: Vec<&'static str> = Vec::new();
        for op in &resource.operations {
            let mut writer = MethodWriter {
                resources: self,
                types: &types,
                names: self.names.op(*op),
                functions: Vec::new(),
            };
            file.methods.push(writer.method(*op, &mut file.declarations));
            functions.append(&mut writer.functions);
        }
        let mut imports = types.imports("../models/", None);
        imports.runtime_type("Transport");
        for name in functions {
            add(&mut imports, name);
        }
        file.imports = imports.render();
        file
    }
}

/// Classes that only occur as types are imported as such.
fn add(imports: &mut Imports, name: &'static str) {
    if name.starts_with(|c: char| c.is_ascii_uppercase()) {
        imports.runtime_type(name);
    } else {
        imports.runtime(name);
    }
}

struct MethodWriter<'a> {
    resources: &'a Resources<'a>,
    types: &'a Types<'a>,
    names: &'a OperationNames,
    /// What the method needs of the runtime.
    functions: Vec<&'static str>,
}

impl MethodWriter<'_> {
    fn method(&mut self, id: OpId, declarations: &mut Vec<Declaration>) -> Method {
        let Resources { api, requests, .. } = *self.resources;
        let op = api.op(id);
        let shape = Shape::of(api, requests, op);
        let reply = replies::reply(api, self.types, op, self.names);
        declarations.extend(self.path_object(&shape));
        declarations.extend(self.params_object(&shape));
        declarations.extend(event(op, &reply));
        declarations.extend(self.errors(op));
        self.functions.push(reply.call);
        self.functions.extend(reply.return_types.iter().chain(&reply.functions));
        Method {
            docs: method_docs(&shape),
            signature: self.signature(&shape, &reply),
            prelude: prelude(&shape),
            call: reply.call,
            members: self.members(&shape, &reply),
        }
    }

    fn signature(&mut self, shape: &Shape<'_>, reply: &ReplyCode) -> Rendered {
        let mut arguments: Vec<Code> = Vec::new();
        if shape.path_object {
            arguments.push(code!["path: ", &self.names.path]);
        } else {
            arguments.extend(
                shape.path.iter().map(|each| code![&each.ident, ": ", self.types.code(&each.param.ty)]),
            );
        }
        arguments.extend(self.body_argument(shape));
        if shape.has_params() {
            let default: Code = if shape.params_required { Code::default() } else { " = {}".into() };
            arguments.push(code!["params: ", &self.names.params, default]);
        }
        let options = if matches!(reply.call, "callStream") { "StreamOptions" } else { "RequestOptions" };
        self.functions.push(options);
        arguments.push(code!["options?: ", options]);
        code![&self.names.method, Code::list("(", arguments, ")"), ": ", reply.returns.clone(), " {"]
            .render(INDENT, INDENT)
    }

    fn body_argument(&self, shape: &Shape<'_>) -> Option<Code> {
        let BodyShape::Positional { ty, required } = &shape.body else { return None };
        let mut members = self.bodies().argument(shape.op, *ty);
        if *required {
            return Some(code!["body:", Code::union_behind(members)]);
        }
        members.push("undefined".into());
        let mark = if shape.has_params() && shape.params_required { "body:" } else { "body?:" };
        Some(code![mark, Code::union_behind(members)])
    }

    fn bodies(&self) -> Bodies<'_> {
        Bodies { api: self.resources.api, requests: self.resources.requests, types: self.types }
    }

    /// The members of the description of the call, a line or more each.
    fn members(&mut self, shape: &Shape<'_>, reply: &ReplyCode) -> Vec<Rendered> {
        let op = shape.op;
        let mut members = vec![
            code!["operation:", Code::moved(Code::from(&TsStr::own(&op.key)))],
            code!["method: ", &TsStr::own(method_name(op))],
            code!["path: ", params::path(shape)],
        ];
        let fixed = op.fixed_query.iter().map(|(name, value)| percent::pair(name.expose(), value.expose()));
        let fixed = fixed.map(|pair| Code::from(&TsStr::own(&pair))).collect();
        let lists = [
            ("query: ", params::list(shape, &[ParamPlace::Query, ParamPlace::QueryString], fixed)),
            ("headers: ", params::list(shape, &[ParamPlace::Header], Vec::new())),
            ("cookies: ", params::list(shape, &[ParamPlace::Cookie], Vec::new())),
        ];
        for (name, list) in lists {
            if let Some((list, uses)) = list {
                members.push(code![name, list]);
                self.functions.extend(uses.then_some("paramsOf"));
            }
        }
        if let Some((body, functions)) = self.bodies().send(shape) {
            members.push(code!["body: ", body]);
            self.functions.extend(functions);
        }
        members.extend(accept(op, reply.call));
        members.extend(auth(self.resources.api, op));
        if op.retry == RetryClass::IdempotencyKey {
            members.push("idempotencyKey: true".into());
        }
        if let Some(server) = &op.server {
            members.push(code!["baseURL: ", &TsStr::of(server)]);
        }
        members.extend(reply.member.clone());
        members.into_iter().map(|member| code![member, ","].render(MEMBER, MEMBER)).collect()
    }

    fn path_object(&self, shape: &Shape<'_>) -> Option<Declaration> {
        let member = |each: &Argument<'_>| Member {
            docs: docs::block(&each.param.docs, each.param.default.as_ref(), "  "),
            code: models::member(self.types, &each.key, &each.param.ty, true, false),
        };
        shape.path_object.then(|| Declaration::Interface {
            docs: own_docs(&format!("Path parameters of `{}`.", shape.op.key)),
            head: Code::from(&self.names.path).render(0, 0),
            members: shape.path.iter().map(member).collect(),
        })
    }

    fn params_object(&self, shape: &Shape<'_>) -> Option<Declaration> {
        if !shape.has_params() {
            return None;
        }
        let mut members: Vec<Member> = Vec::new();
        if let BodyShape::Parts(parts) = shape.body {
            members.extend(parts.iter().map(|part| {
                let mut types = self.bodies().part_type(part);
                if !part.required {
                    types.push("undefined".into());
                }
                let mark = if part.required { ":" } else { "?:" };
                Member {
                    docs: docs::block(&part.docs, None, "  "),
                    code: code![key(&part.wire), mark, Code::union_behind(types), ";"].render(INDENT, INDENT),
                }
            }));
        }
        members.extend(shape.params.iter().map(|each| Member {
            docs: docs::block(&each.param.docs, each.param.default.as_ref(), "  "),
            code: models::member(self.types, &each.key, &each.param.ty, each.param.required, false),
        }));
        let extends = match shape.body {
            BodyShape::Spread(ty, _) => {
                code![" extends ", Code::union(self.bodies().argument(shape.op, Some(ty)))]
            }
            _ => Code::default(),
        };
        Some(Declaration::Interface {
            docs: own_docs(&format!("Arguments of `{}`.", shape.op.key)),
            head: code![&self.names.params, extends].render(0, 0),
            members,
        })
    }

    /// Bodies of errors by status; statuses of one type stand together.
    fn errors(&self, op: &Operation) -> Option<Declaration> {
        let mut groups: Vec<(Code, Vec<Code>)> = Vec::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for Outcome { status, payload, .. } in &op.errors {
            let Payload::Json(ty) = payload else { continue };
            let code = self.types.code(ty);
            let at = *seen.entry(format!("{ty:?}")).or_insert_with(|| {
                groups.push((code, Vec::new()));
                groups.len() - 1
            });
            groups[at].1.push(status_key(*status));
        }
        let records: Vec<Code> = groups
            .into_iter()
            .map(|(ty, statuses)| Code::type_arguments("Record<", vec![Code::union(statuses), ty], ">"))
            .collect();
        (!records.is_empty()).then(|| Declaration::Alias {
            docs: own_docs(&format!("Bodies of the errors of `{}`, by status.", op.key)),
            code: code!["export type ", &self.names.errors, " =", Code::intersection_behind(records), ";"]
                .render(0, 0),
        })
    }
}

fn event(op: &Operation, reply: &ReplyCode) -> Option<Declaration> {
    let code = reply.event.as_ref()?.render(0, 0);
    Some(Declaration::Alias { docs: own_docs(&format!("What `{}` gives.", op.key)), code })
}

fn own_docs(text: &str) -> TsDoc {
    TsDoc::of(&Prose::own(text), &[], "")
}

fn status_key(status: StatusSet) -> Code {
    match status {
        StatusSet::Code(code) => Code::from(i64::from(code)),
        StatusSet::Class(class) => code!["'", i64::from(class), "XX'"],
        StatusSet::Default => "'default'".into(),
    }
}

fn method_docs(shape: &Shape<'_>) -> TsDoc {
    let mut tags: Vec<TsTag> = Vec::new();
    if !shape.path_object {
        tags.extend(shape.path.iter().filter_map(|each| {
            let prose = docs::prose(&each.param.docs);
            (!prose.is_empty()).then(|| TsTag::Param(each.ident.to_string(), prose))
        }));
    }
    tags.extend(docs::deprecated(&shape.op.docs));
    TsDoc::of(&docs::prose(&shape.op.docs), &tags, "  ")
}

/// `const { dry_run: dryRun, ...body } = params;`
fn prelude(shape: &Shape<'_>) -> Vec<Rendered> {
    if !matches!(shape.body, BodyShape::Spread(..)) {
        return Vec::new();
    }
    let renamed = |each: &Argument<'_>| each.key != *each.ident.as_str();
    let member = |each: &Argument<'_>| {
        if renamed(each) { code![key(&each.key), ": ", &each.ident] } else { Code::from(&each.ident) }
    };
    let members = shape.params.iter().map(member).chain(["...body".into()]).collect();
    let params: Code =
        if shape.params.iter().any(renamed) { " params;".into() } else { Code::moved("params;".into()) };
    vec![code!["const ", Code::object_pattern(members), " =", params].render(STATEMENT, STATEMENT)]
}

pub(crate) fn method_name(op: &Operation) -> &str {
    use clade_ir::HttpMethod as M;
    match &op.method {
        M::Get => "GET",
        M::Put => "PUT",
        M::Post => "POST",
        M::Delete => "DELETE",
        M::Options => "OPTIONS",
        M::Head => "HEAD",
        M::Patch => "PATCH",
        M::Trace => "TRACE",
        M::Query => "QUERY",
        M::Other(token) => token,
    }
}

/// Media types to ask for, where the function of the runtime would not ask for them by itself.
fn accept(op: &Operation, call: &str) -> Option<Code> {
    let usual = match call {
        "callText" => "text/plain",
        "callBytes" => "*/*",
        "callStream" | "callEmpty" => return stream_accept(op),
        _ => "application/json",
    };
    let all = op.accept.iter().map(clade_ir::SpecText::expose).collect::<Vec<_>>().join(", ");
    (!all.is_empty() && all != usual).then(|| code!["accept: ", &TsStr::own(&all)])
}

fn stream_accept(op: &Operation) -> Option<Code> {
    let Reply::Stream(stream) = &op.reply else { return None };
    let usual = match stream.framing {
        clade_ir::Framing::Sse => "text/event-stream",
        clade_ir::Framing::JsonLines => "application/jsonl",
    };
    let first = op.accept.first()?;
    (first.expose() != usual).then(|| code!["accept: ", &TsStr::of(first)])
}

/// Names of schemes, as the client keeps them.
pub(crate) fn scheme_key(scheme: &clade_ir::AuthScheme) -> TsStr {
    TsStr::own(&case::snake(&scheme.name))
}

/// `auth: [['api_key']]`. A client certificate is not sent, so it is always there.
fn auth(api: &Api, op: &Operation) -> Option<Code> {
    let AuthRule::AnyOf(alternatives) = &op.auth else { return None };
    let names = alternatives.iter().map(|alternative| {
        let schemes = alternative.iter().map(|each| api.scheme(each.scheme));
        let sent = schemes.filter(|scheme| scheme.kind != AuthKind::MutualTls);
        sent.map(|scheme| Code::from(&scheme_key(scheme))).collect()
    });
    let names: Vec<Vec<Code>> = names.collect();
    // The usual formatter treats lists of several lists as it does objects.
    let one_a_line = names.iter().all(|each| each.len() > 1);
    let names: Vec<Code> = names.into_iter().map(|each| Code::array(each, false)).collect();
    (!names.is_empty()).then(|| code!["auth: ", Code::array(names, one_a_line)])
}

/// The arguments of a method by their names, as a list of methods shows them.
pub(crate) fn signature_words(shape: &Shape<'_>) -> String {
    let mut words: Vec<String> = Vec::new();
    if shape.path_object {
        words.push("path".to_owned());
    } else {
        words.extend(shape.path.iter().map(|each| each.ident.to_string()));
    }
    if let BodyShape::Positional { required, .. } = shape.body {
        words.push(if required || shape.params_required { "body".to_owned() } else { "body?".to_owned() });
    }
    if shape.has_params() {
        words.push(if shape.params_required { "params".to_owned() } else { "params?".to_owned() });
    }
    words.push("options?".to_owned());
    words.join(", ")
}
