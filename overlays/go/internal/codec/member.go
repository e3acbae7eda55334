package codec

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Discriminator reads the member that tells the variants of a union apart; "" if it is not there or no text.
func Discriminator(text []byte, name string) string {
	var value string
	if raw, ok := objectOf(text)[name]; !ok || json.Unmarshal(raw, &value) != nil {
		return ""
	}
	return value
}

// SetMember gives a JSON object with a member set to a value; null stands for an empty object.
func SetMember(text []byte, name string, value any) ([]byte, error) {
	members := objectOf(text)
	if IsNull(text) {
		members = map[string]json.RawMessage{}
	}
	if members == nil {
		return nil, fmt.Errorf("the value is no JSON object, so it cannot have a member %q", name)
	}
	written, err := Encode(value)
	if err != nil {
		return nil, err
	}
	members[name] = written
	return Encode(members)
}

// Tagged writes a variant of a union; if it has no tag of its own, or an empty one, it gets the tag.
func Tagged(v any, name, tag string) ([]byte, error) {
	text, err := Encode(v)
	if err != nil || Discriminator(text, name) != "" {
		return text, err
	}
	return SetMember(text, name, tag)
}

// Extra reads the members of an object that are not declared.
func Extra[T any](text []byte, declared ...string) (map[string]T, error) {
	members := objectOf(text)
	for _, name := range declared {
		delete(members, name)
	}
	if len(members) == 0 {
		return nil, nil
	}
	extra := make(map[string]T, len(members))
	for name, raw := range members {
		var value T
		if err := json.Unmarshal(raw, &value); err != nil {
			return nil, err
		}
		extra[name] = value
	}
	return extra, nil
}

// WithExtra writes an object with members beside the declared ones; the declared ones win.
func WithExtra[T any](v any, extra map[string]T) ([]byte, error) {
	text, err := Encode(v)
	if err != nil || len(extra) == 0 {
		return text, err
	}
	members := objectOf(text)
	for name, value := range extra {
		if _, declared := members[name]; declared {
			continue
		}
		if members[name], err = Encode(value); err != nil {
			return nil, err
		}
	}
	return Encode(members)
}

// Rename gives a JSON object with members under other names. Names come in pairs: from, to.
func Rename(text []byte, pairs ...string) ([]byte, error) {
	members := objectOf(text)
	if members == nil {
		return text, nil
	}
	moved := make(map[string]json.RawMessage, len(members))
	for name, raw := range members {
		moved[name] = raw
	}
	for pair := range slices.Chunk(pairs, 2) {
		delete(moved, pair[0])
	}
	for pair := range slices.Chunk(pairs, 2) {
		if raw, ok := members[pair[0]]; ok {
			moved[pair[1]] = raw
		}
	}
	return Encode(moved)
}
