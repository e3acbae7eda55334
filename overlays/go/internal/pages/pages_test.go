package pages

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/omoios/clade/overlays/go/internal/urls"
	"github.com/omoios/clade/overlays/go/internal/vectortest"
)

type replyCase struct {
	Items []int   `json:"items"`
	Next  *string `json:"next"`
	Link  *string `json:"link"`
	Total *int64  `json:"total"`
}

type pagesCase struct {
	Name     string                       `json:"name"`
	About    string                       `json:"about"`
	Kind     Kind                         `json:"kind"`
	Limit    *int                         `json:"limit"`
	Replies  []replyCase                  `json:"replies"`
	Requests []map[string]json.RawMessage `json:"requests"`
	Items    []int                        `json:"items"`
	Stop     string                       `json:"stop"`
}

func TestVectors(t *testing.T) {
	vectortest.Run(t, "pages.json", func(t *testing.T, c pagesCase) {
		first := int64(0)
		if c.Kind == Page {
			first = 1
		}
		state := Start(c.Kind, first, nil)
		var asked []string
		items, stop := []int{}, ""
		for _, reply := range c.Replies {
			asked = append(asked, written(c.Kind, state.Position()))
			items = append(items, reply.Items...)
			if c.Limit != nil && len(items) > *c.Limit {
				items, stop = items[:*c.Limit], "limit"
				break
			}
			if stop = string(state.Advance(noticed(t, c.Kind, reply))); stop != "" {
				break
			}
		}
		var want []string
		for _, request := range c.Requests {
			for name, at := range request {
				want = append(want, name+" "+string(at))
			}
		}
		if !slices.Equal(asked, want) || !slices.Equal(items, c.Items) || stop != c.Stop {
			t.Errorf("asked %q, got %v, stopped by %q\n want %q, %v, %q", asked, items, stop, want, c.Items, c.Stop)
		}
	})
}

func written(kind Kind, at Position) string {
	switch {
	case kind == Offset || kind == Page:
		return fmt.Sprintf("%s %d", kind, at.Number)
	case kind == Cursor && at.Cursor != nil:
		return fmt.Sprintf("cursor %q", *at.Cursor)
	case kind == Link && at.URL != "":
		return fmt.Sprintf("url %q", at.URL)
	}
	return map[Kind]string{Cursor: "cursor null", Link: "url null"}[kind]
}

func noticed(t *testing.T, kind Kind, reply replyCase) Reply {
	t.Helper()
	told := Reply{Items: len(reply.Items), Total: reply.Total}
	if reply.Next != nil {
		told.Next = *reply.Next
	}
	if kind == Link && reply.Link != nil {
		base, err := url.Parse("https://h/x")
		if err != nil {
			t.Fatal(err)
		}
		told.Next = urls.Next([]string{*reply.Link}, base)
	}
	return told
}

// An iteration that begins at a cursor stops when it comes back to it.
func TestTheFirstCursorCountsAsSeen(t *testing.T) {
	start := "c1"
	state := Start(Cursor, 0, &start)
	if got := state.Advance(Reply{Items: 1, Next: "c1"}); got != RepeatedCursor {
		t.Errorf("got %q", got)
	}
}
