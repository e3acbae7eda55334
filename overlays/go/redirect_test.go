package sdk

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/omoios/clade/overlays/go/option"
)

// allSchemes are clients that send one secret each, in every place there is.
var allSchemes = map[string]option.RequestOption{
	"bearer_auth": option.WithCredential("bearer_auth", option.Static("s3cret")),
	"basic_auth":  option.WithBasicAuth("user", "s3cret"),
	"header_key":  option.WithCredential("header_key", option.Static("s3cret")),
	"query_key":   option.WithCredential("query_key", option.Static("s3cret")),
	"cookie_key":  option.WithCredential("cookie_key", option.Static("s3cret")),
}

func (s seen) holds(secret string) bool {
	for _, values := range s.header {
		if strings.Contains(strings.Join(values, " "), secret) {
			return true
		}
	}
	_, password, _ := (&http.Request{Header: s.header}).BasicAuth()
	return password == secret || strings.Contains(s.query, secret)
}

func TestCredentialsStayOnTheirOrigin(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, item{ID: "moved"}) })
	first := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		http.Redirect(w, r, other.URL+"/elsewhere", http.StatusTemporaryRedirect)
	})
	for scheme, credential := range allSchemes {
		t.Run(scheme, func(t *testing.T) {
			got, err := newAPI(t, first.URL, credential).getAs(ctx, scheme, option.WithHeader("X-Own-Secret", "s3cret"))
			if err != nil || got.ID != "moved" {
				t.Fatalf("got %+v, %v", got, err)
			}
			sent, arrived := first.requests(), other.requests()
			if !sent[len(sent)-1].holds("s3cret") || arrived[len(arrived)-1].holds("s3cret") {
				t.Errorf("first %+v\nother %+v", sent[len(sent)-1], arrived[len(arrived)-1])
			}
		})
	}
}

func TestRedirectsWithinAnOriginKeepCredentials(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
		if n <= 5 {
			http.Redirect(w, r, "/again", http.StatusFound)
			return
		}
		answer(w, 200, item{ID: "there"})
	})
	got, err := newAPI(t, s.URL, option.WithAPIKey("k")).get(ctx, "1")
	if err != nil || got.ID != "there" || s.requests()[5].header.Get("Authorization") != "Bearer k" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	plain := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, item{}) })
	to := func(location string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", location)
			w.WriteHeader(status)
		}
	}
	for name, c := range map[string]struct {
		location string
		status   int
		post     bool
	}{
		"https to http":           {plain.URL, 302, false},
		"another scheme":          {"ftp://h/x", 302, false},
		"user info":               {"https://u:p@h/x", 302, false},
		"a body to another place": {"https://elsewhere.invalid/", 307, true},
		"no location":             {"", 302, false},
		"for ever":                {"/again", 302, false},
		"not modified":            {plain.URL, 304, false},
	} {
		t.Run(name, func(t *testing.T) {
			secure := httptest.NewTLSServer(to(c.location, c.status))
			defer secure.Close()
			a := newAPI(t, secure.URL, option.WithHTTPClient(secure.Client()))
			var err error
			if c.post {
				_, err = a.create(ctx, item{})
			} else {
				_, err = a.get(ctx, "1")
			}
			if e := failed(t, err); !errors.Is(err, ErrStatus) || e.StatusCode != c.status {
				t.Errorf("got %+v", e)
			}
		})
	}
	if n := len(plain.requests()); n != 0 {
		t.Errorf("%d requests arrived in the clear", n)
	}
}

func TestARedirectedPost(t *testing.T) {
	for status, want := range map[int]string{307: `POST {"id":"7"}`, 308: `POST {"id":"7"}`, 303: "GET ", 302: "GET "} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			if n == 1 {
				http.Redirect(w, r, "/there", status)
				return
			}
			answer(w, 200, item{})
		})
		if _, err := newAPI(t, s.URL).create(ctx, item{ID: "7"}); err != nil {
			t.Fatal(err)
		}
		if second := s.requests()[1]; second.method+" "+second.body != want {
			t.Errorf("%d: sent %s %q, want %q", status, second.method, second.body, want)
		}
	}
}
