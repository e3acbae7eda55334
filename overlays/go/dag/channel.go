package dag

import "slices"

// A channel is the space between two layers, where lines turn.
//
// It holds vertical lanes. Everything on the left of a lane leads to everything on its right, so a lane may only join
// wires that are fully connected. Wires with the same partners form a group; each connected pair of groups is joined by
// one lane for both, or by a lane each and a horizontal track between them.
type channel struct {
	lanes  []lane
	tracks []track
	// entries are the wires that end at the left edge, exits those that begin at the right edge.
	entries, exits []pin
	// gaps counts the tracks in the gap below each row.
	gaps map[int]int
}

// spot is a height in a drawing that is not yet counted in lines: the line of a row, or one in the gap below it.
type spot struct {
	row int
	// track is 0 for the row itself, else the number of the track in the gap, from 1 at the top.
	track int
}

// lane is a vertical line.
type lane struct {
	// left is where lines come in: from wires of the left layer, and from tracks.
	left []spot
	// right is where lines go out: to wires of the right layer, and to tracks.
	right []spot
	// before are the lanes that have to stand to the right of this one.
	before []int
}

// track is a line that turns nowhere, between two lanes.
type track struct {
	from, to int
	spot     spot
}

// pin is where a wire meets a channel: its row, and the lane it leads to or comes from.
type pin struct {
	row, lane int
}

// routeAll gives the channel behind each layer but the last.
func routeAll(p *part, rows []int) []*channel {
	var channels []*channel
	for layer := 1; layer < len(p.layers); layer++ {
		g := groupsOf(p, rows, p.layers[layer-1], p.layers[layer])
		g.merge()
		channels = append(channels, g.route())
	}
	return channels
}

// group is wires with the same partners.
type group struct {
	// rows of its wires, from top to bottom.
	rows []int
	// partners are the groups of the other side that it is connected with, from top to bottom.
	partners []int
}

// alone is the index of no group.
const alone = -1

// groups are both sides of a channel, and which of them share a lane.
type groups struct {
	sources, targets []group
	// notLeftOf holds for each source group the target groups whose lane must not stand to the left of its own.
	notLeftOf [][]int
	// merged is the target group that shares the lane of each source group, mergedBack the reverse.
	merged, mergedBack []int
}

func groupsOf(p *part, rows, left, right []int) *groups {
	sources, sourceOf := groupBy(p, rows, left, toRight)
	targets, targetOf := groupBy(p, rows, right, toLeft)
	for _, wire := range left {
		for _, next := range p.wires[wire].right {
			source, target := sourceOf[wire], targetOf[next]
			sources[source].partners = append(sources[source].partners, target)
			targets[target].partners = append(targets[target].partners, source)
		}
	}
	for _, side := range [][]group{sources, targets} {
		for at := range side {
			slices.Sort(side[at].partners)
			side[at].partners = slices.Compact(side[at].partners)
		}
	}
	return &groups{
		sources: sources, targets: targets, notLeftOf: orderOfLanes(sources, targets),
		merged: slices.Repeat([]int{alone}, len(sources)), mergedBack: slices.Repeat([]int{alone}, len(targets)),
	}
}

// groupBy groups the wires of a layer that have the same partners; groups come in order of their topmost wires. Wires
// without partners are in none.
func groupBy(p *part, rows, layer []int, partners side) ([]group, map[int]int) {
	var all []group
	byPartners := map[string]int{}
	groupOf := map[int]int{}
	for _, wire := range layer {
		list := partners(&p.wires[wire])
		if len(list) == 0 {
			continue
		}
		at, known := byPartners[keyOf(list)]
		if !known {
			at = len(all)
			byPartners[keyOf(list)] = at
			all = append(all, group{})
		}
		all[at].rows = append(all[at].rows, rows[wire])
		groupOf[wire] = at
	}
	return all, groupOf
}

// orderOfLanes keeps lines of one row from overlapping: where a wire ends and another begins in the same row, the lane
// of the first stands to the left. So it does for connected groups.
func orderOfLanes(sources, targets []group) [][]int {
	targetAt := map[int]int{}
	for target, group := range targets {
		for _, row := range group.rows {
			targetAt[row] = target
		}
	}
	order := make([][]int, len(sources))
	for source, group := range sources {
		list := slices.Clone(group.partners)
		for _, row := range group.rows {
			if target, taken := targetAt[row]; taken {
				list = append(list, target)
			}
		}
		slices.Sort(list)
		order[source] = slices.Compact(list)
	}
	return order
}

// merge lets pairs of groups share a lane where one has no other partner, unless another lane would then have to stand
// both left and right of it.
func (g *groups) merge() {
	for target, group := range g.targets {
		fits := func(source int) bool { return len(group.partners) == 1 || len(g.sources[source].partners) == 1 }
		at := slices.IndexFunc(group.partners, fits)
		if at < 0 {
			continue
		}
		if source := group.partners[at]; !g.isBefore(source, target) {
			g.merged[source] = target
			g.mergedBack[target] = source
		}
	}
}

// isBefore tells whether another lane has to stand between those of the two groups.
func (g *groups) isBefore(source, target int) bool {
	seen := make([]bool, len(g.targets))
	var open []int
	for _, next := range g.notLeftOf[source] {
		if next != target {
			open = append(open, next)
		}
	}
	for len(open) > 0 {
		next := open[len(open)-1]
		open = open[:len(open)-1]
		if next == target {
			return true
		}
		if seen[next] {
			continue
		}
		seen[next] = true
		if shared := g.mergedBack[next]; shared != alone {
			open = append(open, g.notLeftOf[shared]...)
		}
	}
	return false
}

// numberLanes gives the lane of each target group, and how many lanes there are. Lanes of source groups have their
// numbers.
func (g *groups) numberLanes() (laneOfTarget []int, count int) {
	count = len(g.sources)
	laneOfTarget = slices.Clone(g.mergedBack)
	for target, shared := range g.mergedBack {
		if shared == alone {
			laneOfTarget[target] = count
			count++
		}
	}
	return laneOfTarget, count
}

func (g *groups) route() *channel {
	laneOfTarget, count := g.numberLanes()
	c := &channel{lanes: make([]lane, count), gaps: map[int]int{}}
	for source, group := range g.sources {
		for _, target := range g.notLeftOf[source] {
			if to := laneOfTarget[target]; to != source {
				c.lanes[source].before = append(c.lanes[source].before, to)
			}
		}
		for _, row := range group.rows {
			c.entries = append(c.entries, pin{row, source})
			c.lanes[source].left = append(c.lanes[source].left, spot{row: row})
		}
	}
	for target, group := range g.targets {
		at := laneOfTarget[target]
		for _, row := range group.rows {
			c.exits = append(c.exits, pin{row, at})
			c.lanes[at].right = append(c.lanes[at].right, spot{row: row})
		}
	}
	for target, group := range g.targets {
		for _, source := range group.partners {
			if g.merged[source] != target {
				c.addTrack(source, laneOfTarget[target], g.sources[source].rows, group.rows)
			}
		}
	}
	return c
}

// addTrack lays a track between two lanes: along a row that both groups have, else in the gap above the one that begins
// further down.
func (c *channel) addTrack(from, to int, sources, targets []int) {
	at := spot{row: max(sources[0], targets[0]) - 1}
	if common := slices.IndexFunc(sources, func(row int) bool {
		_, found := slices.BinarySearch(targets, row)
		return found
	}); common >= 0 {
		at.row = sources[common]
	} else {
		c.gaps[at.row]++
		at.track = c.gaps[at.row]
	}
	c.tracks = append(c.tracks, track{from, to, at})
	c.lanes[from].right = append(c.lanes[from].right, at)
	c.lanes[to].left = append(c.lanes[to].left, at)
}
