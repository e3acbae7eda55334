//! Figures of the server, taken by the load generator (`tests/src/bin/load`).

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::table::Row;
use super::timing::line;
use crate::{process, repository};

pub(super) fn measure() -> Result<Vec<Row>> {
    let release = repository::target().join("release");
    let program = release.join("load");
    let mut command = process::command(&repository::root(), &program.to_string_lossy(), ["--server"]);
    command.arg(release.join("omoios-server"));
    let typed = line(&command);
    command.arg("--json");
    let printed: Value = serde_json::from_slice(&process::output(command)?)
        .context("the load generator printed something other than JSON")?;
    let rows = printed["rows"].as_array().context("the load generator printed no rows")?;
    rows.iter().map(|row| figure(row, &typed).context("a row of the load generator lacks a number")).collect()
}

fn figure(row: &Value, command: &str) -> Option<Row> {
    let number = |name: &str| row[name].as_f64();
    let share =
        |name: &str| number(name).map_or_else(|| "?".to_owned(), |share| format!("{:.0}", share * 100.0));
    let connections = row["connections"].as_u64()?;
    let value = format!(
        "{:.0} requests/s, p50 {:.2} ms, p99 {:.2} ms, max {:.1} ms (CPU: server {} %, generator {} %)",
        number("per_second")?,
        number("p50_ms")?,
        number("p99_ms")?,
        number("max_ms")?,
        share("server_cpu"),
        share("generator_cpu"),
    );
    let plural = if connections == 1 { "" } else { "s" };
    Some(Row::new(
        format!("{}, {connections} connection{plural}", row["operation"].as_str()?),
        value,
        command,
    ))
}
