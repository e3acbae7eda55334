package dag

import (
	"cmp"
	"slices"
)

// rounds of sweeps to the right and back; more of them hardly change a drawing.
const rounds = 4

// side chooses the neighbours of a wire to one side.
type side func(w *wire) []int

func toLeft(w *wire) []int  { return w.left }
func toRight(w *wire) []int { return w.right }

// untangle reorders the layers for fewer crossings by barycentre sweeps. It keeps the first order with the fewest
// crossings, and so the input's own if it has none.
func untangle(p *part) {
	place := placesOf(p)
	fewest, best := p.crossings(place), cloneLayers(p.layers)
	for sweep := 0; sweep < 2*rounds && fewest > 0; sweep++ {
		if sweep%2 == 0 {
			for layer := 1; layer < len(p.layers); layer++ {
				p.sortLayer(place, layer, toLeft)
			}
		} else {
			for layer := len(p.layers) - 2; layer >= 0; layer-- {
				p.sortLayer(place, layer, toRight)
			}
		}
		if count := p.crossings(place); count < fewest {
			fewest, best = count, cloneLayers(p.layers)
		}
	}
	p.layers = best
}

func cloneLayers(layers [][]int) [][]int {
	clone := make([][]int, len(layers))
	for at, layer := range layers {
		clone[at] = slices.Clone(layer)
	}
	return clone
}

// placesOf gives the place of each wire within its layer.
func placesOf(p *part) []int {
	place := make([]int, len(p.wires))
	for _, layer := range p.layers {
		for at, wire := range layer {
			place[wire] = at
		}
	}
	return place
}

// mean is a fraction: the mean place of the neighbours of a wire.
type mean struct {
	wire, sum, count int
}

// sortLayer sorts one layer by the mean place of each wire's neighbours; a wire without any counts its own place. Of
// equal wires, nodes come before buses and earlier ones before later ones.
func (p *part) sortLayer(place []int, layer int, neighbours side) {
	means := make([]mean, len(p.layers[layer]))
	for at, wire := range p.layers[layer] {
		means[at] = mean{wire: wire, sum: place[wire], count: 1}
		if list := neighbours(&p.wires[wire]); len(list) > 0 {
			means[at] = mean{wire: wire, count: len(list)}
			for _, next := range list {
				means[at].sum += place[next]
			}
		}
	}
	slices.SortFunc(means, func(a, b mean) int {
		return cmp.Or(cmp.Compare(a.sum*b.count, b.sum*a.count), cmp.Compare(a.wire, b.wire))
	})
	for at, m := range means {
		p.layers[layer][at] = m.wire
		place[m.wire] = at
	}
}

// crossings counts the pairs of connections that cross, over all neighbouring layers.
func (p *part) crossings(place []int) int {
	count := 0
	for layer := 1; layer < len(p.layers); layer++ {
		count += p.crossingsBetween(place, p.layers[layer-1], len(p.layers[layer]))
	}
	return count
}

// crossingsBetween counts inversions with a Fenwick tree over the places of the right layer.
func (p *part) crossingsBetween(place, left []int, size int) int {
	tree := make(fenwick, size+1)
	seen, count := 0, 0
	for _, wire := range left {
		right := p.wires[wire].right
		for _, next := range right {
			count += seen - tree.sum(place[next]+1)
		}
		for _, next := range right {
			tree.add(place[next] + 1)
		}
		seen += len(right)
	}
	return count
}

// fenwick counts places, from 1 on.
type fenwick []int

func (f fenwick) sum(at int) int {
	sum := 0
	for ; at > 0; at &= at - 1 {
		sum += f[at]
	}
	return sum
}

func (f fenwick) add(at int) {
	for ; at < len(f); at += at & -at {
		f[at]++
	}
}
