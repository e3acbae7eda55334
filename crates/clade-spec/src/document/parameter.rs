//! Parameters and how their values are written.

use crate::document::{Example, Extensions, MediaType};
use crate::{NodeId, SchemaId, SpecText};

/// A parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it stands.
    pub node: NodeId,
    /// `name`
    pub name: SpecText,
    /// `in`
    pub location: ParameterIn,
    /// `required`; always true in a path.
    pub required: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// `allowEmptyValue`
    pub allow_empty_value: bool,
    /// `description`
    pub description: Option<SpecText>,
    /// What its value is and how it is written.
    pub value: ParameterValue,
    /// `example` and `examples`.
    pub examples: Vec<Example>,
    /// `x-…`
    pub extensions: Extensions,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ParameterIn {
    /// `path`
    Path,
    /// `query`
    Query,
    /// `header`
    Header,
    /// `cookie`
    Cookie,
    /// `querystring` (3.2): the whole query.
    QueryString,
}

/// What a parameter's or header's value is, and how it is written.
#[derive(Debug, Clone)]
pub enum ParameterValue {
    /// `schema` with a style; defaults of the dialect are filled in.
    Schema {
        /// `schema`; [`SchemaId::UNKNOWN`] (with a diagnostic) when missing.
        schema: SchemaId,
        /// `style`, or the location's default.
        style: Style,
        /// `explode`, or the style's default.
        explode: bool,
        /// `allowReserved`
        allow_reserved: bool,
    },
    /// `content` with its one media type.
    Content(Box<MediaType>),
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// `simple`
    Simple,
    /// `label`
    Label,
    /// `matrix`
    Matrix,
    /// `form`
    Form,
    /// `spaceDelimited`
    SpaceDelimited,
    /// `pipeDelimited`
    PipeDelimited,
    /// `deepObject`
    DeepObject,
    /// `cookie` (3.2)
    Cookie,
}
