// Package query writes parameters into queries, paths, headers, cookies and form bodies, in the styles that descriptions
// know (RFC 6570 as OpenAPI uses it). Values are any Go values; what counts is the JSON they marshal to.
package query

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The refusals. Nothing is sent when one of them occurs.
var (
	ErrEmpty       = errors.New("a path parameter must not be empty")
	ErrDotSegment  = errors.New("a path parameter must not be a dot segment")
	ErrHeaderValue = errors.New("a header value must be printable ASCII on one line")
	ErrUnsupported = errors.New("the parameter's style cannot express this value")
)

// Style is how a list or object becomes text.
type Style string

// The styles. JSON writes the value as JSON text.
const (
	Form           Style = "form"
	Simple         Style = "simple"
	Label          Style = "label"
	Matrix         Style = "matrix"
	SpaceDelimited Style = "spaceDelimited"
	PipeDelimited  Style = "pipeDelimited"
	DeepObject     Style = "deepObject"
	CookieStyle    Style = "cookie"
	JSON           Style = "content-json"
)

// Param says how one parameter is written.
type Param struct {
	Name    string
	Style   Style
	Explode bool
	// Reserved lets reserved characters stand as they are.
	Reserved bool
}

// Plain is a query or form parameter in the style that descriptions assume.
func Plain(name string) Param { return Param{Name: name, Style: Form, Explode: true} }

// Segment is a path parameter in the style that descriptions assume.
func Segment(name string) Param { return Param{Name: name, Style: Simple} }

type encoder func(string) string

// InQuery gives the pairs of a query, joined by "&"; "" if there is nothing to send.
func InQuery(p Param, v any) (string, error) {
	enc := Escape
	if p.Reserved {
		enc = func(text string) string { return escape(text, queryReserved, true) }
	}
	return p.pairs(v, Escape, enc, "%20")
}

// InForm gives the pairs of a form body, joined by "&"; "" if there is nothing to send.
func InForm(p Param, v any) (string, error) { return p.pairs(v, escapeForm, escapeForm, "+") }

func (p Param) pairs(v any, name, enc encoder, space string) (string, error) {
	parsed, err := valueOf(v)
	if err != nil || parsed.kind == null {
		return "", err
	}
	key := name(p.Name)
	switch p.Style {
	case JSON:
		return key + "=" + enc(string(parsed.raw)), nil
	case DeepObject:
		pairs, err := deep(p.Name, parsed, name, enc)
		return strings.Join(pairs, "&"), err
	case Form:
		return p.list(parsed, key, "&", ",", enc)
	case SpaceDelimited:
		return p.list(parsed, key, "&", space, enc)
	case PipeDelimited:
		return p.list(parsed, key, "&", "%7C", enc)
	}
	return "", p.foreign("a query")
}

// list writes a value as pairs: one per element when exploded, else one with the elements joined.
func (p Param) list(v value, key, between, comma string, enc encoder) (string, error) {
	if err := v.flat(); err != nil {
		return "", err
	}
	if v.kind == scalar {
		return key + "=" + enc(v.text), nil
	}
	if len(v.items) == 0 {
		return "", nil
	}
	if !p.Explode {
		return key + "=" + strings.Join(v.parts(enc), comma), nil
	}
	pairs := make([]string, len(v.items))
	for i, item := range v.items {
		name := key
		if v.kind == object {
			name = enc(v.keys[i])
		}
		pairs[i] = name + "=" + enc(item.text)
	}
	return strings.Join(pairs, between), nil
}

// parts are the elements, or keys and values by turns, as encoded text.
func (v value) parts(enc encoder) []string {
	var parts []string
	for i, item := range v.items {
		if v.kind == object {
			parts = append(parts, enc(v.keys[i]))
		}
		parts = append(parts, enc(item.text))
	}
	return parts
}

// members are the elements, or "key=value" pairs, as encoded text.
func (v value) members(enc encoder) []string {
	parts := make([]string, len(v.items))
	for i, item := range v.items {
		if v.kind == object {
			parts[i] = enc(v.keys[i]) + "="
		}
		parts[i] += enc(item.text)
	}
	return parts
}

func deep(path string, v value, name, enc encoder) ([]string, error) {
	if v.kind == scalar {
		return []string{name(path) + "=" + enc(v.text)}, nil
	}
	// Only a number keeps the members of one element of a list together.
	numbered := slices.ContainsFunc(v.items, func(item value) bool { return item.kind != scalar })
	var pairs []string
	for i, item := range v.items {
		key := path + "[]"
		if v.kind == object {
			key = path + "[" + v.keys[i] + "]"
		} else if numbered {
			key = path + "[" + strconv.Itoa(i) + "]"
		}
		inner, err := deep(key, item, name, enc)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, inner...)
	}
	return pairs, nil
}

func (p Param) foreign(place string) error {
	return fmt.Errorf("%w: style %q in %s", ErrUnsupported, string(p.Style), place)
}
