//! What a plain YAML scalar means: the core schema of YAML 1.2.

/// The meaning of a plain scalar.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plain {
    Null,
    Bool(bool),
    /// In JSON notation.
    Number(String),
    /// A number that JSON cannot write (`.inf`, `.nan`).
    NotJson,
    String,
}

/// Resolves a plain scalar. `yes`, `on`, timestamps, `1_000` and the like are strings, as YAML 1.2 has it.
pub(super) fn resolve(text: &str) -> Plain {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Null,
        "true" | "True" | "TRUE" => return Plain::Bool(true),
        "false" | "False" | "FALSE" => return Plain::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Plain::NotJson,
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Plain::NotJson;
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    decimal(text).map_or(Plain::String, Plain::Number)
}

fn radix(digits: &str, radix: u32) -> Plain {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Plain::String;
    }
    u128::from_str_radix(digits, radix).map_or(Plain::NotJson, |value| Plain::Number(value.to_string()))
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?` in JSON notation.
fn decimal(text: &str) -> Option<String> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let is_negative = mantissa.starts_with('-');
    let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (integer, fraction) = match unsigned.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(integer) || !fraction.is_none_or(digits) {
        return None;
    }
    if integer.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let mut number = String::from(if is_negative { "-" } else { "" });
    number.push_str(match integer.trim_start_matches('0') {
        "" => "0",
        trimmed => trimmed,
    });
    if let Some(fraction) = fraction {
        number.push('.');
        number.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if unsigned.is_empty() || !digits(unsigned) {
            return None;
        }
        number.push('e');
        number.push_str(exponent);
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema_of_yaml_1_2() {
        let number = |text: &str| Plain::Number(text.to_owned());
        for (text, meaning) in [
            ("", Plain::Null),
            ("~", Plain::Null),
            ("true", Plain::Bool(true)),
            ("False", Plain::Bool(false)),
            ("yes", Plain::String),
            ("on", Plain::String),
            ("2024-01-01", Plain::String),
            ("2024-01-01T00:00:00Z", Plain::String),
            ("12:30:45", Plain::String),
            ("1_000", Plain::String),
            ("1.2.3", Plain::String),
            ("e5", Plain::String),
            ("-", Plain::String),
            (".", Plain::String),
            ("+1", number("1")),
            ("-0", number("-0")),
            ("007", number("7")),
            (".5", number("0.5")),
            ("5.", number("5.0")),
            ("1.10", number("1.10")),
            ("1e400", number("1e400")),
            ("1E+2", number("1e+2")),
            ("0x1F", number("31")),
            ("0o17", number("15")),
            ("0xZZ", Plain::String),
            ("123456789012345678901234567890", number("123456789012345678901234567890")),
            (".inf", Plain::NotJson),
            ("-.inf", Plain::NotJson),
            (".nan", Plain::NotJson),
        ] {
            assert_eq!(resolve(text), meaning, "{text:?}");
        }
    }
}
