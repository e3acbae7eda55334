// Package vectortest reads the behaviour vectors that pin the runtimes of all languages. Tests use it; it is not copied
// into a generated module.
package vectortest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Run decodes every case of tests/vectors/<file> into C and runs check on each as a subtest named after the case. A
// member that C does not declare fails the test, so that no case is half-run.
func Run[C any](t *testing.T, file string, check func(t *testing.T, c C)) {
	t.Helper()
	for _, raw := range load(t, file) {
		var named struct {
			Name string `json:"name"`
		}
		if err := json.Unmarshal(raw, &named); err != nil {
			t.Fatalf("%s: a case without a name: %v", file, err)
		}
		t.Run(named.Name, func(t *testing.T) {
			var c C
			if err := strict(raw, &c); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			check(t, c)
		})
	}
}

func load(t *testing.T, file string) []json.RawMessage {
	t.Helper()
	_, here, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("the test's own source file is unknown")
	}
	path := filepath.Join(filepath.Dir(here), "../../../../tests/vectors", file)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("the vectors belong to the tests: %v", err)
	}
	var all struct {
		About string            `json:"about"`
		Cases []json.RawMessage `json:"cases"`
	}
	if err := strict(text, &all); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if len(all.Cases) == 0 {
		t.Fatalf("%s holds no case", path)
	}
	return all.Cases
}

func strict(text []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	dec.UseNumber()
	return dec.Decode(into)
}

// Bytes is a chunk of input: a JSON string, or {"hex": "…"} for bytes that are not text.
type Bytes []byte

// UnmarshalJSON reads either form.
func (b *Bytes) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*b = []byte(text)
		return nil
	}
	var coded struct {
		Hex string `json:"hex"`
	}
	if err := strict(raw, &coded); err != nil {
		return fmt.Errorf("neither text nor {hex}: %w", err)
	}
	plain, err := hex.DecodeString(coded.Hex)
	*b = plain
	return err
}
