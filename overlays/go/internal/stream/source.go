package stream

import "github.com/omoios/clade/overlays/go/internal/sse"

// source is a framing: bytes in, events out.
type source interface {
	push(chunk []byte) error
	end()
	next() (sse.Event, bool)
	committed() (id string, ok bool)
	retry() *int64
}

func newSource(config Config, lastID string) source {
	if config.Lines {
		return lines{sse.NewLines(config.Limit)}
	}
	return events{sse.NewParser(config.Limit, lastID)}
}

type events struct{ parser *sse.Parser }

func (e events) push(chunk []byte) error   { return e.parser.Push(chunk) }
func (e events) end()                      {}
func (e events) next() (sse.Event, bool)   { return e.parser.Next() }
func (e events) committed() (string, bool) { return e.parser.LastEventID(), true }
func (e events) retry() *int64             { return e.parser.Retry() }

// lines gives each JSON line as an event that has nothing but data.
type lines struct{ split *sse.Lines }

func (l lines) push(chunk []byte) error   { return l.split.Push(chunk) }
func (l lines) end()                      { l.split.Finish() }
func (l lines) committed() (string, bool) { return "", false }
func (l lines) retry() *int64             { return nil }

func (l lines) next() (sse.Event, bool) {
	line, ok := l.split.Next()
	return sse.Event{Name: "message", Data: line}, ok
}
