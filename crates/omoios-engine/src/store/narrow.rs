//! Conditions that are there only if they are asked for. `?1 IS NULL OR column = ?1` would say the same, but no index
//! could serve it: every list would read the whole table.

use sqlx::{Encode, QueryBuilder, Sqlite, Type};

/// A `SELECT ... WHERE TRUE` that is narrowed down.
pub(crate) trait Narrow {
    /// Adds `AND <comparison> <value>` if there is a value.
    fn only<'v, T: Encode<'v, Sqlite> + Type<Sqlite> + 'v>(
        &mut self,
        comparison: &'static str,
        value: Option<T>,
    ) -> &mut Self;

    /// Adds `AND <column> IN <values>` if there are values, which come as a JSON array.
    fn any_of(&mut self, column: &'static str, values: Option<&str>) -> &mut Self;
}

impl Narrow for QueryBuilder<Sqlite> {
    fn only<'v, T: Encode<'v, Sqlite> + Type<Sqlite> + 'v>(
        &mut self,
        comparison: &'static str,
        value: Option<T>,
    ) -> &mut Self {
        if let Some(value) = value {
            self.push(" AND ").push(comparison).push(" ").push_bind(value);
        }
        self
    }

    fn any_of(&mut self, column: &'static str, values: Option<&str>) -> &mut Self {
        if let Some(values) = values {
            self.push(" AND ").push(column).push(" IN (SELECT value FROM json_each(");
            self.push_bind(values).push("))");
        }
        self
    }
}
