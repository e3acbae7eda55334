//! Parameters and headers.

use std::collections::HashSet;
use std::sync::Arc;

use clade_diag::codes;

use super::fields::Fields;
use super::reader::Reader;
use crate::document::{
    Extensions, Header, MediaType, Named, Parameter, ParameterIn, ParameterValue, Style, Use,
};
use crate::tree::{NodeId, View};
use crate::{SchemaId, SpecText};

impl ParameterIn {
    /// The word in `in`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::QueryString => "querystring",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Path, Self::Query, Self::Header, Self::Cookie, Self::QueryString];
        all.into_iter().find(|location| location.word() == word)
    }

    fn default_style(self) -> Style {
        match self {
            Self::Path | Self::Header => Style::Simple,
            Self::Query | Self::Cookie | Self::QueryString => Style::Form,
        }
    }

    fn allows(self, style: Style) -> bool {
        match self {
            Self::Path => matches!(style, Style::Simple | Style::Label | Style::Matrix),
            Self::Query => {
                matches!(
                    style,
                    Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject
                )
            }
            Self::Header => style == Style::Simple,
            Self::Cookie => matches!(style, Style::Form | Style::Cookie),
            Self::QueryString => style == Style::Form,
        }
    }
}

impl Style {
    /// The word in `style`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
            Self::Form => "form",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
            Self::Cookie => "cookie",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        let all = [
            Self::Simple,
            Self::Label,
            Self::Matrix,
            Self::Form,
            Self::SpaceDelimited,
            Self::PipeDelimited,
            Self::DeepObject,
            Self::Cookie,
        ];
        all.into_iter().find(|style| style.word() == word)
    }

    /// `explode` when it is not given.
    pub(super) fn default_explode(self) -> bool {
        matches!(self, Self::Form | Self::Cookie | Self::DeepObject)
    }
}

impl Reader<'_> {
    /// The parameters of a path item or operation; of two with one name and location the first.
    pub(super) fn parameters(&mut self, fields: &mut Fields<'_>) -> Vec<Use<Parameter>> {
        let mut parameters: Vec<Use<Parameter>> = Vec::new();
        let mut seen = HashSet::new();
        for view in fields.array(self, "parameters") {
            let Some(parameter) = self.part::<Parameter>(view) else { continue };
            if seen.insert((parameter.name.clone(), parameter.location)) {
                parameters.push(parameter);
            } else {
                let location = parameter.location.word();
                self.report(codes::duplicate_parameter(parameter.name.expose(), location), view.id());
            }
        }
        parameters
    }

    pub(super) fn read_parameter(&mut self, view: View<'_>) -> Option<Parameter> {
        let mut fields = Fields::new(view, "a parameter");
        let name = fields.needed_text(self, "name")?;
        let word = fields.needed_text(self, "in")?;
        let Some(location) = ParameterIn::from_word(word.expose()) else {
            self.report(codes::unknown_location(word.expose()), view.id());
            return None;
        };
        let required = fields.flag(self, "required").unwrap_or_default();
        let is_path = location == ParameterIn::Path;
        if is_path && !required {
            self.report(codes::path_parameter_not_required(name.expose()), view.id());
        }
        let value = self.parameter_value(&mut fields, location, name.expose());
        Some(Parameter {
            node: view.id(),
            location,
            required: required || is_path,
            deprecated: fields.flag(self, "deprecated").unwrap_or_default(),
            allow_empty_value: fields.flag(self, "allowEmptyValue").unwrap_or_default(),
            description: fields.text(self, "description"),
            value,
            examples: self.examples(&mut fields),
            extensions: fields.finish(self),
            name,
        })
    }

    pub(super) fn read_header(&mut self, view: View<'_>) -> Header {
        let mut fields = Fields::new(view, "a header");
        let value = self.parameter_value(&mut fields, ParameterIn::Header, "the header");
        // Written by those who take a header for a parameter; the key already says both.
        fields.skip(&["name", "in"]);
        Header {
            node: view.id(),
            description: fields.text(self, "description"),
            required: fields.flag(self, "required").unwrap_or_default(),
            deprecated: fields.flag(self, "deprecated").unwrap_or_default(),
            value,
            examples: self.examples(&mut fields),
            extensions: fields.finish(self),
        }
    }

    fn parameter_value(
        &mut self,
        fields: &mut Fields<'_>,
        location: ParameterIn,
        name: &str,
    ) -> ParameterValue {
        let style = self.style(fields, location);
        let explode = fields.flag(self, "explode").unwrap_or(style.default_explode());
        let allow_reserved = fields.flag(self, "allowReserved").unwrap_or_default();
        let schema = fields.any(self, "schema").map(|schema| self.schema(schema));
        let content = fields.object(self, "content");
        if let Some(media) = content.and_then(|content| self.single_media_type(content)) {
            return ParameterValue::Content(Box::new(media));
        }
        if location == ParameterIn::QueryString {
            self.report(codes::querystring_needs_content(), fields.node());
        } else if schema.is_none() && content.is_none() {
            self.report(codes::parameter_without_schema(name), fields.node());
        }
        let schema = schema.unwrap_or(SchemaId::UNKNOWN);
        ParameterValue::Schema { schema, style, explode, allow_reserved }
    }

    fn single_media_type(&mut self, content: View<'_>) -> Option<MediaType> {
        let mut media = self.content(content);
        if media.len() != 1 {
            self.report(codes::parameter_content(media.len()), content.id());
        }
        media.truncate(1);
        media.pop()
    }

    fn style(&mut self, fields: &mut Fields<'_>, location: ParameterIn) -> Style {
        let default = location.default_style();
        let Some(word) = fields.text(self, "style") else { return default };
        let style = Style::from_word(word.expose()).filter(|style| location.allows(*style));
        style.unwrap_or_else(|| {
            self.report(codes::style_not_allowed(word.expose(), location.word()), fields.node());
            default
        })
    }

    /// `style` of an encoding, which is that of a query parameter.
    pub(super) fn encoding_style(&mut self, fields: &mut Fields<'_>) -> Option<Style> {
        let word = fields.text(self, "style")?;
        let style = Style::from_word(word.expose()).filter(|style| ParameterIn::Query.allows(*style));
        if style.is_none() {
            self.report(codes::style_not_allowed(word.expose(), "form body"), fields.node());
        }
        style
    }

    /// Headers by name.
    pub(super) fn headers(&mut self, fields: &mut Fields<'_>) -> Named<Use<Header>> {
        let Some(view) = fields.object(self, "headers") else { return Named::new() };
        let headers = self.map(view, |reader, key, value| {
            if key.starts_with("x-") && !value.is_object() { None } else { reader.part(value) }
        });
        headers.into_iter().collect()
    }

    /// The parameter assumed for a place in a path that nothing is said about.
    pub(super) fn assumed_path_parameter(&mut self, name: &SpecText, node: NodeId) -> Use<Parameter> {
        let parameter = Parameter {
            node,
            name: name.clone(),
            location: ParameterIn::Path,
            required: true,
            deprecated: false,
            allow_empty_value: false,
            description: None,
            value: ParameterValue::Schema {
                schema: self.schemas.assumed_string(node),
                style: Style::Simple,
                explode: false,
                allow_reserved: false,
            },
            examples: Vec::new(),
            extensions: Extensions::default(),
        };
        Use { item: Arc::new(parameter), reference: None }
    }
}
