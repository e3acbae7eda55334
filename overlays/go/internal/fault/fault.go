// Package fault describes how calls fail: one type for refusals before sending, broken connections, statuses, replies
// that cannot be decoded and broken streams.
package fault

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Kind names a class of failures.
type Kind string

// The kinds.
const (
	InvalidRequest      Kind = "invalid_request"
	Connection          Kind = "connection"
	Timeout             Kind = "timeout"
	Cancelled           Kind = "cancelled"
	Decode              Kind = "decode"
	Stream              Kind = "stream"
	BadRequest          Kind = "bad_request"
	Unauthorized        Kind = "unauthorized"
	Forbidden           Kind = "forbidden"
	NotFound            Kind = "not_found"
	Conflict            Kind = "conflict"
	UnprocessableEntity Kind = "unprocessable_entity"
	RateLimited         Kind = "rate_limited"
	Server              Kind = "server"
	Status              Kind = "status"
)

// Fault is one failure. Members that do not apply to its kind are zero.
type Fault struct {
	Kind    Kind
	Message string
	// Cause is the error below, if there is one.
	Cause error

	Method string
	// URL has neither user info nor query.
	URL string
	// Attempts is the number of requests that were tried.
	Attempts int
	// RetryAfter is the wait the server asked for, or nil.
	RetryAfter *time.Duration

	// Quoted tells that the message is the beginning of the body, so that it does not go into the error's text.
	Quoted bool

	Status    int
	Header    http.Header
	Body      []byte
	Code      string
	RequestID string

	// Path is the place in a JSON body that could not be decoded.
	Path string
	// LastEventID is the id of the last event that a stream delivered.
	LastEventID string
}

// Error names the call and the message. It shows neither query nor body.
func (f *Fault) Error() string {
	text := f.Message
	if f.Quoted {
		text = http.StatusText(f.Status)
	}
	if text == "" && f.Cause != nil {
		text = f.Cause.Error()
	}
	if f.Status >= 300 {
		text = fmt.Sprintf("%d %s: %s", f.Status, f.Kind, text)
	} else {
		text = fmt.Sprintf("%s: %s", f.Kind, text)
	}
	if call := strings.TrimSpace(f.Method + " " + f.URL); call != "" {
		text = call + ": " + text
	}
	if f.RequestID != "" {
		text += " (request id " + f.RequestID + ")"
	}
	return text
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// New returns a fault that has a message of its own and, if there is one, a cause.
func New(kind Kind, message string, cause error) *Fault {
	return &Fault{Kind: kind, Message: message, Cause: cause}
}

// Refuse returns the fault of a request that must not be sent.
func Refuse(cause error) *Fault {
	return &Fault{Kind: InvalidRequest, Message: cause.Error(), Cause: cause}
}

// As finds the fault in an error's tree.
func As(err error) (*Fault, bool) { return errors.AsType[*Fault](err) }

// KindOf gives the kind that stands for a status.
func KindOf(status int) Kind {
	switch status {
	case http.StatusBadRequest:
		return BadRequest
	case http.StatusUnauthorized:
		return Unauthorized
	case http.StatusForbidden:
		return Forbidden
	case http.StatusNotFound:
		return NotFound
	case http.StatusConflict:
		return Conflict
	case http.StatusUnprocessableEntity:
		return UnprocessableEntity
	case http.StatusTooManyRequests:
		return RateLimited
	}
	if status >= 500 && status <= 599 {
		return Server
	}
	return Status
}
