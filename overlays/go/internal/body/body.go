// Package body holds what a request sends: bytes in memory, or a reader that is streamed and, if it can seek, sent again.
package body

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Source is a request's body.
type Source interface {
	// Open returns the bytes from their start. A source that cannot be rewound opens once.
	Open() (io.Reader, error)
	// Size is the number of bytes, or -1 if it is not known.
	Size() int64
	// Rewindable tells whether Open works more than once.
	Rewindable() bool
}

// ErrSpent says that a reader that cannot seek was to be read a second time.
var ErrSpent = errors.New("the body cannot be sent again: its reader does not seek")

// Bytes is a body in memory.
type Bytes []byte

// Open returns the bytes.
func (b Bytes) Open() (io.Reader, error) { return bytes.NewReader(b), nil }

// Size is their number.
func (b Bytes) Size() int64 { return int64(len(b)) }

// Rewindable is true.
func (b Bytes) Rewindable() bool { return true }

// reader streams from a reader that the caller owns and closes.
type reader struct {
	from   io.Reader
	seeker io.Seeker // nil if it does not seek
	start  int64
	size   int64
	opened bool
}

// Reader is a body that is read from where the reader stands. It is sent again only if the reader seeks.
func Reader(from io.Reader) Source {
	r := &reader{from: from, size: -1}
	seeker, ok := from.(io.Seeker)
	if !ok {
		return r
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return r // a pipe or a terminal: it has the method, but does not seek
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return r
	}
	if _, err := seeker.Seek(start, io.SeekStart); err != nil {
		return r
	}
	r.seeker, r.start, r.size = seeker, start, max(0, end-start)
	return r
}

func (r *reader) Open() (io.Reader, error) {
	if !r.opened {
		r.opened = true
		return r.from, nil
	}
	if r.seeker == nil {
		return nil, ErrSpent
	}
	if _, err := r.seeker.Seek(r.start, io.SeekStart); err != nil {
		return nil, fmt.Errorf("rewind the body: %w", err)
	}
	return r.from, nil
}

func (r *reader) Size() int64 { return r.size }

func (r *reader) Rewindable() bool { return r.seeker != nil }
