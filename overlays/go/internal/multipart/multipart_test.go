package multipart

import (
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/omoios/clade/overlays/go/internal/body"
	"github.com/omoios/clade/overlays/go/internal/query"
	"github.com/omoios/clade/overlays/go/internal/vectortest"
)

type partCase struct {
	Name        string  `json:"name"`
	Filename    *string `json:"filename"`
	ContentType *string `json:"content_type"`
	Text        string  `json:"text"`
	Hex         string  `json:"hex"`
}

func (c partCase) part(t *testing.T) Part {
	t.Helper()
	content := []byte(c.Text)
	if c.Hex != "" {
		var err error
		if content, err = hex.DecodeString(c.Hex); err != nil {
			t.Fatal(err)
		}
	}
	part := Part{Name: c.Name, Filename: c.Filename, Content: body.Bytes(content)}
	if c.ContentType != nil {
		part.ContentType = *c.ContentType
	}
	return part
}

type multipartCase struct {
	Name      string     `json:"name"`
	About     string     `json:"about"`
	Boundary  string     `json:"boundary"`
	Parts     []partCase `json:"parts"`
	Expect    *string    `json:"expect"`
	ExpectHex string     `json:"expect_hex"`
	Error     *string    `json:"error"`
}

func TestVectors(t *testing.T) {
	vectortest.Run(t, "multipart.json", func(t *testing.T, c multipartCase) {
		var parts []Part
		for _, p := range c.Parts {
			parts = append(parts, p.part(t))
		}
		form, err := withBoundary(c.Boundary, parts)
		if c.Error != nil {
			if *c.Error != "header_value" || !errors.Is(err, query.ErrHeaderValue) {
				t.Errorf("got %v, want %s", err, *c.Error)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		want := c.ExpectHex
		if c.Expect != nil {
			want = hex.EncodeToString([]byte(*c.Expect))
		}
		for range 2 { // a form of bytes can be sent again
			if got := written(t, form); hex.EncodeToString([]byte(got)) != want || form.Size() != int64(len(got)) {
				t.Errorf("got %d bytes, size says %d: %q", len(got), form.Size(), got)
			}
		}
	})
}

func written(t *testing.T, form *Body) string {
	t.Helper()
	reader, err := form.Open()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAReaderThatDoesNotSeekIsSentOnce(t *testing.T) {
	form, err := New([]Part{{Name: "f", Content: body.Reader(io.LimitReader(strings.NewReader("abc"), 2))}})
	if err != nil {
		t.Fatal(err)
	}
	if form.Size() != -1 || form.Rewindable() || !strings.Contains(written(t, form), "\r\n\r\nab\r\n") {
		t.Errorf("size %d, rewindable %v", form.Size(), form.Rewindable())
	}
	if _, err := form.Open(); !errors.Is(err, body.ErrSpent) {
		t.Errorf("got %v", err)
	}
}

func TestASeekerIsSentFromWhereItStood(t *testing.T) {
	reader := strings.NewReader("skip this: content")
	if _, err := reader.Seek(11, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	form, err := New([]Part{{Name: "f", Content: body.Reader(reader)}})
	if err != nil {
		t.Fatal(err)
	}
	first, second := written(t, form), written(t, form)
	if first != second || !strings.Contains(first, "\r\n\r\ncontent\r\n") || form.Size() != int64(len(first)) {
		t.Errorf("first %q, second %q", first, second)
	}
}
