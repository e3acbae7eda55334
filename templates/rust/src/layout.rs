//! Layout of code as rustfmt would make it, for the few constructs whose length depends on names.

use std::cmp::Ordering;

/// Widest line.
const WIDTH: usize = 100;
/// Widest argument list or chain on one line.
const CALL_WIDTH: usize = 60;

/// Blanks of an indentation level.
pub(crate) fn pad(level: usize) -> String {
    "    ".repeat(level)
}

/// The head of a function: `pub fn name(a: A, b: B) -> R {`, at a level, without the last line's end.
pub(crate) fn signature(level: usize, head: &str, args: &[String], tail: &str) -> String {
    let pad = pad(level);
    let one = format!("{pad}{head}({}){tail}", args.join(", "));
    if one.chars().count() <= WIDTH {
        return one;
    }
    let lines: String = args.iter().map(|arg| argument(level + 1, arg)).collect();
    format!("{pad}{head}(\n{lines}{pad}){tail}")
}

/// An argument on a line of its own; a conversion that does not fit is broken at its brackets.
fn argument(level: usize, argument: &str) -> String {
    let pad = pad(level);
    let one = format!("{pad}{argument},\n");
    let inner =
        argument.split_once(": impl Into<").and_then(|(name, rest)| Some((name, rest.strip_suffix('>')?)));
    match inner {
        // rustfmt lets a few columns stand out before it breaks a bound.
        Some((name, inner)) if one.trim_end().chars().count() > WIDTH + 5 => {
            format!("{pad}{name}: impl Into<\n{pad}    {inner},\n{pad}>,\n")
        }
        _ => one,
    }
}

/// A struct literal: `head { a, b: c }tail`.
pub(crate) fn literal(level: usize, head: &str, fields: &[String], tail: &str) -> String {
    let inner = fields.join(", ");
    // rustfmt leaves small literals on one line.
    if fields.is_empty() {
        return format!("{head} {{}}{tail}");
    }
    if inner.chars().count() <= 18 {
        return format!("{head} {{ {inner} }}{tail}");
    }
    let pad = pad(level);
    let lines: String = fields.iter().map(|field| format!("{pad}    {field},\n")).collect();
    format!("{head} {{\n{lines}{pad}}}{tail}")
}

/// A statement that calls a function: `head(args)tail`, at a level, where `head` may be a whole expression.
pub(crate) fn call(level: usize, head: &str, args: &[String], tail: &str) -> String {
    let pad = pad(level);
    let inner = args.join(", ");
    let one = format!("{pad}{head}({inner}){tail}");
    let short = args.len() < 2 || inner.chars().count() <= CALL_WIDTH;
    if one.chars().count() <= WIDTH && short {
        return one;
    }
    let lines: String = args.iter().map(|arg| value(level + 1, "", arg, ",\n")).collect();
    format!("{pad}{head}(\n{lines}{pad}){tail}")
}

/// `self.name = Some(value);`, at a level.
pub(crate) fn set_some(level: usize, name: &str, value: &str) -> String {
    let pad = pad(level);
    let one = format!("{pad}self.{name} = Some({value});");
    if one.chars().count() <= WIDTH {
        return one;
    }
    format!("{pad}self.{name} =\n{pad}    Some({value});")
}

/// `let name = value;`, at a level; a value that does not fit goes on a line of its own.
pub(crate) fn binding(level: usize, name: &str, value: &str) -> String {
    let pad = pad(level);
    let one = format!("{pad}let {name} = {value};");
    if one.chars().count() <= WIDTH {
        return one;
    }
    format!("{pad}let {name} =\n{pad}    {value};")
}

/// A method chain `head.a().b()` with an end, at a level: on one line if it is short.
pub(crate) fn chain(level: usize, start: &str, head: &str, links: &[String], end: &str) -> String {
    let pad = pad(level);
    let joined: String = links.iter().map(|link| format!(".{link}")).collect();
    let one = format!("{pad}{start}{head}{joined}{end}");
    let short = head.chars().count() + joined.chars().count() <= CALL_WIDTH;
    if one.chars().count() <= WIDTH && (short || links.len() < 2) {
        return one;
    }
    let broken: String = links.iter().map(|link| format!("\n{pad}    .{link}")).collect();
    format!("{pad}{start}{head}{broken}{end}")
}

/// A field of a struct: `pub name: Type,`.
pub(crate) fn field(level: usize, visibility: &str, name: &str, ty: &str) -> String {
    let pad = pad(level);
    let one = format!("{pad}{visibility}{name}: {ty},");
    if one.chars().count() <= WIDTH {
        return one;
    }
    format!("{pad}{visibility}{name}:\n{pad}    {ty},")
}

/// A variant of an enum that holds a value: `Name(Type),`.
pub(crate) fn variant(level: usize, name: &str, ty: &str) -> String {
    let pad = pad(level);
    let one = format!("{pad}{name}({ty}),");
    if one.chars().count() <= WIDTH {
        return one;
    }
    format!("{pad}{name}(\n{pad}    {ty},\n{pad}),")
}

/// `impl Trait for Type {`
pub(crate) fn implementation(implemented: &str, ty: &str) -> String {
    let one = format!("impl {implemented} for {ty} {{");
    if one.chars().count() <= WIDTH {
        return one;
    }
    format!("impl {implemented}\n    for {ty}\n{{")
}

/// An arm of a match: `pattern => value,`.
pub(crate) fn arm(level: usize, pattern: &str, value: &str) -> String {
    let pad = pad(level);
    let one = format!("{pad}{pattern} => {value},");
    if one.chars().count() <= WIDTH {
        return one;
    }
    format!("{pad}{pattern} => {{\n{pad}    {value}\n{pad}}}")
}

/// An arm of a match with alternative patterns, which stand one to a line where they are too long together.
pub(crate) fn alternatives(level: usize, patterns: &[String], value: &str) -> String {
    let pad = pad(level);
    let pattern = patterns.join(" | ");
    if pad.len() + pattern.chars().count() + 8 <= WIDTH {
        return arm(level, &pattern, value);
    }
    format!("{pad}{} => {{\n{pad}    {value}\n{pad}}}", patterns.join(&format!("\n{pad}| ")))
}

/// The head of an `if` with conditions that must all hold, at a level, its brace included. Several ones of which one binds
/// names never stand on one line.
pub(crate) fn condition(level: usize, conditions: &[String]) -> String {
    let pad = pad(level);
    if let [one] = conditions {
        return format!("{pad}if {one} {{");
    }
    let rest: String =
        conditions.iter().skip(1).map(|condition| format!("\n{pad}    && {condition}")).collect();
    let first = conditions.first().map_or("", String::as_str);
    format!("{pad}if {first}{rest}\n{pad}{{")
}

/// `prefix` + a chain of fields and methods + `suffix`, at a level: broken at every dot if it is long.
pub(crate) fn value(level: usize, prefix: &str, chain: &str, suffix: &str) -> String {
    let pad = pad(level);
    let links = links(chain);
    if chain.chars().count() <= CALL_WIDTH || links.len() < 3 {
        return format!("{pad}{prefix}{chain}{suffix}");
    }
    // A start as short as an indentation keeps its first link, if it begins the line.
    let glued = usize::from(prefix.is_empty() && links.first().is_some_and(|start| start.len() <= 4)) + 1;
    let start = links.iter().take(glued).cloned().collect::<Vec<_>>().join(".");
    let broken: String = links.iter().skip(glued).map(|link| format!("\n{pad}    .{link}")).collect();
    format!("{pad}{prefix}{start}{broken}{suffix}")
}

/// The parts between the dots that stand outside of parentheses.
fn links(chain: &str) -> Vec<String> {
    let mut links = vec![String::new()];
    let mut depth = 0_i32;
    for c in chain.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if c == '.' && depth == 0 {
            links.push(String::new());
        } else if let Some(link) = links.last_mut() {
            link.push(c);
        }
    }
    links
}

/// An attribute: `#[name(arguments)]`, at a level.
pub(crate) fn attribute(level: usize, name: &str, arguments: &str) -> String {
    let pad = pad(level);
    if arguments.chars().count() <= 70 {
        return format!("{pad}#[{name}({arguments})]");
    }
    format!("{pad}#[{name}(\n{pad}    {arguments}\n{pad})]")
}

/// `head[items]tail` for items that are no literals, at a level: one line each if they are long.
pub(crate) fn array(level: usize, head: &str, items: &[String], tail: &str) -> String {
    let inner = items.join(", ");
    if inner.chars().count() <= CALL_WIDTH {
        return format!("{head}[{inner}]{tail}");
    }
    let pad = pad(level);
    let lines: String = items.iter().map(|item| format!("{pad}    {item},\n")).collect();
    format!("{head}[\n{lines}{pad}]{tail}")
}

/// An import: `use path::{a, b};`, wrapped.
pub(crate) fn import(path: &str, names: &[String]) -> String {
    let mut names = names.to_vec();
    names.sort_by(|a, b| import_order(a, b));
    names.dedup();
    if let [name] = names.as_slice() {
        return format!("use {path}::{name};");
    }
    // rustfmt keeps two columns free here, and one in the lines of a broken list but the last.
    let one = format!("use {path}::{{{}}};", names.join(", "));
    if one.chars().count() <= WIDTH - 2 {
        return one;
    }
    let mut lines = vec![String::new()];
    for (at, name) in names.iter().enumerate() {
        let line = lines.last().map_or(0, String::len);
        let spare = usize::from(at + 1 < names.len());
        if line > 0 && 4 + line + 1 + name.len() + 1 + spare > WIDTH {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(name);
            line.push(',');
        }
    }
    let body: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("use {path}::{{\n{body}}};")
}

/// rustfmt's order of imports of several names from paths: `super` before `crate`, a list behind all single names.
pub(crate) fn path_order(a: &(&str, Vec<String>), b: &(&str, Vec<String>)) -> Ordering {
    let segments = |(path, names): &(&str, Vec<String>)| {
        let last = if let [name] = names.as_slice() { name.clone() } else { "{".to_owned() };
        path.split("::").map(str::to_owned).chain([last]).collect::<Vec<_>>()
    };
    let rank = |segment: &str| match segment {
        "super" => 0,
        "crate" => 1,
        "{" => 3,
        _ => 2,
    };
    let (a, b) = (segments(a), segments(b));
    let differing = a.iter().zip(&b).map(|(x, y)| rank(x).cmp(&rank(y)).then_with(|| import_order(x, y)));
    differing.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
}

/// rustfmt's order of imported names: runs of digits compare by value, all else by character.
pub(crate) fn import_order(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    while let (Some(x), Some(y)) = (a.chars().next(), b.chars().next()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
            let (m, n) = (digits(a), digits(b));
            let value = |text: &str| text.parse::<u128>().unwrap_or(u128::MAX);
            let order = value(&a[..m]).cmp(&value(&b[..n])).then(n.cmp(&m));
            if order.is_ne() {
                return order;
            }
            (a, b) = (&a[m..], &b[n..]);
        } else if x == y {
            (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]);
        } else {
            return x.cmp(&y);
        }
    }
    a.len().cmp(&b.len())
}

/// An integer literal with its digits in groups.
pub(crate) fn integer(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let sign = if value < 0 { "-" } else { "" };
    if digits.len() < 6 {
        return format!("{sign}{digits}");
    }
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = vec![&digits[..first]];
    groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    groups.retain(|group| !group.is_empty());
    format!("{sign}{}", groups.join("_"))
}

#[cfg(test)]
mod tests {
    use super::{import, integer, literal, signature};

    #[test]
    fn imports_are_sorted_and_wrapped() {
        let names = ["path", "Transport", "Error", "V10", "V9"].map(str::to_owned);
        assert_eq!(
            import("crate::runtime", &names),
            "use crate::runtime::{Error, Transport, V9, V10, path};"
        );
        let many: Vec<String> = (10..30).map(|n| format!("Name{n}")).collect();
        let text = import("crate::x", &many);
        assert!(text.lines().all(|line| line.len() <= 100) && text.lines().count() == 4, "{text}");
    }

    #[test]
    fn what_does_not_fit_is_broken() {
        let args: Vec<String> = (0..6).map(|n| format!("argument_{n}: impl Into<String>")).collect();
        assert_eq!(
            signature(1, "pub fn f", &args[..1], " -> Self {"),
            "    pub fn f(argument_0: impl Into<String>) -> Self {"
        );
        assert_eq!(signature(1, "pub fn f", &args, " {").lines().count(), 8);
        assert_eq!(literal(1, "Self", &["id".to_owned()], ""), "Self { id }");
    }

    #[test]
    fn long_integers_have_groups() {
        assert_eq!((integer(12345).as_str(), integer(-1_234_567).as_str()), ("12345", "-1_234_567"));
        assert_eq!(integer(i64::MIN), "-9_223_372_036_854_775_808");
    }
}
