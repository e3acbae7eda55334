//! What parameters and members of pages are called by custom. All names in words joined together.

use clade_spec::SpecText;

use crate::naming::split;

pub(super) const CURSOR_PARAMS: [&str; 22] = [
    "cursor",
    "after",
    "pagetoken",
    "nexttoken",
    "nextpagetoken",
    "startingafter",
    "continuation",
    "continuationtoken",
    "continue",
    "nextcursor",
    "pagecursor",
    "startcursor",
    "aftercursor",
    "afterid",
    "marker",
    "startafter",
    "next",
    "pageid",
    "scrollid",
    "paginationtoken",
    "cursorid",
    "nextkey",
];
pub(super) const LIMIT_PARAMS: [&str; 18] = [
    "limit",
    "pagesize",
    "perpage",
    "size",
    "maxresults",
    "count",
    "first",
    "take",
    "top",
    "pagelimit",
    "maxitems",
    "itemsperpage",
    "resultsperpage",
    "max",
    "pagesizelimit",
    "maxpagesize",
    "n",
    "perpagecount",
];
pub(super) const OFFSET_PARAMS: [&str; 2] = ["offset", "skip"];
/// Names that are a count of items to skip only if they start at zero: else they may be a time, or count from one.
pub(super) const OFFSET_FROM_ZERO: [&str; 6] =
    ["start", "startindex", "firstresult", "startat", "from", "startrow"];
pub(super) const PAGE_PARAMS: [&str; 8] =
    ["page", "pagenumber", "pagenum", "pageno", "pageindex", "currentpage", "pageid", "p"];
/// Members that hold the next cursor.
pub(super) const NEXT: [&str; 21] = [
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextpagecursor",
    "continuationtoken",
    "continuation",
    "continue",
    "nextmarker",
    "endcursor",
    "nextpage",
    "nextkey",
    "nextid",
    "nextafter",
    "nextpageid",
    "scrollid",
    "lastid",
    "paginationtoken",
    "nextstart",
    "next",
    "after",
    "cursor",
];
/// Parameters that take the id of the last item, should the page itself name no cursor.
pub(super) const AFTER_ITEM: [&str; 4] = ["startingafter", "after", "afterid", "startafter"];
/// Members that are false on the last page.
pub(super) const MORE: [&str; 3] = ["hasmore", "hasnextpage", "hasnext"];
/// Members that hold the URL of the next page.
pub(super) const NEXT_URL: [&str; 8] = [
    "nexturl",
    "nexturi",
    "nextlink",
    "nextpageurl",
    "nextpageuri",
    "nextpagelink",
    "odatanextlink",
    "nexthref",
];
/// Objects inside a page that tell how it goes on.
pub(super) const ENVELOPES: [&str; 13] = [
    "pagination",
    "paging",
    "page",
    "pageinfo",
    "meta",
    "metadata",
    "responsemetadata",
    "links",
    "cursor",
    "cursors",
    "paginginfo",
    "pagemeta",
    "paginationinfo",
];
/// Members that hold the items, best first.
pub(super) const ITEMS: [&str; 13] = [
    "items", "data", "results", "records", "entries", "values", "nodes", "list", "rows", "objects", "hits",
    "content", "elements",
];
pub(super) const TOTAL: [&str; 9] = [
    "total",
    "totalcount",
    "totalitems",
    "totalresults",
    "totalelements",
    "totalsize",
    "totalrecords",
    "totalentries",
    "totalhits",
];

/// A name in words joined together.
pub(super) fn key(wire: &SpecText) -> String {
    split(wire.expose()).concat()
}

pub(super) fn is_one_of(wire: &SpecText, known: &[&str]) -> bool {
    known.contains(&key(wire).as_str())
}
