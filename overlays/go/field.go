package sdk

import (
	"bytes"
	"encoding/json"
)

// Field is a member that may be absent, null or a value. The zero Field is absent and is not sent.
type Field[T any] struct {
	state fieldState
	value T
}

type fieldState uint8

const (
	fieldAbsent fieldState = iota
	fieldNull
	fieldValue
)

// NewField returns a Field that has a value.
func NewField[T any](value T) Field[T] { return Field[T]{state: fieldValue, value: value} }

// NullField returns a Field that is null.
func NullField[T any]() Field[T] { return Field[T]{state: fieldNull} }

// Get gives the value, and whether there is one.
func (f Field[T]) Get() (T, bool) { return f.value, f.state == fieldValue }

// Or gives the value, or another one if there is none.
func (f Field[T]) Or(other T) T {
	if f.state == fieldValue {
		return f.value
	}
	return other
}

// IsNull tells whether the Field is null.
func (f Field[T]) IsNull() bool { return f.state == fieldNull }

// IsZero tells whether the Field is absent. The omitzero option of encoding/json asks it.
func (f Field[T]) IsZero() bool { return f.state == fieldAbsent }

// MarshalJSON writes the value, or null.
func (f Field[T]) MarshalJSON() ([]byte, error) {
	if f.state != fieldValue {
		return []byte("null"), nil
	}
	return json.Marshal(f.value)
}

// UnmarshalJSON reads a value or null.
func (f *Field[T]) UnmarshalJSON(text []byte) error {
	*f = Field[T]{state: fieldNull}
	if bytes.Equal(bytes.TrimSpace(text), []byte("null")) {
		return nil
	}
	f.state = fieldValue
	return json.Unmarshal(text, &f.value)
}
