package sdk

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/omoios/clade/overlays/go/internal/fault"
)

// ErrorKind names a class of errors.
type ErrorKind string

// The kinds of errors.
const (
	KindInvalidRequest      ErrorKind = "invalid_request"
	KindConnection          ErrorKind = "connection"
	KindTimeout             ErrorKind = "timeout"
	KindCancelled           ErrorKind = "cancelled"
	KindDecode              ErrorKind = "decode"
	KindStream              ErrorKind = "stream"
	KindBadRequest          ErrorKind = "bad_request"
	KindUnauthorized        ErrorKind = "unauthorized"
	KindForbidden           ErrorKind = "forbidden"
	KindNotFound            ErrorKind = "not_found"
	KindConflict            ErrorKind = "conflict"
	KindUnprocessableEntity ErrorKind = "unprocessable_entity"
	KindRateLimited         ErrorKind = "rate_limited"
	KindServer              ErrorKind = "server"
	KindStatus              ErrorKind = "status"
)

// One error for each kind, for errors.Is.
var (
	// ErrInvalidRequest says that an argument cannot be sent; nothing was.
	ErrInvalidRequest = errors.New("invalid request")
	// ErrConnection says that no connection came about, or that it broke.
	ErrConnection = errors.New("connection failed")
	// ErrTimeout says that a reply took too long.
	ErrTimeout = errors.New("timeout")
	// ErrCancelled says that the context was cancelled.
	ErrCancelled = errors.New("cancelled")
	// ErrDecode says that a reply is not what the description of the API says.
	ErrDecode = errors.New("undecodable reply")
	// ErrStream says that a stream broke and cannot be resumed.
	ErrStream = errors.New("broken stream")
	// ErrBadRequest stands for status 400.
	ErrBadRequest = errors.New("bad request")
	// ErrUnauthorized stands for status 401.
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden stands for status 403.
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound stands for status 404.
	ErrNotFound = errors.New("not found")
	// ErrConflict stands for status 409.
	ErrConflict = errors.New("conflict")
	// ErrUnprocessableEntity stands for status 422.
	ErrUnprocessableEntity = errors.New("unprocessable entity")
	// ErrRateLimited stands for status 429.
	ErrRateLimited = errors.New("rate limited")
	// ErrServer stands for the statuses from 500 to 599.
	ErrServer = errors.New("server error")
	// ErrStatus stands for every other status that is no success.
	ErrStatus = errors.New("unexpected status")
)

var sentinels = map[ErrorKind]error{
	KindInvalidRequest: ErrInvalidRequest, KindConnection: ErrConnection, KindTimeout: ErrTimeout, KindCancelled: ErrCancelled,
	KindDecode: ErrDecode, KindStream: ErrStream, KindBadRequest: ErrBadRequest, KindUnauthorized: ErrUnauthorized,
	KindForbidden: ErrForbidden, KindNotFound: ErrNotFound, KindConflict: ErrConflict,
	KindUnprocessableEntity: ErrUnprocessableEntity, KindRateLimited: ErrRateLimited, KindServer: ErrServer, KindStatus: ErrStatus,
}

// Error is every error that a call, a stream or a download ends with. Tell them apart by errors.Is and the Err variables, or
// by Kind. Members that do not apply are zero.
type Error struct {
	Kind ErrorKind
	// Message is the server's, or what went wrong here.
	Message string
	// Code is the server's word for the error.
	Code string
	// StatusCode is the HTTP status, or 0 if no response arrived.
	StatusCode int
	// RequestID is the id under which the server knows the request.
	RequestID string
	// Header is the response's.
	Header http.Header
	// Body is the response's, as it came.
	Body []byte
	// Model is the decoded body, a pointer, if the API describes one for the status; see also ErrorBody.
	Model any
	// Method and URL are the request's; the URL has neither user info nor query.
	Method string
	URL    string
	// Attempts is the number of requests that were tried.
	Attempts int
	// RetryAfter is the wait that the server asked for, or nil.
	RetryAfter *time.Duration
	// Path is a JSON pointer to what could not be decoded.
	Path string
	// LastEventID is the id of the last event that a stream delivered.
	LastEventID string

	cause error
	text  string
}

// Error names the call, the kind and the message. It shows neither the query nor the body.
func (e *Error) Error() string { return e.text }

// Unwrap gives the error below, if there is one.
func (e *Error) Unwrap() error { return e.cause }

// Is tells whether target is the Err variable of the error's kind.
func (e *Error) Is(target error) bool { return sentinels[e.Kind] == target }

// ErrorBody gives the decoded body of an error, if the API describes it as a T.
func ErrorBody[T any](err error) (*T, bool) {
	failed, ok := errors.AsType[*Error](err)
	if !ok {
		return nil, false
	}
	body, ok := failed.Model.(*T)
	return body, ok
}

func newError(f *fault.Fault, model any) error {
	return &Error{
		Kind: ErrorKind(f.Kind), Message: f.Message, Code: f.Code, StatusCode: f.Status, RequestID: f.RequestID,
		Header: f.Header, Body: f.Body, Model: model, Method: f.Method, URL: f.URL, Attempts: f.Attempts,
		RetryAfter: f.RetryAfter, Path: f.Path, LastEventID: f.LastEventID, cause: f.Cause, text: fmt.Sprintf("%s: %s", packageName, f.Error()),
	}
}
