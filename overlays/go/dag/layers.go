package dag

import "encoding/binary"

// wire is what occupies one place of one layer: a node, or a bus. A bus is a line that passes the layer on its way to
// nodes further right; sources with the same remaining targets share one.
type wire struct {
	// targets are the nodes that this wire still leads to, by index within the part, ascending.
	targets []int
	// left are the wires of the layer to the left that lead into this one, ascending.
	left []int
	// right are the wires of the layer to the right that this one leads into, ascending.
	right []int
}

// part is one connected part of a graph in layers.
type part struct {
	// wires are the nodes of the part in order of input, then the buses in order of their making.
	wires []wire
	// layers hold the wires of each layer from top to bottom.
	layers [][]int
	// nodes is how many of the wires are nodes.
	nodes int
}

// layOut puts the nodes into layers by longest path, in order of input within each layer.
func layOut(c *checked, members []int) *part {
	local := make(map[int]int, len(members))
	for at, node := range members {
		local[node] = at
	}
	p := &part{wires: make([]wire, len(members)), nodes: len(members)}
	depth := make([]int, len(members))
	for at, node := range members {
		for _, next := range c.successors[node] {
			p.wires[at].targets = append(p.wires[at].targets, local[next])
		}
		depth[at] = c.depth[node]
		for len(p.layers) <= depth[at] {
			p.layers = append(p.layers, nil)
		}
		p.layers[depth[at]] = append(p.layers[depth[at]], at)
	}
	for layer := 1; layer < len(p.layers); layer++ {
		p.connect(layer, depth)
	}
	return p
}

// isBus is true for a bus, false for a node.
func (p *part) isBus(wire int) bool {
	return wire >= p.nodes
}

// connect joins a layer with the one before it; targets that lie further away get a bus in the layer.
func (p *part) connect(layer int, depth []int) {
	buses := map[string]int{}
	for _, from := range p.layers[layer-1] {
		var right, rest []int
		for _, target := range p.wires[from].targets {
			if depth[target] == layer {
				right = append(right, target)
			} else {
				rest = append(rest, target)
			}
		}
		if len(rest) > 0 {
			bus, shared := buses[keyOf(rest)]
			if !shared {
				bus = len(p.wires)
				buses[keyOf(rest)] = bus
				p.wires = append(p.wires, wire{targets: rest})
				p.layers[layer] = append(p.layers[layer], bus)
			}
			right = append(right, bus)
		}
		for _, next := range right {
			p.wires[next].left = append(p.wires[next].left, from)
		}
		p.wires[from].right = right
	}
}

// keyOf makes a list usable as the key of a map.
func keyOf(list []int) string {
	key := make([]byte, 0, 2*len(list))
	for _, each := range list {
		key = binary.AppendUvarint(key, uint64(each))
	}
	return string(key)
}
