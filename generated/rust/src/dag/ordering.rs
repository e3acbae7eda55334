//! The order of wires within each layer: fewer crossings by barycentre sweeps.

use std::cmp::Ordering;

use super::layers::{Wire, Wires};

/// Sweeps to the right and back; more of them hardly change a drawing.
const ROUNDS: usize = 4;

/// Reorders the layers; keeps the first order with the fewest crossings, and so the input's own if it has none.
pub(super) fn untangle(wires: &mut Wires) {
    let mut place = places(wires);
    let mut best = (crossings(wires, &place), wires.layers.clone());
    for sweep in 0..ROUNDS * 2 {
        if best.0 == 0 {
            break;
        }
        let layers = 1..wires.layers.len();
        if sweep % 2 == 0 {
            layers.for_each(|layer| sort_layer(wires, &mut place, layer, |wire| &wire.left));
        } else {
            layers
                .rev()
                .for_each(|layer| sort_layer(wires, &mut place, layer - 1, |wire| &wire.right));
        }
        let count = crossings(wires, &place);
        if count < best.0 {
            best = (count, wires.layers.clone());
        }
    }
    wires.layers = best.1;
}

/// Place of each wire within its layer.
fn places(wires: &Wires) -> Vec<usize> {
    let mut place = vec![0; wires.all.len()];
    for layer in &wires.layers {
        for (at, &wire) in layer.iter().enumerate() {
            place[wire] = at;
        }
    }
    place
}

/// Sorts one layer by the mean place of each wire's neighbours; a wire without any counts its own place. Of equal
/// wires, nodes come before buses and earlier ones before later ones.
fn sort_layer(
    wires: &mut Wires,
    place: &mut [usize],
    layer: usize,
    neighbours: fn(&Wire) -> &Vec<usize>,
) {
    let mean = |wire: usize| match neighbours(&wires.all[wire]).as_slice() {
        [] => (place[wire], 1),
        list => (list.iter().map(|&next| place[next]).sum(), list.len()),
    };
    let mut keyed: Vec<_> = wires.layers[layer]
        .iter()
        .map(|&wire| (mean(wire), wire))
        .collect();
    keyed.sort_by(|(a, first), (b, second)| compare_means(*a, *b).then(first.cmp(second)));
    for (at, &(_, wire)) in keyed.iter().enumerate() {
        wires.layers[layer][at] = wire;
        place[wire] = at;
    }
}

/// Compares two fractions, each sum by count, without rounding.
fn compare_means(a: (usize, usize), b: (usize, usize)) -> Ordering {
    (a.0 * b.1).cmp(&(b.0 * a.1))
}

/// Pairs of connections that cross, over all neighbouring layers.
fn crossings(wires: &Wires, place: &[usize]) -> u64 {
    wires
        .layers
        .windows(2)
        .map(|pair| crossings_between(wires, place, &pair[0], pair[1].len()))
        .sum()
}

/// Counts inversions with a Fenwick tree over the places of the right layer.
fn crossings_between(wires: &Wires, place: &[usize], left: &[usize], size: usize) -> u64 {
    let mut tree = vec![0_u64; size + 1];
    let mut seen = 0;
    let mut count = 0;
    for &wire in left {
        let right = &wires.all[wire].right;
        for &next in right {
            count += seen - prefix(&tree, place[next] + 1);
        }
        for &next in right {
            add(&mut tree, place[next] + 1);
        }
        seen += right.len() as u64;
    }
    count
}

fn prefix(tree: &[u64], mut at: usize) -> u64 {
    let mut sum = 0;
    while at > 0 {
        sum += tree[at];
        at &= at - 1;
    }
    sum
}

fn add(tree: &mut [u64], mut at: usize) {
    while at < tree.len() {
        tree[at] += 1;
        at += at & at.wrapping_neg();
    }
}
