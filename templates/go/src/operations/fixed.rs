//! What is fixed about an operation.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clade_emit::encode::GoStr;
use clade_ir::{
    AuthAlternative, AuthRule, OpId, Operation, Outcome, Payload, RetryClass, SpecText, StatusSet,
};

use crate::code::{Code, Imports, Row, aligned};
use crate::nodes::OperationNode;
use crate::operations::http_method;
use crate::plan::Plan;

/// The variable of an operation.
pub(crate) fn node(plan: &Plan<'_>, id: OpId) -> OperationNode {
    let op = plan.types.api.op(id);
    let mut members = vec![
        ("Key", GoStr::own(&op.key).to_string()),
        ("Method", GoStr::own(http_method(&op.method)).to_string()),
    ];
    if !op.accept.is_empty() {
        let media: Vec<&str> = op.accept.iter().map(SpecText::expose).collect();
        members.push(("Accept", GoStr::own(&media.join(", ")).to_string()));
    }
    if let Some(rule) = rule_of(plan, op) {
        members.push(("Auth", rule));
    }
    if op.retry == RetryClass::IdempotencyKey {
        members.push(("KeyHeader", GoStr::own(&key_header(op)).to_string()));
    }
    if let Some(server) = &op.server {
        members.push(("Server", GoStr::of(server).to_string()));
    }
    if let Some(failures) = failures(plan, &op.errors) {
        members.push(("Failures", failures));
    }
    let rows: Vec<Row> = members
        .into_iter()
        .map(|(name, value)| Row { commented: false, cells: vec![format!("{name}:"), format!("{value},")] })
        .collect();
    OperationNode { var: plan.methods[&id].var.clone(), members: aligned(&rows) }
}

/// The header that the runtime fills in: the managed one that is no stream's.
fn key_header(op: &Operation) -> String {
    let managed = op.params.iter().filter(|param| param.managed);
    let names =
        managed.map(|param| param.wire.expose()).filter(|name| !name.eq_ignore_ascii_case("last-event-id"));
    names.map(str::to_owned).next().unwrap_or_else(|| "Idempotency-Key".to_owned())
}

fn rule_of(plan: &Plan<'_>, op: &Operation) -> Option<String> {
    match &op.auth {
        AuthRule::Anonymous => None,
        AuthRule::AnyOf(alternatives) => Some(rule(plan, alternatives)),
    }
}

/// `auth.Rule{{{Scheme: "bearer"}}}`
pub(crate) fn rule(plan: &Plan<'_>, alternatives: &[AuthAlternative]) -> String {
    let mut texts = Vec::new();
    for alternative in alternatives {
        let schemes = alternative.iter().map(|requirement| {
            let name = plan.schemes.get(requirement.scheme.0 as usize).map_or("", String::as_str);
            let mut text = format!("{{Scheme: {}", GoStr::own(name));
            if !requirement.scopes.is_empty() {
                let scopes: Vec<String> =
                    requirement.scopes.iter().map(|scope| GoStr::of(scope).to_string()).collect();
                // Writing to a String cannot fail.
                _ = write!(text, ", Scopes: []string{{{}}}", scopes.join(", "));
            }
            text + "}"
        });
        texts.push(format!("{{{}}}", schemes.collect::<Vec<_>>().join(", ")));
    }
    format!("auth.Rule{{{}}}", texts.join(", "))
}

/// The types of the error bodies, each with its statuses.
fn failures(plan: &Plan<'_>, errors: &[Outcome]) -> Option<String> {
    let mut by_type: BTreeMap<Code, Vec<String>> = BTreeMap::new();
    let mut order = Vec::new();
    for outcome in errors {
        let Payload::Json(ty) = &outcome.payload else { continue };
        let ty = plan.types.element(ty, &mut Imports::default());
        if !order.contains(&ty) {
            order.push(ty.clone());
        }
        by_type.entry(ty).or_default().push(match outcome.status {
            StatusSet::Code(code) => code.to_string(),
            StatusSet::Class(class) => class.to_string(),
            StatusSet::Default => "request.Other".to_owned(),
        });
    }
    let texts: Vec<String> =
        order.iter().map(|ty| format!("request.On[{ty}]({})", by_type[ty].join(", "))).collect();
    (!texts.is_empty()).then(|| format!("request.Failures{{{}}}", texts.join(", ")))
}

/// Whether a file that holds the operation needs a package for its error bodies.
pub(crate) fn imports(plan: &Plan<'_>, id: OpId, imports: &mut Imports) {
    let op = plan.types.api.op(id);
    if matches!(op.auth, AuthRule::AnyOf(_)) {
        imports.own("internal/auth");
    }
    for outcome in &op.errors {
        if let Payload::Json(ty) = &outcome.payload {
            _ = plan.types.element(ty, imports);
        }
    }
}

/// Text as it stands in a query, percent-encoded.
pub(crate) fn escaped(text: &SpecText) -> String {
    encoded(text.expose(), "")
}

/// Text as it stands in a path: what a path can hold stays, and so do triplets that are encoded already.
pub(crate) fn escaped_path(text: &SpecText) -> String {
    encoded(text.expose(), "/:@!$&'()*+,;=")
}

fn encoded(text: &str, kept: &str) -> String {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut out = String::with_capacity(text.len());
    for (at, byte) in bytes.iter().enumerate() {
        let c = char::from(*byte);
        let triplet = c == '%' && !kept.is_empty() && hex(at + 1) && hex(at + 2);
        if c.is_ascii_alphanumeric() || "-._~".contains(c) || (c.is_ascii() && kept.contains(c)) || triplet {
            out.push(c);
        } else {
            // Writing to a String cannot fail.
            _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_paths_are_encoded_once() {
        assert_eq!(
            escaped_path(&SpecText::from("/a b/é?x#y%2F%zz/(c)")),
            "/a%20b/%C3%A9%3Fx%23y%2F%25zz/(c)"
        );
        assert_eq!(escaped(&SpecText::from("a/b&c=%2F")), "a%2Fb%26c%3D%252F");
    }
}
