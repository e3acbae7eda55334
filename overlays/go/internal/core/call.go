package core

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/omoios/clade/overlays/go/internal/codec"
	"github.com/omoios/clade/overlays/go/internal/fault"
	"github.com/omoios/clade/overlays/go/internal/redact"
	"github.com/omoios/clade/overlays/go/internal/request"
	"github.com/omoios/clade/overlays/go/internal/settings"
	"github.com/omoios/clade/overlays/go/internal/transport"
)

// exchange sends a call and gives its reply with the settings it was sent with.
func (c *Client) exchange(ctx context.Context, b *request.Builder, mode transport.Mode, options []settings.Option) (*transport.Reply, settings.Settings, error) {
	chosen, err := c.settings.With(options)
	if err != nil {
		return nil, chosen, c.fail(fault.Refuse(err), b)
	}
	prepared, err := b.Build(chosen, mode)
	if err != nil {
		return nil, chosen, c.fail(err, b)
	}
	reply, err := c.transport.Do(ctx, prepared, chosen)
	if err != nil {
		return nil, chosen, c.fail(err, b)
	}
	return reply, chosen, nil
}

// fail turns any error into the SDK's own. The error body is decoded if the operation describes one for the status.
func (c *Client) fail(err error, b *request.Builder) error {
	failed, ok := fault.As(err)
	if !ok {
		failed = fault.New(fault.Connection, err.Error(), err)
	}
	return c.api.Fail(failed, model(failed, b.Operation().Failures))
}

func model(failed *fault.Fault, typed request.Failures) any {
	if failed.Status < 300 {
		return nil
	}
	into := typed.For(failed.Status)
	if into == nil || !codec.DecodeLoosely(failed.Body, into) {
		return nil
	}
	return into
}

// undecodable is the fault of a reply that is not what the description says.
func (c *Client) undecodable(b *request.Builder, reply *transport.Reply, err error) error {
	failed := fault.New(fault.Decode, "the reply cannot be decoded: "+err.Error(), err)
	if where, ok := errors.AsType[*codec.Fault](err); ok {
		failed.Path = where.Path
	}
	failed.Method, failed.URL, failed.Attempts = b.Operation().Method, redact.URL(reply.URL.String()), reply.Attempts
	failed.Status, failed.Header, failed.Body = reply.Status, reply.Header, reply.Body
	failed.RequestID = fault.RequestID(reply.Header)
	return c.api.Fail(failed, nil)
}

// Send makes a call whose success has no content.
func Send(ctx context.Context, c *Client, b *request.Builder, options []settings.Option) error {
	_, _, err := c.exchange(ctx, b, transport.Buffered, options)
	return err
}

// Fetch makes a call that gives one JSON value.
func Fetch[T any](ctx context.Context, c *Client, b *request.Builder, options []settings.Option) (*T, error) {
	into, _, err := fetch[T](ctx, c, b, options)
	return into, err
}

func fetch[T any](ctx context.Context, c *Client, b *request.Builder, options []settings.Option) (*T, *transport.Reply, error) {
	reply, chosen, err := c.exchange(ctx, b, transport.Buffered, options)
	if err != nil {
		return nil, nil, err
	}
	into := new(T)
	if err := codec.Decode(reply.Body, into, chosen.Strict); err != nil {
		return nil, nil, c.undecodable(b, reply, err)
	}
	return into, reply, nil
}

// FetchOptional makes a call that gives one JSON value or none; then the pointer is nil.
func FetchOptional[T any](ctx context.Context, c *Client, b *request.Builder, options []settings.Option) (*T, error) {
	reply, chosen, err := c.exchange(ctx, b, transport.Buffered, options)
	if err != nil || len(strings.TrimSpace(string(reply.Body))) == 0 {
		return nil, err
	}
	into := new(T)
	if err := codec.Decode(reply.Body, into, chosen.Strict); err != nil {
		return nil, c.undecodable(b, reply, err)
	}
	return into, nil
}

// FetchValue is Fetch for types that need no pointer: lists, maps and scalars.
func FetchValue[T any](ctx context.Context, c *Client, b *request.Builder, options []settings.Option) (T, error) {
	into, _, err := fetch[T](ctx, c, b, options)
	if err != nil {
		var none T
		return none, err
	}
	return *into, nil
}

// FetchOptionalValue is FetchOptional for types that need no pointer; without a value it gives the zero.
func FetchOptionalValue[T any](ctx context.Context, c *Client, b *request.Builder, options []settings.Option) (T, error) {
	into, err := FetchOptional[T](ctx, c, b, options)
	if err != nil || into == nil {
		var none T
		return none, err
	}
	return *into, nil
}

// FetchText makes a call that gives text.
func FetchText(ctx context.Context, c *Client, b *request.Builder, options []settings.Option) (string, error) {
	reply, _, err := c.exchange(ctx, b, transport.Buffered, options)
	if err != nil {
		return "", err
	}
	return string(reply.Body), nil
}

// silence bounds that of a download by the timeout of the call, if nothing else was asked for.
func silence(s *settings.Settings) error {
	if !s.IdleGiven {
		s.IdleTimeout = s.Timeout
	}
	return nil
}

// Bytes is a reply that is read as a stream.
type Bytes struct {
	Status int
	Header http.Header
	body   io.ReadCloser
	fail   func(error) error
}

// Download makes a call that gives bytes. The caller closes them.
func Download(ctx context.Context, c *Client, b *request.Builder, options []settings.Option) (*Bytes, error) {
	b.Identity()
	reply, _, err := c.exchange(ctx, b, transport.Streamed, append(slices.Clone(options), silence))
	if err != nil {
		return nil, err
	}
	return &Bytes{
		Status: reply.Status, Header: reply.Header, body: reply.Stream,
		fail: func(err error) error { return c.late(b, reply, err) },
	}, nil
}

// Read reads on. Its errors are the SDK's own, apart from io.EOF.
func (b *Bytes) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.fail(err)
	}
	return n, err
}

// Close ends the download and frees its connection.
func (b *Bytes) Close() error { return b.body.Close() }

// late is the error of a reply that breaks while it is read.
func (c *Client) late(b *request.Builder, reply *transport.Reply, err error) error {
	failed, ok := fault.As(err)
	if !ok {
		failed = fault.New(fault.Connection, err.Error(), err)
	}
	failed.Method, failed.URL, failed.Attempts = b.Operation().Method, redact.URL(reply.URL.String()), reply.Attempts
	failed.Status, failed.Header, failed.RequestID = reply.Status, reply.Header, fault.RequestID(reply.Header)
	return c.api.Fail(failed, nil)
}

// mediaType checks that a reply has one of the media types that a stream can be read from.
func mediaType(header http.Header, lines bool) error {
	text := header.Get("Content-Type")
	media, _, err := mime.ParseMediaType(text)
	switch {
	case text == "", err == nil && media == "text/event-stream":
		return nil
	case lines && err == nil && media != "text/html":
		return nil
	}
	return fmt.Errorf("the reply is %q, not a stream of events", text)
}
