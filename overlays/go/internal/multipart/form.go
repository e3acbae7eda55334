package multipart

import (
	"fmt"
	"io"

	"github.com/omoios/clade/overlays/go/internal/body"
	"github.com/omoios/clade/overlays/go/internal/codec"
	"github.com/omoios/clade/overlays/go/internal/query"
)

// Form gathers the parts of a form. Its zero value is an empty form.
type Form struct {
	parts []Part
	err   error
}

// File adds a file. contentType may be empty.
func (f *Form) File(name, filename, contentType string, content io.Reader) {
	if content == nil {
		f.fail(name, fmt.Errorf("the file's reader is nil"))
		return
	}
	f.parts = append(f.parts, Part{Name: name, Filename: &filename, ContentType: contentType, Content: body.Reader(content)})
}

// Text adds a scalar as text; a list gives a part for each element, and null gives none.
func (f *Form) Text(name, contentType string, v any) {
	texts, err := query.Texts(v)
	f.fail(name, err)
	for _, text := range texts {
		f.parts = append(f.parts, Part{Name: name, ContentType: contentType, Content: body.Bytes(text)})
	}
}

// JSON adds a value as JSON; null gives no part.
func (f *Form) JSON(name, contentType string, v any) {
	text, err := codec.Encode(v)
	f.fail(name, err)
	if err == nil && string(text) != "null" {
		f.parts = append(f.parts, Part{Name: name, ContentType: contentType, Content: body.Bytes(text)})
	}
}

func (f *Form) fail(name string, err error) {
	if f.err == nil && err != nil {
		f.err = fmt.Errorf("part %q: %w", name, err)
	}
}

// Body is the form as a body, or the first fault of its parts.
func (f *Form) Body() (*Body, error) {
	if f.err != nil {
		return nil, f.err
	}
	return New(f.parts)
}
