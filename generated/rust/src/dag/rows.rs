//! The row of each wire: as straight as the order of the layers allows.

use super::layers::{Wire, Wires};

/// Row of each wire, from 0 without empty rows. Within a layer rows grow from top to bottom.
pub(super) fn assign(wires: &Wires) -> Vec<usize> {
    let mut rows = vec![0; wires.all.len()];
    // To the right each wire goes to the row of its topmost source, back to that of its topmost target, and to
    // the right once more. Wires only ever move down.
    for layer in &wires.layers {
        push_down(wires, &mut rows, layer, |wire| &wire.left);
    }
    for layer in wires.layers.iter().rev() {
        push_down(wires, &mut rows, layer, |wire| &wire.right);
    }
    for layer in &wires.layers {
        push_down(wires, &mut rows, layer, |wire| &wire.left);
    }
    close_up(rows)
}

/// Moves each wire of a layer down to its topmost neighbour, and below the wire above it.
fn push_down(
    wires: &Wires,
    rows: &mut [usize],
    layer: &[usize],
    neighbours: fn(&Wire) -> &Vec<usize>,
) {
    let mut free = 0;
    for &wire in layer {
        let topmost = neighbours(&wires.all[wire])
            .iter()
            .map(|&next| rows[next])
            .min();
        rows[wire] = rows[wire].max(free).max(topmost.unwrap_or(0));
        free = rows[wire] + 1;
    }
}

/// Takes out the rows that nothing uses.
fn close_up(rows: Vec<usize>) -> Vec<usize> {
    let mut used = rows.clone();
    used.sort_unstable();
    used.dedup();
    rows.into_iter()
        .map(|row| used.partition_point(|&each| each < row))
        .collect()
}
