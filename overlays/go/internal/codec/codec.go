// Package codec reads and writes JSON: leniently by default, strictly on request, and with the place of a fault.
package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"
)

// Encode writes JSON without escapes for HTML.
func Encode(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// Fault says where in a JSON text decoding failed.
type Fault struct {
	// Path is a JSON pointer, "" for the whole text.
	Path  string
	Cause error
}

// Error names the place and the reason. It quotes nothing of the text.
func (f *Fault) Error() string {
	if f.Path == "" {
		return reason(f.Cause)
	}
	return "at " + f.Path + ": " + reason(f.Cause)
}

func reason(cause error) string {
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](cause); ok {
		what, _, _ := strings.Cut(kind.Value, " ")
		return fmt.Sprintf("a %s does not fit %v", what, kind.Type)
	}
	if _, ok := errors.AsType[*time.ParseError](cause); ok {
		return "not an RFC 3339 time"
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](cause); ok {
		return fmt.Sprintf("not JSON at byte %d", syntax.Offset)
	}
	if errors.Is(cause, io.ErrUnexpectedEOF) {
		return "the text is empty or ends too early"
	}
	if _, ok := errors.AsType[refusal](cause); ok {
		return cause.Error()
	}
	return "the value does not fit"
}

// refusal is a reason that strict decoding gives.
type refusal string

// Error is the reason.
func (r refusal) Error() string { return string(r) }

// Unwrap gives the reason.
func (f *Fault) Unwrap() error { return f.Cause }

// Decode reads one JSON value into a pointer. Unknown members, enum values and union variants are fine unless strict;
// members that must be there and are not are a fault.
func Decode(text []byte, into any, strict bool) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return &Fault{Cause: io.ErrUnexpectedEOF}
	}
	if err := json.Unmarshal(text, into); err != nil {
		return located(text, into, err)
	}
	if err := complete("", text, reflect.ValueOf(into)); err != nil || !strict {
		return err
	}
	return Check(text, into)
}

// DecodeLoosely is Decode for values that are better had in part than not at all.
func DecodeLoosely(text []byte, into any) bool { return json.Unmarshal(text, into) == nil }

func located(text []byte, into any, err error) error {
	path, cause := locate(into, text)
	if cause == nil {
		cause = err
	}
	if inner, ok := errors.AsType[*json.UnmarshalTypeError](cause); ok && inner.Field != "" {
		path += "/" + strings.ReplaceAll(inner.Field, ".", "/")
	}
	return &Fault{Path: path, Cause: cause}
}

// IsNull tells whether a JSON text is null.
func IsNull(text []byte) bool { return string(bytes.TrimSpace(text)) == "null" }
