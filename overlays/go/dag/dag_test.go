package dag_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/omoios/clade/overlays/go/dag"
	"github.com/omoios/clade/overlays/go/internal/vectortest"
)

type vector struct {
	Name  string `json:"name"`
	Nodes []struct {
		ID    string `json:"id"`
		Label string `json:"label"`
	} `json:"nodes"`
	Edges        [][2]string       `json:"edges"`
	Weights      map[string]uint64 `json:"weights"`
	Text         *string           `json:"text"`
	CriticalPath []string          `json:"critical_path"`
	Error        string            `json:"error"`
	IDs          []string          `json:"ids"`
}

func (v vector) graph() dag.Graph {
	var g dag.Graph
	for _, node := range v.Nodes {
		g.Nodes = append(g.Nodes, dag.Node{ID: node.ID, Label: node.Label})
	}
	for _, edge := range v.Edges {
		g.Edges = append(g.Edges, dag.Edge{From: edge[0], To: edge[1]})
	}
	return g
}

func (v vector) weight(id string) uint64 {
	if weight, given := v.Weights[id]; given {
		return weight
	}
	return 1
}

func TestVectors(t *testing.T) {
	kinds := map[string]error{"cycle": dag.ErrCycle, "unknown_node": dag.ErrUnknownNode, "duplicate_node": dag.ErrDuplicateNode}
	vectortest.Run(t, "dag.json", func(t *testing.T, v vector) {
		text, err := dag.Render(v.graph())
		path, pathErr := dag.CriticalPath(v.graph(), v.weight)
		if v.Error != "" {
			for _, err := range []error{err, pathErr} {
				e, ok := errors.AsType[*dag.Error](err)
				if !ok || !errors.Is(err, kinds[v.Error]) || !slices.Equal(e.IDs, v.IDs) {
					t.Errorf("got %v, want %s %q", err, v.Error, v.IDs)
				}
			}
			return
		}
		if err != nil || pathErr != nil || v.Text == nil {
			t.Fatalf("unexpected: %v, %v, %v", err, pathErr, v.Text)
		}
		if text != *v.Text {
			t.Errorf("got\n%s\nwant\n%s", text, *v.Text)
		}
		if !slices.Equal(path, v.CriticalPath) {
			t.Errorf("got path %q, want %q", path, v.CriticalPath)
		}
	})
}

func TestErrorsSayWhatAndWhere(t *testing.T) {
	a, b := dag.Node{ID: "a"}, dag.Node{ID: "b"}
	for want, g := range map[string]dag.Graph{
		`dag: two nodes have the id "a"`:                            {Nodes: []dag.Node{a, a}},
		`dag: the edge from "a" to "b" names "b", which is no node`: {Nodes: []dag.Node{a}, Edges: []dag.Edge{{From: "a", To: "b"}}},
		`dag: the graph has a cycle: a → b → a`:                     {Nodes: []dag.Node{a, b}, Edges: []dag.Edge{{From: "a", To: "b"}, {From: "b", To: "a"}}},
	} {
		if _, err := dag.Render(g); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestCriticalPathWithoutWeights(t *testing.T) {
	g := dag.Graph{Nodes: []dag.Node{{ID: "a"}, {ID: "b"}}, Edges: []dag.Edge{{From: "a", To: "b"}}}
	path, err := dag.CriticalPath(g, nil)
	if err != nil || !slices.Equal(path, []string{"a", "b"}) {
		t.Errorf("got %q, %v", path, err)
	}
}

func TestCriticalPathDoesNotOverflow(t *testing.T) {
	g := dag.Graph{Nodes: []dag.Node{{ID: "a"}, {ID: "b"}, {ID: "c"}}, Edges: []dag.Edge{{From: "a", To: "b"}}}
	path, err := dag.CriticalPath(g, func(string) uint64 { return 1<<63 + 1 })
	if err != nil || !slices.Equal(path, []string{"a", "b"}) {
		t.Errorf("got %q, %v", path, err)
	}
}

func TestInvalidTextOfALabelIsReplaced(t *testing.T) {
	text, err := dag.Render(dag.Graph{Nodes: []dag.Node{{ID: "a", Label: "x\xffy"}}})
	if err != nil || text != "x\ufffdy" {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestAThousandNodes(t *testing.T) {
	var chain, star, skips dag.Graph
	id := func(n int) string { return fmt.Sprintf("T%d", n) }
	for n := range 1000 {
		for _, g := range []*dag.Graph{&chain, &star, &skips} {
			g.Nodes = append(g.Nodes, dag.Node{ID: id(n)})
		}
		if n > 0 {
			chain.Edges = append(chain.Edges, dag.Edge{From: id(n - 1), To: id(n)})
			star.Edges = append(star.Edges, dag.Edge{From: id(0), To: id(n)})
			skips.Edges = append(skips.Edges, dag.Edge{From: id(n - 1), To: id(n)}, dag.Edge{From: id(0), To: id(n)}, dag.Edge{From: id(n - 1), To: id(999)})
		}
	}
	for _, each := range []struct {
		g    dag.Graph
		most int
	}{{chain, 1}, {star, 1997}, {skips, 9}} {
		text, err := dag.Render(each.g)
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(text, "\n") + 1; lines > each.most {
			t.Errorf("%d lines, want at most %d", lines, each.most)
		}
	}
}

func ExampleRender() {
	g := dag.Graph{
		Nodes: []dag.Node{{ID: "plan"}, {ID: "build"}, {ID: "write"}, {ID: "ship"}},
		Edges: []dag.Edge{{From: "plan", To: "build"}, {From: "plan", To: "write"}, {From: "build", To: "ship"}, {From: "write", To: "ship"}},
	}
	text, err := dag.Render(g)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(text)
	// Output:
	// plan ─┬─ build ─┬─ ship
	//       │         │
	//       └─ write ─┘
}
