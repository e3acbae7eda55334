//! Where a schema stands, as far as its name is concerned.

use clade_spec::SpecText;

use super::{NodeId, OpKey};
use crate::StatusSet;

/// What a schema is part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Reached by a reference only; what it is part of is not known (yet).
    Unknown,
    /// The description gives it a name: always a declaration of its own.
    Named {
        /// The name as written.
        text: SpecText,
        /// Whether the name is a key of the entry document's `components.schemas`.
        component: bool,
    },
    /// Named after something shared that is no schema: a parameter, response or request body in `components`.
    Shared(SpecText),
    /// A member of an object.
    Property(NodeId, SpecText),
    /// The elements of a list.
    Items(NodeId),
    /// The values of a map.
    Value(NodeId),
    /// A member of `allOf`, or the schema's own keywords beside one: what it is part of names it.
    Part(NodeId),
    /// Keywords beside a `$ref`: what it is part of names it.
    Beside(NodeId),
    /// A member of `oneOf` or `anyOf`.
    Variant(NodeId, usize),
    /// A variant (second) to which members of what surrounds the union (first) were added.
    Joined(NodeId, NodeId),
    /// What children of a schema extend, where the schema itself has become the union of its children.
    Base(NodeId),
    /// A parameter's value.
    Param(OpKey, SpecText),
    /// The request's body.
    Body(OpKey),
    /// What a success gives; without a status: what all successes have in common.
    Reply(OpKey, Option<StatusSet>),
    /// An event or a line of a stream.
    Event(OpKey),
    /// What an error carries.
    Failure(OpKey, StatusSet),
    /// A header of a reply.
    Header(OpKey, SpecText),
    /// The payload of a webhook.
    Webhook(SpecText),
}

impl Origin {
    /// Whether it is part of another schema.
    pub(crate) fn is_inside(&self) -> bool {
        matches!(
            self,
            Self::Property(..)
                | Self::Items(_)
                | Self::Value(_)
                | Self::Part(_)
                | Self::Beside(_)
                | Self::Variant(..)
        )
    }
}
