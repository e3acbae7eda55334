//! How a call's arguments reach the wire layer: as its own arguments where it can say them, else beside it.

use std::collections::BTreeSet;

use clade_emit::encode::RsStr;
use clade_ir::{Body, Operation, Param, ParamEncoding, ParamPlace, ParamStyle, PartContent, Pinned};

use super::args::{Arg, Purpose};
use crate::layout::{self, pad};
use crate::models::unions;
use crate::shell::{BodyRoute, Route};
use crate::text;
use crate::types::{Imports, Types};

/// The statements before the wire call, and the wire call's arguments.
#[derive(Debug, Default)]
pub(crate) struct Request {
    /// Whole lines.
    pub(crate) statements: Vec<String>,
    /// Expressions in the wire layer's order.
    pub(crate) arguments: Vec<String>,
}

/// Lowers the request of an operation.
pub(crate) fn lower(
    types: &Types<'_>,
    operation: &Operation,
    args: &[Arg<'_>],
    route: &Route,
    imports: &mut Imports,
) -> Request {
    let mut request = Request::default();
    if route.whole_path {
        whole_path(&mut request, operation, args, imports);
    } else {
        path_params(&mut request, operation, args, imports);
    }
    for (wire, value) in &operation.fixed_query {
        let pair = format!("{}={}", text::percent(wire.expose(), b""), text::percent(value.expose(), b""));
        request.statements.push(layout::call(2, "exchange.query", &[RsStr::own(&pair).to_string()], ";"));
    }
    for arg in args {
        if let Purpose::Param(param) = arg.purpose {
            beside(&mut request, arg, param, route, imports);
        }
    }
    request.arguments.extend(typed_query(args, route));
    body(types, &mut request, operation, args, route, imports);
    request
}

/// One wire argument for each parameter of the path.
fn path_params(request: &mut Request, operation: &Operation, args: &[Arg<'_>], imports: &mut Imports) {
    segments(request, operation, args, imports);
    request.arguments.extend(in_path(operation, args).map(|(_, _, arg)| format!("&{}", arg.name)));
}

/// Encodes each parameter of the path once, though it may stand there more than once.
fn segments(request: &mut Request, operation: &Operation, args: &[Arg<'_>], imports: &mut Imports) {
    let mut seen = BTreeSet::new();
    for (at, param, arg) in in_path(operation, args) {
        if seen.insert(at) {
            request.statements.push(segment(arg, param, imports));
        }
    }
}

/// The whole path as one wire argument, where the wire layer would change its literal text.
fn whole_path(request: &mut Request, operation: &Operation, args: &[Arg<'_>], imports: &mut Imports) {
    let mut format = String::new();
    for part in &operation.path {
        match part {
            clade_ir::PathPart::Literal(literal) => format.push_str(&text::path_literal(literal.expose())),
            clade_ir::PathPart::Param(at) => {
                if let Some((_, _, arg)) = in_path(operation, args).find(|(index, _, _)| index == at) {
                    format.push_str(&format!("{{{}}}", arg.name));
                }
            }
        }
    }
    segments(request, operation, args, imports);
    let format = RsStr::own(format.trim_start_matches('/')).to_string();
    let value = if args.iter().any(|arg| format.contains(&format!("{{{}}}", arg.name))) {
        format!("format!({format})")
    } else {
        format
    };
    request.statements.push(layout::binding(2, "whole_path", &value));
    let borrow = if value.starts_with("format!") { "&" } else { "" };
    request.arguments.push(format!("{borrow}whole_path"));
}

/// Parameters of the path in the path's order, with their index and argument.
fn in_path<'o>(
    operation: &'o Operation,
    args: &'o [Arg<'o>],
) -> impl Iterator<Item = (usize, &'o Param, &'o Arg<'o>)> {
    operation.path.iter().filter_map(move |part| {
        let clade_ir::PathPart::Param(at) = part else { return None };
        let param = operation.params.get(*at)?;
        let arg =
            args.iter().find(|arg| matches!(arg.purpose, Purpose::Param(p) if std::ptr::eq(p, param)))?;
        Some((*at, param, arg))
    })
}

/// `let id = segment("id", &self.id)?;`
fn segment(arg: &Arg<'_>, param: &Param, imports: &mut Imports) -> String {
    let (name, wire) = (arg.name.as_str(), RsStr::of(&param.wire));
    if is_simple(&param.encoding) {
        imports.add("crate::runtime::path", "segment");
        return layout::binding(2, name, &format!("segment({wire}, &self.{name})?"));
    }
    let style = encoding("Path", &param.encoding, imports);
    imports.runtime("param");
    let value = format!("param(style, {wire}, &self.{name})?");
    format!("{style}\n{}", layout::binding(2, name, &value))
}

fn is_simple(encoding: &ParamEncoding) -> bool {
    matches!(
        encoding,
        ParamEncoding::Style { style: ParamStyle::Simple, explode: false, allow_reserved: false }
    )
}

/// Query arguments that the wire layer takes itself, in its order: by name on the wire.
fn typed_query(args: &[Arg<'_>], route: &Route) -> Vec<String> {
    let mut typed: Vec<(&str, &Arg<'_>)> = args
        .iter()
        .filter_map(|arg| match arg.purpose {
            Purpose::Param(param) if route.takes(param) => Some((param.wire.expose(), arg)),
            _ => None,
        })
        .collect();
    typed.sort_by_key(|(wire, _)| *wire);
    let argument = |arg: &Arg<'_>| {
        if arg.required { format!("&self.{}", arg.name) } else { format!("self.{}.as_ref()", arg.name) }
    };
    typed.into_iter().map(|(_, arg)| argument(arg)).collect()
}

/// A parameter that goes beside the wire layer.
fn beside(request: &mut Request, arg: &Arg<'_>, param: &Param, route: &Route, imports: &mut Imports) {
    let (name, wire) = (arg.name.as_str(), RsStr::of(&param.wire));
    let lines = match param.place {
        ParamPlace::Path => return,
        ParamPlace::Query if route.takes(param) => return,
        ParamPlace::Query => {
            vec![encoding("Query", &param.encoding, imports), written("query", &wire, name, imports)]
        }
        ParamPlace::Cookie => {
            vec![encoding("Cookie", &param.encoding, imports), written("cookie", &wire, name, imports)]
        }
        ParamPlace::QueryString => query_string(arg, param, imports),
        ParamPlace::Header => header(arg, param, &wire, imports),
    };
    request.statements.extend(lines);
}

/// `exchange.query(param(style, "q", &self.q)?);`
fn written(method: &str, wire: &RsStr, name: &str, imports: &mut Imports) -> String {
    imports.runtime("param");
    let value = format!("param(style, {wire}, &self.{name})?");
    let one = format!("{}exchange.{method}({value});", pad(2));
    if one.chars().count() <= 100 && value.chars().count() <= 60 {
        return one;
    }
    format!("{}\n{}exchange.{method}(pairs);", layout::binding(2, "pairs", &value), pad(2))
}

fn header(arg: &Arg<'_>, param: &Param, wire: &RsStr, imports: &mut Imports) -> Vec<String> {
    imports.runtime("param");
    let style = encoding("Header", &param.encoding, imports);
    let name = arg.name.as_str();
    if arg.required {
        let value = layout::binding(2, "value", &format!("param(style, {wire}, &self.{name})?"));
        return vec![
            style,
            value,
            layout::call(2, "exchange.header", &[wire.to_string(), "&value".to_owned()], "?;"),
        ];
    }
    let value = layout::binding(3, "value", &format!("param(style, {wire}, {name})?"));
    let call = layout::call(3, "exchange.header", &[wire.to_string(), "&value".to_owned()], "?;");
    vec![style, format!("{}if let Some({name}) = &self.{name} {{\n{value}\n{call}\n{}}}", pad(2), pad(2))]
}

/// The whole query as one value.
fn query_string(arg: &Arg<'_>, param: &Param, imports: &mut Imports) -> Vec<String> {
    let name = arg.name.as_str();
    let value = match param.encoding {
        ParamEncoding::Json => {
            imports.runtime("json_component");
            format!("json_component({name})?")
        }
        ParamEncoding::Form | ParamEncoding::Style { .. } => {
            imports.runtime("form_body");
            format!("form_body({name}, &[])?")
        }
    };
    if arg.required {
        let value = value.replacen(name, &format!("&self.{name}"), 1);
        return vec![format!("{}exchange.query({value});", pad(2))];
    }
    let call = format!("{}exchange.query({value});", pad(3));
    vec![format!("{}if let Some({name}) = &self.{name} {{\n{call}\n{}}}", pad(2), pad(2))]
}

/// `let style = Encoding::new(…);`
fn encoding(place: &str, encoding: &ParamEncoding, imports: &mut Imports) -> String {
    layout::binding(2, "style", &encoding_value(place, encoding, imports))
}

fn encoding_value(place: &str, encoding: &ParamEncoding, imports: &mut Imports) -> String {
    for name in ["Encoding", "Place", "Style"] {
        imports.runtime(name);
    }
    let (style, explode, reserved) = match encoding {
        ParamEncoding::Style { style, explode, allow_reserved } => {
            (style_name(*style), *explode, *allow_reserved)
        }
        ParamEncoding::Json => ("Json", false, false),
        ParamEncoding::Form => ("Form", true, false),
    };
    format!("Encoding::new(Place::{place}, Style::{style}, {explode}, {reserved})")
}

fn style_name(style: ParamStyle) -> &'static str {
    match style {
        ParamStyle::Form => "Form",
        ParamStyle::Simple => "Simple",
        ParamStyle::Label => "Label",
        ParamStyle::Matrix => "Matrix",
        ParamStyle::SpaceDelimited => "SpaceDelimited",
        ParamStyle::PipeDelimited => "PipeDelimited",
        ParamStyle::DeepObject => "DeepObject",
    }
}

fn body(
    types: &Types<'_>,
    request: &mut Request,
    operation: &Operation,
    args: &[Arg<'_>],
    route: &Route,
    imports: &mut Imports,
) {
    if let Body::Multipart { media, .. } = &operation.body {
        request.statements.extend(multipart(types, &RsStr::of(media), args, imports));
        return;
    }
    let Some(arg) = args.iter().find(|arg| matches!(arg.purpose, Purpose::Body)) else { return };
    let name = arg.name.as_str();
    if route.body == BodyRoute::Typed {
        request.arguments.push(format!("&self.{name}"));
        return;
    }
    if arg.required || !operation.pinned.is_empty() {
        let lines = body_lines(operation, &format!("&self.{name}"), 2, imports);
        request.statements.extend(lines.into_iter().map(|line| pad(2) + &line));
        return;
    }
    let lines = body_lines(operation, name, 3, imports);
    let lines: String = lines.into_iter().map(|line| format!("{}{line}\n", pad(3))).collect();
    request.statements.push(format!("{}if let Some({name}) = &self.{name} {{\n{lines}{}}}", pad(2), pad(2)));
}

/// Statements that set the body, without indentation. `reference` borrows the body.
fn body_lines(operation: &Operation, reference: &str, level: usize, imports: &mut Imports) -> Vec<String> {
    let owned = reference.strip_prefix('&').unwrap_or(reference);
    match &operation.body {
        Body::None | Body::Multipart { .. } => Vec::new(),
        Body::Json { media, .. } if operation.pinned.is_empty() => {
            vec![format!("exchange.json({}, {reference})?;", RsStr::of(media))]
        }
        Body::Json { media, .. } => {
            let members = pinned(&operation.pinned);
            vec![
                format!("let fixed = [{members}];"),
                format!("exchange.json_with({}, {reference}, &fixed)?;", RsStr::of(media)),
            ]
        }
        Body::Form { fields, .. } => {
            imports.runtime("form_body");
            let special: Vec<&clade_ir::FormField> =
                fields.iter().filter(|field| !is_common_form(&field.encoding)).collect();
            let mut lines: Vec<String> = Vec::new();
            for (at, field) in special.iter().enumerate() {
                lines.push(format!("let style_{at} = {};", encoding_value("Form", &field.encoding, imports)));
            }
            let pairs: Vec<String> = special
                .iter()
                .enumerate()
                .map(|(at, field)| format!("({}, style_{at})", RsStr::of(&field.wire)))
                .collect();
            if !pairs.is_empty() {
                lines.push(layout::array(level, "let styles = ", &pairs, ";"));
            }
            let styles = if pairs.is_empty() { "&[]" } else { "&styles" };
            lines.push(format!("let form = form_body({reference}, {styles})?;"));
            if !operation.pinned.is_empty() {
                lines.push(format!("let form = format!(\"{{form}}&{}\");", form_pinned(&operation.pinned)));
            }
            lines.push("exchange.bytes(\"application/x-www-form-urlencoded\", form);".to_owned());
            lines
        }
        Body::Bytes { media, .. } => vec![format!("exchange.upload({}, {owned}.clone());", RsStr::of(media))],
        Body::Text { media, .. } => vec![format!("exchange.bytes({}, {owned}.clone());", RsStr::of(media))],
    }
}

fn is_common_form(encoding: &ParamEncoding) -> bool {
    matches!(encoding, ParamEncoding::Style { style: ParamStyle::Form, explode: true, .. })
}

fn pinned(pinned: &[Pinned]) -> String {
    let member = |it: &Pinned| format!("({}, {})", RsStr::of(&it.wire), RsStr::own(&unions::json(&it.value)));
    pinned.iter().map(member).collect::<Vec<_>>().join(", ")
}

/// Fixed members of a form as encoded pairs, fit to stand inside of a format string.
fn form_pinned(pinned: &[Pinned]) -> String {
    let pair = |it: &Pinned| {
        let value = unions::json(&it.value);
        let value = value.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&value);
        format!("{}={}", text::percent(it.wire.expose(), b""), text::percent(value, b""))
    };
    pinned.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn multipart(types: &Types<'_>, media: &RsStr, args: &[Arg<'_>], imports: &mut Imports) -> Vec<String> {
    imports.runtime("Form");
    let parts: Vec<(&Arg<'_>, &clade_ir::MultipartPart)> = args
        .iter()
        .filter_map(|arg| match arg.purpose {
            Purpose::Part(part) => Some((arg, part)),
            _ => None,
        })
        .collect();
    let is_changed = if parts.is_empty() { "" } else { "mut " };
    let mut lines = vec![format!("{}let {is_changed}form = Form::new();", pad(2))];
    for (arg, part) in parts {
        let (name, wire) = (arg.name.as_str(), RsStr::of(&part.wire));
        let add = |value: &str, level: usize| part_line(types, part, &wire, value, level);
        let line = match (part.repeated, arg.required) {
            (false, true) => add(&format!("&self.{name}"), 2),
            (false, false) => {
                format!("{}if let Some({name}) = &self.{name} {{\n{}\n{}}}", pad(2), add(name, 3), pad(2))
            }
            (true, true) => {
                format!("{}for part in &self.{name} {{\n{}\n{}}}", pad(2), add("part", 3), pad(2))
            }
            (true, false) => format!(
                "{}for part in self.{name}.iter().flatten() {{\n{}\n{}}}",
                pad(2),
                add("part", 3),
                pad(2)
            ),
        };
        lines.push(line);
        if let PartContent::Text(_) = part.content {
            imports.runtime("text_part");
        }
    }
    lines.push(layout::call(2, "exchange.multipart", &[media.to_string(), "form".to_owned()], ";"));
    lines
}

/// `form = form.file("file", file.clone());`
fn part_line(
    _types: &Types<'_>,
    part: &clade_ir::MultipartPart,
    wire: &RsStr,
    value: &str,
    level: usize,
) -> String {
    let owned = value.strip_prefix('&').unwrap_or(value);
    let typed = |content: String| match &part.media {
        Some(media) => format!("{content}.with_content_type({})", RsStr::of(media)),
        None => content,
    };
    match &part.content {
        PartContent::File => {
            layout::call(level, "form = form.file", &[wire.to_string(), format!("{owned}.clone()")], ";")
        }
        PartContent::Text(_) => {
            let content = typed(format!("text_part({value})?"));
            layout::call(level, "form = form.field", &[wire.to_string(), content], ";")
        }
        PartContent::Json(_) => {
            layout::call(level, "form = form.json", &[wire.to_string(), value.to_owned()], "?;")
        }
    }
}
