package sdk

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"

	"github.com/omoios/clade/overlays/go/internal/auth"
	"github.com/omoios/clade/overlays/go/internal/core"
	"github.com/omoios/clade/overlays/go/internal/request"
	"github.com/omoios/clade/overlays/go/option"
)

func TestEachSchemePutsItsSecretInItsPlace(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, item{}) })
	for scheme, check := range map[string]func(seen) string{
		"bearer_auth": func(r seen) string { return r.header.Get("Authorization") },
		"basic_auth":  func(r seen) string { return r.header.Get("Authorization") },
		"header_key":  func(r seen) string { return r.header.Get("X-Odd-Name") },
		"query_key":   func(r seen) string { return r.query },
		"cookie_key":  func(r seen) string { return r.header.Get("Cookie") },
	} {
		if _, err := newAPI(t, s.URL, allSchemes[scheme]).getAs(ctx, scheme); err != nil {
			t.Fatal(err)
		}
		all := s.requests()
		want := map[string]string{
			"bearer_auth": "Bearer s3cret", "basic_auth": "Basic dXNlcjpzM2NyZXQ=", "header_key": "s3cret", "query_key": "api_key=s3cret", "cookie_key": "sid=s3cret",
		}[scheme]
		if got := check(all[len(all)-1]); got != want {
			t.Errorf("%s: got %q, want %q", scheme, got, want)
		}
	}
}

func TestCredentialsComeFromTheEnvironment(t *testing.T) {
	t.Setenv("SDKTEST_API_KEY", " from-env ")
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, item{}) })
	t.Setenv("SDKTEST_BASE_URL", s.URL)
	a := newAPI(t, "https://unused.invalid")
	for _, options := range [][]option.RequestOption{nil, {option.WithAPIKey("given")}, {option.WithHeader("Authorization", "by hand")}} {
		if _, err := a.get(ctx, "1", options...); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []string{"Bearer from-env", "Bearer given", "by hand"} {
		if got := s.requests()[i].header.Get("Authorization"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTheFirstAlternativeThatCanBeMetIsUsed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, item{}) })
	op := getItem
	op.Auth = auth.Rule{{{Scheme: "bearer_auth"}, {Scheme: "header_key"}}, {{Scheme: "basic_auth"}}, {}}
	call := func(options ...option.RequestOption) http.Header {
		if _, err := core.Fetch[item](ctx, newAPI(t, s.URL, options...).core, request.New(&op).Literal("/x"), nil); err != nil {
			t.Fatal(err)
		}
		all := s.requests()
		return all[len(all)-1].header
	}
	if got := call(option.WithAPIKey("k"), option.WithBasicAuth("u", "p")); got.Get("Authorization") != "Bearer k" || got.Get("X-Odd-Name") != "k" {
		t.Errorf("both of the first: %v", got)
	}
	if got := call(option.WithCredential("bearer_auth", option.Static("k")), option.WithBasicAuth("u", "p")); got.Get("Authorization") != "Basic dTpw" {
		t.Errorf("the second: %v", got)
	}
	if got := call(); got.Get("Authorization") != "" {
		t.Errorf("none: %v", got)
	}
}

func TestASourceIsAskedForEachAttempt(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		answer(w, map[bool]int{true: 503, false: 200}[n == 1], item{})
	})
	n := 0
	source := func(context.Context) (string, error) { n++; return string(rune('a' + n - 1)), nil }
	if _, err := newAPI(t, s.URL, option.WithAPIKeySource(source)).get(ctx, "1"); err != nil {
		t.Fatal(err)
	}
	if all := s.requests(); all[0].header.Get("Authorization") != "Bearer a" || all[1].header.Get("Authorization") != "Bearer b" {
		t.Errorf("sent %v", all)
	}
	broken := errors.New("vault closed")
	_, err := newAPI(t, s.URL, option.WithAPIKeySource(func(context.Context) (string, error) { return "", broken })).get(ctx, "1")
	if !errors.Is(err, broken) || len(s.requests()) != 2 {
		t.Errorf("got %v after %d requests", err, len(s.requests()))
	}
}

// tokens is an API with a token endpoint.
func tokens(t *testing.T, life int) (s *server, count func() int) {
	var mu sync.Mutex
	issued := 0
	s = serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path == "/token" {
			issued++
			answer(w, 200, map[string]any{"access_token": string(rune('a' + issued - 1)), "token_type": "bearer", "expires_in": life})
			return
		}
		if r.Header.Get("Authorization") == "Bearer revoked" {
			answer(w, 401, problem{})
			return
		}
		answer(w, 200, item{ID: r.Header.Get("Authorization")})
	})
	return s, func() int { mu.Lock(); defer mu.Unlock(); return issued }
}

func TestTokensAreFetchedOnceAndShared(t *testing.T) {
	s, count := tokens(t, 3600)
	a := newAPI(t, s.URL, option.WithClientCredentials("id:x", "s3cret"))
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got, err := a.getAs(ctx, "oauth"); err != nil || got.ID != "Bearer a" {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	all.Wait()
	first := s.requests()[0]
	user, password, _ := (&http.Request{Header: first.header}).BasicAuth()
	if count() != 1 || first.body != "grant_type=client_credentials" || user != "id%3Ax" || password != "s3cret" {
		t.Errorf("%d tokens, asked by %+v", count(), first)
	}
}

func TestTokensAreFetchedAnewBeforeTheyEnd(t *testing.T) {
	s, count := tokens(t, 0)
	a := newAPI(t, s.URL, option.WithClientCredentials("id", "secret"))
	for _, want := range []string{"Bearer a", "Bearer b"} {
		if got, err := a.getAs(ctx, "oauth"); err != nil || got.ID != want {
			t.Errorf("got %+v, %v, want %s", got, err, want)
		}
	}
	if count() != 2 {
		t.Errorf("%d tokens", count())
	}
}

func TestATokenEndpointThatRefuses(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		answer(w, 401, map[string]string{"error": "invalid_client", "error_description": "who are you"})
	})
	_, err := newAPI(t, s.URL, option.WithClientCredentials("id", "s3cret")).getAs(ctx, "oauth")
	if e := failed(t, err); !errors.Is(err, ErrUnauthorized) || e.Code != "invalid_client" || e.Message != "who are you" || len(s.requests()) != 1 {
		t.Errorf("got %+v", e)
	}
}

// A caller that gives up while it fetches a token for others must not fail them.
func TestAWaiterOutlivesTheOneThatFetches(t *testing.T) {
	asked, release := make(chan struct{}, 2), make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
		if r.URL.Path != "/token" {
			answer(w, 200, item{ID: "ok"})
			return
		}
		asked <- struct{}{}
		if n == 1 {
			select {
			case <-r.Context().Done():
				return
			case <-release:
			}
		}
		answer(w, 200, map[string]any{"access_token": "t"})
	})
	a := newAPI(t, s.URL, option.WithClientCredentials("id", "secret"))
	mine, cancel := context.WithCancel(ctx)
	var both sync.WaitGroup
	both.Go(func() {
		if _, err := a.getAs(mine, "oauth"); !errors.Is(err, ErrCancelled) {
			t.Errorf("the first: %v", err)
		}
	})
	<-asked
	both.Go(func() {
		if got, err := a.getAs(ctx, "oauth"); err != nil || got.ID != "ok" {
			t.Errorf("the second: %+v, %v", got, err)
		}
	})
	cancel()
	both.Wait()
	close(release)
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	for name, bad := range map[string]option.RequestOption{
		"base URL": option.WithBaseURL("nowhere"), "nil client": option.WithHTTPClient(nil), "timeout": option.WithTimeout(0),
		"retries": option.WithMaxRetries(-1), "idle": option.WithIdleTimeout(-1), "backoff": option.WithRetryBackoff(2, 1),
		"colon": option.WithBasicAuth("a:b", "c"), "body": option.WithMaxBody(0), "event": option.WithMaxEvent(0),
		"middleware": option.WithMiddleware(nil), "last id": option.WithLastEventID("a\nb"), "remove": option.WithoutHeader("a b"),
		"added": option.WithHeaderAdded("A", "\n"),
	} {
		_, err := core.New(core.API{Name: "sdk", BaseURL: "https://h", EnvPrefix: "SDKTEST", Fail: newError}, []option.RequestOption{bad})
		if !errors.Is(err, ErrInvalidRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := core.New(core.API{Name: "sdk", EnvPrefix: "SDKTEST", Fail: newError}, nil); err == nil || !errors.Is(err, ErrInvalidRequest) {
		t.Errorf("no base URL: %v", err)
	}
}
