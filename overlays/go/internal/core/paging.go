package core

import (
	"context"
	"iter"

	"github.com/omoios/clade/overlays/go/internal/pages"
	"github.com/omoios/clade/overlays/go/internal/request"
	"github.com/omoios/clade/overlays/go/internal/settings"
	"github.com/omoios/clade/overlays/go/internal/urls"
)

// Paging says how the pages of an operation follow each other.
type Paging[P any] struct {
	Kind pages.Kind
	// First is the number of the first page, or the offset to begin with.
	First int64
	// Cursor is where to begin, if not at the start.
	Cursor *string
	// Request builds the call for a position.
	Request func(pages.Position) *request.Builder
	// Look tells what a page holds: the number of items, the next cursor and the total.
	Look func(*P) pages.Reply
}

// Pages iterates over pages, one request each. An error ends the iteration.
func Pages[P any](ctx context.Context, c *Client, paging Paging[P], options []settings.Option) iter.Seq2[*P, error] {
	return func(yield func(*P, error) bool) {
		state := pages.Start(paging.Kind, paging.First, paging.Cursor)
		for {
			at := state.Position()
			page, reply, err := fetch[P](ctx, c, paging.Request(at), options)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page, nil) {
				return
			}
			seen := paging.Look(page)
			if paging.Kind == pages.Link && seen.Next == "" {
				seen.Next = urls.Next(reply.Header.Values("Link"), reply.URL)
			}
			if state.Advance(seen) != "" {
				return
			}
		}
	}
}

// Items iterates over the items of pages.
func Items[P, T any](all iter.Seq2[*P, error], items func(*P) []T) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for page, err := range all {
			if err != nil {
				yield(nil, err)
				return
			}
			list := items(page)
			for i := range list {
				if !yield(&list[i], nil) {
					return
				}
			}
		}
	}
}

// Values is Items for items that need no pointer.
func Values[P, T any](all iter.Seq2[*P, error], items func(*P) []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for item, err := range Items(all, items) {
			var value T
			if item != nil {
				value = *item
			}
			if !yield(value, err) {
				return
			}
		}
	}
}
