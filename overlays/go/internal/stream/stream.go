// Package stream reads event streams and goes on after a break: it reconnects where that loses and repeats nothing, and
// says so where it does not.
package stream

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/omoios/clade/overlays/go/internal/clock"
	"github.com/omoios/clade/overlays/go/internal/fault"
	"github.com/omoios/clade/overlays/go/internal/retry"
	"github.com/omoios/clade/overlays/go/internal/sse"
)

const (
	firstWait    = time.Second
	longestWait  = 30 * time.Second
	longestHint  = 60 * time.Second
	maxInARow    = 10
	chunkSize    = 32 << 10
	noContent    = 204
	minReconnect = time.Millisecond
	// customaryEnd is the data by which many servers end a stream, whether their descriptions say so or not.
	customaryEnd = "[DONE]"
)

// Connection is an open reply.
type Connection struct {
	Status int
	Body   io.ReadCloser
}

// Opener connects. reconnect tells that it is not the first time: then it must try only once.
type Opener func(ctx context.Context, lastEventID string, reconnect bool) (*Connection, error)

// Config says what kind of stream it is.
type Config struct {
	// Feed streams never end by themselves.
	Feed bool
	// Lines is the framing: JSON lines instead of server-sent events.
	Lines bool
	// Terminator is the data of the event that has to end a finite stream; "" if none has to.
	Terminator string
	// Resumable tells that the server takes Last-Event-ID.
	Resumable bool
	// LastEventID is where to begin.
	LastEventID string
	// Limit bounds one event in bytes; zero means the parser's default.
	Limit int
	Clock clock.Clock
	Open  Opener
}

// Reader is an open stream. It is pulled: nothing runs between two calls of Next. It is not safe for concurrent use.
type Reader struct {
	ctx    context.Context
	config Config
	source source
	body   io.ReadCloser
	buffer []byte

	lastID    string
	hasID     bool
	delivered bool
	broken    int // reconnections since the last event
	retry     *int64
	ended     error // sticky; io.EOF for a good end
	pending   error // what ended the connection, seen once the queue is empty
}

// Open connects for the first time. It fails as an ordinary call does.
func Open(ctx context.Context, config Config) (*Reader, error) {
	r := &Reader{ctx: ctx, config: config, lastID: config.LastEventID, hasID: config.LastEventID != ""}
	connection, err := config.Open(ctx, r.lastID, false)
	if err != nil {
		return nil, err
	}
	r.attach(connection)
	return r, nil
}

func (r *Reader) attach(connection *Connection) {
	r.body, r.pending = connection.Body, nil
	r.source = newSource(r.config, r.lastID)
	if connection.Status == noContent {
		r.finish(io.EOF)
	}
}

// LastEventID is the id of the last event that Next gave.
func (r *Reader) LastEventID() string { return r.lastID }

// Close ends the stream and closes its connection.
func (r *Reader) Close() error {
	if r.ended == nil {
		r.ended = io.EOF
	}
	return r.hangUp()
}

func (r *Reader) hangUp() error {
	if r.body == nil {
		return nil
	}
	body := r.body
	r.body = nil
	return body.Close()
}

// finish ends the stream for good.
func (r *Reader) finish(with error) {
	if err := r.hangUp(); err != nil && errors.Is(with, io.EOF) {
		with = io.EOF // the stream is complete; how its connection closes does not matter any more
	}
	r.ended = with
}

// Next gives the next event, io.EOF after the last one, or the *fault.Fault that ended the stream.
func (r *Reader) Next() (sse.Event, error) {
	for r.ended == nil {
		if event, ok := r.source.next(); ok {
			if r.deliver(event) {
				return event, nil
			}
			continue
		}
		if r.pending != nil {
			r.resume(r.pending)
			continue
		}
		r.read()
	}
	return sse.Event{}, r.ended
}

// deliver takes note of an event and tells whether the caller gets it.
func (r *Reader) deliver(event sse.Event) bool {
	r.broken = 0
	if event.Retry != nil {
		r.retry = event.Retry
	}
	if !r.config.Feed && event.Data == cmp.Or(r.config.Terminator, customaryEnd) {
		r.finish(io.EOF)
		return false
	}
	if event.OwnID && event.ID != "" && event.ID == r.lastID {
		return false // delivered before, here or by the stream that this one goes on from
	}
	r.delivered = true
	if event.HasID {
		r.lastID, r.hasID = event.ID, event.ID != ""
	}
	return true
}

// read takes one chunk from the connection.
func (r *Reader) read() {
	if r.buffer == nil {
		r.buffer = make([]byte, chunkSize)
	}
	n, err := r.body.Read(r.buffer)
	if tooLarge := r.source.push(r.buffer[:n]); tooLarge != nil {
		r.pending = tooLarge
		return
	}
	if err == nil {
		return
	}
	if errors.Is(err, io.EOF) {
		r.source.end()
	}
	r.pending = err
}

// resume goes on after the end of a connection, or ends the stream.
func (r *Reader) resume(why error) {
	if err := r.hangUp(); err != nil && errors.Is(why, io.EOF) {
		why = err
	}
	if ms := r.source.retry(); ms != nil {
		r.retry = ms
	}
	if id, ok := r.source.committed(); ok {
		r.lastID, r.hasID = id, id != ""
	}
	if stop := r.verdict(why); stop != nil {
		r.finish(stop)
		return
	}
	r.reconnect(why)
}

// verdict tells how the end of a connection ends the stream; nil means that it goes on.
func (r *Reader) verdict(why error) error {
	if errors.Is(why, sse.ErrTooLarge) {
		return r.broke("an event is larger than the limit", why)
	}
	if err := r.ctx.Err(); err != nil {
		return r.interrupted(err)
	}
	complete := errors.Is(why, io.EOF) && !r.config.Feed
	switch {
	case complete && (r.config.Lines || r.config.Terminator == ""):
		return io.EOF
	case r.config.Lines:
		return r.broke("the connection broke; JSON lines cannot be resumed", why)
	case !r.config.Feed && !r.config.Resumable:
		return r.broke("the connection broke before the end of the stream, which cannot be resumed", why)
	case r.delivered && !r.hasID:
		return r.broke("the connection broke and the events bear no id to resume from", why)
	}
	return nil
}

func (r *Reader) broke(text string, why error) error {
	if errors.Is(why, io.EOF) {
		why = io.ErrUnexpectedEOF
	}
	broken := fault.New(fault.Stream, text, why)
	broken.LastEventID = r.lastID
	return broken
}

func (r *Reader) interrupted(err error) error {
	kind, text := fault.Cancelled, "the stream was cancelled"
	if errors.Is(err, context.DeadlineExceeded) {
		kind, text = fault.Timeout, "the stream's deadline has passed"
	}
	ended := fault.New(kind, text, err)
	ended.LastEventID = r.lastID
	return ended
}

// reconnect waits and connects until it succeeds, is refused, or has failed too often.
func (r *Reader) reconnect(why error) {
	var hint time.Duration
	for {
		r.broken++
		if r.broken > maxInARow {
			r.finish(r.broke(fmt.Sprintf("%d reconnections in a row failed", maxInARow), why))
			return
		}
		if err := r.config.Clock.Sleep(r.ctx, max(r.wait(), hint)); err != nil {
			r.finish(r.interrupted(err))
			return
		}
		connection, err := r.config.Open(r.ctx, r.lastID, true)
		if err == nil {
			r.attach(connection)
			return
		}
		failed, ok := fault.As(err)
		if !ok || !passing(failed) {
			r.finish(r.refused(err))
			return
		}
		why, hint = err, 0
		if failed.RetryAfter != nil {
			hint = min(*failed.RetryAfter, longestHint)
		}
	}
}

func (r *Reader) refused(err error) error {
	if failed, ok := fault.As(err); ok {
		failed.LastEventID = r.lastID
	}
	return err
}

// passing tells whether a reconnection that failed so may succeed later.
func passing(failed *fault.Fault) bool {
	switch failed.Kind {
	case fault.Connection, fault.Timeout:
		return true
	}
	return retry.RetryableStatus(failed.Status) || failed.Kind == fault.Server
}

// wait is a jittered back-off from the server's reconnection time, or from a second.
func (r *Reader) wait() time.Duration {
	first := firstWait
	if r.retry != nil {
		first = max(retry.Duration(*r.retry), minReconnect)
	}
	ceiling := math.Min(float64(longestWait), float64(first)*math.Pow(2, float64(r.broken-1)))
	return time.Duration(r.config.Clock.Random() * ceiling)
}
