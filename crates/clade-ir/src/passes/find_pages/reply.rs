//! What a reply tells of its pages.

use clade_spec::SpecText;

use super::{names, texts};
use crate::draft::{Draft, NodeId, Prop, Scalar, Shape};

/// Where the items of a page are.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) path: Vec<SpecText>,
    pub(super) item: NodeId,
}

/// The items: the reply itself if it is an array, a member called as items are, or the only array of objects.
pub(super) fn items(draft: &Draft<'_>, node: NodeId) -> Option<Found> {
    match draft.shape(node) {
        Shape::List(item) => Some(Found { path: Vec::new(), item: *item }),
        Shape::Object(object) => {
            let lists: Vec<(&SpecText, NodeId)> =
                object.props.iter().filter_map(|prop| Some((&prop.wire, list_of(draft, prop)?))).collect();
            let (wire, item) = by_custom(draft, &lists).or_else(|| only_objects(draft, &lists))?;
            Some(Found { path: vec![wire], item })
        }
        _ => None,
    }
}

/// The array's element type, if a member is an array.
fn list_of(draft: &Draft<'_>, prop: &Prop) -> Option<NodeId> {
    match draft.shape(prop.node) {
        Shape::List(item) => Some(*item),
        _ => None,
    }
}

fn is_object(draft: &Draft<'_>, item: NodeId) -> bool {
    matches!(draft.shape(item), Shape::Object(_) | Shape::Union(_) | Shape::Map(_))
}

fn by_custom(draft: &Draft<'_>, lists: &[(&SpecText, NodeId)]) -> Option<(SpecText, NodeId)> {
    let others = lists.iter().filter(|(_, item)| is_object(draft, *item)).count();
    names::ITEMS.iter().find_map(|name| {
        let (wire, item) = lists.iter().find(|(wire, _)| names::key(wire) == *name)?;
        // A list of scalars beside lists of objects is not what is paged through.
        (is_object(draft, *item) || others == 0).then(|| ((*wire).clone(), *item))
    })
}

fn only_objects(draft: &Draft<'_>, lists: &[(&SpecText, NodeId)]) -> Option<(SpecText, NodeId)> {
    let mut objects = lists.iter().filter(|(_, item)| is_object(draft, *item));
    let (wire, item) = objects.next()?;
    objects.next().is_none().then(|| ((*wire).clone(), *item))
}

/// Path of the next cursor. A member of the parameter's own name is one only if nothing better is there.
pub(super) fn next_cursor(draft: &Draft<'_>, node: NodeId, param: &SpecText) -> Option<Vec<SpecText>> {
    let own = names::key(param);
    let fits = |name: &str| match name {
        // These words alone are a cursor only to a parameter that takes one by the same word.
        "after" | "cursor" | "scrollid" => own == name,
        _ => true,
    };
    let known = names::NEXT.iter().filter(|name| fits(name));
    known.into_iter().find_map(|name| member(draft, node, name, is_cursor))
}

/// Path of the id of the last item, which takes the place of a cursor where the page says whether more follow.
pub(super) fn last_item(
    draft: &Draft<'_>,
    node: NodeId,
    found: &Found,
    param: &SpecText,
) -> Option<Vec<SpecText>> {
    let Shape::Object(item) = draft.shape(found.item) else { return None };
    let id = item.props.iter().find(|prop| prop.wire == *"id" && is_cursor(draft, prop))?;
    let fits = names::is_one_of(param, &names::AFTER_ITEM) && more(draft, node).is_some();
    fits.then(|| found.path.iter().chain([&id.wire]).cloned().collect())
}

/// Path of the member that is false on the last page.
pub(super) fn more(draft: &Draft<'_>, node: NodeId) -> Option<Vec<SpecText>> {
    let is_flag =
        |draft: &Draft<'_>, prop: &Prop| matches!(draft.shape(prop.node), Shape::Scalar(Scalar::Bool));
    names::MORE.iter().find_map(|name| member(draft, node, name, is_flag))
}

fn is_cursor(draft: &Draft<'_>, prop: &Prop) -> bool {
    let text_or_number = matches!(
        draft.shape(prop.node),
        Shape::Scalar(Scalar::Text | Scalar::Uuid | Scalar::Int(_) | Scalar::DateTime | Scalar::Base64)
    );
    text_or_number && !is_url(draft, prop)
}

/// Path of the URL of the next page.
pub(super) fn next_url(draft: &Draft<'_>, node: NodeId) -> Option<Vec<SpecText>> {
    let named = names::NEXT_URL.iter().find_map(|name| member(draft, node, name, is_text));
    named.or_else(|| member(draft, node, "next", is_url)).or_else(|| in_links(draft, node))
}

fn is_text(draft: &Draft<'_>, prop: &Prop) -> bool {
    matches!(draft.shape(prop.node), Shape::Scalar(Scalar::Text))
}

/// Whether a member is said to hold a URL.
fn is_url(draft: &Draft<'_>, prop: &Prop) -> bool {
    is_text(draft, prop) && {
        let (node, target) = (draft.node(prop.node), draft.node(draft.follow(prop.node)));
        let described = |text: Option<&SpecText>| {
            text.is_some_and(|text| {
                let text = text.expose().to_ascii_lowercase();
                text.contains("url") || text.contains("uri") || text.contains("link")
            })
        };
        node.is_uri || target.is_uri || described(node.docs.description.as_ref())
    }
}

/// `links.next` is a URL whatever is said of it.
fn in_links(draft: &Draft<'_>, node: NodeId) -> Option<Vec<SpecText>> {
    let Shape::Object(object) = draft.shape(node) else { return None };
    let links = object.props.iter().find(|prop| names::key(&prop.wire) == "links")?;
    let Shape::Object(inner) = draft.shape(links.node) else { return None };
    let next = inner.props.iter().find(|prop| names::key(&prop.wire) == "next" && is_text(draft, prop))?;
    Some(texts(&[&links.wire, &next.wire]))
}

/// Path of the total count.
pub(super) fn total(draft: &Draft<'_>, node: NodeId) -> Option<Vec<SpecText>> {
    let is_count = |draft: &Draft<'_>, prop: &Prop| {
        matches!(draft.shape(prop.node), Shape::Scalar(Scalar::Int(_) | Scalar::F64))
    };
    names::TOTAL.iter().find_map(|name| member(draft, node, name, is_count))
}

/// Path of a member of the page, or of an object in it that tells how it goes on.
fn member(
    draft: &Draft<'_>,
    node: NodeId,
    name: &str,
    fits: impl Fn(&Draft<'_>, &Prop) -> bool,
) -> Option<Vec<SpecText>> {
    let Shape::Object(object) = draft.shape(node) else { return None };
    if let Some(prop) = object.props.iter().find(|prop| names::key(&prop.wire) == name && fits(draft, prop)) {
        return Some(texts(&[&prop.wire]));
    }
    object.props.iter().find_map(|outer| {
        let Shape::Object(inner) = draft.shape(outer.node) else { return None };
        if !names::is_one_of(&outer.wire, &names::ENVELOPES) {
            return None;
        }
        let prop = inner.props.iter().find(|prop| names::key(&prop.wire) == name && fits(draft, prop))?;
        Some(texts(&[&outer.wire, &prop.wire]))
    })
}
