package codec

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Kind is the kind of a JSON value, as bits.
type Kind int

// The kinds. An integer is a number, too.
const (
	Null Kind = 1 << iota
	Bool
	Integer
	Number
	Text
	Array
	Object
)

// Shape is a JSON value as a reader sees it that has to choose between the variants of a union.
type Shape struct {
	kind    Kind
	members map[string]json.RawMessage
}

// ShapeOf looks at a JSON value.
func ShapeOf(text []byte) Shape {
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return Shape{kind: Null}
	}
	switch text[0] {
	case 'n':
		return Shape{kind: Null}
	case 't', 'f':
		return Shape{kind: Bool}
	case '"':
		return Shape{kind: Text}
	case '[':
		return Shape{kind: Array}
	case '{':
		return Shape{kind: Object, members: objectOf(text)}
	}
	if strings.ContainsAny(string(text), ".eE") {
		return Shape{kind: Number}
	}
	return Shape{kind: Integer | Number}
}

// Is tells whether the value is of one of the kinds.
func (s Shape) Is(kinds Kind) bool { return s.kind&kinds != 0 }

// Has tells whether the value is an object with all these members.
func (s Shape) Has(names ...string) bool {
	for _, name := range names {
		if _, ok := s.members[name]; !ok {
			return false
		}
	}
	return true
}

// May tells whether a member is absent, or one of these JSON values.
func (s Shape) May(name string, values ...string) bool {
	raw, ok := s.members[name]
	return !ok || slices.Contains(values, string(bytes.TrimSpace(raw)))
}

// Try reads a value of a type; nil if the text is no such value.
func Try[T any](text []byte) *T {
	into := new(T)
	if json.Unmarshal(text, into) != nil {
		return nil
	}
	return into
}
