//! What was measured, for people and for programs.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use crate::measure::Measured;

/// What has to be known to read the numbers.
const NOTES: &str = "\
Closed loop: a connection sends its next request when it has its answer. While the server stalls nothing is sent, so a
stall counts once a connection and not once for every request that would have come (coordinated omission): the
percentiles are those of callers who wait, not of requests that arrive by the clock.
Times are taken in the generator, which runs on one thread of the same machine: its own queue is part of them.
CPU is a share of one core. Drift is the middle latency of the last tenth of the requests by that of the first.";

pub(crate) fn table(rows: &[Measured]) {
    println!(
        "{:<20} {:>11} {:>8} {:>6} {:>10} {:>9} {:>9} {:>9} {:>6} {:>10} {:>13}",
        "operation",
        "connections",
        "requests",
        "errors",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "max ms",
        "drift",
        "server CPU",
        "generator CPU"
    );
    for row in rows {
        println!("{}", line(row));
    }
    println!("{NOTES}");
}

fn line(row: &Measured) -> String {
    format!(
        "{:<20} {:>11} {:>8} {:>6} {:>10.0} {:>9.3} {:>9.3} {:>9.3} {:>6.2} {:>10} {:>13}",
        row.plan.target.name(),
        row.plan.connections,
        row.plan.requests,
        row.errors,
        per_second(row),
        millis(row.samples.percentile(50)),
        millis(row.samples.percentile(99)),
        millis(row.samples.longest()),
        row.samples.drift(),
        share(row.server_cpu),
        share(row.own_cpu),
    )
}

fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "unknown".to_owned(), |share| format!("{:.0} %", share * 100.0))
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn per_second(row: &Measured) -> f64 {
    f64::from(row.succeeded) / row.took.as_secs_f64()
}

/// One object: `rows`, latencies in milliseconds, CPU as shares of one core (`null` where unknown), and `notes`.
pub(crate) fn json(rows: &[Measured]) -> Result<()> {
    let rows: Vec<Value> = rows.iter().map(object).collect();
    println!("{}", serde_json::to_string_pretty(&json!({"rows": rows, "notes": NOTES}))?);
    Ok(())
}

fn object(row: &Measured) -> Value {
    json!({
        "operation": row.plan.target.name(),
        "connections": row.plan.connections,
        "requests": row.plan.requests,
        "errors": row.errors,
        "per_second": per_second(row),
        "p50_ms": millis(row.samples.percentile(50)),
        "p99_ms": millis(row.samples.percentile(99)),
        "max_ms": millis(row.samples.longest()),
        "drift": row.samples.drift(),
        "server_cpu": row.server_cpu,
        "generator_cpu": row.own_cpu,
    })
}
