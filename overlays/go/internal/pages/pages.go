// Package pages knows how a list goes on: a pure state machine that is told of each reply and names the position of the
// next request. It sends nothing.
package pages

import (
	"encoding/json"
	"strconv"
)

// Kind is what moves from page to page.
type Kind string

// The kinds.
const (
	Cursor Kind = "cursor"
	Offset Kind = "offset"
	Page   Kind = "page"
	Link   Kind = "link"
)

// Stop is why an iteration ended; "" means that it goes on.
type Stop string

// The reasons.
const (
	LastPage       Stop = "last_page"
	EmptyPage      Stop = "empty_page"
	RepeatedCursor Stop = "repeated_cursor"
)

// Position is where a request begins. Of its members only that of the iteration's kind counts.
type Position struct {
	// Cursor is the opaque position; nil on the first page.
	Cursor *string
	// Number is the offset or the number of the page.
	Number int64
	// URL is the address of the next page; "" on the first.
	URL string
}

// Reply is what an iteration needs to know of a page.
type Reply struct {
	// Items is the number of items on the page.
	Items int
	// Next is the cursor or the URL of the next page; "" if the reply names none.
	Next string
	// Total is the number of items on all pages, if the reply tells.
	Total *int64
}

// State is an iteration between two requests.
type State struct {
	kind  Kind
	first int64
	at    Position
	seen  map[string]bool
	items int64
}

// Start begins an iteration. first is the number of the first page, or the offset to begin with; cursor is where to
// begin, if not at the start.
func Start(kind Kind, first int64, cursor *string) *State {
	s := &State{kind: kind, first: first, at: Position{Cursor: cursor, Number: first}, seen: map[string]bool{}}
	if cursor != nil {
		s.seen[*cursor] = true
	}
	return s
}

// Position is where the next request begins.
func (s *State) Position() Position { return s.at }

// Advance takes note of a page and says whether the iteration ends behind it.
func (s *State) Advance(reply Reply) Stop {
	s.items += int64(reply.Items)
	switch s.kind {
	case Offset:
		return s.count(reply, int64(reply.Items), s.first+s.items)
	case Page:
		return s.count(reply, 1, s.items)
	}
	if reply.Next == "" {
		return LastPage
	}
	if s.seen[reply.Next] {
		return RepeatedCursor
	}
	s.seen[reply.Next] = true
	if s.kind == Link {
		s.at.URL = reply.Next
	} else {
		s.at.Cursor = &reply.Next
	}
	return ""
}

func (s *State) count(reply Reply, step, reached int64) Stop {
	if reply.Items == 0 {
		return EmptyPage
	}
	if reply.Total != nil && reached >= *reply.Total {
		return LastPage
	}
	s.at.Number += step
	return ""
}

// Text is a cursor that may be missing.
func Text[T ~string](cursor *T) string {
	if cursor == nil {
		return ""
	}
	return string(*cursor)
}

// Number is a cursor or a position that is a number.
func Number[T integer](cursor *T) string {
	if cursor == nil {
		return ""
	}
	return strconv.FormatInt(int64(*cursor), 10)
}

// Count is a total.
func Count[T integer](total *T) *int64 {
	if total == nil {
		return nil
	}
	return new(int64(*total))
}

// From is the number that a position parameter gives to begin with, or first if it gives none.
func From[T integer](given *T, first int64) int64 {
	if given == nil {
		return first
	}
	return int64(*given)
}

// Cursor64 is a cursor as a number; nil if it is none.
func Cursor64(cursor *string) *int64 {
	if cursor == nil {
		return nil
	}
	number, err := strconv.ParseInt(*cursor, 10, 64)
	if err != nil {
		return nil
	}
	return &number
}

// Raw is a cursor of any JSON type: a text, a number, or nothing.
func Raw(cursor json.RawMessage) string {
	var text string
	if json.Unmarshal(cursor, &text) == nil {
		return text
	}
	var number json.Number
	if json.Unmarshal(cursor, &number) == nil {
		return number.String()
	}
	return ""
}

type integer interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}
