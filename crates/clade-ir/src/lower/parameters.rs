//! Parameters of query, header and cookie, and how values are written.

use clade_diag::codes;
use clade_spec::{MediaType, Parameter, ParameterIn, ParameterValue, Style, Use};

use super::{Lower, docs};
use crate::draft::{DraftParam, NodeId, OpKey, Origin, Touches};
use crate::{Docs, ParamEncoding, ParamPlace, ParamStyle};

/// Headers that the transport owns; the description format says that such parameters are to be ignored.
const OWNED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl Lower<'_, '_> {
    /// One parameter; `None` if it is not for the caller to give.
    pub(super) fn param(&mut self, used: &Use<Parameter>, key: OpKey) -> Option<DraftParam> {
        let place = place(used.location);
        if place == ParamPlace::Header
            && OWNED_HEADERS.contains(&used.name.expose().to_ascii_lowercase().as_str())
        {
            let at = self.document.place(used.node);
            self.diags.push(codes::header_owned_by_transport(used.name.expose()).at(at));
            return None;
        }
        let shared = used.reference.as_ref().and_then(|reference| reference.name.clone());
        let origin = shared.map_or_else(|| Origin::Param(key, used.name.clone()), Origin::Shared);
        let (node, encoding) = self.value(&used.value, place, used.node, origin, key);
        let told = used.reference.as_ref().and_then(|reference| reference.description.as_ref());
        Some(DraftParam {
            wire: used.name.clone(),
            place,
            required: used.required || place == ParamPlace::Path,
            node,
            encoding,
            docs: Docs {
                summary: None,
                description: docs::given(told).or_else(|| docs::given(used.description.as_ref())),
                deprecated: used.deprecated,
                examples: docs::values(&used.examples),
                link: None,
            },
            managed: false,
        })
    }

    /// Type and writing of a parameter's or header's value.
    pub(super) fn value(
        &mut self,
        value: &ParameterValue,
        place: ParamPlace,
        at: clade_spec::NodeId,
        origin: Origin,
        key: OpKey,
    ) -> (NodeId, ParamEncoding) {
        match value {
            ParameterValue::Schema { schema, style, explode, allow_reserved } => {
                if *schema == clade_spec::SchemaId::UNKNOWN {
                    let node = self.any(at);
                    self.unreadable(node);
                    return (node, style_encoding(*style, *explode, *allow_reserved));
                }
                (self.node_of(*schema, origin), style_encoding(*style, *explode, *allow_reserved))
            }
            ParameterValue::Content(media) => {
                let node = self.node_or_any(media.schema, at, &origin);
                (node, self.content_encoding(media, place, key))
            }
        }
    }

    fn content_encoding(&mut self, media: &MediaType, place: ParamPlace, key: OpKey) -> ParamEncoding {
        let essence = media.name.essence.expose();
        if essence == "application/json" || media.name.suffix() == Some("json") {
            return ParamEncoding::Json;
        }
        if essence == "application/x-www-form-urlencoded" {
            return ParamEncoding::Form;
        }
        if media.name.top() != "text" {
            let diag = codes::parameter_media_not_written(media.name.raw.expose());
            let diag = diag.at(self.document.place(media.node));
            self.draft.degrade(self.diags, Touches::Operation(key), diag);
        }
        let style = if matches!(place, ParamPlace::Path | ParamPlace::Header) {
            ParamStyle::Simple
        } else {
            ParamStyle::Form
        };
        ParamEncoding::Style { style, explode: false, allow_reserved: false }
    }
}

fn style_encoding(style: Style, explode: bool, allow_reserved: bool) -> ParamEncoding {
    ParamEncoding::Style { style: self::style(style), explode, allow_reserved }
}

fn place(location: ParameterIn) -> ParamPlace {
    match location {
        ParameterIn::Path => ParamPlace::Path,
        ParameterIn::Query => ParamPlace::Query,
        ParameterIn::Header => ParamPlace::Header,
        ParameterIn::Cookie => ParamPlace::Cookie,
        ParameterIn::QueryString => ParamPlace::QueryString,
    }
}

pub(crate) fn style(style: Style) -> ParamStyle {
    match style {
        Style::Simple => ParamStyle::Simple,
        Style::Label => ParamStyle::Label,
        Style::Matrix => ParamStyle::Matrix,
        Style::Form | Style::Cookie => ParamStyle::Form,
        Style::SpaceDelimited => ParamStyle::SpaceDelimited,
        Style::PipeDelimited => ParamStyle::PipeDelimited,
        Style::DeepObject => ParamStyle::DeepObject,
    }
}
