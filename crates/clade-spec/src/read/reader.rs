//! The state of one reading, and following references to shared parts.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use clade_diag::{Diag, Diags, codes};

use super::files::Files;
use super::resolve::{Context, Failure, Resolver};
use super::schemas::SchemaTable;
use crate::SpecText;
use crate::document::{Header, MediaType, Parameter, Reference, RequestBody, Response, SecurityScheme, Use};
use crate::tree::{NodeId, Tree, View};

/// References that one part may be reached through.
const HOPS: usize = 64;

/// Parts that may contain each other, within one another.
const NESTING: usize = 64;

/// Spellings looked for in one reading: more than anybody reads, few enough for hostile descriptions.
const SUGGESTIONS: usize = 200;

/// The state of one reading.
pub(super) struct Reader<'l> {
    pub(super) files: Files<'l>,
    pub(super) diags: Diags,
    pub(super) schemas: SchemaTable,
    resolver: Resolver,
    parts: Parts,
    /// Values that may still be copied for references.
    copies_left: usize,
    /// How many more times a better spelling is looked for, which takes a while.
    pub(super) suggestions_left: usize,
    /// Shared parts being read right now, outermost first.
    open: Vec<NodeId>,
}

/// Shared parts that have been read, by where they stand; `None` where reading failed.
#[derive(Default)]
pub(super) struct Parts {
    parameters: Shelf<Parameter>,
    responses: Shelf<Response>,
    request_bodies: Shelf<RequestBody>,
    headers: Shelf<Header>,
    media_types: Shelf<MediaType>,
    security_schemes: Shelf<SecurityScheme>,
}

/// Parts of one kind.
pub(super) type Shelf<T> = HashMap<NodeId, Option<Arc<T>>>;

/// A kind of part that may be shared by `$ref`.
pub(super) trait Part: Sized {
    /// What it is, with its article, for messages.
    const NAME: &'static str;

    /// Where parts of this kind are kept.
    fn shelf(parts: &mut Parts) -> &mut Shelf<Self>;

    /// Reads one from an object; `None` (reported) when it cannot be used.
    fn read(reader: &mut Reader<'_>, view: View<'_>) -> Option<Self>;
}

macro_rules! part {
    ($kind:ident, $name:literal, $shelf:ident, |$reader:ident, $view:ident| $read:expr) => {
        impl Part for $kind {
            const NAME: &'static str = $name;

            fn shelf(parts: &mut Parts) -> &mut Shelf<Self> {
                &mut parts.$shelf
            }

            fn read($reader: &mut Reader<'_>, $view: View<'_>) -> Option<Self> {
                $read
            }
        }
    };
}

part!(Parameter, "a parameter", parameters, |reader, view| reader.read_parameter(view));
part!(Response, "a response", responses, |reader, view| Some(reader.read_response(view)));
part!(RequestBody, "a request body", request_bodies, |reader, view| Some(reader.read_request_body(view)));
part!(Header, "a header", headers, |reader, view| Some(reader.read_header(view)));
part!(MediaType, "a media type", media_types, |reader, view| Some(reader.read_media_type(view)));
part!(SecurityScheme, "a security scheme", security_schemes, |reader, view| {
    Some(reader.read_security_scheme(view))
});

impl<'l> Reader<'l> {
    pub(super) fn new(files: Files<'l>, diags: Diags) -> Self {
        let copies_left = files.limits().nodes;
        Self {
            files,
            diags,
            copies_left,
            schemas: SchemaTable::new(),
            resolver: Resolver::default(),
            parts: Parts::default(),
            suggestions_left: SUGGESTIONS,
            open: Vec::new(),
        }
    }

    /// Adds a finding at a node.
    pub(super) fn report(&mut self, diag: Diag, node: NodeId) {
        self.diags.push(self.files.at(diag, node));
    }

    /// Adds a finding at the key of a node.
    pub(super) fn report_key(&mut self, diag: Diag, node: NodeId) {
        self.diags.push(diag.at(self.files.forest.key_place(node)));
    }

    /// The tree of a node's file.
    pub(super) fn tree(&self, node: NodeId) -> Arc<Tree> {
        self.files.tree(node.source).unwrap_or_else(|| Arc::new(Tree::empty()))
    }

    /// The node that a reference standing in `holder` points to; failures are reported there.
    pub(super) fn resolve(&mut self, holder: View<'_>, uri: &str) -> Option<NodeId> {
        let mut context = Context { files: &mut self.files, diags: &mut self.diags };
        match self.resolver.resolve(&mut context, holder, uri) {
            Ok(node) => Some(node),
            Err(failure) => {
                let place = holder.get("$ref").unwrap_or(holder).id();
                if let Failure::New(diag) = failure {
                    let diag = self.suggest_target(*diag, holder, uri);
                    self.report(diag, place);
                }
                None
            }
        }
    }

    /// The node that a reference points to; `None`, unreported, when there is none.
    pub(super) fn resolve_quietly(&mut self, at: View<'_>, uri: &str) -> Option<NodeId> {
        let mut context = Context { files: &mut self.files, diags: &mut self.diags };
        self.resolver.resolve(&mut context, at, uri).ok()
    }

    /// The reference that an object is, if it is one: its text must be a string.
    pub(super) fn reference_uri<'t>(&mut self, view: View<'t>) -> Option<&'t str> {
        let reference = view.get("$ref")?;
        if let Some(uri) = reference.as_str() {
            return Some(uri);
        }
        self.report(codes::reference_not_text(reference.kind().word()), reference.id());
        None
    }

    /// Follows a reference, and references it leads to, to something that is none.
    pub(super) fn follow(&mut self, holder: View<'_>, uri: &str) -> Option<NodeId> {
        let mut node = self.resolve(holder, uri)?;
        let mut passed = HashSet::from([holder.id()]);
        loop {
            if !passed.insert(node) || passed.len() > HOPS {
                self.report(codes::reference_cycle(uri), holder.id());
                return None;
            }
            let tree = self.tree(node);
            let view = tree.view(node);
            let Some(next) = view.get("$ref").and_then(View::as_str) else { return Some(node) };
            node = self.resolve(view, next)?;
        }
    }

    /// Accounts for copying what a reference leads to; `false` (reported once) when too much has been copied.
    pub(super) fn may_copy(&mut self, view: View<'_>) -> bool {
        let size = view.size_within(self.copies_left + 1);
        self.may_copy_values(size, view.id())
    }

    /// Accounts for copying some values to where a node stands.
    pub(super) fn may_copy_values(&mut self, count: usize, node: NodeId) -> bool {
        let had_some = self.copies_left > 0;
        self.copies_left = self.copies_left.saturating_sub(count);
        if self.copies_left == 0 && had_some {
            self.report(codes::reference_expansion(self.files.limits().nodes), node);
        }
        self.copies_left > 0
    }

    /// A part written in place or referred to.
    pub(super) fn part<T: Part>(&mut self, view: View<'_>) -> Option<Use<T>> {
        let Some(uri) = self.reference_uri(view) else {
            let item = self.shared(view, view.id(), None)?;
            return Some(Use { item, reference: None });
        };
        let target = self.follow(view, uri)?;
        let item = self.shared(view, target, Some(uri))?;
        Some(Use { item, reference: Some(reference(view, uri)) })
    }

    /// The part at a node, read at most once.
    fn shared<T: Part>(&mut self, holder: View<'_>, node: NodeId, uri: Option<&str>) -> Option<Arc<T>> {
        if let Some(known) = T::shelf(&mut self.parts).get(&node) {
            return known.clone();
        }
        if self.open.contains(&node) || self.open.len() >= NESTING {
            self.report(codes::reference_cycle(uri.unwrap_or(T::NAME)), holder.id());
            return None;
        }
        let tree = self.tree(node);
        let target = tree.view(node);
        if !target.is_object() {
            let found = target.kind().word();
            let diag = match uri {
                Some(uri) => codes::reference_to_wrong_kind(uri, T::NAME, found),
                None => codes::wrong_kind(T::NAME, "an object", found),
            };
            self.report(diag, holder.id());
            return None;
        }
        self.open.push(node);
        let item = T::read(self, target).map(Arc::new);
        self.open.pop();
        T::shelf(&mut self.parts).insert(node, item.clone());
        item
    }

    /// An object that is a map, possibly referred to as a whole.
    pub(super) fn map<T>(
        &mut self,
        view: View<'_>,
        mut each: impl FnMut(&mut Self, &str, View<'_>) -> Option<T>,
    ) -> Vec<(SpecText, T)> {
        let mut entries = Vec::new();
        let target = match view.get("$ref").and_then(View::as_str) {
            Some(uri) if view.members().len() == 1 => self.follow(view, uri),
            _ => Some(view.id()),
        };
        let Some(target) = target else { return entries };
        let tree = self.tree(target);
        if target != view.id() && !self.may_copy(tree.view(target)) {
            return entries;
        }
        for (key, value) in tree.view(target).members() {
            if let Some(entry) = each(self, key, value) {
                entries.push((SpecText::from(key), entry));
            }
        }
        entries
    }
}

/// A reference that was followed.
fn reference(view: View<'_>, uri: &str) -> Reference {
    let text = |name: &str| view.get(name).and_then(View::as_str).map(SpecText::from);
    Reference {
        node: view.id(),
        uri: SpecText::from(uri),
        name: component_name(uri),
        summary: text("summary"),
        description: text("description"),
    }
}

/// The name in `#/components/<kind>/<name>`.
fn component_name(uri: &str) -> Option<SpecText> {
    let (_, pointer) = uri.split_once("#/components/")?;
    let (_, name) = pointer.split_once('/')?;
    (!name.contains('/')).then(|| SpecText::from(name.replace("~1", "/").replace("~0", "~")))
}
