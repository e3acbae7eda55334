// Package transport sends calls: credentials, attempts, timeouts, redirects, limits and logs. It knows nothing of any API.
package transport

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/omoios/clade/overlays/go/internal/auth"
	"github.com/omoios/clade/overlays/go/internal/body"
	"github.com/omoios/clade/overlays/go/internal/fault"
	"github.com/omoios/clade/overlays/go/internal/retry"
	"github.com/omoios/clade/overlays/go/internal/settings"
)

const (
	connectTimeout = 10 * time.Second
	idlePerHost    = 32
)

// Mode is how a reply's body is read.
type Mode int

// The modes.
const (
	// Buffered reads the body into memory, within the timeout and the limit.
	Buffered Mode = iota
	// Streamed leaves the body to the caller, with an idle timeout.
	Streamed
)

// Request is one call, before it is known what the client adds.
type Request struct {
	// Operation names the call in logs, e.g. "specs.create".
	Operation string
	Method    string
	URL       *url.URL
	Header    http.Header
	// Body is nil if there is none.
	Body body.Source
	Mode Mode
	Auth auth.Rule
	// KeyHeader is the header of an idempotency key that the runtime makes up; "" if the operation takes none.
	KeyHeader string
}

// Reply is a successful response.
type Reply struct {
	Status int
	Header http.Header
	// URL is where the reply came from, after redirects.
	URL *url.URL
	// Body is a buffered reply's.
	Body []byte
	// Stream is a streamed reply's; the caller closes it.
	Stream io.ReadCloser
	// Attempts is the number of requests it took.
	Attempts int
}

// Client sends calls. It is safe for concurrent use.
type Client struct {
	schemes   auth.Schemes
	bucket    *retry.Bucket
	standard  *http.Client
	userAgent string
}

// New returns a client for an API's security schemes.
func New(schemes auth.Schemes, userAgent string) *Client {
	return &Client{schemes: schemes, bucket: retry.NewBucket(), standard: &http.Client{Transport: connections()}, userAgent: userAgent}
}

// connections is a pool with a bound on the time that a connection takes.
func connections() http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	pool := standard.Clone()
	pool.DialContext = dial((&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext)
	pool.TLSHandshakeTimeout = connectTimeout
	pool.MaxIdleConnsPerHost = idlePerHost
	return pool
}

// CloseIdle closes the connections that no call uses.
func (c *Client) CloseIdle() { c.standard.CloseIdleConnections() }

// call is one call on its way through its attempts.
type call struct {
	client   *Client
	settings settings.Settings
	request  *Request
	key      string // the idempotency key, the same for all attempts
	attempts int
	stale    int // attempts that a dead connection of the pool cost; they are not counted
}

// staleLimit bounds how often a call meets dead connections of the pool.
const staleLimit = 3

// Do sends a call and repeats it as the policy says. Every error is a *fault.Fault.
func (c *Client) Do(ctx context.Context, request *Request, s settings.Settings) (*Reply, error) {
	running := &call{client: c, settings: s, request: request, key: s.IdempotencyKey}
	if running.key == "" && request.KeyHeader != "" {
		running.key = newKey()
	}
	for {
		reply, failure := running.attempt(ctx)
		if failure == nil {
			c.bucket.Succeed()
			reply.Attempts = running.attempts
			return reply, nil
		}
		if failure.again && running.stale < staleLimit && running.repeatable() {
			running.stale++
			running.attempts--
			continue
		}
		if err := running.pause(ctx, failure); err != nil {
			return nil, err
		}
	}
}

// pause waits before the next attempt, or gives the error that ends the call.
func (c *call) pause(ctx context.Context, failure *failure) error {
	final := failure.fault
	final.Method, final.URL, final.Attempts = c.request.Method, redacted(c.request.URL), c.attempts
	if failure.final || ctx.Err() != nil || !c.repeatable() {
		final.RetryAfter = c.hint(failure)
		return final
	}
	decision := c.client.bucket.Decide(retry.Input{
		Policy: c.settings.Retry, Idempotent: retry.IdempotentMethod(c.request.Method), Keyed: c.key != "",
		Attempt: c.attempts, Random: c.settings.Clock.Random(), Now: c.settings.Clock.Now(), Left: c.left(ctx), Outcome: failure.outcome,
	})
	if decision.RetryAfter != nil {
		final.RetryAfter = new(retry.Duration(*decision.RetryAfter))
	}
	if !decision.Retry {
		return final
	}
	c.logRetry(ctx, decision, final)
	if err := c.settings.Clock.Sleep(ctx, decision.Delay); err != nil {
		ended := interrupted(ctx, err)
		ended.Method, ended.URL, ended.Attempts = final.Method, final.URL, final.Attempts
		return ended
	}
	return nil
}

func (c *call) hint(failure *failure) *time.Duration {
	ms := retry.Hint(failure.outcome.Status, failure.outcome.Header, c.settings.Clock.Now())
	if ms == nil {
		return nil
	}
	return new(retry.Duration(*ms))
}

// repeatable tells whether the body can be sent once more.
func (c *call) repeatable() bool { return c.request.Body == nil || c.request.Body.Rewindable() }

func (c *call) left(ctx context.Context) *time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return nil
	}
	return new(deadline.Sub(c.settings.Clock.Now()))
}

// newKey makes a random UUID (RFC 9562, version 4).
func newKey() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		return rand.Text() // Read never fails (see its documentation); a key is a key
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// interrupted is the fault of a call whose context ended.
func interrupted(ctx context.Context, err error) *fault.Fault {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fault.New(fault.Timeout, "the call's deadline has passed", context.DeadlineExceeded)
	}
	return fault.New(fault.Cancelled, "the call was cancelled", errors.Join(context.Canceled, context.Cause(ctx)))
}
