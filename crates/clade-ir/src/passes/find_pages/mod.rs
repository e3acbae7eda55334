//! Finds lists that go on: what moves from page to page, and where the items are. Careful: a page that is none would
//! ask the server for things it does not know, so everything needed must be there.

mod hinted;
mod names;
mod reply;

use clade_diag::Diags;
use clade_spec::SpecText;

use super::hints;
use crate::draft::{Draft, DraftOperation, DraftParam, NodeId, PageDraft, Scalar, Shape};
use crate::{HttpMethod, Json, PageHint, PagingKind, ParamPlace};

use reply::Found;

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    for at in 0..draft.operations.len() {
        let operation = &draft.operations[at];
        let Some(node) = operation.reply.filter(|node| !draft.nullable(*node)) else { continue };
        let hint = hints::of(draft, operation).and_then(|hint| hint.pages.as_ref());
        let page = match hint {
            Some(PageHint::Off) => None,
            Some(PageHint::On { items, cursor, next }) => {
                let wish = hinted::Wish { items: items.as_deref(), cursor: cursor.as_deref(), next: next.as_deref() };
                hinted::page(draft, diags, at, node, &wish)
            }
            None => inferred(draft, operation, node),
        };
        draft.operations[at].page = page;
    }
}

/// The page that an operation's parameters and reply tell of.
fn inferred(draft: &Draft<'_>, operation: &DraftOperation, node: NodeId) -> Option<PageDraft> {
    if operation.method != HttpMethod::Get {
        return None;
    }
    let found = reply::items(draft, node)?;
    let kind = kind(draft, operation, node, &found)?;
    Some(page(draft, operation, node, found, kind))
}

fn page(
    draft: &Draft<'_>,
    operation: &DraftOperation,
    node: NodeId,
    found: Found,
    kind: PagingKind,
) -> PageDraft {
    PageDraft {
        kind,
        items: found.path,
        item: found.item,
        limit_param: limit(draft, operation),
        total: reply::total(draft, node),
    }
}

/// What moves: the most reliable of what is described.
fn kind(draft: &Draft<'_>, operation: &DraftOperation, node: NodeId, found: &Found) -> Option<PagingKind> {
    cursor(draft, operation, node)
        .or_else(|| link_header(operation))
        .or_else(|| reply::next_url(draft, node).map(|next| PagingKind::NextUrl { next }))
        .or_else(|| offset(draft, operation))
        .or_else(|| page_number(draft, operation, node, found))
}

fn cursor(draft: &Draft<'_>, operation: &DraftOperation, node: NodeId) -> Option<PagingKind> {
    let param = query(operation, |param| {
        names::is_one_of(&param.wire, &names::CURSOR_PARAMS) && is_token(draft, param.node)
    })?;
    let next = reply::next_cursor(draft, node, &operation.params[param].wire)?;
    Some(PagingKind::Cursor { param, next })
}

fn link_header(operation: &DraftOperation) -> Option<PagingKind> {
    let mut headers = operation.successes.iter().flat_map(|outcome| &outcome.headers);
    headers.any(|header| header.wire.expose().eq_ignore_ascii_case("link")).then_some(PagingKind::LinkHeader)
}

fn offset(draft: &Draft<'_>, operation: &DraftOperation) -> Option<PagingKind> {
    limit(draft, operation)?;
    let is_offset = |param: &DraftParam| {
        let named = names::is_one_of(&param.wire, &names::OFFSET_PARAMS)
            || names::is_one_of(&param.wire, &names::OFFSET_FROM_ZERO) && starts_at_zero(draft, param);
        named && is_integer(draft, param.node)
    };
    query(operation, is_offset).map(|param| PagingKind::Offset { param })
}

/// A page number alone is too little: a page size or a total must be there, too.
fn page_number(
    draft: &Draft<'_>,
    operation: &DraftOperation,
    node: NodeId,
    found: &Found,
) -> Option<PagingKind> {
    let is_page =
        |param: &DraftParam| names::is_one_of(&param.wire, &names::PAGE_PARAMS) && is_integer(draft, param.node);
    let param = query(operation, is_page)?;
    let counted = !found.path.is_empty() && reply::total(draft, node).is_some();
    if limit(draft, operation).is_none() && !counted {
        return None;
    }
    let from_zero = starts_at_zero(draft, &operation.params[param]);
    Some(PagingKind::PageNumber { param, first: u32::from(!from_zero) })
}

fn starts_at_zero(draft: &Draft<'_>, param: &DraftParam) -> bool {
    param.default(draft) == Some(&Json::Number("0".into()))
}

fn limit(draft: &Draft<'_>, operation: &DraftOperation) -> Option<usize> {
    query(operation, |param| {
        names::is_one_of(&param.wire, &names::LIMIT_PARAMS) && is_integer(draft, param.node)
    })
}

/// Index of the first query parameter of a kind.
fn query(operation: &DraftOperation, wanted: impl Fn(&DraftParam) -> bool) -> Option<usize> {
    operation.params.iter().position(|param| param.place == ParamPlace::Query && wanted(param))
}

fn is_integer(draft: &Draft<'_>, id: NodeId) -> bool {
    matches!(draft.shape(id), Shape::Scalar(Scalar::Int(_) | Scalar::F64))
}

/// Something a server can hand out and take back: text or a number.
fn is_token(draft: &Draft<'_>, id: NodeId) -> bool {
    let scalar = |scalar: &Scalar| !matches!(scalar, Scalar::Bool | Scalar::Literal(_) | Scalar::Bytes);
    matches!(draft.shape(id), Shape::Scalar(found) if scalar(found))
}

fn texts(path: &[&SpecText]) -> Vec<SpecText> {
    path.iter().map(|text| (*text).clone()).collect()
}
