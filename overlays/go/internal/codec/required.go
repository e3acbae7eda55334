package codec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// complete looks for members that must be there and are not. It goes through a text that was decoded without a fault, side
// by side with the value that came of it, because only the value knows which variant of a union it is.
func complete(path string, text []byte, v reflect.Value) error {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	text = bytes.TrimSpace(text)
	switch v.Kind() {
	case reflect.Struct:
		return completeStruct(path, text, v)
	case reflect.Slice:
		return completeList(path, text, v)
	case reflect.Map:
		return completeMap(path, text, v)
	}
	return nil
}

// structInfo is what is known of a struct type.
type structInfo struct {
	// union tells that the type only holds the value of another type.
	union  bool
	fields map[string]fieldInfo
	// required is the number of fields that must be there.
	required int
}

type fieldInfo struct {
	index    int
	required bool
}

var structs sync.Map // reflect.Type to *structInfo

func infoOf(t reflect.Type) *structInfo {
	if known, ok := structs.Load(t); ok {
		if info, ok := known.(*structInfo); ok {
			return info
		}
	}
	info := &structInfo{fields: map[string]fieldInfo{}}
	info.union = t.NumField() == 1 && t.Field(0).Type.Kind() == reflect.Interface
	for i := range t.NumField() {
		name, options, tagged := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if !t.Field(i).IsExported() || name == "" || name == "-" && !tagged || strings.HasPrefix(name, "~") {
			continue
		}
		required := !strings.Contains(options, "omitzero")
		info.fields[name] = fieldInfo{i, required}
		if required {
			info.required++
		}
	}
	structs.Store(t, info)
	return info
}

func completeStruct(path string, text []byte, v reflect.Value) error {
	info := infoOf(v.Type())
	if info.union {
		return complete(path, text, v.Field(0))
	}
	if len(info.fields) == 0 || len(text) == 0 || text[0] != '{' {
		return nil
	}
	seen := make(map[string]bool, info.required)
	err := members(text, func(key string, value []byte) error {
		name, field, ok := info.find(key)
		if !ok {
			return nil
		}
		seen[name] = true
		return complete(path+"/"+pointer(name), value, v.Field(field.index))
	})
	if err != nil {
		return err
	}
	for i := range v.NumField() { // in the order of the declaration, so that the first one is told
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if info.fields[name].required && !seen[name] {
			return &Fault{Path: path + "/" + pointer(name), Cause: refusal("the member is missing")}
		}
	}
	return nil
}

// find takes a member as encoding/json does: by its name, else without regard to case.
func (i *structInfo) find(key string) (string, fieldInfo, bool) {
	if field, ok := i.fields[key]; ok {
		return key, field, true
	}
	for name, field := range i.fields {
		if strings.EqualFold(name, key) {
			return name, field, true
		}
	}
	return "", fieldInfo{}, false
}

func completeList(path string, text []byte, v reflect.Value) error {
	if !deep(v.Type().Elem()) || len(text) == 0 || text[0] != '[' {
		return nil
	}
	at := 0
	return elements(text, func(value []byte) error {
		if at >= v.Len() {
			return nil
		}
		at++
		return complete(fmt.Sprintf("%s/%d", path, at-1), value, v.Index(at-1))
	})
}

func completeMap(path string, text []byte, v reflect.Value) error {
	if !deep(v.Type().Elem()) || v.Type().Key().Kind() != reflect.String || len(text) == 0 || text[0] != '{' {
		return nil
	}
	return members(text, func(key string, value []byte) error {
		entry := v.MapIndex(reflect.ValueOf(key).Convert(v.Type().Key()))
		if !entry.IsValid() {
			return nil
		}
		return complete(path+"/"+pointer(key), value, entry)
	})
}

// deep tells whether there can be members below a type.
func deep(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct, reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return true
	}
	return false
}

// members calls visit for each member of a valid JSON object.
func members(text []byte, visit func(key string, value []byte) error) error {
	at := 1
	for {
		at = blanks(text, at)
		if at >= len(text) || text[at] == '}' {
			return nil
		}
		end := skip(text, at)
		key := text[at:end]
		at = blanks(text, blanks(text, end)+1) // the colon
		end = skip(text, at)
		if err := visit(keyOf(key), text[at:end]); err != nil {
			return err
		}
		if at = blanks(text, end); at < len(text) && text[at] == ',' {
			at++
		}
	}
}

// elements calls visit for each element of a valid JSON array.
func elements(text []byte, visit func(value []byte) error) error {
	at := 1
	for {
		at = blanks(text, at)
		if at >= len(text) || text[at] == ']' {
			return nil
		}
		end := skip(text, at)
		if err := visit(text[at:end]); err != nil {
			return err
		}
		if at = blanks(text, end); at < len(text) && text[at] == ',' {
			at++
		}
	}
}

func keyOf(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 && len(quoted) >= 2 {
		return string(quoted[1 : len(quoted)-1])
	}
	var key string
	if json.Unmarshal(quoted, &key) != nil {
		return ""
	}
	return key
}

func blanks(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t') {
		at++
	}
	return at
}

// skip gives the end of the value that begins at a place of a valid JSON text.
func skip(text []byte, at int) int {
	depth, quoted := 0, false
	for start := at; at < len(text); at++ {
		switch c := text[at]; {
		case quoted && c == '\\':
			at++
		case c == '"':
			if quoted = !quoted; !quoted && depth == 0 {
				return at + 1
			}
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth == 0 {
				return at
			}
			if depth--; depth == 0 {
				return at + 1
			}
		case depth == 0 && at > start && (c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t'):
			return at
		}
	}
	return at
}
