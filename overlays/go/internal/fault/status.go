package fault

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestText bounds the message that is taken from a body without a message member, in characters.
const longestText = 200

// FromStatus describes a response whose status is a failure. Any body gives a fault: what is no JSON object gives its
// text, what is no text gives the status.
func FromStatus(status int, header http.Header, body []byte) *Fault {
	members := object(body)
	message := messageOf(members)
	quoted := false
	if message == "" {
		message = textOf(header, body)
		quoted = message != ""
	}
	if message == "" {
		message = fmt.Sprintf("HTTP %d", status)
	}
	return &Fault{
		Kind: KindOf(status), Status: status, Header: header, Body: body,
		Message: message, Quoted: quoted, Code: codeOf(members), RequestID: requestID(header, members),
	}
}

// RequestID finds the id under which the server knows a request, in the headers; "" if there is none.
func RequestID(header http.Header) string { return requestID(header, nil) }

func requestID(header http.Header, members map[string]any) string {
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Amzn-Requestid", "Cf-Ray"} {
		if id := header.Get(name); id != "" {
			return id
		}
	}
	id, _ := members["request_id"].(string)
	return id
}

// object reads a body that is one JSON object and nothing else; anything else gives nil.
func object(body []byte) map[string]any {
	if !json.Valid(body) {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var members map[string]any
	if dec.Decode(&members) != nil {
		return nil
	}
	return members
}

// at follows keys through objects; 0 stands for the first element of a list.
func at(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			members, _ := v.(map[string]any)
			v = members[step]
		case int:
			items, _ := v.([]any)
			if step >= len(items) {
				return nil
			}
			v = items[step]
		}
	}
	return v
}

func codeOf(members map[string]any) string {
	for _, path := range [][]any{{"code"}, {"error", "code"}, {"error", "type"}, {"error"}, {"type"}, {"errors", 0, "code"}} {
		found := at(members, path...)
		if number, ok := found.(json.Number); ok {
			return number.String()
		}
		text, _ := found.(string)
		if text == "" || path[0] == "type" && (text == "error" || strings.ContainsAny(text, ":/")) {
			continue
		}
		return text
	}
	return ""
}

func messageOf(members map[string]any) string {
	for _, path := range [][]any{
		{"message"}, {"error", "message"}, {"detail"}, {"error_description"}, {"title"}, {"errors", 0, "message"}, {"error"},
	} {
		if text, _ := at(members, path...).(string); text != "" {
			return text
		}
	}
	return ""
}

// textOf is the beginning of a body that a person can read; "" for HTML and for bytes.
func textOf(header http.Header, body []byte) string {
	text := strings.TrimSpace(string(body))
	start := strings.ToLower(text[:min(len(text), 14)])
	if strings.Contains(header.Get("Content-Type"), "html") || strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html") {
		return ""
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unprintable) {
		return ""
	}
	count := 0
	for i := range text {
		if count == longestText {
			return text[:i]
		}
		count++
	}
	return text
}

func unprintable(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
