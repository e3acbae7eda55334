//! Identifiers: random ones with a prefix, and short numbered ones.

use crate::error::{Error, Result};
use crate::page::hex;

/// A random identifier, `<prefix>_<16 hex digits>`.
pub(crate) fn random(prefix: &str) -> Result<String> {
    Ok(format!("{prefix}_{}", hex(&random_bytes::<8>()?)))
}

/// Bytes from the random source of the system.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Unavailable(format!("no random numbers: {error}")))?;
    Ok(bytes)
}

/// `TSK-042`.
pub(crate) fn task(n: i64) -> String {
    format!("TSK-{n:03}")
}

/// `TKT-007`.
pub(crate) fn ticket(n: i64) -> String {
    format!("TKT-{n:03}")
}

/// `DSC-001`.
pub(crate) fn discovery(n: i64) -> String {
    format!("DSC-{n:03}")
}

/// The number of a task id; an id in any other spelling names nothing.
pub(crate) fn task_number(id: &str) -> Result<i64> {
    number(id, "TSK-", task).ok_or_else(|| Error::not_found("task", id))
}

/// The number of a ticket id.
pub(crate) fn ticket_number(id: &str) -> Result<i64> {
    number(id, "TKT-", ticket).ok_or_else(|| Error::not_found("ticket", id))
}

/// The number of a discovery id.
pub(crate) fn discovery_number(id: &str) -> Result<i64> {
    number(id, "DSC-", discovery).ok_or_else(|| Error::not_found("discovery", id))
}

fn number(id: &str, prefix: &str, spell: fn(i64) -> String) -> Option<i64> {
    let n = id.strip_prefix(prefix)?.parse().ok()?;
    (n > 0 && spell(n) == id).then_some(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[doc = "covers: OMOI-ID-task, OMOI-ID-discovery"]
    #[test]
    fn short_ids_have_one_spelling() {
        assert_eq!(task(42), "TSK-042");
        assert_eq!(task_number("TSK-042").unwrap(), 42);
        assert_eq!(task_number("TSK-1234").unwrap(), 1234);
        assert_eq!(discovery_number("DSC-001").unwrap(), 1);
        for id in ["TSK-42", "TSK-0042", "tsk-042", "TSK--01", "TSK-+01", "TSK-", "DSC-042", "TSK-000"] {
            assert!(task_number(id).is_err(), "{id}");
        }
    }
}
