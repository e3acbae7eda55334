//! Numbers of a description, digits untouched.

/// A number in JSON notation exactly as the description writes it (`1e400`, `-0`, thirty digits).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(Box<str>);

impl Number {
    /// Wraps the source text of a number; the reader guarantees JSON notation.
    pub(crate) fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// Reads JSON notation: `-? int frac? exp?`.
    pub fn parse(text: &str) -> Option<Self> {
        is_json_number(text).then(|| Self::new(text))
    }

    /// The digits: only `0-9 + - . e E`, so safe to print as a number literal of any language.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value, if it is a whole number in `i64` (`3.0` and `3e2` count as whole).
    pub fn as_i64(&self) -> Option<i64> {
        i64::try_from(self.as_i128()?).ok()
    }

    /// The value, if it is a whole number in `u64`.
    pub fn as_u64(&self) -> Option<u64> {
        u64::try_from(self.as_i128()?).ok()
    }

    /// The value, if it is a whole number of at most 38 digits.
    pub fn as_i128(&self) -> Option<i128> {
        whole(&self.0)
    }

    /// The nearest double, if it is finite.
    pub fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok().filter(|value: &f64| value.is_finite())
    }
}

/// Whether a text is a number by JSON's grammar.
fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (unsigned, "0"),
    };
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_canonical = integer == "0" || !integer.starts_with('0');
    is_digits(integer) && is_digits(fraction) && is_digits(exponent) && is_canonical
}

/// The exact whole value of a JSON number, if it has one and fits.
fn whole(text: &str) -> Option<i128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let digits: i128 = format!("{integer}{fraction}").parse().ok()?;
    if shift >= 0 {
        let scale = 10_i128.checked_pow(u32::try_from(shift).ok()?)?;
        return digits.checked_mul(scale);
    }
    let scale = 10_i128.checked_pow(shift.unsigned_abs())?;
    (digits % scale == 0).then_some(digits / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_exactly() {
        for (text, value) in [
            ("3", Some(3)),
            ("-0", Some(0)),
            ("3.0", Some(3)),
            ("3e2", Some(300)),
            ("1.5e1", Some(15)),
            ("300e-2", Some(3)),
            ("3.5", None),
            ("1e400", None),
            ("1e-400", None),
            ("18446744073709551616", Some(18_446_744_073_709_551_616)),
            ("0.000", Some(0)),
        ] {
            assert_eq!(Number::new(text).as_i128(), value, "{text}");
        }
    }

    #[test]
    fn only_json_notation_is_a_number() {
        for text in ["0", "-0", "1.5", "1e5", "1E+5", "-12.50e-3"] {
            assert!(Number::parse(text).is_some(), "{text}");
        }
        for text in ["", "-", "+1", "01", ".5", "5.", "1e", "1e+", "0x1", "NaN", "1 ", "--1"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn doubles_beyond_the_range_are_none() {
        assert_eq!(Number::new("1e400").as_f64(), None);
        assert_eq!(Number::new("0.5").as_f64(), Some(0.5));
    }
}
