// Package codec reads and writes JSON: leniently by default, strictly on request, and with the place of a fault.
package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
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

// Error names the place and the reason.
func (f *Fault) Error() string {
	if f.Path == "" {
		return f.Cause.Error()
	}
	return "at " + f.Path + ": " + f.Cause.Error()
}

// Unwrap gives the reason.
func (f *Fault) Unwrap() error { return f.Cause }

// Decode reads one JSON value into a pointer. Unknown members, enum values and union variants are fine unless strict.
func Decode(text []byte, into any, strict bool) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return &Fault{Cause: io.ErrUnexpectedEOF}
	}
	if err := json.Unmarshal(text, into); err != nil {
		return located(text, into, err)
	}
	if strict {
		return Check(text, into)
	}
	return nil
}

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
