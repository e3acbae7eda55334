package query

import "strings"

const upperHex = "0123456789ABCDEF"

// unreserved are the characters that RFC 3986 never encodes, beside letters and digits.
const unreserved = "-._~"

// Reserved characters that stay where the description allows reserved ones. Left out is what would change the query or
// leave the path segment.
const (
	queryReserved = ":/?@!$'()*,;="
	pathReserved  = ":@!$&'()*+,;="
)

// Escape percent-encodes everything but the unreserved characters.
func Escape(text string) string { return escape(text, "", false) }

// escape percent-encodes everything but the unreserved characters and those of keep; with triplets, a valid
// percent-encoded triplet stays as it is.
func escape(text, keep string, triplets bool) string {
	var out strings.Builder
	for i := range len(text) {
		c := text[i]
		if alphanumeric(c) || strings.IndexByte(unreserved, c) >= 0 || strings.IndexByte(keep, c) >= 0 ||
			triplets && c == '%' && i+2 < len(text) && hex(text[i+1]) && hex(text[i+2]) {
			out.WriteByte(c)
			continue
		}
		out.WriteByte('%')
		out.WriteByte(upperHex[c>>4])
		out.WriteByte(upperHex[c&15])
	}
	return out.String()
}

// escapeForm is the encoding of application/x-www-form-urlencoded: a space is a plus.
func escapeForm(text string) string { return strings.ReplaceAll(Escape(text), "%20", "+") }

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func hex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

// decodeOnce replaces each valid triplet by its byte and keeps everything else.
func decodeOnce(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) && hex(text[i+1]) && hex(text[i+2]) {
			out.WriteByte(nibble(text[i+1])<<4 | nibble(text[i+2]))
			i += 2
			continue
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

func nibble(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	if c >= 'A' {
		return c - 'A' + 10
	}
	return c - '0'
}
