//! When an operation may be repeated, and which headers are the runtime's business.

use clade_diag::Diags;

use crate::draft::{Draft, DraftOperation, DraftParam};
use crate::{HttpMethod, ParamPlace, RetryClass};

/// Headers that carry a key by which the server knows a repeated request.
const KEY: [&str; 2] = ["idempotency-key", "x-idempotency-key"];
/// The header by which a stream goes on after a drop.
pub(super) const LAST_EVENT: &str = "last-event-id";

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, _: &mut Diags) {
    for operation in &mut draft.operations {
        let mut has_key = false;
        for param in operation.params.iter_mut().filter(|param| param.place == ParamPlace::Header) {
            let is_key = KEY.iter().any(|key| is_header(param, key));
            has_key |= is_key;
            param.managed = is_key || is_header(param, LAST_EVENT);
        }
        operation.retry = class(operation, has_key);
    }
}

/// Whether a parameter is a header of a name.
pub(super) fn is_header(param: &DraftParam, name: &str) -> bool {
    param.place == ParamPlace::Header && param.wire.expose().eq_ignore_ascii_case(name)
}

fn class(operation: &DraftOperation, has_key: bool) -> RetryClass {
    match operation.method {
        HttpMethod::Get
        | HttpMethod::Head
        | HttpMethod::Options
        | HttpMethod::Put
        | HttpMethod::Delete
        | HttpMethod::Trace
        | HttpMethod::Query => RetryClass::Safe,
        HttpMethod::Post | HttpMethod::Patch | HttpMethod::Other(_) if has_key => RetryClass::IdempotencyKey,
        HttpMethod::Post | HttpMethod::Patch | HttpMethod::Other(_) => RetryClass::Never,
    }
}
