package dag

import "slices"

// assignRows gives the row of each wire, from 0 without empty rows, as straight as the order of the layers allows.
// Within a layer rows grow from top to bottom.
func assignRows(p *part) []int {
	rows := make([]int, len(p.wires))
	// To the right each wire goes to the row of its topmost source, back to that of its topmost target, and to the
	// right once more. Wires only ever move down.
	for _, layer := range p.layers {
		p.pushDown(rows, layer, toLeft)
	}
	for _, layer := range slices.Backward(p.layers) {
		p.pushDown(rows, layer, toRight)
	}
	for _, layer := range p.layers {
		p.pushDown(rows, layer, toLeft)
	}
	return closeUp(rows)
}

// pushDown moves each wire of a layer down to its topmost neighbour, and below the wire above it.
func (p *part) pushDown(rows, layer []int, neighbours side) {
	free := 0
	for _, wire := range layer {
		topmost := -1
		for _, next := range neighbours(&p.wires[wire]) {
			if topmost < 0 || rows[next] < topmost {
				topmost = rows[next]
			}
		}
		rows[wire] = max(rows[wire], free, topmost)
		free = rows[wire] + 1
	}
}

// closeUp takes out the rows that nothing uses.
func closeUp(rows []int) []int {
	used := slices.Clone(rows)
	slices.Sort(used)
	used = slices.Compact(used)
	closed := make([]int, len(rows))
	for wire, row := range rows {
		closed[wire], _ = slices.BinarySearch(used, row)
	}
	return closed
}
