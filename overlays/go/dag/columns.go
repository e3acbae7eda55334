package dag

import (
	"cmp"
	"slices"
)

// placed is a lane with its spots counted in lines of the drawing.
type placed struct {
	// left are the lines where something comes in from the left, right those where something goes out.
	left, right []int
	// top and bottom are the first and the last line that the lane touches.
	top, bottom int
	// column counts from 1; a lane that touches one line only is a part of that line and keeps the column of the
	// lanes before it, 0 without any.
	column int
}

func newPlaced(l lane, line func(spot) int) placed {
	var p placed
	for _, at := range l.left {
		p.left = append(p.left, line(at))
	}
	for _, at := range l.right {
		p.right = append(p.right, line(at))
	}
	p.top = min(slices.Min(p.left), slices.Min(p.right))
	p.bottom = max(slices.Max(p.left), slices.Max(p.right))
	return p
}

// isVertical tells whether the lane turns at all.
func (p *placed) isVertical() bool {
	return p.top < p.bottom
}

// priority orders lanes so that few lines cross: first those that lead down, from the lowest start to the highest; then
// those that lead up, from the highest start to the lowest.
func (p *placed) priority() (class, start int) {
	start = slices.Min(p.left)
	if sum(p.right)*len(p.left) < sum(p.left)*len(p.right) {
		return 1, start
	}
	return 0, -start
}

func sum(lines []int) int {
	total := 0
	for _, line := range lines {
		total += line
	}
	return total
}

// stretch is the lines that a lane occupies in a column.
type stretch struct {
	top, bottom int
}

// place gives each lane the first column that is right of all lanes before it and free over its height. line counts a
// spot in lines.
func place(c *channel, line func(spot) int) []placed {
	lanes := make([]placed, len(c.lanes))
	for at, l := range c.lanes {
		lanes[at] = newPlaced(l, line)
	}
	var taken [][]stretch
	least := make([]int, len(lanes))
	for _, at := range orderOf(c, lanes) {
		p := &lanes[at]
		p.column = least[at]
		if p.isVertical() {
			for p.column < len(taken) && !isFree(taken[p.column], p) {
				p.column++
			}
			for len(taken) <= p.column {
				taken = append(taken, nil)
			}
			taken[p.column] = append(taken[p.column], stretch{p.top, p.bottom})
			p.column++
		}
		for _, next := range c.lanes[at].before {
			least[next] = max(least[next], p.column)
		}
	}
	return lanes
}

func isFree(column []stretch, p *placed) bool {
	return !slices.ContainsFunc(column, func(s stretch) bool { return s.top <= p.bottom && p.top <= s.bottom })
}

// orderOf gives all lanes, each after those that have to stand to its left; otherwise by priority, then by number.
func orderOf(c *channel, lanes []placed) []int {
	waits := make([]int, len(lanes))
	rest := make([]int, len(lanes))
	for at := range c.lanes {
		rest[at] = at
		for _, next := range c.lanes[at].before {
			waits[next]++
		}
	}
	slices.SortFunc(rest, func(a, b int) int {
		class, start := lanes[a].priority()
		otherClass, otherStart := lanes[b].priority()
		return cmp.Or(cmp.Compare(class, otherClass), cmp.Compare(start, otherStart), cmp.Compare(a, b))
	})
	order := make([]int, 0, len(rest))
	for {
		at := slices.IndexFunc(rest, func(lane int) bool { return waits[lane] == 0 })
		if at < 0 {
			return order
		}
		order = append(order, rest[at])
		for _, next := range c.lanes[rest[at]].before {
			waits[next]--
		}
		rest = slices.Delete(rest, at, at+1)
	}
}
