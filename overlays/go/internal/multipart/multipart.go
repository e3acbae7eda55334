// Package multipart writes multipart/form-data bodies (RFC 7578, names escaped as browsers do) as a stream.
package multipart

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"github.com/omoios/clade/overlays/go/internal/body"
	"github.com/omoios/clade/overlays/go/internal/query"
)

// Part is one part of a form.
type Part struct {
	Name string
	// Filename makes the part a file; nil makes it a field.
	Filename *string
	// ContentType is left out if empty; a file then is application/octet-stream.
	ContentType string
	Content     body.Source
}

// Body is a whole form. It is a body.Source: parts are read one after the other while they are sent.
type Body struct {
	boundary string
	parts    []Part
	heads    []string
}

// New checks the parts and returns their form, with a random boundary.
func New(parts []Part) (*Body, error) { return withBoundary("clade-"+rand.Text(), parts) }

func withBoundary(boundary string, parts []Part) (*Body, error) {
	b := &Body{boundary: boundary, parts: parts}
	for _, part := range parts {
		head, err := head(part)
		if err != nil {
			return nil, fmt.Errorf("part %q: %w", part.Name, err)
		}
		b.heads = append(b.heads, "--"+boundary+"\r\n"+head+"\r\n")
	}
	return b, nil
}

// Boundary is the text between the parts, for the Content-Type header.
func (b *Body) Boundary() string { return b.boundary }

var escapes = strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A")

func head(part Part) (string, error) {
	name, kind := escapes.Replace(part.Name), part.ContentType
	disposition := `form-data; name="` + name + `"`
	if part.Filename != nil {
		disposition += `; filename="` + escapes.Replace(*part.Filename) + `"`
		if kind == "" {
			kind = "application/octet-stream"
		}
	}
	if strings.Contains(disposition, "\x00") {
		return "", query.ErrHeaderValue
	}
	text := "Content-Disposition: " + disposition + "\r\n"
	if kind == "" {
		return text, nil
	}
	if err := query.CheckHeaderValue(kind); err != nil {
		return "", err
	}
	return text + "Content-Type: " + kind + "\r\n", nil
}

// Open returns the form's bytes.
func (b *Body) Open() (io.Reader, error) {
	var pieces []io.Reader
	for i, part := range b.parts {
		content, err := part.Content.Open()
		if err != nil {
			return nil, fmt.Errorf("part %q: %w", part.Name, err)
		}
		pieces = append(pieces, strings.NewReader(b.heads[i]), content, bytes.NewReader([]byte("\r\n")))
	}
	return io.MultiReader(append(pieces, strings.NewReader(b.end()))...), nil
}

func (b *Body) end() string { return "--" + b.boundary + "--\r\n" }

// Size is the number of bytes, or -1 if a part's size is not known.
func (b *Body) Size() int64 {
	total := int64(len(b.end()))
	for i, part := range b.parts {
		size := part.Content.Size()
		if size < 0 {
			return -1
		}
		total += size + int64(len(b.heads[i])) + 2
	}
	return total
}

// Rewindable tells whether every part can be read again.
func (b *Body) Rewindable() bool {
	for _, part := range b.parts {
		if !part.Content.Rewindable() {
			return false
		}
	}
	return true
}
