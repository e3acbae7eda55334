package sdk

import (
	"fmt"
	"log/slog"
)

// Secret is a text that prints as "[redacted]", in logs, too. Convert it to a string to get it; as JSON it is itself.
type Secret string

const redacted = "[redacted]"

// String hides the secret.
func (Secret) String() string { return redacted }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return redacted }

// Format hides the secret from every other verb.
func (Secret) Format(out fmt.State, _ rune) { _, _ = out.Write([]byte(redacted)) }

// LogValue hides the secret from structured logs.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
