//! Parameters in a call: where they come from and how they are written.

use clade_emit::encode::TsStr;
use clade_ir::{ParamEncoding, ParamPlace, ParamStyle, PathPart};

use crate::code::{Code, code};
use crate::key::member;
use crate::percent;
use crate::shape::{Argument, BodyShape, Shape};

/// `path: ['/specs/', { name: 'id', value: id }]`
pub(crate) fn path(shape: &Shape<'_>) -> Code {
    let mut parts: Vec<Code> = Vec::new();
    let mut text = String::new();
    for part in &shape.op.path {
        match part {
            PathPart::Literal(literal) => text.push_str(&percent::path(literal.expose())),
            PathPart::Param(at) => {
                flush(&mut parts, &mut text);
                let param = &shape.op.params[*at];
                let argument = shape.path.iter().find(|each| std::ptr::eq(each.param, param));
                parts.extend(argument.map(|each| object(each, path_value(shape, each))));
            }
        }
    }
    flush(&mut parts, &mut text);
    Code::array(parts, false)
}

fn flush(parts: &mut Vec<Code>, text: &mut String) {
    if !text.is_empty() {
        parts.push(Code::from(&TsStr::own(text)));
        text.clear();
    }
}

fn path_value(shape: &Shape<'_>, argument: &Argument<'_>) -> Code {
    if shape.path_object { code!["path", member(&argument.key)] } else { Code::from(&argument.ident) }
}

/// The parameters of one place as a list, and whether `paramsOf` is needed for it; `None` where there are none.
pub(crate) fn list(shape: &Shape<'_>, places: &[ParamPlace], fixed: Vec<Code>) -> Option<(Code, bool)> {
    let here: Vec<&Argument<'_>> =
        shape.params.iter().filter(|each| places.contains(&each.param.place)).collect();
    if here.is_empty() && fixed.is_empty() {
        return None;
    }
    let spread = matches!(shape.body, BodyShape::Spread(..));
    let (plain, special): (Vec<_>, Vec<_>) =
        here.into_iter().partition(|each| !spread && each.key == each.param.wire && options(each).is_empty());
    let names = plain.iter().map(|each| Code::from(&TsStr::of(&each.key))).collect();
    let picked = (!plain.is_empty()).then(|| code!["paramsOf(params, ", Code::array(names, false), ")"]);
    let all_objects = picked.is_none() && fixed.is_empty();
    if let (Some(picked), true, true) = (&picked, special.is_empty(), fixed.is_empty()) {
        return Some((picked.clone(), true));
    }
    let uses = picked.is_some();
    let mut items = fixed;
    items.extend(picked.map(|picked| code!["...", picked]));
    items.extend(special.into_iter().map(|each| object(each, value(spread, each))));
    Some((Code::array(items, all_objects), uses))
}

fn value(spread: bool, argument: &Argument<'_>) -> Code {
    if spread { Code::from(&argument.ident) } else { code!["params", member(&argument.key)] }
}

/// `{ name: 'ids', value: params.ids, explode: false }`
fn object(argument: &Argument<'_>, value: Code) -> Code {
    let mut members = vec![code!["name: ", &TsStr::of(&argument.param.wire)], code!["value: ", value]];
    members.extend(options(argument));
    Code::object(members)
}

/// The parts of an encoding that differ from the default of the place.
fn options(argument: &Argument<'_>) -> Vec<Code> {
    encoding(&argument.param.encoding, argument.param.place)
}

/// Style, explode and reserved characters where they differ from the default of a place.
pub(crate) fn encoding(encoding: &ParamEncoding, place: ParamPlace) -> Vec<Code> {
    match encoding {
        ParamEncoding::Json if place == ParamPlace::QueryString => vec!["whole: 'json'".into()],
        ParamEncoding::Form if place == ParamPlace::QueryString => vec!["whole: 'form'".into()],
        ParamEncoding::Json => vec!["style: 'content-json'".into()],
        ParamEncoding::Form => Vec::new(),
        ParamEncoding::Style { style, explode, allow_reserved } => {
            let usual = match place {
                ParamPlace::Path | ParamPlace::Header => ParamStyle::Simple,
                ParamPlace::Query | ParamPlace::QueryString | ParamPlace::Cookie => ParamStyle::Form,
            };
            let mut options: Vec<Code> = Vec::new();
            if *style != usual {
                options.push(code!["style: '", style_name(*style), "'"]);
            }
            if *explode != (*style == ParamStyle::Form) && *style != ParamStyle::DeepObject {
                options.push(if *explode { "explode: true".into() } else { "explode: false".into() });
            }
            if *allow_reserved {
                options.push("allowReserved: true".into());
            }
            options
        }
    }
}

fn style_name(style: ParamStyle) -> &'static str {
    match style {
        ParamStyle::Form => "form",
        ParamStyle::Simple => "simple",
        ParamStyle::Label => "label",
        ParamStyle::Matrix => "matrix",
        ParamStyle::SpaceDelimited => "spaceDelimited",
        ParamStyle::PipeDelimited => "pipeDelimited",
        ParamStyle::DeepObject => "deepObject",
    }
}
