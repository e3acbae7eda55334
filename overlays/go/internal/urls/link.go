package urls

import (
	"net/url"
	"slices"
	"strings"
)

const blanks = " \t"

// Next finds the target of the first rel="next" in Link headers (RFC 8288), resolved against the URL of the response; ""
// if there is none, or if it points to another origin. Broken text ends the reading.
func Next(headers []string, base *url.URL) string {
	for _, text := range split(strings.Join(headers, ", "), ',') {
		text = strings.Trim(text, blanks)
		if text == "" {
			continue
		}
		target, params, found := strings.Cut(strings.TrimPrefix(text, "<"), ">")
		if !found || !strings.HasPrefix(text, "<") {
			return ""
		}
		if isNext(params) {
			return resolve(strings.Trim(target, blanks), base)
		}
	}
	return ""
}

func resolve(target string, base *url.URL) string {
	to, err := base.Parse(target)
	if err != nil || !SameOrigin(to, base) {
		return ""
	}
	return to.String()
}

// SameOrigin tells whether scheme, host and port are the same.
func SameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if given := u.Port(); given != "" {
		return given
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

// isNext reads a link's parameters. The first rel counts (RFC 8288, 3.3); a link with an anchor is about something else.
func isNext(params string) bool {
	next, seen := false, false
	for _, param := range split(params, ';') {
		name, value, _ := strings.Cut(param, "=")
		switch name = strings.ToLower(strings.Trim(name, blanks)); {
		case name == "anchor":
			return false
		case name == "rel" && !seen:
			seen = true
			next = slices.ContainsFunc(strings.Fields(unquote(strings.Trim(value, blanks))), func(rel string) bool {
				return strings.EqualFold(rel, "next")
			})
		}
	}
	return next
}

// split cuts at a separator that stands neither inside quotes nor inside angle brackets.
func split(text string, separator byte) []string {
	var parts []string
	start, quoted, bracket := 0, false, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && !bracket:
			quoted = !quoted
		case c == '<' && !quoted:
			bracket = true
		case c == '>' && !quoted:
			bracket = false
		case c == separator && !quoted && !bracket:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

func unquote(text string) string {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return text
	}
	var out strings.Builder
	for i := 1; i < len(text)-1; i++ {
		if text[i] == '\\' && i+1 < len(text)-1 {
			i++
		}
		out.WriteByte(text[i])
	}
	return out.String()
}
