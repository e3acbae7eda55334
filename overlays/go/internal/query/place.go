package query

import (
	"fmt"
	"strings"
)

// InPath gives the text of a path parameter, encoded. Empty values and dot segments are refused.
func InPath(p Param, v any) (string, error) {
	text, err := p.segment(v)
	if err != nil {
		return "", fmt.Errorf("path parameter %q: %w", p.Name, err)
	}
	return text, nil
}

func (p Param) segment(v any) (string, error) {
	parsed, err := valueOf(v)
	if err != nil {
		return "", err
	}
	enc := Escape
	if p.Reserved {
		enc = func(text string) string { return escape(text, pathReserved, true) }
	}
	if parsed.kind == null || parsed.kind == scalar && parsed.text == "" {
		return "", ErrEmpty
	}
	if p.Style == JSON {
		return enc(string(parsed.raw)), nil
	}
	if err := parsed.flat(); err != nil {
		return "", err
	}
	if parsed.kind != scalar && len(parsed.items) == 0 {
		return "", ErrEmpty
	}
	text, err := p.styled(parsed, enc)
	if err != nil {
		return "", err
	}
	if once := decodeOnce(parsed.text); once == "." || once == ".." {
		return "", ErrDotSegment
	}
	return text, CheckSegment(text)
}

// CheckSegment refuses an encoded path segment that is empty or that is a dot segment, encoded or not.
func CheckSegment(text string) error {
	if text == "" {
		return ErrEmpty
	}
	if once := decodeOnce(text); once == "." || once == ".." {
		return ErrDotSegment
	}
	return nil
}

func (p Param) styled(v value, enc encoder) (string, error) {
	if v.kind == scalar {
		v = value{kind: array, items: []value{v}}
	}
	parts, between := v.parts(enc), ","
	if p.Explode {
		parts = v.members(enc)
	}
	switch p.Style {
	case Simple:
		return strings.Join(parts, between), nil
	case Label:
		if p.Explode {
			between = "."
		}
		return "." + strings.Join(parts, between), nil
	case Matrix:
		text, err := p.list(v, Escape(p.Name), ";", ",", enc)
		return ";" + text, err
	}
	return "", p.foreign("a path")
}

// InHeader gives a header's value; "" if there is nothing to send. Header values are not encoded, so whatever is not
// printable ASCII on one line is refused.
func InHeader(p Param, v any) (string, error) {
	parsed, err := valueOf(v)
	if err != nil || parsed.kind == null {
		return "", err
	}
	text := ""
	switch p.Style {
	case JSON:
		text = string(parsed.raw)
	case Simple:
		if err := parsed.flat(); err != nil {
			return "", fmt.Errorf("header %q: %w", p.Name, err)
		}
		text = p.plain(parsed)
	default:
		return "", p.foreign("a header")
	}
	if err := CheckHeaderValue(text); err != nil {
		return "", fmt.Errorf("header %q: %w", p.Name, err)
	}
	return text, nil
}

func (p Param) plain(v value) string {
	same := func(text string) string { return text }
	switch {
	case v.kind == scalar:
		return v.text
	case p.Explode:
		return strings.Join(v.members(same), ",")
	}
	return strings.Join(v.parts(same), ",")
}

// CheckHeaderValue refuses what could end a header or is not printable ASCII.
func CheckHeaderValue(text string) error {
	for i := range len(text) {
		if c := text[i]; c != '\t' && (c < ' ' || c > '~') {
			return ErrHeaderValue
		}
	}
	return nil
}

// CheckHeaderName refuses a name that is not an RFC 9110 token.
func CheckHeaderName(name string) error {
	for i := range len(name) {
		if c := name[i]; !alphanumeric(c) && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return fmt.Errorf("%q is no header name", name)
		}
	}
	if name == "" {
		return fmt.Errorf("%q is no header name", name)
	}
	return nil
}

// InCookie gives the pairs of a Cookie header, joined by "; "; "" if there is nothing to send.
func InCookie(p Param, v any) (string, error) {
	parsed, err := valueOf(v)
	if err != nil || parsed.kind == null {
		return "", err
	}
	switch p.Style {
	case JSON:
		return Escape(p.Name) + "=" + Escape(string(parsed.raw)), nil
	case Form:
		return p.list(parsed, Escape(p.Name), "; ", ",", Escape)
	case CookieStyle:
		return p.verbatim(parsed)
	}
	return "", p.foreign("a cookie")
}

// verbatim writes a cookie without encoding, so every text in it must be made of cookie octets (RFC 6265).
func (p Param) verbatim(v value) (string, error) {
	var bad error
	same := func(text string) string {
		if !cookieOctets(text) {
			bad = fmt.Errorf("cookie %q: %w", p.Name, ErrHeaderValue)
		}
		return text
	}
	text, err := p.list(v, same(p.Name), "; ", ",", same)
	if err != nil {
		return "", err
	}
	return text, bad
}

func cookieOctets(text string) bool {
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c > '~' || strings.IndexByte(`",;\`, c) >= 0 {
			return false
		}
	}
	return true
}
