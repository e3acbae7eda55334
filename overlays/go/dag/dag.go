// Package dag draws dependency graphs as text and names their longest chain.
//
// Drawings run from left to right and use box characters:
//
//	TSK-040 ─┬─ TSK-041 ─── TSK-043 ─┬─ TSK-045
//	         │                       │
//	         └─ TSK-042 ─── TSK-044 ─┘
//
// To read one, follow a line to the right, along a vertical in both directions, and leave the vertical to the right
// only. What joins is drawn with an arm; a horizontal that meets a bare │ passes under it. Then the labels reached from
// a node are exactly its successors.
package dag

import (
	"errors"
	"fmt"
	"strings"
)

// Graph is nodes and the edges between them. Where a drawing or a path could come out in several ways, the earlier node
// goes first; the order of edges has no meaning, and an edge given twice counts once.
type Graph struct {
	Nodes []Node
	Edges []Edge
}

// Node is one box of a drawing.
type Node struct {
	// ID is what edges name.
	ID string
	// Label is what a drawing shows; an empty one shows the ID.
	Label string
}

// Edge leads from one node to another, both named by their IDs.
type Edge struct {
	From, To string
}

// The kinds of an Error, for errors.Is.
var (
	// ErrDuplicateNode: two nodes have the same ID.
	ErrDuplicateNode = errors.New("duplicate node")
	// ErrUnknownNode: an edge names a node that does not exist.
	ErrUnknownNode = errors.New("unknown node")
	// ErrCycle: the edges form a circle.
	ErrCycle = errors.New("cycle")
)

// Error is why a graph has no drawing and no critical path.
type Error struct {
	// Kind is ErrDuplicateNode, ErrUnknownNode or ErrCycle.
	Kind error
	// IDs are: for a duplicate, the ID; for an unknown node, its ID and both ends of the edge that names it; for a
	// cycle, the IDs along it, the first one again at the end.
	IDs []string
}

// Error tells what is wrong and where.
func (e *Error) Error() string {
	switch {
	case errors.Is(e.Kind, ErrDuplicateNode) && len(e.IDs) == 1:
		return fmt.Sprintf("dag: two nodes have the id %q", e.IDs[0])
	case errors.Is(e.Kind, ErrUnknownNode) && len(e.IDs) == 3:
		return fmt.Sprintf("dag: the edge from %q to %q names %q, which is no node", e.IDs[1], e.IDs[2], e.IDs[0])
	default:
		return "dag: the graph has a cycle: " + strings.Join(e.IDs, " → ")
	}
}

// Unwrap gives the kind.
func (e *Error) Unwrap() error {
	return e.Kind
}

// Render draws the graph: lines joined by LF, without one at the end and without spaces at the ends of lines. The empty
// graph is the empty text. Parts of the graph that no edge connects stand below each other. The error is an *Error.
func Render(g Graph) (string, error) {
	checked, err := check(g)
	if err != nil {
		return "", err
	}
	var drawings []string
	for _, members := range checked.components() {
		drawings = append(drawings, draw(g, checked, members))
	}
	return strings.Join(drawings, "\n\n"), nil
}

// draw draws one connected part, given by the indices of its nodes in order.
func draw(g Graph, c *checked, members []int) string {
	labels := make([]string, len(members))
	for at, node := range members {
		labels[at] = printable(g.Nodes[node])
	}
	part := layOut(c, members)
	untangle(part)
	rows := assignRows(part)
	return paint(part, rows, routeAll(part, rows), labels)
}

// CriticalPath gives the IDs of the path with the largest sum of weights, first to last; of several equal ones, the path
// whose first differing node comes earlier in the graph. A nil weight counts every node as 1. The path of the empty
// graph is empty. The error is an *Error.
func CriticalPath(g Graph, weight func(id string) uint64) ([]string, error) {
	checked, err := check(g)
	if err != nil {
		return nil, err
	}
	if weight == nil {
		weight = func(string) uint64 { return 1 }
	}
	length := make([]uint64, len(g.Nodes))
	all := make([]int, len(g.Nodes))
	for at := len(checked.topological) - 1; at >= 0; at-- {
		node := checked.topological[at]
		all[node] = node
		length[node] = weight(g.Nodes[node].ID)
		if next := firstLongest(checked.successors[node], length); next >= 0 {
			length[node] = addCapped(length[node], length[next])
		}
	}
	path := []string{}
	for node := firstLongest(all, length); node >= 0; node = firstLongest(checked.successors[node], length) {
		path = append(path, g.Nodes[node].ID)
	}
	return path, nil
}

// firstLongest is the first of the nodes with the largest length, -1 if there are no nodes.
func firstLongest(nodes []int, length []uint64) int {
	best := -1
	for _, node := range nodes {
		if best < 0 || length[node] > length[best] {
			best = node
		}
	}
	return best
}

func addCapped(a, b uint64) uint64 {
	if sum := a + b; sum >= a {
		return sum
	}
	return ^uint64(0)
}
