package query

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

type kind int

const (
	null kind = iota
	scalar
	array
	object
)

// value is a parameter's value as JSON sees it, members in their order.
type value struct {
	kind  kind
	text  string // of a scalar
	items []value
	keys  []string // of an object, one per item
	raw   []byte   // compact JSON of the whole value
}

// valueOf turns any Go value into the JSON value it marshals to, without the members and elements that are null.
func valueOf(v any) (value, error) {
	raw, err := compact(v)
	if err != nil {
		return value{}, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	parsed, err := parse(dec)
	parsed.raw = raw
	return parsed, err
}

// compact is the JSON text of a value without escapes for HTML.
func compact(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("the value has no JSON form: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

func parse(dec *json.Decoder) (value, error) {
	token, err := dec.Token()
	if err != nil {
		return value{}, err
	}
	switch token := token.(type) {
	case nil:
		return value{}, nil
	case json.Delim:
		return parseAll(dec, token == '{')
	case bool, string, json.Number:
		return value{kind: scalar, text: fmt.Sprint(token)}, nil
	}
	return value{}, fmt.Errorf("unexpected token %v", token)
}

func parseAll(dec *json.Decoder, keyed bool) (value, error) {
	all := value{kind: array}
	if keyed {
		all.kind = object
	}
	for dec.More() {
		key := ""
		if keyed {
			token, err := dec.Token()
			if err != nil {
				return value{}, err
			}
			key = fmt.Sprint(token)
		}
		item, err := parse(dec)
		if err != nil {
			return value{}, err
		}
		if item.kind == null {
			continue
		}
		all.items = append(all.items, item)
		if keyed {
			all.keys = append(all.keys, key)
		}
	}
	if _, err := dec.Token(); err != nil && !errors.Is(err, io.EOF) {
		return value{}, err
	}
	return all, nil
}

// flat refuses what styles cannot express: anything but scalars inside an array or object.
func (v value) flat() error {
	for _, item := range v.items {
		if item.kind != scalar {
			return fmt.Errorf("%w: a list or object inside another", ErrUnsupported)
		}
	}
	return nil
}

// Texts gives a scalar as text, or each element of a list of scalars; null gives none.
func Texts(v any) ([]string, error) {
	parsed, err := valueOf(v)
	if err != nil {
		return nil, err
	}
	switch parsed.kind {
	case null:
		return nil, nil
	case scalar:
		return []string{parsed.text}, nil
	case array:
		if err := parsed.flat(); err != nil {
			return nil, err
		}
	default:
		return []string{string(parsed.raw)}, nil
	}
	var texts []string
	for _, item := range parsed.items {
		texts = append(texts, item.text)
	}
	return texts, nil
}
