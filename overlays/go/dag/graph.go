package dag

import "slices"

// checked is a graph that is known to be a DAG, by indices of nodes.
type checked struct {
	// successors of each node in order of input, each once.
	successors [][]int
	// topological holds all nodes, each before its successors.
	topological []int
	// depth of each node: the number of edges of the longest path that leads to it.
	depth []int
}

func check(g Graph) (*checked, error) {
	index := make(map[string]int, len(g.Nodes))
	for at, node := range g.Nodes {
		if _, taken := index[node.ID]; taken {
			return nil, &Error{Kind: ErrDuplicateNode, IDs: []string{node.ID}}
		}
		index[node.ID] = at
	}
	successors, err := successorsOf(g, index)
	if err != nil {
		return nil, err
	}
	topological, cycle := sortTopologically(successors)
	if cycle != nil {
		ids := make([]string, len(cycle))
		for at, node := range cycle {
			ids[at] = g.Nodes[node].ID
		}
		return nil, &Error{Kind: ErrCycle, IDs: ids}
	}
	return &checked{successors, topological, depthsOf(successors, topological)}, nil
}

func successorsOf(g Graph, index map[string]int) ([][]int, error) {
	successors := make([][]int, len(g.Nodes))
	for _, edge := range g.Edges {
		for _, id := range []string{edge.From, edge.To} {
			if _, known := index[id]; !known {
				return nil, &Error{Kind: ErrUnknownNode, IDs: []string{id, edge.From, edge.To}}
			}
		}
		from := index[edge.From]
		successors[from] = append(successors[from], index[edge.To])
	}
	for node, list := range successors {
		slices.Sort(list)
		successors[node] = slices.Compact(list)
	}
	return successors, nil
}

// visit is a node on the path of a search, and how many of its successors were followed.
type visit struct {
	node, followed int
}

// sortTopologically searches depth-first in order of input, without recursion. It gives the nodes in topological order,
// or the first cycle met.
func sortTopologically(successors [][]int) (order, cycle []int) {
	const (
		untouched = iota
		open
		done
	)
	marks := make([]int, len(successors))
	for root := range successors {
		if marks[root] != untouched {
			continue
		}
		marks[root] = open
		path := []visit{{node: root}}
		for len(path) > 0 {
			last := &path[len(path)-1]
			if last.followed == len(successors[last.node]) {
				marks[last.node] = done
				order = append(order, last.node)
				path = path[:len(path)-1]
				continue
			}
			next := successors[last.node][last.followed]
			last.followed++
			switch marks[next] {
			case untouched:
				marks[next] = open
				path = append(path, visit{node: next})
			case open:
				return nil, circle(path, next)
			}
		}
	}
	slices.Reverse(order)
	return order, nil
}

// circle is the end of the path from a node on, and that node again.
func circle(path []visit, node int) []int {
	start := slices.IndexFunc(path, func(v visit) bool { return v.node == node })
	var nodes []int
	for _, v := range path[start:] {
		nodes = append(nodes, v.node)
	}
	return append(nodes, node)
}

func depthsOf(successors [][]int, topological []int) []int {
	depth := make([]int, len(successors))
	for _, node := range topological {
		for _, next := range successors[node] {
			depth[next] = max(depth[next], depth[node]+1)
		}
	}
	return depth
}

// components are the connected parts, each with its nodes in order of input; the parts in order of their first nodes.
func (c *checked) components() [][]int {
	neighbours := make([][]int, len(c.successors))
	for node, list := range c.successors {
		neighbours[node] = append(neighbours[node], list...)
		for _, next := range list {
			neighbours[next] = append(neighbours[next], node)
		}
	}
	seen := make([]bool, len(neighbours))
	var parts [][]int
	for start := range neighbours {
		if seen[start] {
			continue
		}
		seen[start] = true
		part := []int{start}
		for done := 0; done < len(part); done++ {
			for _, next := range neighbours[part[done]] {
				if !seen[next] {
					seen[next] = true
					part = append(part, next)
				}
			}
		}
		slices.Sort(part)
		parts = append(parts, part)
	}
	return parts
}
