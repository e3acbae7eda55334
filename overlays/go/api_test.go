package sdk

// A small API as a generator would write it, against servers of the test's own.

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/omoios/clade/overlays/go/internal/auth"
	"github.com/omoios/clade/overlays/go/internal/clock"
	"github.com/omoios/clade/overlays/go/internal/core"
	"github.com/omoios/clade/overlays/go/internal/multipart"
	"github.com/omoios/clade/overlays/go/internal/pages"
	"github.com/omoios/clade/overlays/go/internal/query"
	"github.com/omoios/clade/overlays/go/internal/request"
	"github.com/omoios/clade/overlays/go/internal/settings"
	"github.com/omoios/clade/overlays/go/option"
)

type item struct {
	ID   string `json:"id"`
	Rank int64  `json:"rank,omitzero"`
}

type problem struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

type itemPage struct {
	Items []item  `json:"items"`
	Next  *string `json:"next"`
}

type api struct{ core *core.Client }

var schemes = auth.Schemes{
	{Name: "bearer_auth", Kind: auth.Bearer, Env: []string{"SDKTEST_API_KEY"}},
	{Name: "basic_auth", Kind: auth.Basic, Env: []string{"SDKTEST_USERNAME", "SDKTEST_PASSWORD"}},
	{Name: "header_key", Kind: auth.Header, Param: "X-Odd-Name"},
	{Name: "query_key", Kind: auth.Query, Param: "api_key"},
	{Name: "cookie_key", Kind: auth.Cookie, Param: "sid"},
	{Name: "oauth", Kind: auth.OAuth2, TokenURL: "/token"},
}

func newAPI(t *testing.T, base string, options ...option.RequestOption) *api {
	t.Helper()
	client, err := core.New(core.API{
		Name: "sdk", Version: "1.2.3", Generator: "clade/0", EnvPrefix: "SDKTEST", BaseURL: base, Schemes: schemes, Fail: newError,
	}, append([]option.RequestOption{withoutWaiting}, options...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return &api{core: client}
}

// withoutWaiting makes back-offs take no time and jitter take its maximum.
func withoutWaiting(s *settings.Settings) error {
	s.Clock.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	s.Clock.Random = func() float64 { return 0.999 }
	return nil
}

// recordWaits is withoutWaiting with a record.
func recordWaits(waits *[]time.Duration) option.RequestOption {
	return func(s *settings.Settings) error {
		s.Clock.Sleep = func(ctx context.Context, d time.Duration) error {
			*waits = append(*waits, d)
			return ctx.Err()
		}
		s.Clock.Random = func() float64 { return 0.5 }
		return nil
	}
}

var typedProblem = request.Failures{request.On[problem](http.StatusConflict, 5), request.On[item](request.Other)}

func needs(scheme string) auth.Rule { return auth.Rule{{{Scheme: scheme}}} }

var (
	getItem    = request.Operation{Key: "items.get", Method: http.MethodGet, Accept: "application/json", Auth: needs("bearer_auth"), Failures: typedProblem}
	createItem = request.Operation{Key: "items.create", Method: http.MethodPost, Accept: "application/json", Auth: needs("bearer_auth"), KeyHeader: "Idempotency-Key", Failures: typedProblem}
	mutateItem = request.Operation{Key: "items.mutate", Method: http.MethodPost, Accept: "application/json"}
	uploadFile = request.Operation{Key: "files.upload", Method: http.MethodPost, Accept: "application/json"}
	getFile    = request.Operation{Key: "files.get", Method: http.MethodGet, Accept: "*/*"}
	feedEvents = request.Operation{Key: "events.stream", Method: http.MethodGet, Accept: "text/event-stream", Auth: needs("bearer_auth")}
)

var pathStyle = query.Param{Name: "id", Style: query.Simple}

func (a *api) get(ctx context.Context, id string, options ...option.RequestOption) (*item, error) {
	return core.Fetch[item](ctx, a.core, request.New(&getItem).Literal("/items/").Path(pathStyle, id), options)
}

func (a *api) getAs(ctx context.Context, scheme string, options ...option.RequestOption) (*item, error) {
	op := getItem
	op.Auth = needs(scheme)
	return core.Fetch[item](ctx, a.core, request.New(&op).Literal("/items/1"), options)
}

func (a *api) create(ctx context.Context, v item, options ...option.RequestOption) (*item, error) {
	return core.Fetch[item](ctx, a.core, request.New(&createItem).Literal("/items").JSON("application/json", v), options)
}

func (a *api) mutate(ctx context.Context, v item, options ...option.RequestOption) error {
	return core.Send(ctx, a.core, request.New(&mutateItem).Literal("/items/mutate").JSON("application/json", v), options)
}

func (a *api) upload(ctx context.Context, file File, options ...option.RequestOption) error {
	var form multipart.Form
	form.Text("kind", "", "diff")
	form.Text("tags", "", []string{"a", "b"})
	form.JSON("meta", "application/json", map[string]int{"n": 1})
	form.JSON("none", "application/json", nil)
	file.add(&form, "file", "")
	return core.Send(ctx, a.core, request.New(&uploadFile).Literal("/files").Multipart("multipart/form-data", &form), options)
}

func (a *api) download(ctx context.Context, options ...option.RequestOption) (*Download, error) {
	return newDownload(core.Download(ctx, a.core, request.New(&getFile).Literal("/files/1"), options))
}

func (a *api) stream(ctx context.Context, kind core.StreamKind, options ...option.RequestOption) (*Stream[item], error) {
	stream, err := core.Open(ctx, a.core, request.New(&feedEvents).Literal("/events"), kind, options)
	return newStream(stream, err, core.Decode[item])
}

func (a *api) pages(ctx context.Context, kind pages.Kind, options ...option.RequestOption) iter.Seq2[*itemPage, error] {
	return core.Pages(ctx, a.core, core.Paging[itemPage]{
		Kind: kind,
		Request: func(at pages.Position) *request.Builder {
			b := request.New(&getItem).Literal("/items").Query(query.Param{Name: "cursor", Style: query.Form, Explode: true}, at.Cursor)
			return b.At(at.URL)
		},
		Look: func(p *itemPage) pages.Reply {
			seen := pages.Reply{Items: len(p.Items)}
			if p.Next != nil {
				seen.Next = *p.Next
			}
			return seen
		},
	}, options)
}

func (a *api) all(ctx context.Context, kind pages.Kind, options ...option.RequestOption) iter.Seq2[*item, error] {
	return core.Items(a.pages(ctx, kind, options...), func(p *itemPage) []item { return p.Items })
}

// server answers with a handler and remembers the requests, with their bodies.
type server struct {
	*httptest.Server
	mu   sync.Mutex
	seen []seen
}

type seen struct {
	method, path, query string
	header              http.Header
	body                string
}

func serve(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, n int)) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle(w, r, s.note(r)) }))
	t.Cleanup(s.Close)
	return s
}

// note remembers a request and gives its number, from 1. Large bodies are left to the handler.
func (s *server) note(r *http.Request) int {
	var text []byte
	if r.ContentLength >= 0 && r.ContentLength < 1<<20 {
		text, _ = io.ReadAll(r.Body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, seen{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Clone(), string(text)})
	return len(s.seen)
}

func (s *server) requests() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]seen(nil), s.seen...)
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		panic(err)
	}
}

func failed(t *testing.T, err error) *Error {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%T is not the SDK's error: %v", err, err)
	}
	return e
}

// systemClock undoes withoutWaiting.
func systemClock(s *settings.Settings) error {
	s.Clock = clock.System()
	return nil
}
