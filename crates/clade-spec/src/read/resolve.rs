//! `$ref`: from a URI reference to the node it points to.

use std::collections::HashMap;
use std::sync::Arc;

use clade_diag::{Diag, Diags, SourceId, codes};

use super::files::{FileError, Files};
use super::loader::LoadError;
use crate::tree::{NodeId, View};

/// References that one reference may lead through.
const HOPS: usize = 64;

/// Why a reference leads nowhere.
pub(super) enum Failure {
    /// The finding, still to be reported where the reference stands.
    New(Box<Diag>),
    /// What is behind it has been reported already: the file it leads to cannot be read.
    Reported,
}

/// Resolves references and remembers the answers.
#[derive(Default)]
pub(super) struct Resolver {
    /// By what the text is relative to, and the text.
    known: HashMap<(NodeId, String), NodeId>,
    anchors: HashMap<SourceId, Arc<Anchors>>,
}

/// Named places of one file.
#[derive(Default)]
struct Anchors {
    /// `$anchor` and `$dynamicAnchor`.
    names: HashMap<String, NodeId>,
    /// `$id`, and `$self` of the root, without fragment.
    ids: HashMap<String, NodeId>,
}

/// What a resolution needs at hand.
pub(super) struct Context<'c, 'l> {
    pub(super) files: &'c mut Files<'l>,
    pub(super) diags: &'c mut Diags,
}

impl Resolver {
    /// The node that a reference standing in `at` points to.
    pub(super) fn resolve(
        &mut self,
        context: &mut Context<'_, '_>,
        at: View<'_>,
        uri: &str,
    ) -> Result<NodeId, Failure> {
        self.resolve_within(context, at, uri, HOPS)
    }

    fn resolve_within(
        &mut self,
        context: &mut Context<'_, '_>,
        at: View<'_>,
        uri: &str,
        hops: usize,
    ) -> Result<NodeId, Failure> {
        if hops == 0 {
            return fail(codes::reference_cycle(uri));
        }
        let key = (self.scope(context, at, uri), uri.to_owned());
        if let Some(node) = self.known.get(&key) {
            return Ok(*node);
        }
        let (location, fragment) = uri.split_once('#').unwrap_or((uri, ""));
        let search = Search { uri, at, hops };
        let node = if location.is_empty() {
            self.here(context, &search, fragment)?
        } else {
            let root = self.locate(context, &search, location)?;
            self.fragment(context, &search, root, fragment)?
                .ok_or_else(|| Failure::New(Box::new(codes::dangling_reference(uri))))?
        };
        self.known.insert(key, node);
        Ok(node)
    }

    /// The node within which the same text always means the same: the file, unless an `$id` or nearest definitions
    /// may give it another meaning.
    fn scope(&mut self, context: &Context<'_, '_>, at: View<'_>, uri: &str) -> NodeId {
        if uri.strip_prefix('#').and_then(definitions_keyword).is_some() {
            return at.id();
        }
        if self.anchors(context, at).ids.is_empty() {
            return at.root().id();
        }
        nearest_id(at).unwrap_or(at.root()).id()
    }

    /// A reference without a location: the nearest `$id`, then the file, then the nearest definitions.
    fn here(
        &mut self,
        context: &mut Context<'_, '_>,
        search: &Search<'_, '_>,
        fragment: &str,
    ) -> Result<NodeId, Failure> {
        let at = search.at;
        if !self.anchors(context, at).ids.is_empty()
            && let Some(base) = nearest_id(at)
            && let Some(node) = self.fragment(context, search, base.id(), fragment)?
        {
            return Ok(node);
        }
        if let Some(node) = self.fragment(context, search, at.root().id(), fragment)? {
            return Ok(node);
        }
        if let Some(keyword) = definitions_keyword(fragment) {
            for base in ancestors(at).filter(|base| base.get(keyword).is_some()) {
                if let Some(node) = self.fragment(context, search, base.id(), fragment)? {
                    let diag = codes::nearest_definitions(search.uri);
                    context.diags.push(context.files.at(diag, at.id()));
                    return Ok(node);
                }
            }
        }
        fail(codes::dangling_reference(search.uri))
    }

    /// The root of what a location names: an `$id`, or another file.
    fn locate(
        &mut self,
        context: &mut Context<'_, '_>,
        search: &Search<'_, '_>,
        location: &str,
    ) -> Result<NodeId, Failure> {
        let at = search.at.id();
        if let Some(node) = self.anchors(context, search.at).ids.get(location) {
            return Ok(*node);
        }
        if has_scheme(location) || location.starts_with("//") {
            return fail(codes::remote_reference(search.uri));
        }
        let path = location.split('?').next().unwrap_or_default();
        let path = percent_decode(path).ok_or_else(|| malformed(search.uri, "bad percent-encoding"))?;
        let joined = join(context.files.path(at.source), &path);
        let path = joined.ok_or_else(|| Failure::New(Box::new(codes::reference_outside_root(search.uri))))?;
        match context.files.load(&path, context.diags) {
            Ok(source) => Ok(NodeId { source, index: 0 }),
            Err(FileError::Load(LoadError::Outside)) => fail(codes::reference_outside_root(search.uri)),
            Err(FileError::Load(LoadError::TooLarge)) => {
                fail(codes::input_too_large(context.files.limits().bytes))
            }
            Err(FileError::Load(error)) => fail(codes::unreadable_reference(search.uri, error)),
            Err(FileError::Reported) => Err(Failure::Reported),
        }
    }

    /// The node a fragment names below a root; `None` when there is none.
    fn fragment(
        &mut self,
        context: &mut Context<'_, '_>,
        search: &Search<'_, '_>,
        root: NodeId,
        fragment: &str,
    ) -> Result<Option<NodeId>, Failure> {
        let decoded =
            percent_decode(fragment).ok_or_else(|| malformed(search.uri, "bad percent-encoding"))?;
        if decoded.is_empty() {
            return Ok(Some(root));
        }
        let Some(pointer) = decoded.strip_prefix('/') else {
            return self.anchor(context, search, root, &decoded).map(Some);
        };
        if let Some(node) = self.walk(context, search, root, pointer)? {
            return Ok(Some(node));
        }
        // A key that itself contains a percent sign, written without encoding.
        match fragment.strip_prefix('/') {
            Some(raw) if raw != pointer => self.walk(context, search, root, raw),
            _ => Ok(None),
        }
    }

    fn anchor(
        &mut self,
        context: &mut Context<'_, '_>,
        search: &Search<'_, '_>,
        root: NodeId,
        name: &str,
    ) -> Result<NodeId, Failure> {
        let Some(tree) = context.files.tree(root.source) else {
            return Err(Failure::Reported);
        };
        match self.anchors(context, tree.view(root)).names.get(name) {
            Some(node) => Ok(*node),
            None if name.contains('/') => Err(malformed(search.uri, "a pointer starts with `#/`")),
            None => fail(codes::dangling_reference(search.uri)),
        }
    }

    /// Follows a JSON pointer, through references on the way.
    fn walk(
        &mut self,
        context: &mut Context<'_, '_>,
        search: &Search<'_, '_>,
        root: NodeId,
        pointer: &str,
    ) -> Result<Option<NodeId>, Failure> {
        let mut node = root;
        for segment in pointer.split('/') {
            let segment =
                unescape(segment).ok_or_else(|| malformed(search.uri, "`~` is neither `~0` nor `~1`"))?;
            let Some(tree) = context.files.tree(node.source) else { return Ok(None) };
            let view = tree.view(node);
            if let Some(next) = view.step(&segment) {
                node = next.id();
                continue;
            }
            let Some(uri) = view.get("$ref").and_then(View::as_str) else { return Ok(None) };
            let target = self.resolve_within(context, view, uri, search.hops - 1)?;
            let Some(tree) = context.files.tree(target.source) else { return Ok(None) };
            let Some(next) = tree.view(target).step(&segment) else { return Ok(None) };
            node = next.id();
        }
        Ok(Some(node))
    }

    fn anchors(&mut self, context: &Context<'_, '_>, at: View<'_>) -> Arc<Anchors> {
        let source = at.id().source;
        let anchors = self.anchors.entry(source).or_insert_with(|| {
            let tree = context.files.tree(source);
            Arc::new(tree.map(|tree| Anchors::of(tree.view(NodeId { source, index: 0 }))).unwrap_or_default())
        });
        Arc::clone(anchors)
    }
}

/// One search: the reference as written, where it stands, and how many more references it may lead through.
struct Search<'s, 't> {
    uri: &'s str,
    at: View<'t>,
    hops: usize,
}

impl Anchors {
    fn of(root: View<'_>) -> Self {
        let mut anchors = Self::default();
        if let Some(uri) = root.get("$self").and_then(View::as_str) {
            anchors.ids.insert(without_fragment(uri), root.id());
        }
        anchors.collect(root);
        anchors
    }

    fn collect(&mut self, view: View<'_>) {
        for element in view.items() {
            self.collect(element);
        }
        for (key, member) in view.members() {
            match (key, member.as_str()) {
                ("$anchor" | "$dynamicAnchor", Some(name)) => {
                    self.names.entry(name.to_owned()).or_insert(view.id());
                }
                ("$id", Some(id)) => {
                    self.ids.entry(without_fragment(id)).or_insert(view.id());
                }
                // Data: what looks like an anchor in there is none.
                ("example" | "examples" | "default" | "enum" | "const", _) => {}
                _ if key.starts_with("x-") => {}
                _ => self.collect(member),
            }
        }
    }
}

fn fail<T>(diag: Diag) -> Result<T, Failure> {
    Err(Failure::New(Box::new(diag)))
}

fn malformed(uri: &str, problem: &str) -> Failure {
    Failure::New(Box::new(codes::malformed_reference(uri, problem)))
}

fn without_fragment(uri: &str) -> String {
    uri.split('#').next().unwrap_or_default().to_owned()
}

/// A node and all that contain it, inside out.
fn ancestors(view: View<'_>) -> impl Iterator<Item = View<'_>> {
    std::iter::successors(Some(view), |view| view.parent())
}

/// The keyword under which a pointer looks for a definition, if it does.
fn definitions_keyword(fragment: &str) -> Option<&'static str> {
    let first = fragment.strip_prefix('/')?.split('/').next()?;
    ["$defs", "definitions"].into_iter().find(|keyword| *keyword == first)
}

/// The nearest schema that has an `$id`.
fn nearest_id(view: View<'_>) -> Option<View<'_>> {
    ancestors(view).find(|view| view.get("$id").is_some_and(|id| id.as_str().is_some()))
}

/// Whether a location starts with a URI scheme.
fn has_scheme(location: &str) -> bool {
    let Some((scheme, _)) = location.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// The path that a relative one leads to from a file; `None` when it leaves the root folder.
fn join(from: &str, to: &str) -> Option<String> {
    // A backslash or drive letter would mean something else on Windows than here.
    if to.starts_with('/') || to.contains(['\\', '\0', ':']) {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Undoes percent-encoding; `None` when it is broken or does not give UTF-8.
fn percent_decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let high = char::from(rest.next()?).to_digit(16)?;
        let low = char::from(rest.next()?).to_digit(16)?;
        bytes.push(u8::try_from(high << 4 | low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// Undoes the escapes of a pointer's segment; `None` when they are broken.
fn unescape(segment: &str) -> Option<String> {
    let mut text = String::with_capacity(segment.len());
    let mut rest = segment.chars();
    while let Some(c) = rest.next() {
        text.push(match c {
            '~' => match rest.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            c => c,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below_the_root() {
        for (from, to, expected) in [
            ("a.yaml", "b.yaml", Some("b.yaml")),
            ("x/a.yaml", "../b.yaml", Some("b.yaml")),
            ("x/a.yaml", "./y//b.yaml", Some("x/y/b.yaml")),
            ("a.yaml", "../b.yaml", None),
            ("x/a.yaml", "../../b.yaml", None),
            ("a.yaml", "/etc/passwd", None),
            ("a.yaml", r"..\b.yaml", None),
            ("a.yaml", "C:b.yaml", None),
        ] {
            assert_eq!(join(from, to).as_deref(), expected, "{from} + {to}");
        }
    }

    #[test]
    fn encodings_are_undone() {
        assert_eq!(percent_decode("a%20b%2F").as_deref(), Some("a b/"));
        assert_eq!(percent_decode("%C3%A9").as_deref(), Some("é"));
        assert_eq!(percent_decode("%zz"), None);
        assert_eq!(percent_decode("%ff"), None);
        assert_eq!(unescape("a~1b~0c").as_deref(), Some("a/b~c"));
        assert_eq!(unescape("~2"), None);
        assert_eq!(unescape("~"), None);
    }
}
