//! Checks of request members that types cannot express. All faults of a request are collected.

use chrono::{DateTime, Datelike, Utc};
use omoios_api::FieldError;

use crate::error::{Error, Result};

/// Faults found so far.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<FieldError>);

impl Faults {
    pub(crate) fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: format!("body.{field}"), message: message.into() });
    }

    /// A text with at least one character that is no space, and at most `max` characters.
    pub(crate) fn text(&mut self, field: &str, text: &str, max: usize) {
        if text.trim().is_empty() {
            self.add(field, "has to be given");
        }
        self.at_most(field, text, max);
    }

    /// A text of at most `max` characters, without NUL.
    pub(crate) fn at_most(&mut self, field: &str, text: &str, max: usize) {
        let length = text.chars().count();
        if length > max {
            self.add(field, format!("has to have at most {max} characters, not {length}"));
        }
        if text.contains('\0') {
            self.add(field, "must not contain a NUL character");
        }
    }

    pub(crate) fn optional(&mut self, field: &str, text: Option<&str>, max: usize) {
        if let Some(text) = text {
            self.at_most(field, text, max);
        }
    }

    /// A time with a year of four digits: RFC 3339 can write no other, so nobody could read it back.
    pub(crate) fn time(&mut self, field: &str, time: Option<DateTime<Utc>>) {
        if time.is_some_and(|time| !(0..=9999).contains(&time.year())) {
            self.add(field, "has to have a year from 0000 to 9999");
        }
    }

    /// An error with all faults, if there are any.
    pub(crate) fn done(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}
