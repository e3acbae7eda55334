//! The coverage report: machine-readable, one object per place that is not fully typed.

use clade_diag::Sources;
use clade_ir::{Api, Coverage, Degradation};
use serde_json::{Value, json};

/// The report as JSON: counts of operations and rows `{code, file, line, column, pointer, operation, what}`.
pub fn coverage(api: &Api, sources: &Sources) -> Value {
    let Coverage { typed, degraded, rows } = &api.coverage;
    json!({
        "operations": {"typed": typed, "degraded": degraded},
        "rows": rows.iter().map(|row| row_of(api, sources, row)).collect::<Vec<_>>(),
    })
}

fn row_of(api: &Api, sources: &Sources, row: &Degradation) -> Value {
    json!({
        "code": row.code,
        "file": sources.get(row.place.source).map(|source| &source.path),
        "line": row.place.line,
        "column": row.place.column,
        "pointer": row.place.pointer,
        "operation": row.operation.map(|id| &api.op(id).key),
        "what": row.what,
    })
}
