//! The table of figures.

/// One figure.
pub(super) struct Row {
    figure: String,
    value: Value,
    /// What to type to get it again.
    command: String,
}

enum Value {
    Measured(String),
    /// An input is not there.
    Missing(String),
    Failed(String),
}

impl Row {
    pub(super) fn new(figure: impl Into<String>, value: impl Into<String>, command: &str) -> Self {
        Self { figure: figure.into(), value: Value::Measured(value.into()), command: command.to_owned() }
    }

    pub(super) fn missing(figure: impl Into<String>, why: impl Into<String>, command: &str) -> Self {
        Self { figure: figure.into(), value: Value::Missing(why.into()), command: command.to_owned() }
    }

    pub(super) fn failed(figure: impl Into<String>, error: &anyhow::Error, command: &str) -> Self {
        let value = Value::Failed(format!("{error:#}"));
        Self { figure: figure.into(), value, command: command.to_owned() }
    }

    pub(super) fn has_failed(&self) -> bool {
        matches!(self.value, Value::Failed(_))
    }

    fn value(&self) -> String {
        match &self.value {
            Value::Measured(text) => text.clone(),
            Value::Missing(why) => format!("not measured: {why}"),
            Value::Failed(error) => {
                format!("FAILED: {}", error.lines().next().unwrap_or_default())
            }
        }
    }
}

pub(super) fn print(rows: &[Row]) {
    let width = |text: fn(&Row) -> String| rows.iter().map(|row| text(row).chars().count()).max();
    let (figure, value) = (width(|row| row.figure.clone()), width(Row::value));
    let (figure, value) = (figure.unwrap_or_default(), value.unwrap_or_default());
    println!("{:<figure$}  {:<value$}  command", "figure", "value");
    for row in rows {
        println!("{:<figure$}  {:<value$}  {}", row.figure, row.value(), row.command);
    }
    for row in rows {
        if let Value::Failed(error) = &row.value {
            println!("\n{}: {error}", row.figure);
        }
    }
}
