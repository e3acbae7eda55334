package codec

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// locate finds the innermost value of a JSON text that does not fit the type behind the pointer, and why. It is only
// called after a fault, so it may decode parts again.
func locate(into any, text []byte) (string, error) {
	t := reflect.TypeOf(into)
	if t == nil || t.Kind() != reflect.Pointer {
		return "", nil
	}
	return inside(t.Elem(), text)
}

func inside(t reflect.Type, text []byte) (string, error) {
	err := json.Unmarshal(text, reflect.New(t).Interface())
	if err == nil {
		return "", nil
	}
	if t.Kind() == reflect.Pointer {
		return inside(t.Elem(), text)
	}
	if reflect.PointerTo(t).Implements(unmarshaler) {
		return "", err
	}
	for _, part := range parts(t, text) {
		if path, cause := inside(part.kind, part.text); cause != nil {
			return "/" + part.key + path, cause
		}
	}
	return "", err
}

type part struct {
	key  string
	kind reflect.Type
	text json.RawMessage
}

// parts are the members or elements of a JSON value with the types they are read into.
func parts(t reflect.Type, text []byte) []part {
	var all []part
	switch t.Kind() {
	case reflect.Struct:
		members := objectOf(text)
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if raw, ok := members[name]; ok {
				all = append(all, part{pointer(name), t.Field(i).Type, raw})
			}
		}
	case reflect.Map:
		members := objectOf(text)
		for _, name := range sorted(members) {
			all = append(all, part{pointer(name), t.Elem(), members[name]})
		}
	case reflect.Slice, reflect.Array:
		for i, raw := range listOf(text) {
			all = append(all, part{fmt.Sprint(i), t.Elem(), raw})
		}
	}
	return all
}

// pointer escapes a key for a JSON pointer (RFC 6901).
func pointer(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

// objectOf gives the members of a JSON object, or nil for another value.
func objectOf(text []byte) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil {
		return nil
	}
	return members
}

// listOf gives the elements of a JSON array, or nil for another value.
func listOf(text []byte) []json.RawMessage {
	var items []json.RawMessage
	if json.Unmarshal(text, &items) != nil {
		return nil
	}
	return items
}

func sorted(members map[string]json.RawMessage) []string {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
