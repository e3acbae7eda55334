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
        let hint = hints::of(draft, operation).and_then(|hint| hint.pages.as_ref());
        let Some(node) = operation.reply.filter(|node| !draft.nullable(*node)) else {
            if matches!(hint, Some(PageHint::On { .. })) && !operation.is_split_stream {
                hints::does_not_fit(draft, diags, at, "the operation does not always answer with JSON");
            }
            continue;
        };
        let page = match hint {
            Some(PageHint::Off) => None,
            Some(PageHint::On { items, cursor, next }) => {
                let wish = hinted::Wish {
                    items: items.as_deref(),
                    cursor: cursor.as_deref(),
                    next: next.as_deref(),
                };
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
        more: reply::more(draft, node),
    }
}

/// What moves: the most reliable of what is described.
fn kind(draft: &Draft<'_>, operation: &DraftOperation, node: NodeId, found: &Found) -> Option<PagingKind> {
    cursor(draft, operation, node, found)
        .or_else(|| link_header(operation))
        .or_else(|| reply::next_url(draft, node).map(|next| PagingKind::NextUrl { next }))
        .or_else(|| offset(draft, operation))
        .or_else(|| page_number(draft, operation, node, found))
}

fn cursor(draft: &Draft<'_>, operation: &DraftOperation, node: NodeId, found: &Found) -> Option<PagingKind> {
    let param = query(operation, |param| {
        names::is_one_of(&param.wire, &names::CURSOR_PARAMS) && is_token(draft, param.node)
    })?;
    let wire = &operation.params[param].wire;
    let next =
        reply::next_cursor(draft, node, wire).or_else(|| reply::last_item(draft, node, found, wire))?;
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
    let is_page = |param: &DraftParam| {
        names::is_one_of(&param.wire, &names::PAGE_PARAMS) && is_integer(draft, param.node)
    };
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

#[cfg(test)]
mod tests {
    use crate::testing::{assert_lines, hinted, operations};
    use crate::{Hints, OperationHint, PageHint, dump};

    /// An operation with query parameters and a reply.
    fn list(params: &str, reply: &str) -> String {
        format!(
            "/a:\n  get:\n    operationId: a.list\n    parameters: [{params}]\n    responses: {{'200': {{description: ok, \
             content: {{application/json: {{schema: {reply}}}}}}}}}\n"
        )
    }

    const CURSOR: &str = "{name: cursor, in: query, schema: {type: string}}";
    const LIMIT: &str = "{name: limit, in: query, schema: {type: integer}}";
    const ITEMS: &str = "items: {type: array, items: {type: object, properties: {id: {type: string}}}}";

    #[test]
    fn a_cursor_needs_a_parameter_and_a_member() {
        let text =
            operations(&list(CURSOR, &format!("{{properties: {{{ITEMS}, next_cursor: {{type: string}}}}}}")));
        assert_lines!(
            text,
            "-> pages of a_list_reply: cursor cursor from next_cursor, items items: a_list_reply_item"
        );
        for (params, reply) in [
            (CURSOR, format!("{{properties: {{{ITEMS}}}}}")),
            (LIMIT, format!("{{properties: {{{ITEMS}, next_cursor: {{type: string}}}}}}")),
            (CURSOR, "{properties: {next_cursor: {type: string}}}".to_owned()),
            (CURSOR, format!("{{properties: {{{ITEMS}, next_cursor: {{type: boolean}}}}}}")),
        ] {
            let text = operations(&list(params, &reply));
            assert!(!text.contains("pages of"), "{text}");
        }
    }

    #[test]
    fn the_last_item_is_a_cursor_where_the_page_says_whether_more_follow() {
        let after = "{name: starting_after, in: query, schema: {type: string}}";
        let reply = format!("{{properties: {{{ITEMS}, has_more: {{type: boolean}}}}}}");
        assert_lines!(
            operations(&list(after, &reply)),
            "-> pages of a_list_reply: cursor starting_after from items.id, items items: a_list_reply_item, while has_more"
        );
        let texts = "{properties: {items: {type: array, items: {type: string}}, has_more: {type: boolean}}}";
        for (params, reply) in
            [(CURSOR, reply.as_str()), (after, &format!("{{properties: {{{ITEMS}}}}}")), (after, texts)]
        {
            let text = operations(&list(params, reply));
            assert!(!text.contains("pages of"), "{text}");
        }
    }

    #[test]
    fn a_page_may_say_that_it_is_the_last() {
        let info = "pageInfo: {properties: {endCursor: {type: string}, hasNextPage: {type: boolean}}}";
        assert_lines!(
            operations(&list(CURSOR, &format!("{{properties: {{{ITEMS}, {info}}}}}"))),
            "-> pages of a_list_reply: cursor cursor from pageInfo.endCursor, items items: a_list_reply_item, while \
             pageInfo.hasNextPage"
        );
    }

    #[test]
    fn a_next_that_is_a_url_is_no_cursor() {
        let next = "next: {type: string, format: uri, nullable: true}";
        let text = operations(&list(CURSOR, &format!("{{properties: {{{ITEMS}, {next}}}}}")));
        assert!(text.contains("next url next"), "{text}");
    }

    #[test]
    fn a_start_that_may_be_a_time_is_no_offset() {
        let start = "{name: start, in: query, schema: {type: integer}}";
        let text = operations(&list(&format!("{start}, {LIMIT}"), &format!("{{properties: {{{ITEMS}}}}}")));
        assert!(!text.contains("pages of"), "{text}");
    }

    #[test]
    fn what_is_posted_is_not_paged() {
        let text = list(CURSOR, &format!("{{properties: {{{ITEMS}, next_cursor: {{type: string}}}}}}"));
        let text = operations(&text.replace("get:", "post:"));
        assert!(!text.contains("pages of"), "{text}");
    }

    fn hint(text: &str, page: PageHint) -> (String, Vec<&'static str>) {
        let mut hints = Hints::default();
        hints
            .operations
            .insert("a.list".to_owned(), OperationHint { pages: Some(page), ..OperationHint::default() });
        let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
        let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:";
        let (api, diags) = hinted(&format!("{head}\n{}\n", lines.join("\n")), &hints);
        (dump(&api), crate::testing::codes(&diags))
    }

    #[test]
    fn settings_turn_pages_off_and_on() {
        let text = list(
            &format!("{CURSOR}, {{name: from, in: query, schema: {{type: string}}}}"),
            "{properties: {page: {properties: {rows: {type: array, items: {type: string}}, mark: {type: string}}}, \
             next_cursor: {type: string}, items: {type: array, items: {type: string}}}}",
        );
        assert!(!hint(&text, PageHint::Off).0.contains("pages of"));
        let page = PageHint::On {
            items: Some("page.rows".to_owned()),
            cursor: Some("from".to_owned()),
            next: Some("page.mark".to_owned()),
        };
        let (dumped, _) = hint(&text, page);
        assert!(dumped.contains("cursor from from page.mark, items page.rows: text"), "{dumped}");
    }

    #[test]
    fn settings_that_do_not_fit_are_said() {
        let text = list(CURSOR, &format!("{{properties: {{{ITEMS}}}}}"));
        let page = PageHint::On { items: Some("nowhere".to_owned()), cursor: None, next: None };
        let (dumped, codes) = hint(&text, page);
        assert!(!dumped.contains("pages of"), "{dumped}");
        assert_eq!(codes, ["CL0853"]);
    }
}
