package sdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omoios/clade/overlays/go/internal/pages"
	"github.com/omoios/clade/overlays/go/option"
)

type patch struct {
	Title    *string          `json:"title,omitzero"`
	Deadline Field[time.Time] `json:"deadline,omitzero"`
	Note     Field[*string]   `json:"note,omitzero"`
}

func TestAFieldIsAbsentNullOrAValue(t *testing.T) {
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	for text, p := range map[string]patch{
		`{}`:                                  {},
		`{"deadline":null}`:                   {Deadline: NullField[time.Time]()},
		`{"deadline":"2026-01-02T12:00:00Z"}`: {Deadline: NewField(noon)},
		`{"title":"","note":"n"}`:             {Title: new(""), Note: NewField(new("n"))},
	} {
		written, err := json.Marshal(p)
		if err != nil || string(written) != text {
			t.Errorf("got %s, %v, want %s", written, err, text)
		}
		var back patch
		if err := json.Unmarshal([]byte(text), &back); err != nil {
			t.Error(err)
		}
		if back.Deadline.IsNull() != p.Deadline.IsNull() || back.Deadline.IsZero() != p.Deadline.IsZero() || !back.Deadline.Or(noon).Equal(p.Deadline.Or(noon)) {
			t.Errorf("%s: read %+v", text, back)
		}
	}
	if value, ok := NewField(7).Get(); !ok || value != 7 {
		t.Error("a value is there")
	}
	if _, ok := NullField[int]().Get(); ok {
		t.Error("null is no value")
	}
	if err := json.Unmarshal([]byte(`{"deadline":7}`), new(patch)); err == nil {
		t.Error("a number is no time")
	}
}

func pageServer(t *testing.T) *server {
	return serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
		cursor := r.URL.Query().Get("cursor")
		page := itemPage{Items: []item{{ID: fmt.Sprint(n, "a")}, {ID: fmt.Sprint(n, "b")}}}
		switch {
		case r.Header.Get("X-Link") != "" && n < 3:
			w.Header().Set("Link", fmt.Sprintf("<%s?cursor=%d>; rel=\"next\"", r.URL.Path, n))
		case r.Header.Get("X-Link") != "" && n == 3:
			w.Header().Set("Link", "<https://elsewhere.invalid/>; rel=\"next\"")
		case cursor != "c2":
			page.Next = new(map[string]string{"": "c1", "c1": "c2"}[cursor])
		}
		answer(w, 200, page)
	})
}

func TestItemsComeFromAllPages(t *testing.T) {
	for kind, header := range map[pages.Kind]string{pages.Cursor: "", pages.Link: "1"} {
		s := pageServer(t)
		all, err := Collect(newAPI(t, s.URL).all(ctx, kind, option.WithHeader("X-Link", header)), 6)
		if err != nil || len(all) != 6 || all[5].ID != "3b" || len(s.requests()) != 3 {
			t.Errorf("%s: got %d items, %v in %d requests", kind, len(all), err, len(s.requests()))
		}
	}
}

func TestLeavingAnIterationAsksNoMore(t *testing.T) {
	s := pageServer(t)
	a := newAPI(t, s.URL)
	for got, err := range a.all(ctx, pages.Cursor) {
		if err != nil || got.ID != "1a" {
			t.Errorf("got %+v, %v", got, err)
		}
		break
	}
	if items, err := Collect(a.all(ctx, pages.Cursor), 3); len(items) != 3 || err == nil || !strings.Contains(err.Error(), "more than 3 items") {
		t.Errorf("got %d items, %v", len(items), err)
	}
}

func TestAnErrorEndsAnIteration(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 1 {
			answer(w, 200, itemPage{Items: []item{{ID: "1"}}, Next: new("c")})
			return
		}
		answer(w, 404, problem{})
	})
	items, err := Collect(newAPI(t, s.URL).all(ctx, pages.Cursor), 10)
	if len(items) != 1 || !errors.Is(err, ErrNotFound) {
		t.Errorf("got %d items, %v", len(items), err)
	}
	n := 0
	for _, err := range newAPI(t, s.URL).pages(ctx, pages.Cursor) {
		if n++; !errors.Is(err, ErrNotFound) {
			t.Errorf("got %v", err)
		}
	}
	if n != 1 {
		t.Errorf("%d turns", n)
	}
}

func TestAFileGoesByItsBaseName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if got := NewFile(file); got.Name != "report.txt" {
		t.Errorf("got %q", got.Name)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	type login struct {
		Password Secret `json:"password"`
	}
	shown := fmt.Sprintf("%v %+v %#v %s %q %x %d", login{"s3cret"}, login{"s3cret"}, login{"s3cret"}, Secret("s3cret"), Secret("s3cret"), Secret("s3cret"), Secret("s3cret"))
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", Secret("s3cret"))
	if shown += log.String(); strings.Contains(shown, "s3cret") || strings.Contains(shown, "733363") {
		t.Errorf("shown: %s", shown)
	}
	if text, err := json.Marshal(login{"s3cret"}); err != nil || string(text) != `{"password":"s3cret"}` {
		t.Errorf("got %s, %v", text, err)
	}
}
