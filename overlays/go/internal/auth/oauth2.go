package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/omoios/clade/overlays/go/internal/fault"
	"github.com/omoios/clade/overlays/go/internal/redact"
)

// early is how long before its end a token is no longer used.
const early = 30 * time.Second

// longestToken bounds the token endpoint's reply in bytes.
const longestToken = 1 << 20

// ClientCredentials fetches OAuth 2 tokens by the client-credentials grant. Tokens are cached by endpoint and scopes, and
// callers that need the same token at the same time share one request. It is safe for concurrent use.
type ClientCredentials struct {
	ID     string
	Secret Source
	// Now is the clock; nil means the machine's.
	Now func() time.Time

	mu     sync.Mutex
	tokens map[string]token
	busy   map[string]*flight
}

type token struct {
	text string
	ends time.Time // zero: it does not end
}

// flight is a request that callers share.
type flight struct {
	done  chan struct{}
	token token
	err   error
}

func (c *ClientCredentials) source(endpoint string, scopes []string, fetch Fetcher) Source {
	return func(ctx context.Context) (string, error) {
		return c.token(ctx, endpoint, strings.Join(scopes, " "), fetch)
	}
}

// token gives a cached token, waits for the request of another caller, or makes one.
func (c *ClientCredentials) token(ctx context.Context, endpoint, scopes string, fetch Fetcher) (string, error) {
	key := endpoint + " " + scopes
	for {
		cached, shared, mine := c.enter(key)
		if cached != "" {
			return cached, nil
		}
		if mine != nil {
			return c.lead(ctx, key, mine, func() (token, error) { return c.fetch(ctx, endpoint, scopes, fetch) })
		}
		select {
		case <-shared.done:
		case <-ctx.Done():
			return "", ctx.Err()
		}
		// A caller that gave up must not fail the others: one of them asks anew.
		if !errors.Is(shared.err, context.Canceled) && !errors.Is(shared.err, context.DeadlineExceeded) {
			return shared.token.text, shared.err
		}
	}
}

func (c *ClientCredentials) enter(key string) (cached string, shared, mine *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if have, ok := c.tokens[key]; ok && (have.ends.IsZero() || c.now().Before(have.ends)) {
		return have.text, nil, nil
	}
	if shared := c.busy[key]; shared != nil {
		return "", shared, nil
	}
	if c.busy == nil {
		c.busy, c.tokens = map[string]*flight{}, map[string]token{}
	}
	mine = &flight{done: make(chan struct{})}
	c.busy[key] = mine
	return "", nil, mine
}

// lead makes the request that others wait for. Even if it panics, they are let go.
func (c *ClientCredentials) lead(ctx context.Context, key string, mine *flight, fetch func() (token, error)) (string, error) {
	mine.err = context.Canceled
	defer c.leave(key, mine)
	mine.token, mine.err = fetch()
	if mine.err != nil && ctx.Err() != nil {
		mine.err = errors.Join(ctx.Err(), mine.err)
	}
	return mine.token.text, mine.err
}

func (c *ClientCredentials) leave(key string, mine *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if mine.err == nil {
		c.tokens[key] = mine.token
	}
	delete(c.busy, key)
	close(mine.done)
}

// Forget drops all tokens, after a server refused one.
func (c *ClientCredentials) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.tokens)
}

func (c *ClientCredentials) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

func (c *ClientCredentials) fetch(ctx context.Context, endpoint, scopes string, send Fetcher) (token, error) {
	req, err := c.request(ctx, endpoint, scopes)
	if err != nil {
		return token{}, err
	}
	asked := c.now()
	resp, err := send(req)
	if err != nil {
		return token{}, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, longestToken))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return token{}, err
	}
	if resp.StatusCode != http.StatusOK {
		refused := fault.FromStatus(resp.StatusCode, resp.Header, body)
		refused.Method, refused.URL = req.Method, redact.URL(endpoint)
		return token{}, refused
	}
	return read(body, asked)
}

func (c *ClientCredentials) request(ctx context.Context, endpoint, scopes string) (*http.Request, error) {
	secret, err := c.Secret(ctx)
	if err != nil {
		return nil, err
	}
	form := url.Values{"grant_type": {"client_credentials"}}
	if scopes != "" {
		form.Set("scope", scopes)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("token endpoint: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	req.SetBasicAuth(url.QueryEscape(c.ID), url.QueryEscape(secret))
	return req, nil
}

func read(body []byte, asked time.Time) (token, error) {
	var reply struct {
		AccessToken string   `json:"access_token"`
		ExpiresIn   *float64 `json:"expires_in"`
	}
	if err := json.Unmarshal(body, &reply); err != nil || reply.AccessToken == "" {
		return token{}, fault.New(fault.Decode, "the token endpoint's reply holds no access_token", err)
	}
	got := token{text: reply.AccessToken}
	if reply.ExpiresIn != nil {
		life := time.Duration(*reply.ExpiresIn * float64(time.Second))
		got.ends = asked.Add(max(life-early, life/2))
	}
	return got, nil
}
