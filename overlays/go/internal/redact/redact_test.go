package redact

import (
	"net/http"
	"testing"

	"github.com/omoios/clade/overlays/go/internal/vectortest"
)

type redactCase struct {
	Name   string     `json:"name"`
	About  string     `json:"about"`
	URL    string     `json:"url"`
	Header *[2]string `json:"header"`
	Expect string     `json:"expect"`
}

func TestVectors(t *testing.T) {
	vectortest.Run(t, "redact.json", func(t *testing.T, c redactCase) {
		got := URL(c.URL)
		if c.Header != nil {
			got = Value(c.Header[0], c.Header[1])
		}
		if got != c.Expect {
			t.Errorf("got %q, want %q", got, c.Expect)
		}
	})
}

func TestHeaderLeavesTheOriginalAlone(t *testing.T) {
	header := http.Header{"X-Api-Key": {"a", "b"}, "Accept": {"*/*"}}
	shown := Header(header)
	if shown["X-Api-Key"][1] != Mark || header["X-Api-Key"][1] != "b" || shown.Get("Accept") != "*/*" {
		t.Errorf("shown %v of %v", shown, header)
	}
}
