//! How many columns of a terminal a label takes.

use super::Node;

/// Stands for what a terminal would not print.
const REPLACEMENT: char = '\u{fffd}';

/// The label, or the id where it is empty, with control characters, line separators and bidirectional controls
/// replaced: a label cannot move the cursor or reorder the drawing.
pub(super) fn printable(node: &Node) -> String {
    let text = [&node.label, &node.id]
        .into_iter()
        .find(|text| !text.is_empty());
    text.map_or_else(
        || REPLACEMENT.to_string(),
        |text| {
            text.chars()
                .map(|c| {
                    if is_within(&HIDDEN, c) {
                        REPLACEMENT
                    } else {
                        c
                    }
                })
                .collect()
        },
    )
}

/// Columns of a text: two for each wide code point, none for each combining one, one for any other.
pub(super) fn columns(text: &str) -> usize {
    let columns_of = |c| match c {
        c if is_within(&COMBINING, c) => 0,
        c if is_within(&WIDE, c) => 2,
        _ => 1,
    };
    text.chars().map(columns_of).sum()
}

/// Whether one of the ranges, which are sorted, holds the code point.
fn is_within(ranges: &[(u32, u32)], c: char) -> bool {
    let code = u32::from(c);
    let at = ranges.partition_point(|&(_, last)| last < code);
    ranges.get(at).is_some_and(|&(first, _)| first <= code)
}

/// Controls of C0 and C1, line separators, controls of writing direction.
const HIDDEN: [(u32, u32); 6] = [
    (0x0000, 0x001f),
    (0x007f, 0x009f),
    (0x061c, 0x061c),
    (0x200e, 0x200f),
    (0x2028, 0x202e),
    (0x2066, 0x2069),
];

/// Marks that share the column of the code point before them, and characters without width.
const COMBINING: [(u32, u32); 22] = [
    (0x0300, 0x036f),
    (0x0483, 0x0489),
    (0x0591, 0x05bd),
    (0x0610, 0x061a),
    (0x064b, 0x065f),
    (0x0670, 0x0670),
    (0x06d6, 0x06dc),
    (0x093c, 0x093c),
    (0x0941, 0x0948),
    (0x094d, 0x094d),
    (0x0e31, 0x0e31),
    (0x0e34, 0x0e3a),
    (0x0e47, 0x0e4e),
    (0x1ab0, 0x1aff),
    (0x1dc0, 0x1dff),
    (0x200b, 0x200d),
    (0x2060, 0x2060),
    (0x20d0, 0x20ff),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
    (0xfeff, 0xfeff),
    (0xe0100, 0xe01ef),
];

/// East Asian wide and full-width characters, and emoji.
const WIDE: [(u32, u32); 57] = [
    (0x1100, 0x115f),
    (0x231a, 0x231b),
    (0x2329, 0x232a),
    (0x23e9, 0x23ec),
    (0x23f0, 0x23f0),
    (0x23f3, 0x23f3),
    (0x25fd, 0x25fe),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267f, 0x267f),
    (0x2693, 0x2693),
    (0x26a1, 0x26a1),
    (0x26aa, 0x26ab),
    (0x26bd, 0x26be),
    (0x26c4, 0x26c5),
    (0x26ce, 0x26ce),
    (0x26d4, 0x26d4),
    (0x26ea, 0x26ea),
    (0x26f2, 0x26f3),
    (0x26f5, 0x26f5),
    (0x26fa, 0x26fa),
    (0x26fd, 0x26fd),
    (0x2705, 0x2705),
    (0x270a, 0x270b),
    (0x2728, 0x2728),
    (0x274c, 0x274c),
    (0x274e, 0x274e),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27b0, 0x27b0),
    (0x27bf, 0x27bf),
    (0x2b1b, 0x2b1c),
    (0x2b50, 0x2b50),
    (0x2b55, 0x2b55),
    (0x2e80, 0x303e),
    (0x3041, 0x4dbf),
    (0x4e00, 0xa4cf),
    (0xa960, 0xa97f),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe10, 0xfe19),
    (0xfe30, 0xfe6f),
    (0xff01, 0xff60),
    (0xffe0, 0xffe6),
    (0x16fe0, 0x1b2ff),
    (0x1f004, 0x1f004),
    (0x1f0cf, 0x1f0cf),
    (0x1f18e, 0x1f18e),
    (0x1f191, 0x1f19a),
    (0x1f200, 0x1f320),
    (0x1f32d, 0x1f64f),
    (0x1f680, 0x1f6ff),
    (0x1f7e0, 0x1f7f0),
    (0x1f90c, 0x1f9ff),
    (0x1fa70, 0x1faff),
    (0x20000, 0x3fffd),
];
