package dag

import (
	"slices"
	"strings"
)

// paint turns rows and channels into lines of text; labels are those of the part's nodes.
func paint(p *part, rows []int, channels []*channel, labels []string) string {
	h := heightsOf(rows, channels)
	lines := make([]strings.Builder, h.count)
	for layer := range p.layers {
		wires := make([]int, h.count)
		for at := range wires {
			wires[at] = none
		}
		for _, wire := range p.layers[layer] {
			wires[h.lines[rows[wire]]] = wire
		}
		p.paintLayer(lines, layer, wires, labels)
		if layer < len(channels) {
			paintChannel(lines, channels[layer], h)
		}
	}
	texts := make([]string, len(lines))
	for at := range lines {
		texts[at] = strings.TrimRight(lines[at].String(), " ")
	}
	return strings.Join(texts, "\n")
}

// heights tells where rows and tracks lie.
type heights struct {
	// lines of the rows.
	lines []int
	// count is how many lines there are.
	count int
}

// heightsOf gives a row one line. Below it lie as many lines as the fullest channel has tracks there, at least one.
func heightsOf(rows []int, channels []*channel) heights {
	gaps := slices.Repeat([]int{1}, slices.Max(rows)+1)
	for _, c := range channels {
		for row, tracks := range c.gaps {
			gaps[row] = max(gaps[row], tracks)
		}
	}
	h := heights{lines: make([]int, len(gaps))}
	line := 0
	for row, gap := range gaps {
		h.lines[row] = line
		// Nothing lies below the last row.
		h.count = line + 1
		line += 1 + gap
	}
	return h
}

func (h heights) line(at spot) int {
	return h.lines[at.row] + at.track
}

// none is the wire of a line that no wire of the layer occupies.
const none = -1

// paintLayer appends a layer to all lines: a column of labels as wide as the widest of them, with one space or line on
// either side. wires holds the wire of each line. Buses run right through; a label that leads somewhere is followed by a
// space and a line.
func (p *part) paintLayer(lines []strings.Builder, layer int, wires []int, labels []string) {
	width := 0
	for _, wire := range p.layers[layer] {
		if !p.isBus(wire) {
			width = max(width, columns(labels[wire]))
		}
	}
	for at, wire := range wires {
		before, label, after := " ", "", " "
		if wire != none && p.isBus(wire) {
			before = "─"
		} else if wire != none {
			label = labels[wire]
		}
		if wire != none && len(p.wires[wire].right) > 0 {
			after = "─"
		}
		if layer > 0 {
			lines[at].WriteString(before)
		}
		lines[at].WriteString(label)
		lines[at].WriteString(before)
		lines[at].WriteString(strings.Repeat(after, width-columns(label)))
	}
}

// paintChannel appends a channel to all lines: lanes in every second column, at least one of them, a column on either
// side.
func paintChannel(lines []strings.Builder, c *channel, h heights) {
	lanes := place(c, h.line)
	width := 1
	for at := range lanes {
		width = max(width, lanes[at].column)
	}
	width = 2*width + 1
	cells := make([][]rune, h.count)
	for at := range cells {
		cells[at] = slices.Repeat([]rune{' '}, width)
	}
	// Column 1 is at x = 1; a lane without a column stands left of the channel.
	before := func(lane int) int { return max(2*lanes[lane].column-1, 0) }
	behind := func(lane int) int { return 2 * lanes[lane].column }
	draw := func(line, from, to int) {
		for x := from; x < to; x++ {
			cells[line][x] = '─'
		}
	}
	for _, entry := range c.entries {
		draw(h.lines[entry.row], 0, before(entry.lane))
	}
	for _, track := range c.tracks {
		draw(h.line(track.spot), behind(track.from), before(track.to))
	}
	for _, exit := range c.exits {
		draw(h.lines[exit.row], behind(exit.lane), width)
	}
	for at := range lanes {
		if lanes[at].isVertical() {
			lanes[at].paint(cells)
		}
	}
	for at := range lines {
		lines[at].WriteString(string(cells[at]))
	}
}

// Arms of a character of a lane.
const (
	up = 1 << iota
	down
	left
	right
)

// glyphs are the characters of lanes by their arms; each has at least one arm up or down.
var glyphs = [16]rune{
	up: '│', down: '│', up | down: '│',
	down | left: '┐', up | left: '┘', up | down | left: '┤',
	down | right: '┌', up | right: '└', up | down | right: '├',
	down | left | right: '┬', up | left | right: '┴', up | down | left | right: '┼',
}

// paint draws the lane over the cells, with an arm for each line that joins it.
func (p *placed) paint(cells [][]rune) {
	arms := slices.Repeat([]int{up | down}, p.bottom-p.top+1)
	arms[0] = down
	arms[len(arms)-1] = up
	for _, line := range p.left {
		arms[line-p.top] |= left
	}
	for _, line := range p.right {
		arms[line-p.top] |= right
	}
	for at, glyph := range arms {
		cells[p.top+at][2*p.column-1] = glyphs[glyph]
	}
}
