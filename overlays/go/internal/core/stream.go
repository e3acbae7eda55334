package core

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"github.com/omoios/clade/overlays/go/internal/codec"
	"github.com/omoios/clade/overlays/go/internal/fault"
	"github.com/omoios/clade/overlays/go/internal/request"
	"github.com/omoios/clade/overlays/go/internal/settings"
	"github.com/omoios/clade/overlays/go/internal/sse"
	"github.com/omoios/clade/overlays/go/internal/stream"
	"github.com/omoios/clade/overlays/go/internal/transport"
)

// StreamKind says what is fixed about an operation's stream.
type StreamKind struct {
	Feed       bool
	Lines      bool
	Terminator string
	Resumable  bool
}

// Event is what a stream gives.
type Event = sse.Event

// Stream is an open stream of events. Its errors are the SDK's own.
type Stream struct {
	client  *Client
	builder *request.Builder
	reader  *stream.Reader
	strict  bool
}

// Open makes a call that gives a stream.
func Open(ctx context.Context, c *Client, b *request.Builder, kind StreamKind, options []settings.Option) (*Stream, error) {
	chosen, err := c.settings.With(options)
	if err != nil {
		return nil, c.fail(fault.Refuse(err), b)
	}
	b.Identity()
	reader, err := stream.Open(ctx, stream.Config{
		Feed: kind.Feed, Lines: kind.Lines, Terminator: kind.Terminator, Resumable: kind.Resumable,
		LastEventID: chosen.LastEventID, Limit: chosen.MaxEvent, Clock: chosen.Clock,
		Open: func(ctx context.Context, lastID string, reconnect bool) (*stream.Connection, error) {
			return c.connect(ctx, b, kind, chosen, lastID, reconnect)
		},
	})
	if err != nil {
		return nil, c.fail(err, b)
	}
	return &Stream{client: c, builder: b, reader: reader, strict: chosen.Strict}, nil
}

// connect opens a stream's connection. A reconnection is tried once: how often is the stream's own business.
func (c *Client) connect(ctx context.Context, b *request.Builder, kind StreamKind, chosen settings.Settings, lastID string, reconnect bool) (*stream.Connection, error) {
	prepared, err := b.Build(chosen, transport.Streamed)
	if err != nil {
		return nil, err
	}
	if lastID != "" {
		prepared.Header.Set("Last-Event-Id", lastID)
		if err := transport.CheckHeader(prepared.Header); err != nil {
			return nil, fault.Refuse(err)
		}
	}
	if reconnect {
		chosen.Retry.MaxRetries = 0
	}
	reply, err := c.transport.Do(ctx, prepared, chosen)
	if err != nil {
		return nil, err
	}
	if err := mediaType(reply.Header, kind.Lines); err != nil && reply.Status != 204 {
		failed := fault.New(fault.Decode, err.Error(), errors.Join(err, reply.Stream.Close()))
		failed.Method, failed.Status, failed.Header = prepared.Method, reply.Status, reply.Header
		failed.Attempts, failed.RequestID = reply.Attempts, fault.RequestID(reply.Header)
		return nil, failed
	}
	return &stream.Connection{Status: reply.Status, Body: reply.Stream}, nil
}

// Next gives the next event, or io.EOF after the last one.
func (s *Stream) Next() (Event, error) {
	event, err := s.reader.Next()
	if err == nil || errors.Is(err, io.EOF) {
		return event, err
	}
	return event, s.client.fail(err, s.builder)
}

// Decode reads an event's data as JSON.
func Decode[T any](s *Stream, event Event) (T, error) {
	var into T
	err := codec.Decode([]byte(event.Data), &into, s.strict)
	if err == nil {
		return into, nil
	}
	failed := fault.New(fault.Decode, "an event cannot be decoded: "+err.Error(), err)
	if where, ok := errors.AsType[*codec.Fault](err); ok {
		failed.Path = where.Path
	}
	failed.Body, failed.LastEventID = slices.Clone([]byte(event.Data)), s.reader.LastEventID()
	return into, s.client.fail(failed, s.builder)
}

// Raw gives an event's data as JSON; data that is none becomes a JSON string.
func Raw(event Event) json.RawMessage {
	if json.Valid([]byte(event.Data)) {
		return json.RawMessage(event.Data)
	}
	text, err := codec.Encode(event.Data)
	if err != nil {
		return nil
	}
	return text
}

// Text gives an event's data as it is.
func Text(_ *Stream, event Event) (string, error) { return event.Data, nil }

// LastEventID is the id of the last event that Next gave.
func (s *Stream) LastEventID() string { return s.reader.LastEventID() }

// Close ends the stream and closes its connection.
func (s *Stream) Close() error { return s.reader.Close() }
