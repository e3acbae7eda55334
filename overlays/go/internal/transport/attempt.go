package transport

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"github.com/omoios/clade/overlays/go/internal/body"
	"github.com/omoios/clade/overlays/go/internal/fault"
	"github.com/omoios/clade/overlays/go/internal/query"
	"github.com/omoios/clade/overlays/go/internal/redact"
	"github.com/omoios/clade/overlays/go/internal/retry"
	"github.com/omoios/clade/overlays/go/internal/settings"
)

// longestError bounds the body of a failed response in memory, in bytes.
const longestError = 1 << 20

// failure is how an attempt failed, as the caller and as the retry policy see it.
type failure struct {
	fault   *fault.Fault
	outcome retry.Outcome
	// final failures are never repeated: the request itself is at fault, or the reply arrived.
	final bool
	// again means that the attempt met a dead connection of the pool before a byte was sent.
	again bool
}

// errAttempt is the cause of a context that ends because an attempt takes too long.
var errAttempt = errors.New("the attempt's time is over")

// errIdle is the cause of a context that ends because nothing arrives.
var errIdle = errors.New("nothing arrived within the idle timeout")

// attempt sends the request once.
func (c *call) attempt(ctx context.Context) (*Reply, *failure) {
	if err := ctx.Err(); err != nil {
		return nil, &failure{fault: interrupted(ctx, err), final: true}
	}
	c.attempts++
	started := c.settings.Clock.Now()
	bounded, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(c.settings.Timeout, func() { cancel(errAttempt) })
	reply, failure := c.exchange(bounded, cancel)
	timer.Stop()
	if failure != nil || reply.Stream == nil {
		cancel(nil)
	}
	c.logAttempt(ctx, reply, failure, c.settings.Clock.Now().Sub(started))
	return reply, failure
}

func (c *call) exchange(ctx context.Context, cancel context.CancelCauseFunc) (*Reply, *failure) {
	seen := &progress{}
	req, sent, err := c.build(httptrace.WithClientTrace(ctx, seen.trace()))
	if err != nil {
		return nil, c.unsent(ctx, err)
	}
	resp, err := c.chain()(req)
	if err != nil {
		return nil, c.refusedOrBroken(ctx, err, seen, sent)
	}
	if resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		return c.succeed(ctx, cancel, resp, sent)
	}
	text, err := read(resp.Body, longestError)
	if closed := resp.Body.Close(); err == nil {
		err = closed
	}
	if err != nil && !errors.Is(err, errTooLarge) {
		seen.forced.Store(true)
		return nil, c.broken(ctx, err, seen, sent)
	}
	sent.stop()
	c.keep(resp, text)
	if resp.StatusCode == http.StatusUnauthorized && c.settings.Credentials.Client != nil {
		c.settings.Credentials.Client.Forget()
	}
	return nil, &failure{
		fault:   fault.FromStatus(resp.StatusCode, resp.Header, text),
		outcome: retry.Outcome{Status: resp.StatusCode, Header: resp.Header},
	}
}

func (c *call) succeed(ctx context.Context, cancel context.CancelCauseFunc, resp *http.Response, sent *sentBody) (*Reply, *failure) {
	reply := &Reply{Status: resp.StatusCode, Header: resp.Header, URL: finalURL(resp, c.request.URL)}
	if c.request.Mode == Streamed {
		reply.Stream = newIdleBody(ctx, cancel, resp.Body, sent, c.settings.IdleTimeout)
		c.keep(resp, nil)
		return reply, nil
	}
	if failed := c.undecodable(resp); failed != nil {
		sent.stop()
		return nil, failed
	}
	text, err := read(resp.Body, c.settings.MaxBody)
	if closed := resp.Body.Close(); err == nil {
		err = closed
	}
	sent.stop()
	if errors.Is(err, errTooLarge) {
		return nil, unreadable(resp, fmt.Sprintf("the reply is larger than %d bytes", c.settings.MaxBody), err)
	}
	if corrupt(err) {
		return nil, unreadable(resp, "the reply's compression is broken: "+err.Error(), err)
	}
	if err != nil {
		seen := &progress{}
		seen.forced.Store(true)
		return nil, c.broken(ctx, err, seen, sent)
	}
	c.keep(resp, text)
	reply.Body = text
	return reply, nil
}

// undecodable refuses a reply in an encoding that the runtime did not ask for and does not know.
func (c *call) undecodable(resp *http.Response) *failure {
	coding := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding")))
	if coding == "" || coding == "identity" || c.request.Method == http.MethodHead {
		return nil
	}
	closed := resp.Body.Close()
	return unreadable(resp, fmt.Sprintf("the reply's content encoding %q is not supported", coding), closed)
}

func unreadable(resp *http.Response, text string, cause error) *failure {
	f := fault.New(fault.Decode, text, cause)
	f.Status, f.Header, f.RequestID = resp.StatusCode, resp.Header, fault.RequestID(resp.Header)
	return &failure{fault: f, final: true}
}

// corrupt tells a broken compression from a broken connection.
func corrupt(err error) bool {
	_, flawed := errors.AsType[flate.CorruptInputError](err)
	return flawed || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum)
}

func finalURL(resp *http.Response, asked *url.URL) *url.URL {
	if resp.Request != nil && resp.Request.URL != nil {
		return resp.Request.URL
	}
	return asked
}

// build makes the HTTP request of one attempt.
func (c *call) build(ctx context.Context) (*http.Request, *sentBody, error) {
	req, err := http.NewRequestWithContext(ctx, c.request.Method, c.request.URL.String(), nil)
	if err != nil {
		return nil, nil, err
	}
	if err := c.headers(req); err != nil {
		return nil, nil, err
	}
	fetch := func(token *http.Request) (*http.Response, error) { return c.chainFor(token) }
	if err := c.client.schemes.Apply(req, c.request.Auth, c.settings.Credentials, fetch); err != nil {
		return nil, nil, err
	}
	sent, err := open(c.request.Body)
	if err != nil || sent == nil {
		return req, nil, err
	}
	req.Body, req.ContentLength = sent, c.request.Body.Size()
	if req.ContentLength == 0 {
		req.Body = http.NoBody
	}
	if text, ok := c.request.Body.(body.Bytes); ok {
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
	}
	return req, sent, nil
}

// chainFor sends a token request on the same path as the call itself.
func (c *call) chainFor(token *http.Request) (*http.Response, error) { return c.chain()(token) }

func (c *call) headers(req *http.Request) error {
	if c.client.userAgent != "" {
		req.Header.Set("User-Agent", c.client.userAgent)
	}
	for name, values := range c.request.Header {
		req.Header[name] = values
	}
	if c.key != "" {
		name := c.request.KeyHeader
		if name == "" {
			name = "Idempotency-Key"
		}
		req.Header.Set(name, c.key)
	}
	for name, values := range c.settings.Header {
		req.Header[name] = values
		if values == nil {
			delete(req.Header, name)
		}
	}
	return CheckHeader(req.Header)
}

// CheckHeader refuses header names and values that could end a header.
func CheckHeader(header http.Header) error {
	for name, values := range header {
		if err := query.CheckHeaderName(name); err != nil {
			return err
		}
		for _, value := range values {
			if err := query.CheckHeaderValue(value); err != nil {
				return fmt.Errorf("header %q: %w", name, err)
			}
		}
	}
	return nil
}

// chain is the middleware around the network, the first one outermost.
func (c *call) chain() settings.Next {
	next := c.send
	for i := len(c.settings.Middleware) - 1; i >= 0; i-- {
		inner, wrap := next, c.settings.Middleware[i]
		next = func(req *http.Request) (*http.Response, error) { return wrap(req, inner) }
	}
	return next
}

// unsent is the failure of a request that could not be made. A credential may have failed on the network.
func (c *call) unsent(ctx context.Context, err error) *failure {
	if ctx.Err() != nil {
		return c.broken(ctx, err, &progress{}, nil)
	}
	if below, ok := fault.As(err); ok {
		return &failure{fault: below, outcome: retry.Outcome{Status: below.Status, Header: below.Header}, final: below.Status == 0}
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		return c.broken(ctx, err, &progress{}, nil)
	}
	return &failure{fault: fault.Refuse(err), final: true}
}

// refusedOrBroken tells errors of a middleware, which are never repeated, from those of the network.
func (c *call) refusedOrBroken(ctx context.Context, err error, seen *progress, sent *sentBody) *failure {
	failed := c.broken(ctx, err, seen, sent)
	if _, network := errors.AsType[*url.Error](err); !network {
		failed.final = true
	}
	return failed
}

// broken is the failure of an attempt that has no whole response.
func (c *call) broken(ctx context.Context, err error, seen *progress, sent *sentBody) *failure {
	sent.stop()
	if own, ok := fault.As(err); ok {
		return &failure{fault: own, final: true}
	}
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, errAttempt):
		text := fmt.Sprintf("no whole reply within %v", c.settings.Timeout)
		slow := fault.New(fault.Timeout, text, context.DeadlineExceeded)
		return &failure{fault: slow, outcome: retry.Outcome{Fault: retry.Timeout, Sent: seen.sent()}}
	case ctx.Err() != nil:
		return &failure{fault: interrupted(ctx, cause), final: true}
	}
	if sent.failed() != nil {
		return &failure{fault: fault.Refuse(fmt.Errorf("read the request's body: %w", sent.failed())), final: true}
	}
	kind := retry.Reset
	if !seen.sent() && !seen.reused.Load() {
		kind = retry.Connect
	}
	return &failure{
		fault:   unreachable(err),
		outcome: retry.Outcome{Fault: kind, Sent: seen.sent()},
		again:   seen.reused.Load() && !seen.sent(),
	}
}

// unreachable is a fault of the network. The URL that net/http puts around errors goes: its query may hold a secret.
func unreachable(err error) *fault.Fault {
	if named, ok := errors.AsType[*url.Error](err); ok {
		err = named.Err
	}
	return fault.New(fault.Connection, err.Error(), err)
}

var errTooLarge = errors.New("the body passes the limit")

// read takes a whole body, at most limit bytes of it.
func read(body io.Reader, limit int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err == nil && int64(len(text)) > limit {
		return text[:limit], errTooLarge
	}
	return text, err
}

func redacted(u *url.URL) string { return redact.URL(u.String()) }
