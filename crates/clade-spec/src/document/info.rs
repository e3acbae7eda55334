//! What the document says about itself: title, servers, tags.

use crate::document::{Extensions, Named};
use crate::{NodeId, SpecText};

/// `info`
#[derive(Debug, Clone, Default)]
pub struct Info {
    /// Where it stands; [`NodeId::NONE`] when missing.
    pub node: NodeId,
    /// `title`; empty when missing.
    pub title: SpecText,
    /// `version` of the API; empty when missing.
    pub version: SpecText,
    /// `summary`
    pub summary: Option<SpecText>,
    /// `description`
    pub description: Option<SpecText>,
    /// `termsOfService`
    pub terms_of_service: Option<SpecText>,
    /// `contact.name`
    pub contact_name: Option<SpecText>,
    /// `contact.url`
    pub contact_url: Option<SpecText>,
    /// `contact.email`
    pub contact_email: Option<SpecText>,
    /// `license.name`
    pub license_name: Option<SpecText>,
    /// `license.identifier` (SPDX)
    pub license_identifier: Option<SpecText>,
    /// `license.url`
    pub license_url: Option<SpecText>,
    /// `x-…`
    pub extensions: Extensions,
}

/// One entry of `servers`.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it stands.
    pub node: NodeId,
    /// `url` template as written; may be relative.
    pub url: SpecText,
    /// `name` (3.2)
    pub name: Option<SpecText>,
    /// `description`
    pub description: Option<SpecText>,
    /// `variables` by name.
    pub variables: Named<ServerVariable>,
    /// `x-…`
    pub extensions: Extensions,
}

/// One variable of a server's URL template.
#[derive(Debug, Clone)]
pub struct ServerVariable {
    /// Where it stands.
    pub node: NodeId,
    /// `default`; empty (with a diagnostic) when missing.
    pub default: SpecText,
    /// `enum`; empty when any value is allowed.
    pub enum_values: Vec<SpecText>,
    /// `description`
    pub description: Option<SpecText>,
}

/// One entry of `tags`.
#[derive(Debug, Clone)]
pub struct Tag {
    /// Where it stands.
    pub node: NodeId,
    /// `name`
    pub name: SpecText,
    /// `summary` (3.2; `x-displayName` before)
    pub summary: Option<SpecText>,
    /// `description`
    pub description: Option<SpecText>,
    /// `parent` (3.2): name of another tag.
    pub parent: Option<SpecText>,
    /// `kind` (3.2): `nav`, `badge`, `audience`, or any other word.
    pub kind: Option<SpecText>,
    /// `externalDocs`
    pub external_docs: Option<ExternalDocs>,
    /// `x-…`
    pub extensions: Extensions,
}

/// `externalDocs`
#[derive(Debug, Clone)]
pub struct ExternalDocs {
    /// `url`
    pub url: SpecText,
    /// `description`
    pub description: Option<SpecText>,
}
