//! Names that differ so little that a reader of an argument list, and clippy, may take one for the other.

use crate::names::Ident;

/// Names one function uses, each told apart from those before it.
#[derive(Debug, Default)]
pub(crate) struct Distinct {
    names: Vec<String>,
}

impl Distinct {
    /// A function that uses these names already.
    pub(crate) fn beside(names: &[&str]) -> Self {
        Self { names: names.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// The name, or a longer one if it is too similar to one of those before it.
    pub(crate) fn argument(&mut self, name: &Ident) -> Ident {
        let mut told_apart = name.clone();
        while self
            .names
            .iter()
            .any(|before| before == told_apart.as_str() || similar(before, told_apart.as_str()))
        {
            told_apart = Ident::fixed(format!("{}_value", told_apart.as_str().trim_end_matches('_')));
        }
        self.names.push(told_apart.to_string());
        told_apart
    }
}

/// clippy's measure, without its exceptions: names of more than three characters with one character's difference, which neither
/// stands alone beside an underscore nor makes a plural.
fn similar(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 3 || long.len() == 3 || !alike(short[0], long[0]) {
        return false;
    }
    match long.len() - short.len() {
        0 => one_replaced(&short, &long),
        1 => one_inserted(&short, &long),
        _ => false,
    }
}

/// First letters that look alike.
fn alike(a: char, b: char) -> bool {
    let pair = (a.min(b), a.max(b));
    a == b || [('i', 'l'), ('1', 'l'), ('1', 'i'), ('u', 'v')].contains(&pair)
}

fn one_replaced(a: &[char], b: &[char]) -> bool {
    let differs = |(x, y): (&char, &char)| x != y && !(x.is_numeric() && y.is_numeric());
    let places: Vec<usize> =
        a.iter().zip(b).enumerate().filter(|(_, pair)| differs(*pair)).map(|(at, _)| at).collect();
    let [at] = places[..] else { return false };
    let stands_alone = (at == 0 && a[1] == '_') || (at + 1 == a.len() && a[at - 1] == '_');
    !stands_alone
}

fn one_inserted(short: &[char], long: &[char]) -> bool {
    let at = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    at < short.len() && short[at..] == long[at + 1..]
}

#[cfg(test)]
mod tests {
    use super::{Distinct, similar};
    use crate::names::Ident;

    #[test]
    fn a_letter_in_the_middle_is_not_enough() {
        for (a, b) in [("anonuid", "anongid"), ("form", "forum"), ("user", "uber"), ("list", "iist")] {
            assert!(similar(a, b), "{a} {b}");
        }
        for (a, b) in
            [("from_x", "from_y"), ("x_from", "y_from"), ("item", "items"), ("max", "mux"), ("at1", "at2")]
        {
            assert!(!similar(a, b), "{a} {b}");
        }
    }

    #[test]
    fn the_later_one_is_made_longer() {
        let mut names = Distinct::beside(&["form"]);
        let mut of = |name: &str| names.argument(&Ident::fixed(name.to_owned())).to_string();
        assert_eq!([of("anonuid"), of("anongid"), of("forum")], ["anonuid", "anongid_value", "forum_value"]);
    }
}
