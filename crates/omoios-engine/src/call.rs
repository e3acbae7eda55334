//! Who calls, what for, and how the answer is marked.

use std::sync::Arc;

use omoios_api::Scope;

/// Who makes a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The API key used.
    pub key_id: String,
    /// The organisation the key works for; `None` for a key of the whole platform.
    pub org_id: Option<String>,
    /// What the key may do.
    pub scopes: Vec<Scope>,
}

impl Principal {
    /// Whether the key has this permission.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// The organisation that bounds what the caller sees.
    pub(crate) fn bound(&self) -> Option<&str> {
        self.org_id.as_deref()
    }
}

/// One call of one operation.
#[derive(Debug, Clone)]
pub struct Call {
    /// Who calls.
    pub principal: Arc<Principal>,
    /// The operation, `specs.create`.
    pub operation: Arc<str>,
    /// Set when the caller wants the call to have one effect, however often it is repeated.
    pub idempotency: Option<IdempotencyKey>,
}

impl Call {
    /// A call without an idempotency key.
    pub fn new(principal: Arc<Principal>, operation: impl Into<Arc<str>>) -> Self {
        Self { principal, operation: operation.into(), idempotency: None }
    }
}

/// The caller's mark for a call, and what was asked.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    /// The mark.
    pub key: String,
    /// Digest of everything that makes two calls the same call.
    pub fingerprint: [u8; 32],
}

/// The answer to a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// The answer.
    pub value: T,
    /// Whether this is the stored answer of an earlier call with the same idempotency key.
    pub replayed: bool,
}

impl<T> Answer<T> {
    /// An answer made just now.
    pub fn fresh(value: T) -> Self {
        Self { value, replayed: false }
    }
}
