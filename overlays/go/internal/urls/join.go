// Package urls joins base URLs with paths and reads Link headers.
package urls

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/omoios/clade/overlays/go/internal/query"
)

// Part is a piece of a path: text of the description, or a parameter that is encoded already.
type Part struct {
	Text  string
	Param bool
}

// ErrBase says that a base URL cannot be used.
var ErrBase = errors.New("the base URL must be an absolute http or https URL")

// Join puts a path behind a base URL. Literal text is encoded already and may end with a query; the base's query comes
// before it, pairs behind it. Parameters stay inside their segments: empty ones and dot segments are refused, and so is
// a result that leaves the base.
func Join(base string, path []Part, pairs []string) (*url.URL, error) {
	root, err := Base(base)
	if err != nil {
		return nil, err
	}
	prefix := strings.TrimRight(root.EscapedPath(), "/")
	full, err := concat(path)
	if err != nil {
		return nil, err
	}
	full, fixed, _ := strings.Cut(full, "?")
	if full != "" && !strings.HasPrefix(full, "/") {
		full = "/" + full
	}
	joined := root.Scheme + "://" + root.Host + prefix + full
	if text := strings.Join(nonEmpty(append([]string{root.RawQuery, fixed}, pairs...)), "&"); text != "" {
		joined += "?" + text
	}
	result, err := url.Parse(joined)
	if err != nil {
		return nil, fmt.Errorf("the path gives no URL: %w", err)
	}
	if result.Host != root.Host || result.Scheme != root.Scheme || result.EscapedPath() != prefix+full || result.Fragment != "" {
		return nil, fmt.Errorf("the path leaves the base URL: %w", query.ErrDotSegment)
	}
	return result, nil
}

// Base reads a base URL. User info is refused, because it would end up in logs and in front of other hosts.
func Base(text string) (*url.URL, error) {
	root, err := url.Parse(text)
	if err != nil || root.Host == "" || root.Opaque != "" || root.Scheme != "http" && root.Scheme != "https" {
		return nil, ErrBase
	}
	if root.User != nil {
		return nil, fmt.Errorf("%w without user info", ErrBase)
	}
	return root, nil
}

func nonEmpty(texts []string) []string {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

// concat writes the path and checks each segment that a parameter is part of.
func concat(path []Part) (string, error) {
	var out strings.Builder
	fromParam := map[int]bool{}
	segment := 0
	for _, part := range path {
		switch {
		case part.Param && part.Text == "":
			return "", query.ErrEmpty
		case part.Param:
			fromParam[segment] = true
		default:
			segment += strings.Count(part.Text, "/")
		}
		out.WriteString(part.Text)
	}
	for i, text := range strings.Split(out.String(), "/") {
		if !fromParam[i] {
			continue
		}
		text, _, _ = strings.Cut(text, "?")
		if err := query.CheckSegment(text); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}
