package sdk

import (
	"errors"
	"io"
	"iter"

	"github.com/omoios/clade/overlays/go/internal/core"
)

// Stream is an open stream of events. Range over All, which closes it, or call Recv and Close. It is not safe for
// concurrent use; the context that it was opened with ends it at any time.
type Stream[T any] struct {
	stream *core.Stream
	decode func(*core.Stream, core.Event) (T, error)
}

func newStream[T any](stream *core.Stream, err error, decode func(*core.Stream, core.Event) (T, error)) (*Stream[T], error) {
	if err != nil {
		return nil, err
	}
	return &Stream[T]{stream: stream, decode: decode}, nil
}

// All iterates over the events and closes the stream at the end, however the iteration ends. An event that cannot be
// decoded gives an error of kind decode, after which the iteration may go on; any other error is the last.
func (s *Stream[T]) All() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		defer func() { _ = s.Close() }() // the stream is over; how its connection closes does not matter any more
		for {
			event, err := s.Recv()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(event, err) || err != nil && !errors.Is(err, ErrDecode) {
				return
			}
		}
	}
}

// Recv gives the next event, or io.EOF after the last one. It reconnects where that loses and repeats nothing.
func (s *Stream[T]) Recv() (T, error) {
	event, err := s.stream.Next()
	if err != nil {
		var none T
		return none, err
	}
	return s.decode(s.stream, event)
}

// LastEventID is the id of the last event received, from which option.WithLastEventID opens a stream again; "" if there
// is none.
func (s *Stream[T]) LastEventID() string { return s.stream.LastEventID() }

// Close ends the stream and closes its connection. It may be called more than once.
func (s *Stream[T]) Close() error { return s.stream.Close() }
