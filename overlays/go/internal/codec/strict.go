package codec

import (
	"fmt"
	"reflect"
	"strings"
)

// Known is implemented by enums: it tells whether the description names the value.
type Known interface{ Known() bool }

// Check compares a JSON text with what was read of it: members that got lost are unknown, members that came up were
// missing, and an enum or a union must have a value that it knows.
func Check(text []byte, into any) error {
	written, err := Encode(into)
	if err != nil {
		return &Fault{Cause: err}
	}
	if err := compare("", text, written); err != nil {
		return err
	}
	return known("", reflect.ValueOf(into))
}

// compare looks at the shape of two JSON values only: scalars may be written in more than one way.
func compare(path string, got, read []byte) error {
	members, others := objectOf(got), objectOf(read)
	if members == nil || others == nil {
		return compareLists(path, got, read)
	}
	for _, name := range sorted(members) {
		other, ok := others[name]
		if !ok && string(members[name]) != "null" {
			return &Fault{Path: path + "/" + pointer(name), Cause: refusal("the member is not known")}
		}
		if ok {
			if err := compare(path+"/"+pointer(name), members[name], other); err != nil {
				return err
			}
		}
	}
	for _, name := range sorted(others) {
		if _, ok := members[name]; !ok {
			return &Fault{Path: path + "/" + pointer(name), Cause: refusal("the member is missing")}
		}
	}
	return nil
}

func compareLists(path string, got, read []byte) error {
	others := listOf(read)
	for i, item := range listOf(got) {
		if i < len(others) {
			if err := compare(fmt.Sprintf("%s/%d", path, i), item, others[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// known walks a decoded value and looks for values that its types keep but do not know.
func known(path string, v reflect.Value) error {
	if !v.IsValid() || !v.CanInterface() {
		return nil
	}
	if value, ok := v.Interface().(Known); ok && !(v.Kind() == reflect.Pointer && v.IsNil()) {
		if !value.Known() {
			return &Fault{Path: path, Cause: refusal("the value is not known")}
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return known(path, v.Elem())
	case reflect.Struct:
		return knownFields(path, v)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := known(fmt.Sprintf("%s/%d", path, i), v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		for entry := v.MapRange(); entry.Next(); {
			if err := known(path+"/"+pointer(fmt.Sprint(entry.Key())), entry.Value()); err != nil {
				return err
			}
		}
	}
	return nil
}

func knownFields(path string, v reflect.Value) error {
	for i := range v.NumField() {
		name, options, tagged := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if absent := tagged && strings.Contains(options, "omitzero") && v.Field(i).IsZero(); absent {
			continue
		}
		below := path
		if name != "" && name != "-" {
			below += "/" + pointer(name)
		}
		if err := known(below, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}
