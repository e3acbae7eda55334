//! The operations of the document, found by method and route.

use std::collections::HashMap;
use std::sync::Arc;

use http::Method;
use omoios_api::Scope;
use serde_json::Value;

/// What the layers need to know of an operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `specs.create`.
    pub id: Arc<str>,
    /// The permission it needs; `None` if anybody may call it.
    pub scope: Option<Scope>,
}

/// All operations.
#[derive(Debug, Default)]
pub struct Operations(HashMap<(String, String), Operation>);

impl Operations {
    /// Reads them from the document, so that they cannot differ from it.
    pub fn from_document(document: &Value) -> Self {
        let mut operations = HashMap::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if let Some(id) = operation["operationId"].as_str() {
                    let open = operation["security"].as_array().is_some_and(Vec::is_empty);
                    let scope = (!open).then(|| scope(method, id));
                    operations
                        .insert((method.to_uppercase(), path.clone()), Operation { id: id.into(), scope });
                }
            }
        }
        Self(operations)
    }

    /// The operation at a route, `/api/specs/{id}`.
    pub fn get(&self, method: &Method, path: &str) -> Option<&Operation> {
        self.0.get(&(method.as_str().to_owned(), path.to_owned()))
    }

    /// Number of operations.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn scope(method: &str, id: &str) -> Scope {
    if id.starts_with("api_keys.") {
        Scope::Admin
    } else if method == "get" || id == "memory.search" {
        Scope::Read
    } else {
        Scope::Write
    }
}
