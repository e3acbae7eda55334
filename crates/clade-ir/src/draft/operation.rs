//! Operations of the draft.

use clade_spec::{Encoding, Json, Named, NodeId as SpecNode, SchemaId, SpecText};

use super::NodeId;
use crate::model::Framing;
use crate::naming::Words;
use crate::{
    AuthRule, Docs, HttpMethod, Name, ParamEncoding, ParamPlace, Pinned, ResourceId, RetryClass, StatusSet,
    StreamKind,
};

/// Identity of an operation that stays when others are split or left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct OpKey(pub(crate) u32);

/// One call under construction.
#[derive(Debug, Clone)]
pub(crate) struct DraftOperation {
    pub(crate) key: OpKey,
    pub(crate) source: SpecNode,
    pub(crate) wire_id: Option<SpecText>,
    pub(crate) method: HttpMethod,
    /// The path key as written, for hints and messages.
    pub(crate) path_key: SpecText,
    /// The text after `#` in the path key.
    pub(crate) fragment: Option<SpecText>,
    pub(crate) path: Vec<Segment>,
    pub(crate) fixed_query: Vec<(SpecText, SpecText)>,
    pub(crate) tags: Vec<SpecText>,
    /// Path parameters first, in the order of the path.
    pub(crate) params: Vec<DraftParam>,
    pub(crate) body: BodyDraft,
    pub(crate) pinned: Vec<Pinned>,
    pub(crate) successes: Vec<DraftOutcome>,
    pub(crate) errors: Vec<DraftOutcome>,
    pub(crate) auth: AuthRule,
    pub(crate) server: Option<SpecText>,
    pub(crate) docs: Docs,
    /// What all JSON successes have in common; filled by `join_replies`.
    pub(crate) reply: Option<NodeId>,
    /// The streaming half of an operation that was split, or the whole of one that only streams.
    pub(crate) is_split_stream: bool,
    /// Index in [`Draft::resources`](super::Draft::resources) and words of the method; filled by `group_resources`.
    pub(crate) resource: ResourceId,
    pub(crate) words: Words,
    /// Claimed method name; filled by `group_resources`.
    pub(crate) name: Option<Name>,
    /// Filled by `find_pages`.
    pub(crate) page: Option<PageDraft>,
    /// Filled by `retry_class`.
    pub(crate) retry: RetryClass,
}

/// Part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Text, slashes included.
    Literal(SpecText),
    /// Index into the operation's parameters.
    Param(usize),
}

/// One parameter.
#[derive(Debug, Clone)]
pub(crate) struct DraftParam {
    pub(crate) wire: SpecText,
    pub(crate) place: ParamPlace,
    pub(crate) required: bool,
    pub(crate) node: NodeId,
    pub(crate) encoding: ParamEncoding,
    pub(crate) docs: Docs,
    pub(crate) managed: bool,
}

/// How members of a form or multipart body are written, by their key.
pub(crate) type Encodings = Named<Encoding>;

/// Body of a request.
#[derive(Debug, Clone)]
pub(crate) enum BodyDraft {
    None,
    Json { media: SpecText, node: NodeId, required: bool },
    Form { node: NodeId, encodings: Encodings, required: bool },
    Multipart { media: SpecText, node: Option<NodeId>, encodings: Encodings, required: bool },
    Bytes { media: SpecText, required: bool },
    Text { media: SpecText, required: bool },
}

/// What a status means, with every form its body can take.
#[derive(Debug, Clone)]
pub(crate) struct DraftOutcome {
    pub(crate) source: SpecNode,
    pub(crate) status: StatusSet,
    /// Forms of the body, most wanted first; none: no body.
    pub(crate) answers: Vec<Form>,
    pub(crate) headers: Vec<HeaderDraft>,
    pub(crate) docs: Docs,
}

/// One form of a reply's body, by its media type.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// Media type as written.
    pub(crate) media: SpecText,
    /// Its schema in the description.
    pub(crate) schema: Option<SchemaId>,
    /// Whether it is one more notation of data, as JSON is.
    pub(crate) notation: bool,
    pub(crate) answer: Answer,
}

/// What a form of a body holds.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    Json(NodeId),
    Text,
    Bytes,
    Stream(Box<AnswerStream>),
}

/// A stream under construction.
#[derive(Debug, Clone)]
pub(crate) struct AnswerStream {
    pub(crate) framing: Framing,
    /// `schema` of the media type.
    pub(crate) whole: Option<NodeId>,
    /// `itemSchema` of the media type; later the settled item.
    pub(crate) item: Option<NodeId>,
    /// Event names and the variants of `item` they select.
    pub(crate) cases: Vec<(SpecText, NodeId)>,
    pub(crate) kind: StreamKind,
    pub(crate) resumable: bool,
    /// Body member that switches the stream on.
    pub(crate) switch: Option<SpecText>,
}

/// A header of a reply.
#[derive(Debug, Clone)]
pub(crate) struct HeaderDraft {
    pub(crate) wire: SpecText,
    pub(crate) node: NodeId,
    pub(crate) required: bool,
    pub(crate) docs: Docs,
}

/// How a list goes on.
#[derive(Debug, Clone)]
pub(crate) struct PageDraft {
    pub(crate) kind: crate::PagingKind,
    pub(crate) items: Vec<SpecText>,
    pub(crate) item: NodeId,
    pub(crate) limit_param: Option<usize>,
    pub(crate) total: Option<Vec<SpecText>>,
    pub(crate) more: Option<Vec<SpecText>>,
}

/// A message the API sends to its user.
#[derive(Debug, Clone)]
pub(crate) struct DraftWebhook {
    pub(crate) wire: SpecText,
    pub(crate) docs: Docs,
    pub(crate) payload: Option<NodeId>,
}

/// Default of a parameter, as its schema gives it.
impl DraftParam {
    pub(crate) fn default<'a>(&self, draft: &'a super::Draft<'_>) -> Option<&'a Json> {
        draft
            .node(self.node)
            .default
            .as_ref()
            .or_else(|| draft.node(draft.follow(self.node)).default.as_ref())
    }
}
