//! Where references end: cycles of pure references are cut, chains are followed once for all.

use std::collections::HashSet;

use clade_diag::codes;

use super::super::reader::Reader;
use crate::document::{Schema, SchemaId};

impl Reader<'_> {
    /// Makes every reference that is part of a cycle of references lead to the unknown schema, with one finding
    /// per cycle.
    pub(super) fn cut_cycles(&mut self) {
        let mut is_done = vec![false; self.schemas.entries.len()];
        for start in 0..is_done.len() {
            let mut path = Vec::new();
            let mut on_path = HashSet::new();
            let mut at = SchemaId::from_index(start);
            while !is_done.get(at.index()).copied().unwrap_or(true) && on_path.insert(at) {
                path.push(at);
                let Some(target) = self.target(at) else { break };
                at = target;
            }
            if let Some(first) = path.iter().position(|id| *id == at)
                && self.target(at).is_some()
            {
                self.cut(path.get(first..).unwrap_or_default());
            }
            for id in path {
                if let Some(done) = is_done.get_mut(id.index()) {
                    *done = true;
                }
            }
        }
    }

    /// Works out where following references from each schema ends.
    pub(super) fn find_ends(&mut self) {
        let mut is_done = vec![false; self.schemas.entries.len()];
        for start in 0..is_done.len() {
            let mut path = Vec::new();
            let mut at = SchemaId::from_index(start);
            while let (Some(target), Some(false)) = (self.target(at), is_done.get(at.index())) {
                path.push(at);
                at = target;
            }
            let end = self.schemas.entries.get(at.index()).map_or(SchemaId::UNKNOWN, |entry| entry.end);
            for id in path {
                if let Some(entry) = self.schemas.entries.get_mut(id.index()) {
                    entry.end = end;
                }
                if let Some(done) = is_done.get_mut(id.index()) {
                    *done = true;
                }
            }
        }
    }

    /// Where a reference leads; `None` for anything else.
    fn target(&self, id: SchemaId) -> Option<SchemaId> {
        match &self.schemas.entries.get(id.index())?.schema {
            Schema::Ref(reference) => Some(reference.target),
            _ => None,
        }
    }

    fn cut(&mut self, cycle: &[SchemaId]) {
        for (index, id) in cycle.iter().enumerate() {
            let Some(entry) = self.schemas.entries.get_mut(id.index()) else { continue };
            let Schema::Ref(reference) = &mut entry.schema else { continue };
            reference.target = SchemaId::UNKNOWN;
            reference.name = None;
            if index == 0 {
                let (diag, node) = (codes::reference_cycle(reference.uri.expose()), entry.node);
                self.report(diag, node);
            }
        }
    }
}
