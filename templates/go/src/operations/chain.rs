//! The expression that builds a request.

use clade_emit::encode::GoStr;
use clade_ir::{
    Body, FormField, Literal, MultipartPart, OpId, Operation, Param, ParamEncoding, ParamPlace, ParamStyle,
    PartContent, PathPart, Pinned, SpecText,
};

use crate::code::{Code, Imports};
use crate::models::literal;
use crate::operations::arguments::Arguments;
use crate::operations::fixed::escaped;
use crate::plan::{Plan, is_argument};
use crate::types::Access;

/// Statements before the request: a form is filled part by part.
pub(crate) fn preparation(
    plan: &Plan<'_>,
    id: OpId,
    arguments: &Arguments,
    imports: &mut Imports,
) -> Vec<Code> {
    let Body::Multipart { parts, .. } = &plan.types.api.op(id).body else { return Vec::new() };
    imports.own("internal/multipart");
    let mut lines = vec![Code::new("\tvar form multipart.Form")];
    for (part, fill) in parts.iter().zip(&arguments.members) {
        lines.push(Code::new(part_statement(part, fill.expr.as_str(), fill.slot.access)));
    }
    lines
}

fn part_statement(part: &MultipartPart, expr: &str, access: Access) -> String {
    let name = GoStr::of(&part.wire);
    let media = |default: &str| part.media.as_ref().map_or_else(|| GoStr::own(default), GoStr::of);
    match &part.content {
        PartContent::File if part.repeated => {
            format!("\tfor _, file := range {expr} {{\n\t\tfile.add(&form, {name}, {})\n\t}}", media(""))
        }
        PartContent::File if access == Access::Pointer => {
            format!("\tif {expr} != nil {{\n\t\t{expr}.add(&form, {name}, {})\n\t}}", media(""))
        }
        PartContent::File => format!("\t{expr}.add(&form, {name}, {})", media("")),
        PartContent::Text(_) => format!("\tform.Text({name}, {}, {expr})", media("")),
        PartContent::Json(_) if part.repeated => {
            format!(
                "\tfor _, part := range {expr} {{\n\t\tform.JSON({name}, {}, part)\n\t}}",
                media("application/json")
            )
        }
        PartContent::Json(_) => format!("\tform.JSON({name}, {}, {expr})", media("application/json")),
    }
}

/// The request's expression.
pub(crate) fn request(plan: &Plan<'_>, id: OpId, arguments: &Arguments, imports: &mut Imports) -> Code {
    let op = plan.types.api.op(id);
    let mut links = path_links(op, arguments);
    let fixed = op.fixed_query.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    let fixed: Vec<String> = fixed.collect();
    if !fixed.is_empty() {
        links.push(format!("FixedQuery({})", GoStr::own(&fixed.join("&"))));
    }
    for (at, param) in op.params.iter().enumerate().filter(|(_, param)| is_argument(param)) {
        if let Some(fill) = arguments.fills.get(&at) {
            links.push(param_link(param, fill.expr.as_str()));
        }
    }
    links.extend(body_link(plan, id, op, arguments));
    if uses_styles(plan, op) {
        imports.own("internal/query");
    }
    let var = &plan.methods[&id].var;
    Code::new(match links.as_slice() {
        [one] => format!("request.New(&{var}).{one}"),
        many => format!("request.New(&{var}).\n\t\t{}", many.join(".\n\t\t")),
    })
}

/// Whether the request names the style of a parameter or of a form's field.
fn uses_styles(plan: &Plan<'_>, op: &Operation) -> bool {
    let json =
        |param: &Param| param.place == ParamPlace::QueryString && param.encoding == ParamEncoding::Json;
    let path = op.path.iter().any(|part| matches!(part, PathPart::Param(_)));
    let form = match &op.body {
        Body::Form { ty, .. } => plan.types.struct_of(ty).is_none_or(|(_, shape)| !shape.fields.is_empty()),
        _ => false,
    };
    path || form || op.params.iter().any(|param| is_argument(param) && !json(param))
}

fn path_links(op: &Operation, arguments: &Arguments) -> Vec<String> {
    let mut links = Vec::new();
    for part in &op.path {
        match part {
            PathPart::Literal(text) => {
                links.push(format!("Literal({})", GoStr::own(&super::fixed::escaped_path(text))));
            }
            PathPart::Param(at) => {
                if let (Some(param), Some(fill)) = (op.params.get(*at), arguments.fills.get(at)) {
                    links.push(format!(
                        "Path({}, {})",
                        spec(&param.wire, &param.encoding, ParamPlace::Path),
                        fill.expr
                    ));
                }
            }
        }
    }
    links
}

fn param_link(param: &Param, expr: &str) -> String {
    let verb = match param.place {
        ParamPlace::Path => "Path",
        ParamPlace::Header => "Header",
        ParamPlace::Cookie => "Cookie",
        ParamPlace::Query => "Query",
        ParamPlace::QueryString if param.encoding == ParamEncoding::Json => {
            return format!("QueryJSON({expr})");
        }
        // The pairs of an exploded object have names of their own.
        ParamPlace::QueryString => return format!("Query(query.Plain(\"\"), {expr})"),
    };
    format!("{verb}({}, {expr})", spec(&param.wire, &param.encoding, param.place))
}

/// How a parameter is written: `query.Plain("limit")` for what descriptions assume.
fn spec(wire: &SpecText, encoding: &ParamEncoding, place: ParamPlace) -> String {
    let name = GoStr::of(wire);
    match encoding {
        ParamEncoding::Json => format!("query.Param{{Name: {name}, Style: query.JSON}}"),
        ParamEncoding::Form => format!("query.Plain({name})"),
        ParamEncoding::Style { style, explode, allow_reserved } => {
            match (style, explode, allow_reserved, place) {
                (ParamStyle::Form, true, false, ParamPlace::Query) => return format!("query.Plain({name})"),
                (ParamStyle::Simple, false, false, ParamPlace::Path) => {
                    return format!("query.Segment({name})");
                }
                _ => {}
            }
            let mut members = format!("Name: {name}, Style: query.{}", style_name(*style));
            if *explode {
                members.push_str(", Explode: true");
            }
            if *allow_reserved {
                members.push_str(", Reserved: true");
            }
            format!("query.Param{{{members}}}")
        }
    }
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

fn body_link(plan: &Plan<'_>, id: OpId, op: &Operation, arguments: &Arguments) -> Option<String> {
    let spread = plan.usage.spread.contains_key(&id);
    let whole = arguments.whole.as_ref().map_or("params", |fill| fill.expr.as_str());
    match &op.body {
        Body::None => None,
        Body::Json { media, required, .. } => {
            let verb = if *required { "JSON" } else { "OptionalJSON" };
            Some(format!("{verb}({}, {whole}{})", GoStr::of(media), pins(&op.pinned)))
        }
        Body::Form { fields, ty, .. } => Some(form_link(plan, op, arguments, fields, ty, spread)),
        Body::Multipart { media, .. } => Some(format!("Multipart({}, &form)", GoStr::of(media))),
        Body::Bytes { media, required } => {
            let verb = if *required { "Reader" } else { "OptionalReader" };
            Some(format!("{verb}({}, {whole})", GoStr::of(media)))
        }
        Body::Text { media, required } => {
            let verb = if *required { "Text" } else { "OptionalText" };
            Some(format!("{verb}({}, {whole})", GoStr::of(media)))
        }
    }
}

fn pins(pinned: &[Pinned]) -> String {
    let pin = |pin: &Pinned| {
        format!(", request.Pin{{Name: {}, Value: {}}}", GoStr::of(&pin.wire), value(&pin.value))
    };
    pinned.iter().map(pin).collect()
}

fn value(of: &Literal) -> Code {
    literal(of)
}

fn form_link(
    plan: &Plan<'_>,
    op: &Operation,
    arguments: &Arguments,
    fields: &[FormField],
    ty: &clade_ir::Type,
    spread: bool,
) -> String {
    let mut lines = Vec::new();
    let whole = arguments.whole.as_ref().map_or("params", |fill| fill.expr.as_str());
    // A body that may be missing is written as a whole, because its members cannot be reached.
    let reachable = arguments.whole.as_ref().is_none_or(|fill| fill.slot.access == Access::Plain);
    match plan.types.struct_of(ty).filter(|_| reachable) {
        Some((id, shape)) => {
            let exprs = form_values(plan, id, op, arguments, whole, spread);
            for (field, expr) in shape.fields.iter().filter(|field| !is_pinned(op, &field.wire)).zip(exprs) {
                let how = fields.iter().find(|how| how.wire == field.wire);
                let encoding = how.map_or(&ParamEncoding::Form, |how| &how.encoding);
                lines.push(format!(
                    "request.Field{{Param: {}, Value: {expr}}}",
                    spec(&field.wire, encoding, ParamPlace::Query)
                ));
            }
        }
        None => lines.push(format!("request.Field{{Param: query.Plain(\"\"), Value: {whole}}}")),
    }
    for pin in &op.pinned {
        lines.push(format!(
            "request.Field{{Param: query.Plain({}), Value: {}}}",
            GoStr::of(&pin.wire),
            value(&pin.value)
        ));
    }
    if lines.is_empty() {
        return "Form()".to_owned();
    }
    let lines: Vec<String> = lines.into_iter().map(|line| format!("\t\t\t{line},\n")).collect();
    format!("Form(\n{}\t\t)", lines.concat())
}

fn is_pinned(op: &Operation, wire: &SpecText) -> bool {
    op.pinned.iter().any(|pin| pin.wire == *wire)
}

/// The members of a form's struct, spread or not.
fn form_values(
    plan: &Plan<'_>,
    id: clade_ir::TypeId,
    op: &Operation,
    arguments: &Arguments,
    whole: &str,
    spread: bool,
) -> Vec<String> {
    if spread {
        return arguments.members.iter().map(|fill| fill.expr.to_string()).collect();
    }
    let names = crate::models::field_names(plan, id);
    names
        .into_iter()
        .filter(|(wire, _)| !is_pinned(op, wire))
        .map(|(_, name)| format!("{whole}.{name}"))
        .collect()
}
