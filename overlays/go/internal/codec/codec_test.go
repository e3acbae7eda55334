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
		`{"id":"x","phase":"A","items":[],"by_key":{"k":{"n":1}}}`: "at /by_key/k/n: the member is not known",
	} {
		err := Decode([]byte(text), new(outer), true)
		if want == "" && err != nil || want != "" && (err == nil || err.Error() != want) {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
		if err := Decode([]byte(text), new(outer), false); err != nil {
			t.Errorf("lenient: %s: %v", text, err)
		}
	}
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
