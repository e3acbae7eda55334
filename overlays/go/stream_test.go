package sdk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omoios/clade/overlays/go/internal/core"
	"github.com/omoios/clade/overlays/go/option"
)

var feed = core.StreamKind{Feed: true, Resumable: true}

// events writes server-sent events by hand.
func events(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = io.WriteString(w, text)
	_ = http.NewResponseController(w).Flush()
}

// cut ends a reply in the middle.
func cut(t *testing.T, w http.ResponseWriter) {
	t.Helper()
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	_ = conn.Close()
}

func event(n int) string {
	return fmt.Sprintf("id: %d\ndata: {\"id\":\"e%d\",\"rank\":%d}\n\n", n, n, n)
}

func eventsFrom(after, to int) string {
	var text strings.Builder
	for n := after + 1; n <= to; n++ {
		text.WriteString(event(n))
	}
	return text.String()
}

// take reads a stream to its end, or until it has n items.
func take(stream *Stream[item], n int) (ids []string, err error) {
	for got, err := range stream.All() {
		if err != nil {
			return ids, err
		}
		if ids = append(ids, got.ID); len(ids) == n {
			break
		}
	}
	return ids, nil
}

// The connection breaks behind every byte of the stream in turn: none is lost and none comes twice.
func TestResumptionIsExactWhereverTheConnectionBreaks(t *testing.T) {
	whole := ": hello\nretry: 5\n\n" + eventsFrom(0, 3)
	for at := range len(whole) + 1 {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			if n == 1 {
				events(w, whole[:at])
				cut(t, w)
				return
			}
			after, _ := strconv.Atoi(r.Header.Get("Last-Event-Id"))
			events(w, eventsFrom(after, 4))
			<-r.Context().Done()
		})
		stream, err := newAPI(t, s.URL).stream(ctx, feed)
		if err != nil {
			t.Fatal(err)
		}
		ids, err := take(stream, 4)
		if want := []string{"e1", "e2", "e3", "e4"}; err != nil || !slices.Equal(ids, want) || stream.LastEventID() != "4" {
			t.Errorf("cut at %d: got %v, %v, last id %q", at, ids, err, stream.LastEventID())
		}
		s.Close()
	}
}

func TestAFeedReconnectsAfterItsEnd(t *testing.T) {
	keys := []string{}
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
		keys = append(keys, r.Header.Get("Authorization")+" "+r.Header.Get("Last-Event-Id"))
		if n == 3 {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		events(w, event(n)+event(n)) // repeated by the server: given once
	})
	n := 0
	source := func(context.Context) (string, error) { n++; return strconv.Itoa(n), nil }
	stream, err := newAPI(t, s.URL, option.WithAPIKeySource(source)).stream(ctx, feed, option.WithLastEventID("0"))
	if err != nil {
		t.Fatal(err)
	}
	ids, err := take(stream, 9)
	if err != nil || !slices.Equal(ids, []string{"e1", "e2"}) {
		t.Errorf("got %v, %v", ids, err)
	}
	if want := []string{"Bearer 1 0", "Bearer 2 1", "Bearer 3 2"}; !slices.Equal(keys, want) {
		t.Errorf("asked with %q, want %q", keys, want)
	}
}

func TestTheFirstConnectionFailsLikeACall(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 503, problem{}) })
	_, err := newAPI(t, s.URL).stream(ctx, feed)
	if e := failed(t, err); !errors.Is(err, ErrServer) || e.Attempts != 3 || len(s.requests()) != 3 {
		t.Errorf("got %+v", e)
	}
	page := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, item{}) })
	if _, err := newAPI(t, page.URL).stream(ctx, feed); !errors.Is(err, ErrDecode) {
		t.Errorf("a reply that is no stream: %v", err)
	}
}

func TestAReconnectionThatIsRefusedEndsTheStream(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 1 {
			events(w, event(1))
			return
		}
		answer(w, 409, problem{Code: "gone", Detail: "compacted"})
	})
	op := feedEvents
	feedEvents.Failures = typedProblem
	defer func() { feedEvents = op }()
	stream, err := newAPI(t, s.URL).stream(ctx, feed)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := take(stream, 9)
	e := failed(t, err)
	if typed, ok := ErrorBody[problem](err); len(ids) != 1 || !errors.Is(err, ErrConflict) || !ok || typed.Detail != "compacted" || e.LastEventID != "1" {
		t.Errorf("got %v, %+v", ids, e)
	}
}

func TestReconnectionsBackOffAndGiveUp(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 1 {
			events(w, "retry: 2000\n\n"+event(1))
			return
		}
		w.Header().Set("Retry-After", map[bool]string{true: "7", false: ""}[n == 3])
		answer(w, 503, problem{})
	})
	var waits []time.Duration
	stream, err := newAPI(t, s.URL, recordWaits(&waits)).stream(ctx, feed)
	if err != nil {
		t.Fatal(err)
	}
	_, err = take(stream, 9)
	want := []time.Duration{1, 2, 7, 8, 15, 15, 15, 15, 15, 15}
	for i := range want {
		want[i] *= time.Second
	}
	if e := failed(t, err); !errors.Is(err, ErrStream) || e.LastEventID != "1" || len(s.requests()) != 11 || !slices.Equal(waits, want) {
		t.Errorf("%d requests, waited %v: %v", len(s.requests()), waits, err)
	}
}

func TestWithoutIdsNothingIsRepeatedSilently(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { events(w, "data: {\"id\":\"a\"}\n\n") })
	stream, err := newAPI(t, s.URL).stream(ctx, feed)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := take(stream, 9)
	if !slices.Equal(ids, []string{"a"}) || !errors.Is(err, ErrStream) || len(s.requests()) != 1 {
		t.Errorf("got %v, %v after %d requests", ids, err, len(s.requests()))
	}
}

func TestFiniteStreams(t *testing.T) {
	done := "data: [DONE]\n\n"
	for name, c := range map[string]struct {
		kind core.StreamKind
		text string
		cut  bool
		want error
		ids  int
	}{
		"a terminator ends it":             {core.StreamKind{Terminator: "[DONE]"}, eventsFrom(0, 2) + done + event(3), true, nil, 2},
		"the customary one does, too":      {core.StreamKind{}, eventsFrom(0, 2) + done + event(3), true, nil, 2},
		"an end without a terminator":      {core.StreamKind{Terminator: "[DONE]"}, eventsFrom(0, 2), false, ErrStream, 2},
		"an end where there is none":       {core.StreamKind{}, eventsFrom(0, 2), false, nil, 2},
		"a cut":                            {core.StreamKind{}, eventsFrom(0, 2), true, ErrStream, 2},
		"a cut before the terminator":      {core.StreamKind{Terminator: "[DONE]"}, eventsFrom(0, 2), true, ErrStream, 2},
		"a cut of a resumable one resumes": {core.StreamKind{Terminator: "[DONE]", Resumable: true}, eventsFrom(0, 2), true, nil, 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
				if n > 1 {
					events(w, event(3)+done)
					return
				}
				events(w, c.text)
				if c.cut {
					cut(t, w)
				}
			})
			stream, err := newAPI(t, s.URL).stream(ctx, c.kind)
			if err != nil {
				t.Fatal(err)
			}
			ids, err := take(stream, 9)
			if len(ids) != c.ids || c.want == nil && err != nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("got %v, %v", ids, err)
			}
		})
	}
}

func TestJSONLines(t *testing.T) {
	for _, broken := range []bool{false, true} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Header().Set("Content-Type", "application/x-ndjson")
			_, _ = io.WriteString(w, "{\"id\":\"a\"}\r\n\n{\"id\":\"b\"}\n{\"id\":\"c\"}")
			_ = http.NewResponseController(w).Flush()
			if broken {
				cut(t, w)
			}
		})
		stream, err := newAPI(t, s.URL).stream(ctx, core.StreamKind{Lines: true})
		if err != nil {
			t.Fatal(err)
		}
		ids, err := take(stream, 9)
		if !broken && (err != nil || len(ids) != 3) || broken && (!errors.Is(err, ErrStream) || len(ids) != 2) {
			t.Errorf("broken %v: got %v, %v", broken, ids, err)
		}
	}
}

func TestAnEventThatCannotBeDecodedIsNotTheEnd(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		events(w, event(1)+"id: 2\ndata: {\"id\":7}\n\n"+event(3))
	})
	stream, err := newAPI(t, s.URL).stream(ctx, core.StreamKind{})
	if err != nil {
		t.Fatal(err)
	}
	var trail []string
	for got, err := range stream.All() {
		if errors.Is(err, ErrDecode) {
			e := failed(t, err)
			trail = append(trail, e.Path+" "+e.LastEventID+" "+string(e.Body))
			continue
		}
		trail = append(trail, got.ID)
	}
	if want := []string{"e1", `/id 2 {"id":7}`, "e3"}; !slices.Equal(trail, want) {
		t.Errorf("got %q", trail)
	}
}

func TestLeavingTheIterationClosesTheConnection(t *testing.T) {
	gone := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		events(w, event(1))
		<-r.Context().Done()
		close(gone)
	})
	stream, err := newAPI(t, s.URL).stream(ctx, feed)
	if err != nil {
		t.Fatal(err)
	}
	if ids, err := take(stream, 1); err != nil || len(ids) != 1 {
		t.Errorf("got %v, %v", ids, err)
	}
	<-gone
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("a closed stream gives %v", err)
	}
}

func TestCancelEndsAStream(t *testing.T) {
	gone := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		events(w, event(1))
		<-r.Context().Done()
		close(gone)
	})
	mine, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := newAPI(t, s.URL).stream(mine, feed)
	if err != nil {
		t.Fatal(err)
	}
	var last error
	for _, err := range stream.All() {
		cancel()
		last = err
	}
	if e := failed(t, last); !errors.Is(last, ErrCancelled) || e.LastEventID != "1" {
		t.Errorf("got %v", last)
	}
	<-gone
}

func TestAHalfOpenStreamIsNoticed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
		events(w, event(n))
		<-r.Context().Done()
	})
	stream, err := newAPI(t, s.URL).stream(ctx, feed, option.WithIdleTimeout(20*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	if ids, err := take(stream, 3); err != nil || !slices.Equal(ids, []string{"e1", "e2", "e3"}) {
		t.Errorf("got %v, %v", ids, err)
	}
}

func TestAnEventThatIsTooLargeClosesTheConnection(t *testing.T) {
	gone := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		events(w, event(1)+"data: "+strings.Repeat("x", 5000))
		<-r.Context().Done()
		close(gone)
	})
	stream, err := newAPI(t, s.URL).stream(ctx, feed, option.WithMaxEvent(1000))
	if err != nil {
		t.Fatal(err)
	}
	ids, err := take(stream, 9)
	if len(ids) != 1 || !errors.Is(err, ErrStream) || failed(t, err).LastEventID != "1" {
		t.Errorf("got %v, %v", ids, err)
	}
	<-gone
}
