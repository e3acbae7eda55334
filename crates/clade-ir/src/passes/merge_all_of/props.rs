//! Which of two schemas says more, where both hold.

use crate::draft::{NodeId, Scalar, Shape};

use super::settle::{DEEPEST, Merger};

impl Merger<'_, '_> {
    /// The schema that says what both say; `None` if they contradict each other. `second` overrides where both are
    /// alike: it comes from the child.
    pub(super) fn narrower(&mut self, first: NodeId, second: NodeId, depth: usize) -> Option<NodeId> {
        if depth > DEEPEST {
            return Some(second);
        }
        let (a, b) = (self.draft.follow(first), self.draft.follow(second));
        self.settle(a, depth + 1);
        self.settle(b, depth + 1);
        let (a, b) = (self.draft.follow(a), self.draft.follow(b));
        if a == b {
            return Some(second);
        }
        let (x, y) = (&self.draft.node(a).shape, &self.draft.node(b).shape);
        match (x, y) {
            _ if says_it_all(x, y) => Some(first),
            _ if is_said_by(x, y) => Some(second),
            (Shape::Scalar(x), Shape::Scalar(y)) => narrower_scalar(x, y).map(|wins| [first, second][wins]),
            (Shape::Object(_), Shape::Object(_)) => Some(self.both(a, b, first, second, depth)),
            (Shape::List(x), Shape::List(y)) => {
                let (x, y) = (*x, *y);
                self.narrower(x, y, depth + 1).map(|item| if item == x { first } else { second })
            }
            _ => None,
        }
    }

    /// Both objects as one, standing where the second does.
    fn both(&mut self, a: NodeId, b: NodeId, first: NodeId, second: NodeId, depth: usize) -> NodeId {
        if !self.afford(1) {
            return second;
        }
        if self.covers(b, a) {
            return second;
        }
        let node = self.draft.node(second).clone();
        let merged = self.made_up(second, node.origin.clone(), Shape::AllOf(vec![first, second]));
        let target = self.draft.node_mut(merged);
        (target.docs, target.nullable, target.access, target.default) =
            (node.docs, node.nullable, node.access, node.default);
        self.settle(merged, depth + 1);
        merged
    }

    /// Whether one object has all members of another.
    fn covers(&self, whole: NodeId, part: NodeId) -> bool {
        let (Shape::Object(whole), Shape::Object(part)) =
            (&self.draft.node(whole).shape, &self.draft.node(part).shape)
        else {
            return false;
        };
        part.undeclared.is_empty()
            && part.props.iter().all(|prop| {
                whole.props.iter().any(|other| other.wire == prop.wire && other.required >= prop.required)
            })
    }

    /// A word for messages.
    pub(super) fn word(&self, id: NodeId) -> &'static str {
        match self.draft.shape(id) {
            Shape::Any | Shape::Ref(_) | Shape::AllOf(_) => "anything",
            Shape::Null => "null",
            Shape::Scalar(scalar) => scalar_word(scalar),
            Shape::Values(_) | Shape::Enum(_) => "one of a list of values",
            Shape::List(_) => "an array",
            Shape::Map(_) | Shape::Object(_) => "an object",
            Shape::AnyOf(_) | Shape::Union(_) => "one of several types",
        }
    }
}

/// Whether the first leaves nothing for the second to say.
fn says_it_all(first: &Shape, second: &Shape) -> bool {
    matches!(
        (first, second),
        (_, Shape::Any) | (Shape::Values(_), Shape::Scalar(_)) | (Shape::Object(_), Shape::Map(_))
    )
}

/// Whether the second says what the first does. Of what cannot be compared (unions, circles) the child's word counts.
fn is_said_by(first: &Shape, second: &Shape) -> bool {
    let beyond = |shape: &Shape| matches!(shape, Shape::AnyOf(_) | Shape::AllOf(_) | Shape::Null);
    let known = matches!(
        (first, second),
        (Shape::Any, _)
            | (Shape::Scalar(_) | Shape::Values(_), Shape::Values(_))
            | (Shape::Map(_), Shape::Map(_) | Shape::Object(_))
    );
    known || beyond(first) || beyond(second)
}

fn scalar_word(scalar: &Scalar) -> &'static str {
    match scalar {
        Scalar::Bool => "a boolean",
        Scalar::Int(_) => "an integer",
        Scalar::F32 | Scalar::F64 => "a number",
        Scalar::Literal(_) => "a constant",
        _ => "text",
    }
}

/// Index of the scalar that says more; `None` if no value is both.
fn narrower_scalar(first: &Scalar, second: &Scalar) -> Option<usize> {
    let (a, b) = (scalar_word(first), scalar_word(second));
    match (a, b) {
        _ if a == b => Some(usize::from(*second != Scalar::Text)),
        ("an integer", "a number") | ("a constant", _) => Some(0),
        ("a number", "an integer") | (_, "a constant") => Some(1),
        _ => None,
    }
}
