package sdk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omoios/clade/overlays/go/option"
)

const large = 50 << 20

// filler gives bytes without holding them; byte i is i mod 251.
type filler struct{ at, size int64 }

func (f *filler) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && f.at < f.size {
		p[n] = byte(f.at % 251)
		n, f.at = n+1, f.at+1
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// peak watches the heap until it is stopped and tells how much it grew.
func peak() (stop func() uint64) {
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var most atomic.Uint64
	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		for {
			select {
			case <-done:
				return
			default:
			}
			runtime.ReadMemStats(&now)
			most.Store(max(most.Load(), now.HeapAlloc))
			runtime.Gosched()
		}
	}()
	return func() uint64 {
		close(done)
		<-over
		return max(most.Load(), before.HeapAlloc) - before.HeapAlloc
	}
}

func TestLargeTransfersDoNotFillTheMemory(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Length", fmt.Sprint(large))
			_, _ = io.Copy(w, &filler{size: large})
			return
		}
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil || n < large {
			t.Errorf("%d bytes arrived: %v", n, err)
		}
		answer(w, 200, item{})
	})
	a := newAPI(t, s.URL)
	grown := peak()
	if err := a.upload(ctx, File{Content: &filler{size: large}, Name: "f"}); err != nil {
		t.Error(err)
	}
	download, err := a.download(ctx)
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, download)
	if err := errors.Join(err, download.Close()); err != nil || n != large || download.Size() != large {
		t.Errorf("%d of %d bytes, %v", n, download.Size(), err)
	}
	if most := grown(); most > 16<<20 {
		t.Errorf("the heap grew by %d bytes", most)
	}
}

func TestAnUploadIsRepeatedIfItsReaderSeeks(t *testing.T) {
	for name, c := range map[string]struct {
		reader io.Reader
		want   int
	}{
		"seeks":    {strings.NewReader("content"), 2},
		"does not": {io.LimitReader(strings.NewReader("content"), 7), 1},
	} {
		var bodies []string
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			text, _ := io.ReadAll(r.Body)
			bodies = append(bodies, string(text))
			answer(w, map[bool]int{true: 503, false: 200}[n == 1], item{})
		})
		err := newAPI(t, s.URL).upload(ctx, File{Content: c.reader, Name: "a\"b.txt"})
		if (err == nil) != (c.want == 2) || len(s.requests()) != c.want {
			t.Errorf("%s: %d requests, %v", name, len(s.requests()), err)
		}
		for _, r := range s.requests() {
			bodies = append(bodies, r.body)
		}
		if all := strings.Join(bodies, ""); strings.Count(all, "\r\n\r\ncontent\r\n") != c.want || !strings.Contains(all, `filename="a%22b.txt"`) || strings.Count(all, `name="tags"`) != 2*c.want || !strings.Contains(all, "\r\n\r\n{\"n\":1}\r\n") {
			t.Errorf("%s: sent %q", name, all)
		}
	}
}

func TestEveryFileHasAName(t *testing.T) {
	onDisk, err := os.Create(filepath.Join(t.TempDir(), "report.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = onDisk.Close() }()
	for want, file := range map[string]File{
		"given.txt":  {Content: strings.NewReader("x"), Name: "given.txt"},
		"report.txt": {Content: onDisk},
		"file":       {Content: strings.NewReader("x")},
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, item{}) })
		if err := newAPI(t, s.URL).upload(ctx, file); err != nil {
			t.Fatal(err)
		}
		if sent := s.requests()[0].body; !strings.Contains(sent, `; filename="`+want+`"`) {
			t.Errorf("%s: sent %q", want, sent)
		}
	}
}

func TestAnUploadWhoseReaderFails(t *testing.T) {
	broken := errors.New("disk gone")
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		_, _ = io.Copy(io.Discard, r.Body)
		answer(w, 200, item{})
	})
	reader := io.MultiReader(strings.NewReader("some"), readerFunc(func([]byte) (int, error) { return 0, broken }))
	err := newAPI(t, s.URL).upload(ctx, File{Content: reader, Name: "f"})
	if !errors.Is(err, broken) || !errors.Is(err, ErrInvalidRequest) {
		t.Errorf("got %v", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A server that answers early leaves the upload half read; the caller may then use the reader again.
func TestNothingIsReadOfAnUploadAfterTheCall(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 413, problem{}) })
	reads := 0 // without a lock: the race detector sees a read that comes too late
	reader := readerFunc(func(p []byte) (int, error) { reads++; return len(p), nil })
	if err := newAPI(t, s.URL).upload(ctx, File{Content: reader, Name: "f"}); err == nil {
		t.Fatal("the upload cannot succeed")
	}
	reads++
}

func TestADownloadThatIsCut(t *testing.T) {
	base, _ := dropping(t, func(conn net.Conn, _ int) {
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nabc")
	})
	download, err := newAPI(t, base).download(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = download.Close() }()
	text, err := io.ReadAll(download)
	if string(text) != "abc" || !errors.Is(err, ErrConnection) || !errors.Is(err, io.ErrUnexpectedEOF) || failed(t, err).StatusCode != 200 {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestADownloadThatStalls(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		_, _ = io.WriteString(w, "abc")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	download, err := newAPI(t, s.URL).download(ctx, option.WithIdleTimeout(20*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = download.Close() }()
	if text, err := io.ReadAll(download); string(text) != "abc" || !errors.Is(err, ErrTimeout) {
		t.Errorf("got %q, %v", text, err)
	}
}

// The time that a caller takes between two reads is not the server's.
func TestASlowReaderIsNoStall(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { _, _ = w.Write(bytes.Repeat([]byte("x"), 1<<20)) })
	download, err := newAPI(t, s.URL).download(ctx, option.WithIdleTimeout(50*time.Millisecond), option.WithTimeout(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = download.Close() }()
	time.Sleep(100 * time.Millisecond)
	if n, err := io.Copy(io.Discard, download); n != 1<<20 || err != nil {
		t.Errorf("got %d bytes, %v", n, err)
	}
}

func TestClosingADownloadIsNoticed(t *testing.T) {
	gone := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(gone)
	})
	download, err := newAPI(t, s.URL).download(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := download.Close(); err != nil {
		t.Error(err)
	}
	<-gone
}

// After all kinds of calls, ended in all ways, no goroutine is left behind.
func TestNoGoroutineIsLeft(t *testing.T) {
	settle := func(limit int) int {
		n := runtime.NumGoroutine()
		for range 200 {
			if n <= limit {
				break
			}
			time.Sleep(5 * time.Millisecond)
			n = runtime.NumGoroutine()
		}
		return n
	}
	before := settle(2)
	func() {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			switch {
			case strings.HasPrefix(r.URL.Path, "/events"):
				w.Header().Set("Content-Type", "text/event-stream")
				_, _ = fmt.Fprintf(w, "id: %d\ndata: {\"id\":\"x\"}\n\n", n)
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			case n%2 == 0:
				<-r.Context().Done()
			default:
				answer(w, 200, item{})
			}
		})
		a := newAPI(t, s.URL)
		for range 10 {
			_, _ = a.get(ctx, "1", option.WithTimeout(10*time.Millisecond))
			short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
			_, _ = a.get(short, "1")
			_ = a.upload(short, File{Content: &filler{size: 1 << 20}, Name: "f"})
			if stream, err := a.stream(ctx, feed); err == nil {
				_, _ = take(stream, 1)
			}
			cancel()
		}
		a.core.CloseIdleConnections()
		s.Close()
	}()
	if after := settle(before); after > before {
		stacks := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after\n%s", before, after, stacks[:runtime.Stack(stacks, true)])
	}
}
