// Package request builds calls: a method of the SDK states its arguments one by one, and what must not be sent is refused
// at the end, all at once.
package request

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/omoios/clade/overlays/go/internal/auth"
	"github.com/omoios/clade/overlays/go/internal/body"
	"github.com/omoios/clade/overlays/go/internal/codec"
	"github.com/omoios/clade/overlays/go/internal/fault"
	"github.com/omoios/clade/overlays/go/internal/multipart"
	"github.com/omoios/clade/overlays/go/internal/query"
	"github.com/omoios/clade/overlays/go/internal/settings"
	"github.com/omoios/clade/overlays/go/internal/transport"
	"github.com/omoios/clade/overlays/go/internal/urls"
)

// Operation is what is fixed about a call.
type Operation struct {
	// Key names the operation in logs: "specs.create".
	Key    string
	Method string
	// Accept lists the media types of its replies; "" if none has a body.
	Accept string
	Auth   auth.Rule
	// KeyHeader is the header of an idempotency key; "" if the operation takes none.
	KeyHeader string
	// Server is a base URL of the operation's own; "" if it has none.
	Server string
	// Failures are the types of its error bodies.
	Failures Failures
}

// Builder is a call under construction. Its zero value is not usable; call New.
type Builder struct {
	op      *Operation
	path    []urls.Part
	pairs   []string
	header  http.Header
	cookies []string
	body    body.Source
	at      string
	err     error
}

// New begins a call.
func New(op *Operation) *Builder {
	b := &Builder{op: op, header: http.Header{}}
	if op.Accept != "" {
		b.header.Set("Accept", op.Accept)
	}
	return b
}

// Operation is what is fixed about the call.
func (b *Builder) Operation() *Operation { return b.op }

func (b *Builder) fail(err error) {
	if b.err == nil && err != nil {
		b.err = err
	}
}

// Literal adds a piece of the path that is encoded already.
func (b *Builder) Literal(text string) *Builder {
	b.path = append(b.path, urls.Part{Text: text})
	return b
}

// Path adds a parameter to the path.
func (b *Builder) Path(p query.Param, v any) *Builder {
	text, err := query.InPath(p, v)
	b.fail(err)
	b.path = append(b.path, urls.Part{Text: text, Param: true})
	return b
}

// Query adds a parameter to the query, or nothing if it is null.
func (b *Builder) Query(p query.Param, v any) *Builder {
	text, err := query.InQuery(p, v)
	b.failParam("query parameter", p, err)
	b.pairs = append(b.pairs, text)
	return b
}

// QueryJSON makes the whole query a value's JSON text.
func (b *Builder) QueryJSON(v any) *Builder {
	text, err := codec.Encode(v)
	if err != nil {
		b.fail(fmt.Errorf("the query has no JSON form: %w", err))
	}
	return b.FixedQuery(query.Escape(string(text)))
}

// FixedQuery adds pairs to the query that are encoded already.
func (b *Builder) FixedQuery(pairs string) *Builder {
	b.pairs = append(b.pairs, pairs)
	return b
}

// Header adds a header, or nothing if the value is null.
func (b *Builder) Header(p query.Param, v any) *Builder {
	text, err := query.InHeader(p, v)
	b.fail(err)
	if text != "" {
		b.header.Set(p.Name, text)
	}
	return b
}

// Identity asks for bytes as they are, without compression.
func (b *Builder) Identity() { b.header.Set("Accept-Encoding", "identity") }

// At makes the call go to a whole URL, as the link to a next page is one.
func (b *Builder) At(address string) *Builder {
	b.at = address
	return b
}

// Cookie adds a cookie, or nothing if the value is null.
func (b *Builder) Cookie(p query.Param, v any) *Builder {
	text, err := query.InCookie(p, v)
	b.failParam("cookie", p, err)
	if text != "" {
		b.cookies = append(b.cookies, text)
	}
	return b
}

func (b *Builder) failParam(what string, p query.Param, err error) {
	if err != nil {
		b.fail(fmt.Errorf("%s %q: %w", what, p.Name, err))
	}
}

// JSON sends a value as JSON, with members that the operation fixes.
func (b *Builder) JSON(media string, v any, pins ...Pin) *Builder {
	text, err := encode(v, pins)
	b.fail(err)
	return b.send(media, body.Bytes(text))
}

// OptionalJSON is JSON for a body that may be left out, and is if the value has no members.
func (b *Builder) OptionalJSON(media string, v any, pins ...Pin) *Builder {
	text, err := encode(v, pins)
	b.fail(err)
	none := string(text) == "{}" || string(text) == "null"
	// A Field tells a body that is null or empty from one that is left out.
	if field, ok := v.(interface{ IsZero() bool }); ok {
		none = field.IsZero() && len(pins) == 0
	}
	if none {
		return b
	}
	return b.send(media, body.Bytes(text))
}

// Pin is a member of a body whose value the operation fixes.
type Pin struct {
	Name  string
	Value any
}

func encode(v any, pins []Pin) ([]byte, error) {
	text, err := codec.Encode(v)
	for _, pin := range pins {
		if err == nil {
			text, err = codec.SetMember(text, pin.Name, pin.Value)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the body has no JSON form: %w", err)
	}
	return text, nil
}

// Form sends fields as application/x-www-form-urlencoded.
func (b *Builder) Form(fields ...Field) *Builder {
	var pairs []string
	for _, field := range fields {
		text, err := query.InForm(field.Param, field.Value)
		b.failParam("form field", field.Param, err)
		if text != "" {
			pairs = append(pairs, text)
		}
	}
	return b.send("application/x-www-form-urlencoded", body.Bytes(strings.Join(pairs, "&")))
}

// Field is one field of a form body.
type Field struct {
	query.Param
	Value any
}

// Text sends a text.
func (b *Builder) Text(media, text string) *Builder { return b.send(media, body.Bytes(text)) }

// OptionalText sends a text, or nothing if it is nil.
func (b *Builder) OptionalText(media string, text *string) *Builder {
	if text == nil {
		return b
	}
	return b.Text(media, *text)
}

// OptionalReader streams bytes, or nothing if the reader is nil.
func (b *Builder) OptionalReader(media string, from io.Reader) *Builder {
	if from == nil {
		return b
	}
	return b.Reader(media, from)
}

// Reader streams bytes.
func (b *Builder) Reader(media string, from io.Reader) *Builder {
	if from == nil {
		b.fail(fmt.Errorf("the body's reader is nil"))
		return b
	}
	return b.send(media, body.Reader(from))
}

// Multipart streams a form; media is the type without its boundary.
func (b *Builder) Multipart(media string, form *multipart.Form) *Builder {
	whole, err := form.Body()
	if err != nil {
		b.fail(err)
		return b
	}
	return b.send(media+"; boundary="+whole.Boundary(), whole)
}

func (b *Builder) send(media string, source body.Source) *Builder {
	b.header.Set("Content-Type", media)
	b.body = source
	return b
}

// Build gives the request, or the first thing about it that must not be sent.
func (b *Builder) Build(s settings.Settings, mode transport.Mode) (*transport.Request, error) {
	if b.err != nil {
		return nil, b.refuse(b.err)
	}
	target, err := b.target(s)
	if err != nil {
		return nil, b.refuse(err)
	}
	header := b.header.Clone()
	if len(b.cookies) > 0 {
		header.Set("Cookie", strings.Join(b.cookies, "; "))
	}
	if err := transport.CheckHeader(header); err != nil {
		return nil, b.refuse(err)
	}
	return &transport.Request{
		Operation: b.op.Key, Method: b.op.Method, URL: target, Header: header, Body: b.body, Mode: mode,
		Auth: b.op.Auth, KeyHeader: b.op.KeyHeader,
	}, nil
}

// target is the address of the call. A given one must stay on the origin of the API: credentials go along.
func (b *Builder) target(s settings.Settings) (*url.URL, error) {
	base, err := b.base(s)
	if err != nil {
		return nil, err
	}
	if b.at == "" {
		return urls.Join(base, b.path, slices.Concat(b.pairs, s.Query))
	}
	root, err := urls.Base(base)
	if err != nil {
		return nil, err
	}
	target, err := root.Parse(b.at)
	if err != nil || target.User != nil || !urls.SameOrigin(root, target) {
		return nil, errors.New("the next page is at another origin")
	}
	return target, nil
}

// base is the URL that the path stands behind. The operation's own server counts unless the caller has named one; without
// a host it is a path on the API's.
func (b *Builder) base(s settings.Settings) (string, error) {
	if b.op.Server == "" || s.BaseGiven {
		return s.BaseURL, nil
	}
	root, err := urls.Base(s.BaseURL)
	if err != nil {
		return "", err
	}
	own, err := root.Parse(b.op.Server)
	if err != nil {
		return "", fmt.Errorf("the operation's server: %w", err)
	}
	return own.String(), nil
}

func (b *Builder) refuse(err error) error {
	refused := fault.Refuse(err)
	refused.Method = b.op.Method
	return refused
}
