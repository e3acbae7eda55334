//! Path templates and the parameters in them.

use std::collections::HashMap;

use clade_spec::{Operation, ParameterIn, PathItem, PathKey, PathPart, SpecText};

use super::Lower;
use crate::draft::{DraftParam, Node, OpKey, Origin, Scalar, Segment, Shape};
use crate::{Docs, ParamEncoding, ParamPlace, ParamStyle};

impl Lower<'_, '_> {
    /// The path in parts, and all parameters with those of the path first.
    pub(super) fn path_and_params(
        &mut self,
        item: &PathItem,
        operation: &Operation,
        key: OpKey,
    ) -> (Vec<Segment>, Vec<DraftParam>) {
        let mut params: Vec<DraftParam> = Vec::new();
        let mut index: HashMap<SpecText, usize> = HashMap::new();
        for name in item.key.params() {
            if !index.contains_key(name) {
                index.insert(name.clone(), params.len());
                let mut param = self.path_param(operation, name, key);
                if let ParamEncoding::Style { allow_reserved, .. } = &mut param.encoding {
                    *allow_reserved |= item.key.reserved.contains(name);
                }
                params.push(param);
            }
        }
        for used in &operation.parameters {
            // One that is not in the path was diagnosed by the reader and cannot be sent.
            if used.location != ParameterIn::Path {
                params.extend(self.param(used, key));
            }
        }
        (segments(&item.key, &index), params)
    }

    /// A path parameter as declared, or text if it is not (which the reader has diagnosed).
    fn path_param(&mut self, operation: &Operation, name: &SpecText, key: OpKey) -> DraftParam {
        let mut declared = operation.parameters.iter();
        let declared = declared.find(|used| used.location == ParameterIn::Path && used.name == *name);
        if let Some(param) = declared.and_then(|used| self.param(used, key)) {
            return param;
        }
        let text = Node::new(operation.node, Origin::Param(key, name.clone()), Shape::Scalar(Scalar::Text));
        DraftParam {
            wire: name.clone(),
            place: ParamPlace::Path,
            required: true,
            node: self.draft.add(text),
            encoding: ParamEncoding::Style {
                style: ParamStyle::Simple,
                explode: false,
                allow_reserved: false,
            },
            docs: Docs::default(),
            managed: false,
        }
    }
}

fn segments(key: &PathKey, index: &HashMap<SpecText, usize>) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut text = String::new();
    for segment in &key.segments {
        text.push('/');
        for part in &segment.parts {
            match part {
                PathPart::Literal(literal) => text.push_str(literal.expose()),
                PathPart::Param(name) => {
                    segments.push(Segment::Literal(std::mem::take(&mut text).into()));
                    segments.extend(index.get(name).map(|at| Segment::Param(*at)));
                }
            }
        }
    }
    segments.push(Segment::Literal(text.into()));
    segments.retain(|part| !matches!(part, Segment::Literal(text) if text.is_empty()));
    if segments.is_empty() { vec![Segment::Literal("/".into())] } else { segments }
}

/// Pairs that stand in the path key. A value with a parameter inside was diagnosed by the reader: its text is kept.
pub(super) fn fixed_query(key: &PathKey) -> Vec<(SpecText, SpecText)> {
    let value = |parts: &Vec<PathPart>| -> String {
        parts
            .iter()
            .map(|part| match part {
                PathPart::Literal(text) => text.expose().to_owned(),
                PathPart::Param(name) => format!("{{{}}}", name.expose()),
            })
            .collect()
    };
    let pairs = key.fixed_query.iter();
    pairs.map(|pair| (pair.name.clone(), pair.value.as_ref().map(value).unwrap_or_default().into())).collect()
}
