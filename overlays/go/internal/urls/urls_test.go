package urls

import (
	"encoding/json"
	"errors"
	"net/url"
	"testing"

	"github.com/omoios/clade/overlays/go/internal/query"
	"github.com/omoios/clade/overlays/go/internal/vectortest"
)

type segment struct {
	part  Part
	fault error
}

func (s *segment) UnmarshalJSON(raw []byte) error {
	if json.Unmarshal(raw, &s.part.Text) == nil {
		return nil
	}
	var param struct {
		Param string `json:"param"`
	}
	if err := json.Unmarshal(raw, &param); err != nil {
		return err
	}
	s.part.Param = true
	s.part.Text, s.fault = query.InPath(query.Param{Name: "p", Style: query.Simple}, param.Param)
	return nil
}

type pathCase struct {
	Name     string    `json:"name"`
	About    string    `json:"about"`
	Base     string    `json:"base"`
	Segments []segment `json:"segments"`
	Query    []string  `json:"query"`
	Expect   string    `json:"expect"`
	Error    *string   `json:"error"`
}

func (c pathCase) join() (string, error) {
	var parts []Part
	for _, s := range c.Segments {
		if s.fault != nil {
			return "", s.fault
		}
		parts = append(parts, s.part)
	}
	joined, err := Join(c.Base, parts, c.Query)
	if err != nil {
		return "", err
	}
	return joined.String(), nil
}

func TestPathVectors(t *testing.T) {
	refusals := map[string]error{"empty": query.ErrEmpty, "dot_segment": query.ErrDotSegment}
	vectortest.Run(t, "path.json", func(t *testing.T, c pathCase) {
		got, err := c.join()
		if c.Error != nil {
			if want := refusals[*c.Error]; want == nil || !errors.Is(err, want) {
				t.Errorf("got %q, %v; want error %q", got, err, *c.Error)
			}
			return
		}
		if err != nil || got != c.Expect {
			t.Errorf("got  %q, %v\nwant %q", got, err, c.Expect)
		}
	})
}

type linkCase struct {
	Name   string   `json:"name"`
	About  string   `json:"about"`
	Header []string `json:"header"`
	Base   string   `json:"base"`
	Next   *string  `json:"next"`
}

func TestLinkVectors(t *testing.T) {
	vectortest.Run(t, "link.json", func(t *testing.T, c linkCase) {
		base, err := url.Parse(c.Base)
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		if c.Next != nil {
			want = *c.Next
		}
		if got := Next(c.Header, base); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestBasesThatAreRefused(t *testing.T) {
	for _, base := range []string{"", "/api", "ftp://h", "https://", "javascript:alert(1)", "https://u:p@h/", "http://h:x/", "mailto:a@b"} {
		if _, err := Join(base, []Part{{Text: "/x"}}, nil); !errors.Is(err, ErrBase) {
			t.Errorf("%q: %v", base, err)
		}
	}
}

// Forty hostile ids stay one segment of the path they were meant for.
func TestHostileIDsStayInTheirSegment(t *testing.T) {
	for _, id := range []string{
		"a/b", `a\b`, "a?b", "a#b", "a%b", "a;b", "a&b=c", "//h", "/../x", "..//", "a b", "a\tb", "a\r\nb", "a\x00b", "%2f", "%2F..", "%252e",
		"é", "日本", "🚀", "\uFEFF", "\u2028", "a@b", "u:p@h", "http://evil/", "javascript:x", "{id}", "*", "~", "-", "_", "a.b", "...", ".a", "a.",
		"$(x)", "`x`", "'", `"`, "<x>", "|", "^", "\xff\xfe",
	} {
		text, err := query.InPath(query.Param{Name: "id", Style: query.Simple}, id)
		if err != nil {
			t.Errorf("%q: %v", id, err)
			continue
		}
		joined, err := Join("https://h/api", []Part{{Text: "/v1/"}, {Text: text, Param: true}, {Text: "/x"}}, nil)
		if err != nil || joined.Host != "h" || joined.RawQuery != "" || joined.Fragment != "" || joined.EscapedPath() != "/api/v1/"+text+"/x" {
			t.Errorf("%q: %v, %v", id, joined, err)
		}
	}
}
