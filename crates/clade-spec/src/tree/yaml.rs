//! The YAML reader: events of `saphyr-parser` into the same tree as JSON.

use std::collections::HashMap;
use std::sync::Arc;

use clade_diag::{Diags, SourceId, codes};
use saphyr_parser::{Event, Marker, Parser as Events, ScalarStyle, ScanError, Span, StrInput, Tag};

use super::build::{Budget, Builder, Key, Position, Stop, offset};
use super::scalar::{Plain, resolve};
use super::{Text, Tree, Value};

/// Parses a whole file of YAML; of several documents in it, the first.
pub(super) fn parse(text: &Arc<str>, source: SourceId, budget: &mut Budget) -> Result<(Tree, Diags), Stop> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let builder = Builder::new(text, source, budget);
    let mut parser = Parser { events: Events::new_from_str(body), anchors: HashMap::new(), builder };
    parser.stream()?;
    let Parser { builder, .. } = parser;
    let stop = builder.stop(codes::empty_input(), Position { line: 1, column: 1 });
    builder.finish().ok_or(stop)
}

struct Parser<'p> {
    events: Events<'p, StrInput<'p>>,
    /// What is anchored, by the parser's number of the anchor.
    anchors: HashMap<usize, Anchored>,
    builder: Builder<'p>,
}

/// What an anchor stands at.
#[derive(Clone, Copy)]
enum Anchored {
    /// A finished node.
    Node(u32),
    /// A key.
    Key(Text),
}

/// An event with its start.
type Located<'p> = (Event<'p>, Position);

impl<'p> Parser<'p> {
    fn next(&mut self) -> Result<Located<'p>, Stop> {
        match self.events.next_event() {
            Some(Ok((event, span))) => Ok((event, start(&span))),
            Some(Err(error)) => Err(self.broken(&error)),
            None => Ok((Event::StreamEnd, Position { line: 1, column: 1 })),
        }
    }

    fn broken(&self, error: &ScanError) -> Stop {
        let at = position(error.marker());
        if error.info() == "recursion limit exceeded" {
            return self.builder.stop(codes::too_deep(self.builder.limits().depth), at);
        }
        self.builder.syntax(codes::yaml_syntax(error.info()), at)
    }

    fn stream(&mut self) -> Result<(), Stop> {
        let mut documents = 0;
        loop {
            let (event, at) = self.next()?;
            match event {
                Event::DocumentStart(_) if documents == 1 => {
                    self.builder.fault(codes::several_documents(), at);
                    return Ok(());
                }
                Event::DocumentStart(_) => documents += 1,
                Event::StreamEnd => return Ok(()),
                Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
                event => {
                    let root = Key { text: Text::default(), position: None };
                    self.node(event, at, root).map(drop)?;
                }
            }
        }
    }

    /// Builds the node that an event starts; `None` when there is nothing to build.
    fn node(&mut self, event: Event<'p>, at: Position, key: Key) -> Result<Option<u32>, Stop> {
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = self.scalar_value(&text, style, tag.as_deref(), at);
                (self.builder.scalar(key, value, at)?, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.check_tag(tag.as_deref(), at);
                (self.sequence(key, at)?, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                self.check_tag(tag.as_deref(), at);
                (self.mapping(key, at)?, anchor)
            }
            Event::Alias(anchor) => return self.alias(anchor, key, at).map(Some),
            _ => return Ok(None),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, Anchored::Node(node));
        }
        Ok(Some(node))
    }

    fn sequence(&mut self, key: Key, at: Position) -> Result<u32, Stop> {
        let node = self.builder.open(key, false, at)?;
        loop {
            let (event, at) = self.next()?;
            if matches!(event, Event::SequenceEnd | Event::StreamEnd) {
                break;
            }
            let key = self.builder.element_key();
            self.node(event, at, key)?;
        }
        self.builder.close();
        Ok(node)
    }

    fn mapping(&mut self, key: Key, at: Position) -> Result<u32, Stop> {
        let node = self.builder.open(key, true, at)?;
        let mut merges = Vec::new();
        loop {
            let (event, at) = self.next()?;
            if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                break;
            }
            self.entry(event, at, &mut merges)?;
        }
        if !merges.is_empty() {
            self.builder.merge(&merges);
        }
        self.builder.close();
        Ok(node)
    }

    fn entry(&mut self, key: Event<'p>, at: Position, merges: &mut Vec<u32>) -> Result<(), Stop> {
        let Some((text, is_merge)) = self.key_text(&key) else {
            self.builder.fault(codes::key_not_scalar(), at);
            self.skip(key)?;
            let (value, _) = self.next()?;
            return self.skip(value);
        };
        if let Event::Scalar(_, _, anchor, _) = &key
            && *anchor != 0
        {
            self.anchors.insert(*anchor, Anchored::Key(text));
        }
        let (value, value_at) = self.next()?;
        let node = self.node(value, value_at, Key { text, position: Some(at) })?;
        if is_merge {
            merges.extend(node);
        }
        Ok(())
    }

    /// The text of a key (integers, booleans and null as written), and whether it is the merge key.
    fn key_text(&mut self, key: &Event<'p>) -> Option<(Text, bool)> {
        match key {
            Event::Scalar(text, style, ..) => {
                let is_merge = text == "<<" && *style == ScalarStyle::Plain;
                Some((self.builder.intern(text), is_merge))
            }
            Event::Alias(anchor) => {
                let text = match self.anchors.get(anchor).copied()? {
                    Anchored::Node(node) => self.builder.scalar_text(node)?,
                    Anchored::Key(text) => text,
                };
                Some((text, false))
            }
            _ => None,
        }
    }

    /// Passes a node without building it.
    fn skip(&mut self, event: Event<'p>) -> Result<(), Stop> {
        let mut depth = 0_usize;
        let mut event = event;
        loop {
            match event {
                Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
                Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
                Event::StreamEnd => return Ok(()),
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
            event = self.next()?.0;
        }
    }

    fn alias(&mut self, anchor: usize, key: Key, at: Position) -> Result<u32, Stop> {
        match self.anchors.get(&anchor).copied() {
            Some(Anchored::Node(original)) => self.builder.copy(original, key, at),
            Some(Anchored::Key(text)) => self.builder.scalar(key, Value::String(text), at),
            None => Err(self.builder.stop(codes::alias_cycle(), at)),
        }
    }

    fn scalar_value(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, at: Position) -> Value {
        self.check_tag(tag, at);
        let is_string = match tag {
            Some(tag) if tag.is_yaml_core_schema() => tag.suffix == "str",
            Some(_) => true,
            None => style != ScalarStyle::Plain,
        };
        if is_string {
            return Value::String(self.builder.intern(text));
        }
        match resolve(text) {
            Plain::Null => Value::Null,
            Plain::Bool(flag) => Value::Bool(flag),
            Plain::Number(number) => Value::Number(self.builder.intern(&number)),
            Plain::String => Value::String(self.builder.intern(text)),
            Plain::NotJson => {
                self.builder.fault(codes::number_not_json(text), at);
                Value::String(self.builder.intern(text))
            }
        }
    }

    /// Tags of the core schema and the non-specific `!` are known; any other is ignored, aloud.
    fn check_tag(&mut self, tag: Option<&Tag>, at: Position) {
        const KNOWN: [&str; 7] = ["str", "int", "float", "bool", "null", "seq", "map"];
        let Some(tag) = tag else { return };
        let is_known = if tag.is_yaml_core_schema() {
            KNOWN.contains(&tag.suffix.as_str())
        } else {
            tag.handle == "!" && tag.suffix.is_empty() || tag.handle.is_empty() && tag.suffix == "!"
        };
        if !is_known {
            self.builder.fault(codes::unknown_tag(tag), at);
        }
    }
}

fn start(span: &Span) -> Position {
    position(&span.start)
}

fn position(marker: &Marker) -> Position {
    Position { line: offset(marker.line()), column: offset(marker.col() + 1) }
}
