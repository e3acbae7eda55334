//! From rows and channels to lines of text.

use super::channel::{Channel, Spot};
use super::columns::{Placed, place};
use super::layers::Wires;
use super::width::columns;

/// Draws one connected part of a graph; `labels` are those of its nodes.
pub(super) fn paint(
    wires: &Wires,
    rows: &[usize],
    channels: &[Channel],
    labels: &[String],
) -> String {
    let heights = Heights::new(rows, channels);
    let mut lines = vec![String::new(); heights.count];
    for at in 0..wires.layers.len() {
        paint_layer(
            wires,
            at,
            &mut lines,
            |wire| heights.lines[rows[wire]],
            labels,
        );
        if let Some(channel) = channels.get(at) {
            paint_channel(channel, &heights, &mut lines);
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end_matches(' '))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Where rows and tracks lie.
struct Heights {
    /// Line of each row.
    lines: Vec<usize>,
    /// How many lines there are.
    count: usize,
}

impl Heights {
    /// A row is one line. Below it lie as many lines as the fullest channel has tracks there, at least one.
    fn new(rows: &[usize], channels: &[Channel]) -> Self {
        let mut gaps = vec![1; rows.iter().max().map_or(0, |last| last + 1)];
        for (&row, &tracks) in channels.iter().flat_map(|channel| &channel.gaps) {
            gaps[row] = gaps[row].max(tracks);
        }
        let mut count = 0;
        let mut lines = Vec::with_capacity(gaps.len());
        for gap in gaps {
            lines.push(count);
            count += 1 + gap;
        }
        // Nothing lies below the last row.
        Self {
            count: lines.last().map_or(0, |last| last + 1),
            lines,
        }
    }

    fn line(&self, spot: Spot) -> usize {
        match spot {
            Spot::Row(row) => self.lines[row],
            Spot::Gap(row, track) => self.lines[row] + 1 + track,
        }
    }
}

/// Appends a layer to all lines: a column of labels as wide as the widest of them, with one space or line on either
/// side. Buses run right through; a label that leads somewhere is followed by a space and a line.
fn paint_layer(
    wires: &Wires,
    layer: usize,
    lines: &mut [String],
    height: impl Fn(usize) -> usize,
    labels: &[String],
) {
    let label = |wire: usize| labels.get(wire).map_or("", String::as_str);
    let width = wires.layers[layer]
        .iter()
        .map(|&wire| columns(label(wire)))
        .max()
        .unwrap_or(0);
    let mut next = wires.layers[layer].iter().copied().peekable();
    for (at, line) in lines.iter_mut().enumerate() {
        let wire = next.next_if(|&wire| height(wire) == at);
        let before = if wire.is_some_and(|wire| wires.is_bus(wire)) {
            '─'
        } else {
            ' '
        };
        let after = if wire.is_some_and(|wire| !wires.all[wire].right.is_empty()) {
            '─'
        } else {
            ' '
        };
        let text = wire.map_or("", label);
        if layer > 0 {
            line.push(before);
        }
        line.push_str(text);
        line.push(before);
        line.extend(std::iter::repeat_n(after, width - columns(text)));
    }
}

/// Appends a channel to all lines: lanes in every second column, at least one of them, a column on either side.
fn paint_channel(channel: &Channel, heights: &Heights, text: &mut [String]) {
    let lanes = place(channel, |spot| heights.line(spot));
    let width = lanes
        .iter()
        .map(|lane| lane.column)
        .max()
        .unwrap_or(0)
        .max(1)
        * 2
        + 1;
    let mut cells = vec![vec![' '; width]; heights.count];
    // Column 1 is at x = 1; a lane without a column stands left of the channel.
    let before = |lane: usize| (lanes[lane].column * 2).saturating_sub(1);
    let behind = |lane: usize| lanes[lane].column * 2;
    let mut line_between = |height: usize, from, to| {
        if let Some(cells) = cells[height].get_mut(from..to) {
            cells.fill('─');
        }
    };
    for &(row, lane) in &channel.entries {
        line_between(heights.lines[row], 0, before(lane));
    }
    for track in &channel.tracks {
        line_between(
            heights.line(track.spot),
            behind(track.from),
            before(track.to),
        );
    }
    for &(row, lane) in &channel.exits {
        line_between(heights.lines[row], behind(lane), width);
    }
    for lane in lanes.iter().filter(|lane| lane.is_vertical()) {
        for (height, glyph) in glyphs(lane) {
            cells[height][lane.column * 2 - 1] = glyph;
        }
    }
    for (line, cells) in text.iter_mut().zip(&cells) {
        line.extend(cells);
    }
}

/// The characters of a lane from top to bottom, each with its line: an arm for each line that joins it.
fn glyphs(lane: &Placed) -> Vec<(usize, char)> {
    let mut joins = vec![(false, false); lane.bottom - lane.top + 1];
    lane.left
        .iter()
        .for_each(|at| joins[at - lane.top].0 = true);
    lane.right
        .iter()
        .for_each(|at| joins[at - lane.top].1 = true);
    let glyph = |(at, (left, right)): (usize, (bool, bool))| {
        let (up, down) = (at > 0, lane.top + at < lane.bottom);
        let glyph = match (left, right, up, down) {
            (false, false, _, _) => '│',
            (true, true, false, _) => '┬',
            (true, true, true, false) => '┴',
            (true, true, true, true) => '┼',
            (true, false, false, _) => '┐',
            (true, false, true, false) => '┘',
            (true, false, true, true) => '┤',
            (false, true, false, _) => '┌',
            (false, true, true, false) => '└',
            (false, true, true, true) => '├',
        };
        (lane.top + at, glyph)
    };
    joins.into_iter().enumerate().map(glyph).collect()
}
