package sdk

import (
	"fmt"
	"iter"
)

// Collect gathers the items of an iteration, at most limit of them: one more is an error, together with the items so far.
func Collect[T any](all iter.Seq2[T, error], limit int) ([]T, error) {
	var items []T
	for item, err := range all {
		if err != nil {
			return items, err
		}
		if len(items) == limit {
			return items, fmt.Errorf("%s: the list has more than %d items", packageName, limit)
		}
		items = append(items, item)
	}
	return items, nil
}
