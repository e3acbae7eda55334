// Package sse parses event streams (WHATWG HTML, section 9.2.6) and JSON lines. The parsers are fed chunks of bytes and
// hold no socket, no clock and no goroutine; their time is linear in the input and their memory is bounded.
package sse

import (
	"bytes"
	"errors"
	"strings"
)

// DefaultLimit bounds one line together with the data of the event it belongs to, in bytes.
const DefaultLimit = 16 << 20

// maxRetry is the largest reconnection time in milliseconds; longer ones saturate.
const maxRetry = 1<<53 - 1

// ErrTooLarge says that a line, or an event's data, passed the limit. Nothing behind it is parsed.
var ErrTooLarge = errors.New("sse: an event passes the size limit")

// Event is one dispatched event.
type Event struct {
	// Name is the event's type, "message" when the stream names none.
	Name string
	// Data is its data lines, joined by line feeds.
	Data string
	// ID is the id in force when the event was dispatched; HasID tells whether any id was ever seen.
	ID    string
	HasID bool
	// OwnID tells whether the id stood in this very event.
	OwnID bool
	// Retry is the reconnection time in milliseconds that was set since the previous event, or nil.
	Retry *int64
}

// Parser turns chunks into events. Create it with NewParser.
type Parser struct {
	limit   int
	line    []byte // the unfinished line
	skipLF  bool   // the last byte was a CR: a LF now belongs to it
	started bool   // the first line is over, so no byte-order mark can follow
	failed  bool

	data    []byte // each data line with a LF behind it
	name    string
	id      string
	hasID   bool
	ownID   bool
	pending *int64 // retry since the last event

	queue     []Event
	committed string
	retry     *int64
}

// NewParser returns a parser that knows lastID from an earlier connection ("" for none). limit bounds a line plus the
// data of its event in bytes; zero or less means DefaultLimit.
func NewParser(limit int, lastID string) *Parser {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return &Parser{limit: limit, id: lastID, hasID: lastID != "", committed: lastID}
}

// LastEventID is the id of the last dispatched event or of a later block that held an id alone.
func (p *Parser) LastEventID() string { return p.committed }

// Retry is the reconnection time in milliseconds that the stream set last, or nil.
func (p *Parser) Retry() *int64 { return p.retry }

// Next takes the oldest parsed event.
func (p *Parser) Next() (Event, bool) {
	if len(p.queue) == 0 {
		return Event{}, false
	}
	event := p.queue[0]
	p.queue = p.queue[1:]
	return event, true
}

// Push parses one chunk. After ErrTooLarge the parser takes nothing more; events parsed before stay available.
func (p *Parser) Push(chunk []byte) error {
	for len(chunk) > 0 && !p.failed {
		if p.skipLF {
			p.skipLF = false
			if chunk[0] == '\n' {
				chunk = chunk[1:]
				continue
			}
		}
		end := bytes.IndexAny(chunk, "\r\n")
		if end < 0 {
			p.extend(chunk)
			break
		}
		p.extend(chunk[:end])
		if !p.failed {
			p.finishLine()
		}
		p.skipLF = chunk[end] == '\r'
		chunk = chunk[end+1:]
	}
	if p.failed {
		return ErrTooLarge
	}
	return nil
}

func (p *Parser) extend(part []byte) {
	if len(p.data)+len(p.line)+len(part) > p.limit {
		p.failed, p.line, p.data = true, nil, nil
		return
	}
	p.line = append(p.line, part...)
}

func (p *Parser) finishLine() {
	line := p.line
	p.line = p.line[:0]
	if !p.started {
		p.started = true
		line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	}
	if len(line) == 0 {
		p.dispatch()
		return
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	p.field(string(name), bytes.TrimPrefix(value, []byte(" ")))
}

func (p *Parser) field(name string, value []byte) {
	switch name {
	case "data":
		p.data = append(append(p.data, value...), '\n')
	case "event":
		p.name = decode(value)
	case "id":
		if bytes.IndexByte(value, 0) < 0 {
			p.id, p.hasID, p.ownID = decode(value), true, true
		}
	case "retry":
		if ms, ok := digits(value); ok {
			p.retry, p.pending = &ms, &ms
		}
	}
}

func (p *Parser) dispatch() {
	p.committed = p.id
	name, ownID := p.name, p.ownID
	p.name, p.ownID = "", false
	if len(p.data) == 0 {
		return
	}
	if name == "" {
		name = "message"
	}
	p.queue = append(p.queue, Event{
		Name: name, Data: decode(p.data[:len(p.data)-1]), ID: p.id, HasID: p.hasID, OwnID: ownID, Retry: p.pending,
	})
	p.data, p.pending = p.data[:0], nil
	if cap(p.data) > 1<<16 {
		p.data = nil // one large event must not hold its memory for the life of the stream
	}
}

// digits reads ASCII digits and nothing else; numbers too large saturate.
func digits(text []byte) (int64, bool) {
	number := int64(0)
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		number = min(number*10+int64(c-'0'), maxRetry)
	}
	return number, len(text) > 0
}

// decode reads UTF-8; each maximal part of an invalid sequence becomes one U+FFFD.
func decode(raw []byte) string {
	var out strings.Builder
	for len(raw) > 0 {
		valid := validPrefix(raw)
		out.Write(raw[:valid])
		raw = raw[valid:]
		if len(raw) > 0 {
			out.WriteRune('\uFFFD')
			raw = raw[invalidPrefix(raw):]
		}
	}
	return out.String()
}
