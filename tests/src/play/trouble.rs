//! What is wrong with a step, line by line.

use crate::expect::UnknownName;
use crate::live::DriverError;

/// The lines of a failure.
#[derive(Debug)]
pub(super) struct Trouble(pub(super) Vec<String>);

impl Trouble {
    pub(super) fn new(text: &str) -> Self {
        Self(text.lines().map(str::to_owned).collect())
    }
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        Self::new(&format!("{error:#}"))
    }
}

impl From<DriverError> for Trouble {
    fn from(error: DriverError) -> Self {
        Self::new(&error.to_string())
    }
}

impl From<UnknownName> for Trouble {
    fn from(error: UnknownName) -> Self {
        Self::new(&error.to_string())
    }
}
