//! Channels: the space between two layers, where lines turn.
//!
//! A channel holds vertical *lanes*. Everything on the left of a lane leads to everything on its right, so a lane may
//! only join wires that are fully connected. Wires with the same partners form a *group*; each connected pair of
//! groups is joined by one lane for both, or by a lane each and a horizontal *track* between them.

use std::collections::HashMap;

use super::layers::Wires;

/// A height in a drawing that is not yet counted in lines.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Spot {
    /// The line of a row.
    Row(usize),
    /// A line in the gap below a row: the row, and the number of the track from the top.
    Gap(usize, usize),
}

/// A vertical line.
#[derive(Default)]
pub(super) struct Lane {
    /// Where lines come in: from wires of the left layer, and from tracks.
    pub(super) left: Vec<Spot>,
    /// Where lines go out: to wires of the right layer, and to tracks.
    pub(super) right: Vec<Spot>,
    /// Lanes that have to stand to the right of this one.
    pub(super) before: Vec<usize>,
}

/// A line that turns nowhere, between two lanes.
pub(super) struct Track {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) spot: Spot,
}

/// The lines between two layers.
pub(super) struct Channel {
    pub(super) lanes: Vec<Lane>,
    pub(super) tracks: Vec<Track>,
    /// For each wire that ends at the left edge: its row and the lane it leads to.
    pub(super) entries: Vec<(usize, usize)>,
    /// For each wire that begins at the right edge: its row and the lane it comes from.
    pub(super) exits: Vec<(usize, usize)>,
    /// How many tracks lie in the gap below each row.
    pub(super) gaps: HashMap<usize, usize>,
}

/// The channel behind each layer but the last.
pub(super) fn route_all(wires: &Wires, rows: &[usize]) -> Vec<Channel> {
    let pairs = wires.layers.windows(2);
    pairs
        .map(|pair| Groups::new(wires, rows, &pair[0], &pair[1]).route())
        .collect()
}

/// Wires with the same partners.
struct Group {
    /// Rows of its wires, from top to bottom.
    rows: Vec<usize>,
    /// Groups of the other side that it is connected with, from top to bottom.
    partners: Vec<usize>,
}

/// Both sides of a channel in groups, and which of them share a lane.
struct Groups {
    sources: Vec<Group>,
    targets: Vec<Group>,
    /// Per source group: target groups whose lane must not stand to the left of its own.
    not_left_of: Vec<Vec<usize>>,
    /// Per source group: the target group that shares its lane.
    merged: Vec<Option<usize>>,
    /// Per target group: the source group that shares its lane.
    merged_back: Vec<Option<usize>>,
}

impl Groups {
    fn new(wires: &Wires, rows: &[usize], left: &[usize], right: &[usize]) -> Self {
        let (mut sources, source_of) = group(left, rows, |wire| &wires.all[wire].right);
        let (mut targets, target_of) = group(right, rows, |wire| &wires.all[wire].left);
        for &wire in left {
            for next in &wires.all[wire].right {
                let (source, target) = (source_of[&wire], target_of[next]);
                sources[source].partners.push(target);
                targets[target].partners.push(source);
            }
        }
        for group in sources.iter_mut().chain(&mut targets) {
            group.partners.sort_unstable();
            group.partners.dedup();
        }
        let (merged, merged_back) = (vec![None; sources.len()], vec![None; targets.len()]);
        let mut this = Self {
            not_left_of: order_of_lanes(&sources, &targets),
            sources,
            targets,
            merged,
            merged_back,
        };
        this.merge();
        this
    }

    /// Lets pairs of groups share a lane where one has no other partner, unless another lane would then have to stand
    /// both left and right of it.
    fn merge(&mut self) {
        for target in 0..self.targets.len() {
            let alone = self.targets[target].partners.len() == 1;
            let fits = |&source: &usize| alone || self.sources[source].partners.len() == 1;
            let Some(source) = self.targets[target].partners.iter().copied().find(fits) else {
                continue;
            };
            if !self.is_before(source, target) {
                self.merged[source] = Some(target);
                self.merged_back[target] = Some(source);
            }
        }
    }

    /// Whether another lane has to stand between those of the two groups.
    fn is_before(&self, source: usize, target: usize) -> bool {
        let mut seen = vec![false; self.targets.len()];
        let mut open: Vec<usize> = self.not_left_of[source]
            .iter()
            .copied()
            .filter(|&t| t != target)
            .collect();
        while let Some(next) = open.pop() {
            if next == target {
                return true;
            }
            if std::mem::replace(&mut seen[next], true) {
                continue;
            }
            if let Some(source) = self.merged_back[next] {
                open.extend(&self.not_left_of[source]);
            }
        }
        false
    }

    /// The lane of each target group, and how many lanes there are. Lanes of source groups have their numbers.
    fn number_lanes(&self) -> (Vec<usize>, usize) {
        let mut count = self.sources.len();
        let mut number = |shared: &Option<usize>| {
            shared.unwrap_or_else(|| {
                count += 1;
                count - 1
            })
        };
        (self.merged_back.iter().map(&mut number).collect(), count)
    }

    fn route(&self) -> Channel {
        let (lane_of_target, count) = self.number_lanes();
        let mut lanes: Vec<Lane> = (0..count).map(|_| Lane::default()).collect();
        for (lane, targets) in self.not_left_of.iter().enumerate() {
            let to = targets.iter().map(|&target| lane_of_target[target]);
            lanes[lane].before = to.filter(|&to| to != lane).collect();
        }
        let sources = self.sources.iter().enumerate();
        let entries: Vec<_> = sources
            .flat_map(|(lane, group)| group.rows.iter().map(move |&row| (row, lane)))
            .collect();
        let targets = lane_of_target.iter().zip(&self.targets);
        let exits: Vec<_> = targets
            .flat_map(|(&lane, group)| group.rows.iter().map(move |&row| (row, lane)))
            .collect();
        for &(row, lane) in &entries {
            lanes[lane].left.push(Spot::Row(row));
        }
        for &(row, lane) in &exits {
            lanes[lane].right.push(Spot::Row(row));
        }
        let (tracks, gaps) = self.lay_tracks(&lane_of_target);
        for track in &tracks {
            lanes[track.from].right.push(track.spot);
            lanes[track.to].left.push(track.spot);
        }
        Channel {
            lanes,
            tracks,
            entries,
            exits,
            gaps,
        }
    }

    /// A track for each pair of groups without a common lane: along a row that both have, else in the gap above the
    /// one that begins further down.
    fn lay_tracks(&self, lane_of_target: &[usize]) -> (Vec<Track>, HashMap<usize, usize>) {
        let mut tracks = Vec::new();
        let mut gaps = HashMap::new();
        for (target, group) in self.targets.iter().enumerate() {
            for &source in group
                .partners
                .iter()
                .filter(|&&source| self.merged[source] != Some(target))
            {
                let rows = &self.sources[source].rows;
                let common = rows
                    .iter()
                    .find(|row| group.rows.binary_search(row).is_ok());
                let spot = common.map_or_else(
                    || {
                        let gap = rows[0].max(group.rows[0]) - 1;
                        let used = gaps.entry(gap).or_insert(0);
                        *used += 1;
                        Spot::Gap(gap, *used - 1)
                    },
                    |&row| Spot::Row(row),
                );
                tracks.push(Track {
                    from: source,
                    to: lane_of_target[target],
                    spot,
                });
            }
        }
        (tracks, gaps)
    }
}

/// Groups the wires of a layer that have the same partners; groups come in order of their topmost wires. Wires
/// without partners are in none.
fn group<'a>(
    layer: &[usize],
    rows: &[usize],
    partners: impl Fn(usize) -> &'a Vec<usize>,
) -> (Vec<Group>, HashMap<usize, usize>) {
    let mut groups = Vec::new();
    let mut by_partners = HashMap::new();
    let mut group_of = HashMap::new();
    for &wire in layer.iter().filter(|&&wire| !partners(wire).is_empty()) {
        let at = *by_partners.entry(partners(wire)).or_insert_with(|| {
            groups.push(Group {
                rows: Vec::new(),
                partners: Vec::new(),
            });
            groups.len() - 1
        });
        groups[at].rows.push(rows[wire]);
        group_of.insert(wire, at);
    }
    (groups, group_of)
}

/// Lines of one row must not overlap: where a wire ends and another begins in the same row, the lane of the first
/// stands to the left. So it does for connected groups.
fn order_of_lanes(sources: &[Group], targets: &[Group]) -> Vec<Vec<usize>> {
    let mut target_at = HashMap::new();
    for (target, group) in targets.iter().enumerate() {
        target_at.extend(group.rows.iter().map(|&row| (row, target)));
    }
    let order_of = |group: &Group| {
        let mut order = group.partners.clone();
        order.extend(group.rows.iter().filter_map(|row| target_at.get(row)));
        order.sort_unstable();
        order.dedup();
        order
    };
    sources.iter().map(order_of).collect()
}
