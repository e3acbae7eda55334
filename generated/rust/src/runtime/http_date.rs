//! Dates of HTTP headers.

use chrono::{Datelike, NaiveDate, TimeZone, Utc};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Milliseconds since 1970 of an HTTP date in any of its three forms: the preferred one, RFC 850, asctime. Whether the
/// weekday fits is not looked at. `now_millis` decides the century of RFC 850's two-digit year.
pub(crate) fn parse_millis(text: &str, now_millis: i64) -> Option<i64> {
    let parts: Vec<&str> = text.split(' ').collect();
    let (day, month, year, time) = match parts[..] {
        [weekday, day, month, year, time, "GMT"]
            if is_weekday(weekday, 3, ",") && day.len() == 2 && year.len() == 4 =>
        {
            (day, month, number(year)?, time)
        }
        [weekday, date, time, "GMT"] if is_weekday(weekday, 6, ",") => {
            rfc_850(date, time, now_millis)?
        }
        [weekday, month, day, time, year]
            if is_weekday(weekday, 3, "") && day.len() == 2 && year.len() == 4 =>
        {
            (day, month, number(year)?, time)
        }
        [weekday, month, "", day, time, year]
            if is_weekday(weekday, 3, "") && day.len() == 1 && year.len() == 4 =>
        {
            (day, month, number(year)?, time)
        }
        _ => return None,
    };
    let month = MONTHS
        .iter()
        .position(|name| *name == month)
        .and_then(|at| u32::try_from(at + 1).ok())?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, number(day)?)?;
    let [hour, minute, second] = clock(time)?;
    Some(
        date.and_hms_opt(hour, minute, second)?
            .and_utc()
            .timestamp_millis(),
    )
}

/// A weekday's name of at least this many letters, with what follows it.
fn is_weekday(text: &str, letters: usize, end: &str) -> bool {
    text.strip_suffix(end).is_some_and(|name| {
        name.bytes().all(|b| b.is_ascii_alphabetic())
            && (if letters == 3 {
                name.len() == 3
            } else {
                name.len() >= letters
            })
    })
}

/// `06-Nov-94`: a year that seems more than 50 years ahead is of the century before.
fn rfc_850<'a>(
    date: &'a str,
    time: &'a str,
    now_millis: i64,
) -> Option<(&'a str, &'a str, u32, &'a str)> {
    let (day, rest) = date.split_once('-')?;
    let (month, year) = rest.split_once('-')?;
    if day.len() != 2 || year.len() != 2 {
        return None;
    }
    let now = u32::try_from(Utc.timestamp_millis_opt(now_millis).single()?.year()).ok()?;
    let year = now / 100 * 100 + number(year)?;
    Some((
        day,
        month,
        if year > now + 50 { year - 100 } else { year },
        time,
    ))
}

/// `hh:mm:ss`; a leap second is read as the second before it.
fn clock(text: &str) -> Option<[u32; 3]> {
    let fields: Vec<&str> = text.split(':').collect();
    let [hour, minute, second] = fields[..] else {
        return None;
    };
    if fields.iter().any(|field| field.len() != 2) {
        return None;
    }
    Some([
        number(hour)?,
        number(minute)?,
        number(second).map(|s| if s == 60 { 59 } else { s })?,
    ])
}

fn number(digits: &str) -> Option<u32> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_millis;

    #[test]
    fn the_three_forms_are_the_same_second() {
        let forms = [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ];
        for form in forms {
            assert_eq!(
                parse_millis(form, 1_700_000_000_000),
                Some(784_111_777_000),
                "{form}"
            );
        }
    }
}
