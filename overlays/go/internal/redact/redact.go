// Package redact decides what of a request logs and errors may show.
package redact

import (
	"net/http"
	"slices"
	"strings"
)

// Mark stands in place of a secret.
const Mark = "[redacted]"

// URL is a URL without user info, query and fragment. It is cut as text, so that nothing else of it changes.
func URL(text string) string {
	if end := strings.IndexAny(text, "?#"); end >= 0 {
		text = text[:end]
	}
	scheme, rest, found := strings.Cut(text, "//")
	if !found {
		return text
	}
	authority, path := rest, ""
	if slash := strings.IndexByte(rest, '/'); slash >= 0 {
		authority, path = rest[:slash], rest[slash:]
	}
	return scheme + "//" + authority[strings.LastIndexByte(authority, '@')+1:] + path
}

// Secret tells by its name whether a header's value must not be shown.
func Secret(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "idempotency-key":
		return false
	case "authorization", "proxy-authorization", "cookie", "set-cookie":
		return true
	}
	for _, word := range []string{"key", "token", "secret", "password", "session", "signature"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

var schemes = []string{"basic", "bearer", "digest", "dpop", "negotiate", "token", "apikey"}

// Value is what may be shown of a header's value. Of an Authorization header a known scheme stays; without one the value
// may be a secret as a whole.
func Value(name, value string) string {
	if !Secret(name) {
		return value
	}
	name = strings.ToLower(name)
	scheme, _, found := strings.Cut(value, " ")
	if found && (name == "authorization" || name == "proxy-authorization") && slices.Contains(schemes, strings.ToLower(scheme)) {
		return scheme + " " + Mark
	}
	return Mark
}

// Header is a copy of a header with all secrets redacted.
func Header(header http.Header) http.Header {
	shown := make(http.Header, len(header))
	for name, values := range header {
		for _, value := range values {
			shown[name] = append(shown[name], Value(name, value))
		}
	}
	return shown
}
