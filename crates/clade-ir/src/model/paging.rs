//! How a list goes on.

use clade_spec::SpecText;

use super::Type;

/// How a page leads to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Paging {
    /// What moves.
    pub kind: PagingKind,
    /// Wire path of the items' array from the page's root; empty when the page *is* the array.
    pub items: Vec<SpecText>,
    /// Type of one item.
    pub item: Type,
    /// Index of the page-size parameter in the operation's params, if there is one.
    pub limit_param: Option<usize>,
    /// Wire path of the total count, if the page has one.
    pub total: Option<Vec<SpecText>>,
    /// Wire path of the member that is false on the last page, if the page has one.
    pub more: Option<Vec<SpecText>>,
}

/// What moves from page to page. `param` indexes the operation's params.
#[derive(Debug, Clone, PartialEq)]
pub enum PagingKind {
    /// An opaque cursor: the reply's value goes into the parameter.
    Cursor {
        /// Query parameter.
        param: usize,
        /// Wire path of the next cursor from the page's root. Where it leads through the items' array, it is a member of
        /// the last item.
        next: Vec<SpecText>,
    },
    /// A count of items to skip.
    Offset {
        /// Query parameter.
        param: usize,
    },
    /// A page number.
    PageNumber {
        /// Query parameter.
        param: usize,
        /// Number of the first page (0 or 1).
        first: u32,
    },
    /// A `Link: …; rel="next"` header.
    LinkHeader,
    /// A URL of the next page in the reply's body.
    NextUrl {
        /// Wire path of the URL from the page's root.
        next: Vec<SpecText>,
    },
}
