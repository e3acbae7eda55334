package fault

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/omoios/clade/overlays/go/internal/vectortest"
)

type errorCase struct {
	Name    string      `json:"name"`
	About   string      `json:"about"`
	Status  int         `json:"status"`
	Headers [][2]string `json:"headers"`
	Body    string      `json:"body"`
	Expect  struct {
		Kind      Kind    `json:"kind"`
		Code      *string `json:"code"`
		Message   string  `json:"message"`
		RequestID *string `json:"request_id"`
	} `json:"expect"`
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func TestTheTextNamesTheCallAsFarAsItIsKnown(t *testing.T) {
	refused := Refuse(errors.New("no id"))
	if got := refused.Error(); got != "invalid_request: no id" {
		t.Error(got)
	}
	refused.Method = "GET"
	if got := refused.Error(); got != "GET: invalid_request: no id" {
		t.Error(got)
	}
	refused.URL = "https://api.test/items"
	if got := refused.Error(); got != "GET https://api.test/items: invalid_request: no id" {
		t.Error(got)
	}
}

func TestVectors(t *testing.T) {
	vectortest.Run(t, "errors.json", func(t *testing.T, c errorCase) {
		header := http.Header{}
		for _, pair := range c.Headers {
			header.Add(pair[0], pair[1])
		}
		f := FromStatus(c.Status, header, []byte(c.Body))
		if f.Kind != c.Expect.Kind || f.Code != text(c.Expect.Code) || f.RequestID != text(c.Expect.RequestID) {
			t.Errorf("got kind %q, code %q, request id %q", f.Kind, f.Code, f.RequestID)
		}
		if f.Message != c.Expect.Message {
			t.Errorf("message\n got %q\nwant %q", f.Message, c.Expect.Message)
		}
	})
}

func TestErrorNamesTheCallAndHidesTheBody(t *testing.T) {
	f := FromStatus(404, http.Header{"X-Request-Id": {"r1"}}, []byte(`{"message":"no such spec","secret":"s3cret"}`))
	f.Method, f.URL = "GET", "https://h/specs/1"
	want := "GET https://h/specs/1: 404 not_found: no such spec (request id r1)"
	if got := f.Error(); got != want || strings.Contains(got, "s3cret") {
		t.Errorf("got %q", got)
	}
	if got := FromStatus(502, nil, []byte("s3cret")).Error(); got != "502 server: Bad Gateway" {
		t.Errorf("got %q", got)
	}
	cause := errors.New("below")
	if found, ok := As(New(Connection, "", cause)); !ok || !errors.Is(found, cause) || !strings.Contains(found.Error(), "below") {
		t.Errorf("got %v", found)
	}
}
