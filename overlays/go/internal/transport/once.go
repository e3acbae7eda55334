package transport

import (
	"io"
	"net/http"
)

// once sends each request once. net/http repeats a request by itself when a pooled connection breaks and the request
// looks idempotent to it; then the server would see requests that no attempt counts, and the policy would not decide.
// What it repeats because no byte was written stays as it is.
type once struct{ under http.RoundTripper }

// RoundTrip hides what net/http takes as a permission: a method without a body, and the key's canonical header name.
func (o once) RoundTrip(req *http.Request) (*http.Response, error) {
	if key, ok := req.Header["Idempotency-Key"]; ok {
		req = req.Clone(req.Context())
		delete(req.Header, "Idempotency-Key")
		req.Header["idempotency-key"] = key // the same header on the wire
	}
	if bodiless(req) && repeatedByMethod(req) {
		if req.Body == nil || req.Body == http.NoBody {
			req = req.Clone(req.Context())
			req.Body, req.ContentLength, req.GetBody = empty{}, 0, nil
		}
	}
	return o.under.RoundTrip(req)
}

// repeatedByMethod names the requests that HTTP/1 repeats. Over TLS the connection may be HTTP/2, which repeats only what
// the server has not seen, and where a body of no length would be a body.
func repeatedByMethod(req *http.Request) bool {
	switch req.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return req.URL.Scheme == "http"
	}
	return false
}

// empty is a body without bytes that net/http does not know as such until it has read it.
type empty struct{}

func (empty) Read([]byte) (int, error) { return 0, io.EOF }

func (empty) Close() error { return nil }
