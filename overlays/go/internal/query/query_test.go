package query

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/omoios/clade/overlays/go/internal/vectortest"
)

type queryCase struct {
	Name          string          `json:"name"`
	About         string          `json:"about"`
	In            string          `json:"in"`
	Style         Style           `json:"style"`
	Explode       bool            `json:"explode"`
	AllowReserved bool            `json:"allow_reserved"`
	Param         string          `json:"param"`
	Value         json.RawMessage `json:"value"`
	Expect        string          `json:"expect"`
	Error         string          `json:"error"`
}

var refusals = map[string]error{"": nil, "empty": ErrEmpty, "dot_segment": ErrDotSegment, "header_value": ErrHeaderValue, "unsupported": ErrUnsupported}

func TestVectors(t *testing.T) {
	write := map[string]func(Param, any) (string, error){
		"query": InQuery, "path": InPath, "header": InHeader, "cookie": InCookie, "form": InForm,
	}
	vectortest.Run(t, "query.json", func(t *testing.T, c queryCase) {
		want, known := refusals[c.Error]
		if !known || write[c.In] == nil {
			t.Fatalf("unknown error %q or place %q", c.Error, c.In)
		}
		var v any
		if c.Value != nil {
			v = c.Value
		}
		got, err := write[c.In](Param{Name: c.Param, Style: c.Style, Explode: c.Explode, Reserved: c.AllowReserved}, v)
		if !errors.Is(err, want) || (err != nil) != (want != nil) {
			t.Fatalf("got error %v, want %v", err, want)
		}
		if err == nil && got != c.Expect {
			t.Errorf("got  %q\nwant %q", got, c.Expect)
		}
	})
}

// Go values go through their JSON form: pointers, named strings, structs in field order.
func TestGoValues(t *testing.T) {
	type phase string
	type filter struct {
		Min int    `json:"min"`
		Max *int   `json:"max"`
		By  string `json:"by,omitempty"`
	}
	for _, c := range []struct {
		style Style
		value any
		want  string
	}{
		{Form, phase("A&B"), "q=A%26B"},
		{Form, new(int64(1 << 62)), "q=4611686018427387904"},
		{Form, (*string)(nil), ""},
		{DeepObject, filter{Min: 1}, "q%5Bmin%5D=1"},
	} {
		if got, err := InQuery(Param{Name: "q", Style: c.style, Explode: true}, c.value); err != nil || got != c.want {
			t.Errorf("%v: got %q, %v; want %q", c.value, got, err, c.want)
		}
	}
}

func TestHeaderNames(t *testing.T) {
	for name, good := range map[string]bool{"X-Trace.Id": true, "": false, "a b": false, "a:b": false, "é": false, "a\n": false} {
		if err := CheckHeaderName(name); (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
}
