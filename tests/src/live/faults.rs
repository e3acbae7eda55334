//! The fault plane of the server, seen from outside.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::plain::{Payload, Plain};

/// Registers instructions and asks what came of them.
#[derive(Debug, Clone, Copy)]
pub struct Faults<'a>(pub &'a Plain);

impl Faults<'_> {
    /// Registers what to do with the requests of one operation that carry this id.
    pub fn register(self, id: &str, operation: &str, instructions: &[Value]) -> Result<()> {
        let body = json!({"id": id, "operation": operation, "instructions": instructions});
        let answer = self.0.request("POST", "/_faults", &BTreeMap::new(), Payload::json(&body))?;
        ensure!(answer.status < 300, "the fault plane answered {}: {}", answer.status, answer.body);
        Ok(())
    }

    /// What the server saw of the requests that carried this id.
    pub fn seen(self, id: &str) -> Result<Value> {
        let answer = self.0.request("GET", &format!("/_faults/{id}"), &BTreeMap::new(), Payload::none())?;
        ensure!(answer.status == 200, "the fault plane answered {}: {}", answer.status, answer.body);
        Ok(answer.body)
    }
}
