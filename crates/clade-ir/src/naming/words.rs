//! Splitting text into the words of a name.

use super::{Words, fold::fold};

/// Spellings whose inner capitals start no word.
const ONE_WORD: [(&str, &str); 6] = [
    ("OAuth", "Oauth"),
    ("GraphQL", "Graphql"),
    ("IPv", "Ipv"),
    ("macOS", "Macos"),
    ("iOS", "Ios"),
    ("ETag", "Etag"),
];

/// Words of a text: lower case, letters and digits only, none empty; none at all if nothing is left.
///
/// `retryPhase`, `retry-phase`, `RetryPhase` and `retry_phase` all give `retry phase`; `HTTPServer` gives
/// `http server`, `userIDs` gives `user ids`, `sha256Sum` gives `sha256 sum`.
pub(crate) fn split(text: &str) -> Words {
    let mut words = Words::new();
    for run in fold(text).split(' ').filter(|run| !run.is_empty()) {
        split_case(&one_word(run), &mut words);
    }
    words
}

fn one_word(run: &str) -> String {
    ONE_WORD.iter().fold(run.to_owned(), |run, (from, to)| run.replace(from, to))
}

/// Splits a run of letters and digits at its changes of case.
fn split_case(run: &str, words: &mut Words) {
    let bytes = run.as_bytes();
    let mut start = 0;
    for at in 1..bytes.len() {
        if starts_word(bytes, start, at) {
            words.push(run[start..at].to_ascii_lowercase());
            start = at;
        }
    }
    words.push(run[start..].to_ascii_lowercase());
}

/// Whether a new word starts at `at`, the current one having started at `start`.
fn starts_word(bytes: &[u8], start: usize, at: usize) -> bool {
    let (before, here) = (bytes[at - 1], bytes[at]);
    if !here.is_ascii_uppercase() {
        return false;
    }
    if before.is_ascii_lowercase() {
        return true;
    }
    let after = bytes.get(at + 1).copied().unwrap_or(b' ');
    if before.is_ascii_digit() {
        let one_word =
            bytes[start].is_ascii_digit() || is_numeronym(&bytes[start..at]) && !after.is_ascii_lowercase();
        return !one_word;
    }
    // The last capital of `HTTPServer` belongs to the word after it; that of the plural `IDs` does not.
    let plural = after == b's' && !bytes.get(at + 2).is_some_and(u8::is_ascii_lowercase);
    after.is_ascii_lowercase() && !plural
}

/// One letter and a number, as `M2M` and `I18N` begin; `V1` is a version.
fn is_numeronym(begin: &[u8]) -> bool {
    let [first, number @ ..] = begin else { return false };
    first.is_ascii_alphabetic() && !first.eq_ignore_ascii_case(&b'v') && number.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_start_where_the_case_or_a_symbol_says() {
        for (text, words) in [
            ("retryPhase", "retry phase"),
            ("RetryPhase", "retry phase"),
            ("RETRY_PHASE", "retry phase"),
            ("retry-phase", "retry phase"),
            ("HTTPServer", "http server"),
            ("userIDs", "user ids"),
            ("APIKeys", "api keys"),
            ("sha256Sum", "sha256 sum"),
            ("OAuth2Token", "oauth2 token"),
            ("IPv4Address", "ipv4 address"),
            ("2FA", "2fa"),
            ("M2MToken", "m2m token"),
            ("S3Bucket", "s3 bucket"),
            ("V1API", "v1 api"),
            ("3DModel", "3d model"),
            ("v1.2", "v1 2"),
            ("task.completed", "task completed"),
            ("$ref", "ref"),
            ("<=", ""),
            ("", ""),
        ] {
            assert_eq!(split(text).join(" "), words, "{text}");
        }
    }
}
