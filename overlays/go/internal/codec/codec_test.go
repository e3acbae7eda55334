package codec

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

type phase string

func (p phase) Known() bool { return p == "A" || p == "B" }

type inner struct {
	Count int64      `json:"count"`
	At    *time.Time `json:"at,omitzero"`
}

type outer struct {
	ID    string           `json:"id"`
	Phase phase            `json:"phase"`
	Items []inner          `json:"items"`
	ByKey map[string]inner `json:"by_key,omitzero"`
	Next  *outer           `json:"next,omitzero"`
}

func TestFaultsNameTheirPlaceAndQuoteNothing(t *testing.T) {
	for text, want := range map[string]string{
		`{"id":1}`: "at /id: a number does not fit string",
		`{"id":"x","items":[{"count":1},{"count":"s3cret"}]}`: "at /items/1/count: a string does not fit int64",
		`{"items":[{"count":1,"at":"s3cret"}]}`:               "at /items/0/at: not an RFC 3339 time",
		`{"by_key":{"a/b":{"count":1},"c~d":{"count":true}}}`: "at /by_key/c~0d/count: a bool does not fit int64",
		`{"next":{"next":{"items":{"a":1}}}}`:                 "at /next/next/items: a object does not fit []codec.inner",
		`{"id":`:                                              "not JSON at byte 6",
		`[]`:                                                  "a array does not fit codec.outer",
		"  ":                                                  "the text is empty or ends too early",
	} {
		err := Decode([]byte(text), new(outer), false)
		if err == nil || err.Error() != want || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
		if _, ok := errors.AsType[*Fault](err); !ok {
			t.Errorf("%s: %T", text, err)
		}
	}
}

func TestStrictness(t *testing.T) {
	const good = `{"id":"x","phase":"A","items":[{"count":1,"at":"2026-01-02T03:04:05+01:00"}],"by_key":{"k":{"count":2}}}`
	for text, want := range map[string]string{
		good: "",
		`{"id":"x","phase":"A","items":[],"extra":1}`:              "at /extra: the member is not known",
		`{"id":"x","phase":"A","items":[{"count":1,"new":[]}]}`:    "at /items/0/new: the member is not known",
		`{"id":"x","phase":"A"}`:                                   "at /items: the member is missing",
		`{"id":"x","phase":"C","items":[]}`:                        "at /phase: the value is not known",
		`{"id":"x","phase":"A","items":[],"by_key":{"k":{"n":1}}}`: "at /by_key/k/count: the member is missing",
	} {
		err := Decode([]byte(text), new(outer), true)
		if want == "" && err != nil || want != "" && (err == nil || err.Error() != want) {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
		missing := strings.HasSuffix(want, "missing") || strings.Contains(text, `"n":1`)
		if err := Decode([]byte(text), new(outer), false); (err != nil) != missing {
			t.Errorf("lenient: %s: %v", text, err)
		}
	}
}

type holder struct{ Data variant }

type variant interface{ isVariant() }

func (*inner) isVariant() {}

func (h *holder) UnmarshalJSON(text []byte) error {
	h.Data = Try[inner](text)
	return nil
}

func TestMembersThatMustBeThere(t *testing.T) {
	type page struct {
		List   []inner           `json:"list"`
		Map    map[string]*inner `json:"map,omitzero"`
		Choice *holder           `json:"choice,omitzero"`
	}
	for text, want := range map[string]string{
		`{"list":[]}`: "",
		` { "list" : [ { "count" : 1 } , {"COUNT":2} ] } `: "",
		`{"list":null}`: "",
		`{}`:            "at /list: the member is missing",
		`{"list":[{"count":1},{"x":"}]\\\"{","y":[{}]}]}`:           "at /list/1/count: the member is missing",
		`{"list":[],"map":{"a/b":{"count":1},"c":{}}}`:              "at /map/c/count: the member is missing",
		`{"list":[],"map":{"a":null},"choice":{"at":null,"k":1e5}}`: "at /choice/count: the member is missing",
		`{"li\u0073t":[],"choice":null}`:                            "",
	} {
		if err := Decode([]byte(text), new(page), false); want == "" && err != nil || want != "" && (err == nil || err.Error() != want) {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"id":"x","items":[{"count":1}],"next":{"id":"\\"},"by_key":{"a":{"count":2}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var v outer
		if Decode(text, &v, false) == nil && !json.Valid(text) {
			t.Errorf("%q is no JSON", text)
		}
	})
}

func TestEncodeDoesNotEscapeForHTML(t *testing.T) {
	if text, err := Encode(map[string]string{"a": "<&>"}); err != nil || string(text) != `{"a":"<&>"}` {
		t.Errorf("got %s, %v", text, err)
	}
	if _, err := Encode(func() {}); err == nil {
		t.Error("a function has no JSON form")
	}
}

func TestDiscriminator(t *testing.T) {
	for text, want := range map[string]string{`{"type":"a"}`: "a", `{"type":1}`: "", `{}`: "", `[]`: "", `null`: ""} {
		if got := Discriminator(json.RawMessage(text), "type"); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestMembers(t *testing.T) {
	for want, got := range map[string]func() ([]byte, error){
		`{"a":1,"type":"x"}`: func() ([]byte, error) { return Tagged(map[string]int{"a": 1}, "type", "x") },
		`{"type":"own"}`:     func() ([]byte, error) { return Tagged(map[string]string{"type": "own"}, "type", "x") },
		`{"a":1,"b":[2]}`: func() ([]byte, error) {
			return WithExtra(map[string]int{"a": 1}, map[string]any{"a": 7, "b": []int{2}})
		},
		`{"n":1}`:       func() ([]byte, error) { return SetMember([]byte("null"), "n", 1) },
		`{"a":true}`:    func() ([]byte, error) { return SetMember([]byte(`{"a":false}`), "a", true) },
		`{"a":1,"b":2}`: func() ([]byte, error) { return Rename([]byte(`{"b":1,"a":2}`), "a", "b", "b", "a") },
	} {
		if text, err := got(); err != nil || string(text) != want {
			t.Errorf("got %s, %v, want %s", text, err, want)
		}
	}
	if extra, err := Extra[int]([]byte(`{"a":1,"b":2}`), "a"); err != nil || len(extra) != 1 || extra["b"] != 2 {
		t.Errorf("got %v, %v", extra, err)
	}
	if _, err := Extra[int]([]byte(`{"b":"x"}`)); err == nil {
		t.Error("a text is no number")
	}
	if _, err := SetMember([]byte(`[]`), "a", 1); err == nil {
		t.Error("a list has no members")
	}
}

func TestShapes(t *testing.T) {
	for text, want := range map[string]Kind{"null": Null, "": Null, " true": Bool, `"a"`: Text, "[1]": Array, "{}": Object, "-1": Integer | Number, "1.5": Number, "1e3": Number} {
		if got := ShapeOf([]byte(text)); got.kind != want || !got.Is(want) {
			t.Errorf("%q: %v", text, got.kind)
		}
	}
	shape := ShapeOf([]byte(`{"a":"x","b":null}`))
	if !shape.Has("a", "b") || shape.Has("a", "c") || !shape.May("a", `"x"`, `"y"`) || shape.May("a", `"y"`) || !shape.May("c", "1") {
		t.Error("members of a shape")
	}
	if Try[int]([]byte(`"x"`)) != nil || *Try[int]([]byte("7")) != 7 {
		t.Error("trying")
	}
}
