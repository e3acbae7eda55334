//! Members of several objects as members of one.

use std::collections::HashMap;

use crate::draft::{Extra, NodeId, Object, Origin, Prop, Shape};

use super::settle::Merger;

impl Merger<'_, '_> {
    /// Adds one part's members to those of the parts before it.
    pub(super) fn add_members(&mut self, id: NodeId, merged: &mut Object, part: Object, depth: usize) {
        let known: HashMap<_, _> =
            merged.props.iter().enumerate().map(|(at, prop)| (prop.wire.clone(), at)).collect();
        for prop in part.props {
            match known.get(&prop.wire) {
                Some(&at) => {
                    let (before, required) = (merged.props[at].node, merged.props[at].required);
                    let node = self.member(id, &prop.wire, before, prop.node, depth);
                    merged.props[at] = Prop { node, required: required || prop.required, ..prop };
                }
                None => merged.props.push(prop),
            }
        }
        merged.undeclared.extend(part.undeclared);
        require_declared(merged);
        merged.extra = self.extra(merged.extra, part.extra);
    }

    fn extra(&self, first: Extra, second: Extra) -> Extra {
        match (first, second) {
            (Extra::Typed(a), Extra::Typed(b)) => {
                Extra::Typed(if matches!(self.draft.shape(b), Shape::Any) { a } else { b })
            }
            (Extra::Typed(value), _) | (_, Extra::Typed(value)) => Extra::Typed(value),
            // A part that forbids members it does not know would forbid those of the other parts: not meant.
            _ => Extra::Unsaid,
        }
    }

    /// The type of a member that two parts declare.
    fn member(
        &mut self,
        id: NodeId,
        wire: &clade_spec::SpecText,
        first: NodeId,
        second: NodeId,
        depth: usize,
    ) -> NodeId {
        if self.draft.follow(first) == self.draft.follow(second) {
            return second;
        }
        if let Some(narrower) = self.narrower(first, second, depth) {
            return narrower;
        }
        let words = (self.word(first), self.word(second));
        let what = format!("`{}`", wire.expose());
        let node = self.made_up(second, Origin::Property(id, wire.clone()), Shape::Any);
        let diag = clade_diag::codes::all_of_conflict(what, words.0, words.1);
        self.draft.degrade_node(self.diags, node, diag);
        node
    }
}

/// A part may require what another part declares.
fn require_declared(object: &mut Object) {
    let Object { props, undeclared, .. } = object;
    undeclared.retain(|name| match props.iter_mut().find(|prop| prop.wire == *name) {
        Some(prop) => {
            prop.required = true;
            false
        }
        None => true,
    });
}
