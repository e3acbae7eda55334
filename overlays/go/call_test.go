package sdk

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/omoios/clade/overlays/go/option"
)

var ctx = context.Background()

func TestACallSendsWhatItWasTold(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, item{ID: "a/b", Rank: 1 << 60}) })
	a := newAPI(t, s.URL+"/base/", option.WithAPIKey("k-1"), option.WithHeader("X-Client", "c"), option.WithQuery("tenant", "a b"))
	got, err := a.get(ctx, "a/b", option.WithHeader("X-Call", "1"), option.WithoutHeader("X-Client"))
	if err != nil || got.ID != "a/b" || got.Rank != 1<<60 {
		t.Fatalf("got %+v, %v", got, err)
	}
	r := s.requests()[0]
	if r.path != "/base/items/a/b" || r.query != "tenant=a%20b" || r.header.Get("Authorization") != "Bearer k-1" || r.header.Get("Accept") != "application/json" {
		t.Errorf("sent %+v", r)
	}
	if r.header.Get("X-Call") != "1" || r.header.Get("X-Client") != "" || !strings.HasPrefix(r.header.Get("User-Agent"), "sdk-go/1.2.3 (go1.") {
		t.Errorf("sent %v", r.header)
	}
}

func TestRetriesShareOneIdempotencyKey(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n < 3 {
			answer(w, 503, problem{})
			return
		}
		answer(w, 201, item{ID: "1"})
	})
	if _, err := newAPI(t, s.URL).create(ctx, item{ID: "1"}); err != nil {
		t.Fatal(err)
	}
	requests := s.requests()
	key := requests[0].header.Get("Idempotency-Key")
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if len(requests) != 3 || !uuid.MatchString(key) {
		t.Fatalf("%d requests with key %q", len(requests), key)
	}
	for _, r := range requests {
		if r.header.Get("Idempotency-Key") != key || r.body != `{"id":"1"}` {
			t.Errorf("sent %q with key %q", r.body, r.header.Get("Idempotency-Key"))
		}
	}
}

func TestWaitsFollowThePolicy(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 2 {
			w.Header().Set("Retry-After", "3")
		}
		answer(w, 429, problem{})
	})
	var waits []time.Duration
	_, err := newAPI(t, s.URL, recordWaits(&waits)).get(ctx, "1", option.WithMaxRetries(3))
	e := failed(t, err)
	if want := []time.Duration{250 * time.Millisecond, 3 * time.Second, time.Second}; !slices.Equal(waits, want) {
		t.Errorf("waited %v, want %v", waits, want)
	}
	if !errors.Is(err, ErrRateLimited) || e.Attempts != 4 || e.RetryAfter != nil {
		t.Errorf("got %+v", e)
	}
}

func TestAHintThatIsTooLongFailsAtOnce(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Retry-After", "61")
		answer(w, 503, problem{})
	})
	_, err := newAPI(t, s.URL).get(ctx, "1")
	if e := failed(t, err); e.Attempts != 1 || e.RetryAfter == nil || *e.RetryAfter != 61*time.Second {
		t.Errorf("got %+v", e)
	}
}

func TestErrorsAreTyped(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("X-Request-Id", "r-1")
		answer(w, 409, problem{Code: "taken", Detail: "no"})
	})
	_, err := newAPI(t, s.URL).create(ctx, item{}, option.WithQuery("token", "s3cret"))
	e := failed(t, err)
	if !errors.Is(err, ErrConflict) || errors.Is(err, ErrNotFound) || e.Code != "taken" || e.RequestID != "r-1" || e.StatusCode != 409 || e.Attempts != 1 {
		t.Errorf("got %+v", e)
	}
	if typed, ok := ErrorBody[problem](err); !ok || typed.Detail != "no" {
		t.Errorf("the typed body is %v, %v", typed, ok)
	}
	if _, ok := ErrorBody[item](err); ok {
		t.Error("the body is no item")
	}
	want := "sdk: POST " + s.URL + "/items: 409 conflict: no (request id r-1)"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestNothingIsSentThatMustNotBe(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, item{}) })
	a := newAPI(t, s.URL)
	for name, call := range map[string]func() error{
		"empty id":        func() error { _, err := a.get(ctx, ""); return err },
		"dot segment":     func() error { _, err := a.get(ctx, "%2e."); return err },
		"CR LF in header": func() error { _, err := a.get(ctx, "1", option.WithHeader("X-A", "a\r\nX-B: 1")); return err },
		"header name":     func() error { _, err := a.get(ctx, "1", option.WithHeader("X A", "a")); return err },
		"LF in key":       func() error { _, err := a.create(ctx, item{}, option.WithIdempotencyKey("a\nb")); return err },
		"LF in secret":    func() error { _, err := a.get(ctx, "1", option.WithAPIKey("s3cret\nb")); return err },
		"empty secret":    func() error { _, err := a.get(ctx, "1", option.WithAPIKey("")); return err },
		"NUL in filename": func() error { return a.upload(ctx, File{Content: strings.NewReader("x"), Name: "a\x00"}) },
	} {
		err := call()
		if !errors.Is(err, ErrInvalidRequest) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests arrived", n)
	}
}

// dropping is a server that reads a request and then does with its connection what a test wants.
func dropping(t *testing.T, act func(conn net.Conn, n int)) (base string, count func() int) {
	t.Helper()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = conn.Close() }()
		act(conn, n)
	})
	return s.URL, func() int { return len(s.requests()) }
}

const okReply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{\"id\":\"1\"}"

func TestBrokenConnectionsAreRepeatedOnlyWhereThatIsSafe(t *testing.T) {
	for name, c := range map[string]struct {
		call func(*api) error
		want int
	}{
		"get":             {func(a *api) error { _, err := a.get(ctx, "1"); return err }, 3},
		"post with a key": {func(a *api) error { _, err := a.create(ctx, item{}); return err }, 3},
		"post":            {func(a *api) error { return a.mutate(ctx, item{}) }, 1},
		"post, key given": {func(a *api) error { return a.mutate(ctx, item{}, option.WithIdempotencyKey("k")) }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			base, count := dropping(t, func(net.Conn, int) {})
			err := c.call(newAPI(t, base))
			if e := failed(t, err); !errors.Is(err, ErrConnection) || e.Attempts != c.want || count() != c.want {
				t.Errorf("%d requests arrived, %d attempts counted, want %d: %v", count(), e.Attempts, c.want, err)
			}
		})
	}
}

// net/http repeats requests by itself when a pooled connection breaks. Those would not be counted, so they must not be.
func TestEveryRequestIsCountedOnAPooledConnection(t *testing.T) {
	for _, call := range []func(*api) error{
		func(a *api) error { _, err := a.get(ctx, "1"); return err },
		func(a *api) error { _, err := a.create(ctx, item{}); return err },
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
			if n == 1 {
				answer(w, 200, item{})
				return
			}
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_ = conn.Close()
		})
		a := newAPI(t, s.URL)
		if err := call(a); err != nil {
			t.Fatal(err)
		}
		err := call(a)
		if e := failed(t, err); e.Attempts != 3 || len(s.requests()) != 4 {
			t.Errorf("%d attempts counted, %d requests arrived: %v", e.Attempts, len(s.requests())-1, err)
		}
	}
}

// dying is a connection that, once it is dead, takes no byte any more.
type dying struct {
	net.Conn
	dead    *atomic.Bool
	written atomic.Int64
}

func (d *dying) Written() int64 { return d.written.Load() }

func (d *dying) Write(p []byte) (int, error) {
	if d.dead.Load() {
		return 0, syscall.EPIPE
	}
	n, err := d.Conn.Write(p)
	d.written.Add(int64(n))
	return n, err
}

// The server of a pooled connection that takes no byte has not seen the request: it goes out again without counting.
func TestADeadPooledConnectionCostsNothing(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, item{}) })
	var last *atomic.Bool
	pool := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		last = new(atomic.Bool)
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return &dying{Conn: conn, dead: last}, err
	}}
	defer pool.CloseIdleConnections()
	a := newAPI(t, s.URL, option.WithMaxRetries(0), option.WithHTTPClient(&http.Client{Transport: pool}))
	for _, call := range []func() error{
		func() error { _, err := a.get(ctx, "1"); return err },
		func() error { return a.mutate(ctx, item{}) },
		func() error { _, err := a.create(ctx, item{}); return err },
	} {
		if err := call(); err != nil {
			t.Fatal(err)
		}
		last.Store(true)
	}
	if n := len(s.requests()); n != 3 {
		t.Errorf("%d requests arrived", n)
	}
}

func TestACutBodyIsABrokenConnection(t *testing.T) {
	base, count := dropping(t, func(conn net.Conn, n int) {
		text := okReply
		if n == 1 {
			text = okReply[:len(okReply)-3]
		}
		_, _ = io.WriteString(conn, text)
	})
	if got, err := newAPI(t, base).get(ctx, "1"); err != nil || got.ID != "1" || count() != 2 {
		t.Errorf("got %+v, %v after %d requests", got, err, count())
	}
}

func TestTimeoutsCoverHeadersAndBody(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	for name, begin := range map[string]func(http.ResponseWriter){
		"headers": func(http.ResponseWriter) {},
		"body": func(w http.ResponseWriter) {
			_, _ = io.WriteString(w, `{"id":`)
			_ = http.NewResponseController(w).Flush()
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
				begin(w)
				select {
				case <-r.Context().Done():
				case <-stop:
				}
			})
			_, err := newAPI(t, s.URL).get(ctx, "1", option.WithTimeout(30*time.Millisecond), option.WithMaxRetries(1))
			if e := failed(t, err); !errors.Is(err, ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) || e.Attempts != 2 {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestTheCallersDeadlineEndsTheCall(t *testing.T) {
	s := serve(t, func(_ http.ResponseWriter, r *http.Request, _ int) { <-r.Context().Done() })
	short, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
	defer cancel()
	_, err := newAPI(t, s.URL).get(short, "1")
	if e := failed(t, err); !errors.Is(err, ErrTimeout) || e.Attempts != 1 {
		t.Errorf("got %+v", e)
	}
}

func TestCancelClosesTheSocket(t *testing.T) {
	arrived, gone := make(chan struct{}), make(chan struct{})
	s := serve(t, func(_ http.ResponseWriter, r *http.Request, _ int) {
		close(arrived)
		<-r.Context().Done()
		close(gone)
	})
	mine, cancel := context.WithCancel(ctx)
	go func() { <-arrived; cancel() }()
	_, err := newAPI(t, s.URL).get(mine, "1")
	if e := failed(t, err); !errors.Is(err, ErrCancelled) || !errors.Is(err, context.Canceled) || e.Attempts != 1 {
		t.Errorf("got %+v", e)
	}
	<-gone
}

func TestCancelEndsAWait(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 503, problem{}) })
	mine, cancel := context.WithCancel(ctx)
	_, err := newAPI(t, s.URL, option.WithMiddleware(func(r *http.Request, next option.MiddlewareNext) (*http.Response, error) {
		defer time.AfterFunc(5*time.Millisecond, cancel)
		return next(r)
	}), systemClock).get(mine, "1", option.WithRetryBackoff(time.Hour, time.Hour))
	if e := failed(t, err); !errors.Is(err, ErrCancelled) || e.Attempts != 1 {
		t.Errorf("got %+v", e)
	}
}

func TestBodiesAreBoundedWhileTheyAreDecoded(t *testing.T) {
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	if _, err := zip.Write(bytes.Repeat([]byte(" "), 4<<20)); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		w.Header().Set("Content-Encoding", map[bool]string{true: "gzip", false: "br"}[strings.HasSuffix(r.URL.Path, "bomb")])
		_, _ = w.Write(bomb.Bytes())
	})
	a := newAPI(t, s.URL, option.WithMaxBody(1<<20))
	_, err := a.get(ctx, "bomb")
	if e := failed(t, err); !errors.Is(err, ErrDecode) || e.Attempts != 1 || !strings.Contains(err.Error(), "larger than 1048576 bytes") {
		t.Errorf("got %v", err)
	}
	if _, err = a.get(ctx, "brotli"); !errors.Is(err, ErrDecode) || !strings.Contains(err.Error(), `"br" is not supported`) {
		t.Errorf("got %v", err)
	}
}

func TestUndecodableRepliesKeepTheirBody(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		answer(w, 200, map[string]any{"id": "1", "rank": "s3cret"})
	})
	_, err := newAPI(t, s.URL).get(ctx, "1")
	e := failed(t, err)
	if !errors.Is(err, ErrDecode) || e.StatusCode != 200 || e.Path != "/rank" || !strings.Contains(string(e.Body), "s3cret") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %+v", e)
	}
}

func TestStrictResponses(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		answer(w, 200, map[string]any{"id": "1", "rank": 1, "new": true})
	})
	a := newAPI(t, s.URL)
	if _, err := a.get(ctx, "1"); err != nil {
		t.Error(err)
	}
	if _, err := a.get(ctx, "1", option.WithStrictResponses()); !errors.Is(err, ErrDecode) || failed(t, err).Path != "/new" {
		t.Errorf("got %v", err)
	}
}

func TestMiddlewareWrapsEachAttempt(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
		answer(w, map[bool]int{true: 500, false: 200}[n == 1], item{ID: r.Header.Get("X-Trail")})
	})
	trail := func(mark string) option.Middleware {
		return func(r *http.Request, next option.MiddlewareNext) (*http.Response, error) {
			r.Header.Set("X-Trail", r.Header.Get("X-Trail")+mark)
			return next(r)
		}
	}
	got, err := newAPI(t, s.URL, option.WithMiddleware(trail("a"))).get(ctx, "1", option.WithMiddleware(trail("b")))
	if err != nil || got.ID != "ab" || len(s.requests()) != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
	own := errors.New("refused here")
	_, err = newAPI(t, s.URL).get(ctx, "1", option.WithMiddleware(func(*http.Request, option.MiddlewareNext) (*http.Response, error) { return nil, own }))
	if e := failed(t, err); !errors.Is(err, own) || e.Attempts != 1 {
		t.Errorf("got %v", err)
	}
}

func TestTheResponseIsThereForThoseWhoAsk(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("X-Total", "7")
		answer(w, 404, problem{Detail: "none"})
	})
	var response *http.Response
	if _, err := newAPI(t, s.URL).get(ctx, "1", option.WithResponseInto(&response)); !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 404 || response.Header.Get("X-Total") != "7" || !strings.Contains(string(text), "none") {
		t.Errorf("got %+v with %s, %v", response, text, err)
	}
}

func TestLogsShowNoSecret(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		w.Header().Set("Set-Cookie", "session=s3cret")
		answer(w, map[bool]int{true: 503, false: 200}[n == 1], item{ID: "s3cret"})
	})
	var log bytes.Buffer
	a := newAPI(t, s.URL, option.WithAPIKey("s3cret"), option.WithHeader("X-Api-Token", "s3cret"), option.WithQuery("api_key", "s3cret"),
		option.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if _, err := a.get(ctx, "1"); err != nil {
		t.Fatal(err)
	}
	text := log.String()
	if strings.Contains(text, "s3cret") || !strings.Contains(text, "operation=items.get") || !strings.Contains(text, "msg=retry") || !strings.Contains(text, "redacted") {
		t.Errorf("logged\n%s", text)
	}
}

func TestAnUnreachableServer(t *testing.T) {
	dead := httptest.NewServer(nil)
	dead.Close()
	err := newAPI(t, dead.URL).mutate(ctx, item{}, option.WithQuery("token", "s3cret"))
	e := failed(t, err)
	if !errors.Is(err, ErrConnection) || e.Attempts != 3 || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("a call that was never sent is repeated: %+v", e)
	}
	for below := error(e); below != nil; below = errors.Unwrap(below) {
		if strings.Contains(below.Error(), "s3cret") {
			t.Errorf("the chain shows the query: %v", below)
		}
	}
}
