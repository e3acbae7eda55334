package sse

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/omoios/clade/overlays/go/internal/vectortest"
)

type eventCase struct {
	Event string  `json:"event"`
	Data  string  `json:"data"`
	ID    *string `json:"id"`
	Retry *int64  `json:"retry"`
}

type sseCase struct {
	Name        string             `json:"name"`
	About       string             `json:"about"`
	Chunks      []vectortest.Bytes `json:"chunks"`
	Limit       int                `json:"limit"`
	Events      []eventCase        `json:"events"`
	LastEventID string             `json:"last_event_id"`
	Retry       *int64             `json:"retry"`
	Error       *string            `json:"error"`
}

func TestVectors(t *testing.T) {
	vectortest.Run(t, "sse.json", func(t *testing.T, c sseCase) {
		for name, chunks := range splits(c.Chunks) {
			if got, want := parse(c.Limit, chunks), expected(c); got != want {
				t.Fatalf("fed %s:\n got %s\nwant %s", name, got, want)
			}
		}
	})
}

// splits gives the chunks as they are, byte by byte, and cut in two at every offset.
func splits(chunks []vectortest.Bytes) map[string][][]byte {
	var asGiven, single [][]byte
	var all []byte
	for _, chunk := range chunks {
		asGiven = append(asGiven, chunk)
		all = append(all, chunk...)
	}
	for i := range all {
		single = append(single, all[i:i+1])
	}
	ways := map[string][][]byte{"as given": asGiven, "byte by byte": single}
	for i := range all {
		ways[fmt.Sprintf("cut at %d", i)] = [][]byte{all[:i], all[i:]}
	}
	return ways
}

func parse(limit int, chunks [][]byte) string {
	p := NewParser(limit, "")
	var fault error
	for _, chunk := range chunks {
		if fault = p.Push(slices.Clone(chunk)); fault != nil {
			break
		}
	}
	var out strings.Builder
	for event, ok := p.Next(); ok; event, ok = p.Next() {
		id := "none"
		if event.HasID {
			id = event.ID
		}
		fmt.Fprintf(&out, "%q %q %q %s; ", event.Name, event.Data, id, number(event.Retry))
	}
	fmt.Fprintf(&out, "last %q retry %s failed %v", p.LastEventID(), number(p.Retry()), errors.Is(fault, ErrTooLarge))
	return out.String()
}

func expected(c sseCase) string {
	var out strings.Builder
	for _, event := range c.Events {
		id := "none"
		if event.ID != nil {
			id = *event.ID
		}
		fmt.Fprintf(&out, "%q %q %q %s; ", event.Event, event.Data, id, number(event.Retry))
	}
	fmt.Fprintf(&out, "last %q retry %s failed %v", c.LastEventID, number(c.Retry), c.Error != nil)
	return out.String()
}

func number(n *int64) string {
	if n == nil {
		return "none"
	}
	return fmt.Sprint(*n)
}

type linesCase struct {
	Name   string             `json:"name"`
	About  string             `json:"about"`
	Chunks []vectortest.Bytes `json:"chunks"`
	Limit  int                `json:"limit"`
	Lines  []string           `json:"lines"`
	Error  *string            `json:"error"`
}

func TestLineVectors(t *testing.T) {
	vectortest.Run(t, "jsonl.json", func(t *testing.T, c linesCase) {
		for name, chunks := range splits(c.Chunks) {
			lines, err := split(c.Limit, chunks)
			if !slices.Equal(lines, c.Lines) || errors.Is(err, ErrTooLarge) != (c.Error != nil) {
				t.Fatalf("fed %s: got %q, %v; want %q, %v", name, lines, err, c.Lines, c.Error)
			}
		}
	})
}

func split(limit int, chunks [][]byte) ([]string, error) {
	l := NewLines(limit)
	var err error
	for _, chunk := range chunks {
		if err = l.Push(chunk); err != nil {
			break
		}
	}
	if err == nil {
		l.Finish()
	}
	var lines []string
	for line, ok := l.Next(); ok; line, ok = l.Next() {
		lines = append(lines, line)
	}
	return lines, err
}

// The id of an earlier connection is in force until the stream sets another.
func TestLastIDOfAnEarlierConnectionPersists(t *testing.T) {
	p := NewParser(0, "41")
	if err := p.Push([]byte("data: a\n\nid: 42\ndata: b\n\n")); err != nil {
		t.Fatal(err)
	}
	first, _ := p.Next()
	second, _ := p.Next()
	if first.ID != "41" || first.OwnID || second.ID != "42" || !second.OwnID {
		t.Errorf("got %+v and %+v", first, second)
	}
}

// One byte at a time, a large event costs memory and time in proportion to its size.
func TestDripFedInputIsLinear(t *testing.T) {
	text := append(bytes.Repeat([]byte("data: 0123456789\n"), 20_000), '\n')
	allocs := testing.AllocsPerRun(1, func() {
		p := NewParser(0, "")
		for i := range text {
			if err := p.Push(text[i : i+1]); err != nil {
				t.Fatal(err)
			}
		}
		if event, ok := p.Next(); !ok || len(event.Data) != 20_000*11-1 {
			t.Fatalf("%d bytes of data", len(event.Data))
		}
	})
	if allocs > 20_000*2 {
		t.Errorf("%v allocations for %d bytes", allocs, len(text))
	}
}

func FuzzParser(f *testing.F) {
	f.Add([]byte("id: 1\r\ndata: a\n\n: c\nretry: 5\n\xEF\xBB\xBF"), 3)
	f.Fuzz(func(t *testing.T, text []byte, cut int) {
		if cut < 0 || cut > len(text) {
			return
		}
		whole, halves := parse(64, [][]byte{text}), parse(64, [][]byte{text[:cut], text[cut:]})
		if whole != halves {
			t.Errorf("cut at %d of %q:\n%s\n%s", cut, text, whole, halves)
		}
	})
}
