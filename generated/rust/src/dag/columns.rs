//! The column of each lane of a channel.

use super::channel::Channel;

/// A lane with its spots counted in lines of the drawing.
pub(super) struct Placed {
    /// Lines where something comes in from the left.
    pub(super) left: Vec<usize>,
    /// Lines where something goes out to the right.
    pub(super) right: Vec<usize>,
    /// First and last line that the lane touches.
    pub(super) top: usize,
    pub(super) bottom: usize,
    /// Column from 1 on; a lane that touches one line only is a part of that line and keeps the column of the lanes
    /// before it, 0 without any.
    pub(super) column: usize,
}

impl Placed {
    fn new(left: Vec<usize>, right: Vec<usize>) -> Self {
        let lines = || left.iter().chain(&right).copied();
        let (top, bottom) = (lines().min().unwrap_or(0), lines().max().unwrap_or(0));
        Self {
            left,
            right,
            top,
            bottom,
            column: 0,
        }
    }

    /// Whether the lane turns at all.
    pub(super) fn is_vertical(&self) -> bool {
        self.top < self.bottom
    }

    /// Lanes in the order that makes few crossings: those that lead down, from the lowest start to the highest; then
    /// those that lead up, from the highest start to the lowest.
    fn priority(&self) -> (bool, usize) {
        let sum = |lines: &[usize]| lines.iter().sum::<usize>();
        let leads_up = sum(&self.right) * self.left.len() < sum(&self.left) * self.right.len();
        let start = self.left.iter().copied().min().unwrap_or(0);
        (leads_up, if leads_up { start } else { usize::MAX - start })
    }
}

/// Gives each lane the first column that is right of all lanes before it and free over its height. `line` counts a
/// spot in lines.
pub(super) fn place(
    channel: &Channel,
    line: impl Fn(super::channel::Spot) -> usize,
) -> Vec<Placed> {
    let lines = |spots: &[_]| spots.iter().map(|&spot| line(spot)).collect();
    let mut placed: Vec<Placed> = channel
        .lanes
        .iter()
        .map(|lane| Placed::new(lines(&lane.left), lines(&lane.right)))
        .collect();
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut least = vec![0; placed.len()];
    for lane in order(channel, &placed) {
        let Placed { top, bottom, .. } = placed[lane];
        placed[lane].column = least[lane];
        if placed[lane].is_vertical() {
            let is_free = |used: &Vec<(usize, usize)>| {
                used.iter().all(|&(from, to)| to < top || bottom < from)
            };
            let free = taken.iter().skip(least[lane]).position(is_free);
            let column = free.map_or(taken.len().max(least[lane]), |skipped| {
                least[lane] + skipped
            });
            taken.resize_with(taken.len().max(column + 1), Vec::new);
            taken[column].push((top, bottom));
            placed[lane].column = column + 1;
        }
        for &next in &channel.lanes[lane].before {
            least[next] = least[next].max(placed[lane].column);
        }
    }
    placed
}

/// All lanes, each after those that have to stand to its left; otherwise by priority, then by number.
fn order(channel: &Channel, placed: &[Placed]) -> Vec<usize> {
    let mut waits = vec![0_usize; placed.len()];
    for &next in channel.lanes.iter().flat_map(|lane| &lane.before) {
        waits[next] += 1;
    }
    let mut rest: Vec<usize> = (0..placed.len()).collect();
    rest.sort_by_key(|&lane| (placed[lane].priority(), lane));
    let mut order = Vec::with_capacity(rest.len());
    while let Some(at) = rest.iter().position(|&lane| waits[lane] == 0) {
        let lane = rest.remove(at);
        channel.lanes[lane]
            .before
            .iter()
            .for_each(|&next| waits[next] -= 1);
        order.push(lane);
    }
    order
}
