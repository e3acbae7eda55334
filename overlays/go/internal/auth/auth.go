// Package auth holds credentials and puts them into requests, as the description's security schemes say.
package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/omoios/clade/overlays/go/internal/query"
)

// Source gives a secret when a request needs it. It is asked for every attempt, so it may refresh what it gives. A basic
// credential is given as "user:password".
type Source func(ctx context.Context) (string, error)

// Value is a source of a fixed secret.
func Value(secret string) Source {
	return func(context.Context) (string, error) { return secret, nil }
}

// Kind is how a scheme sends its secret.
type Kind int

// The kinds.
const (
	Header     Kind = iota // in a header of its own
	Query                  // in the query
	Cookie                 // in a cookie
	Bearer                 // Authorization: Bearer …
	Basic                  // Authorization: Basic …
	OAuth2                 // Authorization: Bearer …, with a token that the client may fetch by itself
	Other                  // the whole Authorization header
	ClientCert             // nothing: the HTTP client's certificate
)

// Scheme is one security scheme.
type Scheme struct {
	// Name is the scheme's name in snake case.
	Name string
	Kind Kind
	// Param names the header, query parameter or cookie.
	Param string
	// Env names the environment variables: of a basic scheme user and password, of another one the secret, of which the
	// first that is set counts.
	Env []string
	// ClientEnv names the environment variables of an OAuth 2 client's id and secret.
	ClientEnv []string
	// TokenURL is where an OAuth 2 client fetches tokens; "" if it cannot.
	TokenURL string
}

// Requirement is a scheme that an operation asks for, with its scopes.
type Requirement struct {
	Scheme string
	Scopes []string
}

// Rule is what an operation asks for: the first alternative all of whose credentials there are. No alternative at all
// means that credentials are never sent.
type Rule [][]Requirement

// Credentials are the secrets of a client, by scheme.
type Credentials struct {
	// ByScheme has a source for each scheme that has one of its own.
	ByScheme map[string]Source
	// Key serves every scheme of a single secret that has none of its own.
	Key Source
	// UserPassword serves every basic scheme that has none of its own.
	UserPassword Source
	// Env are the secrets that the environment has; they serve what nothing else does.
	Env map[string]Source
	// Client fetches tokens for every OAuth 2 scheme that has no source of its own.
	Client *ClientCredentials
}

// Clone copies the credentials, so that a call may change its own.
func (c Credentials) Clone() Credentials {
	c.ByScheme = maps.Clone(c.ByScheme)
	return c
}

// FromEnv reads the environment once, for all schemes.
func (c *Credentials) FromEnv(schemes []Scheme) {
	c.Env = map[string]Source{}
	for _, scheme := range schemes {
		if source := fromEnv(scheme); source != nil {
			c.Env[scheme.Name] = source
		}
		if len(scheme.ClientEnv) == 2 && c.Client == nil {
			if id, secret := env(scheme.ClientEnv[0]), env(scheme.ClientEnv[1]); id != "" && secret != "" {
				c.Client = &ClientCredentials{ID: id, Secret: Value(secret)}
			}
		}
	}
}

func env(name string) string { return strings.TrimSpace(os.Getenv(name)) }

func fromEnv(scheme Scheme) Source {
	if scheme.Kind == Basic {
		if len(scheme.Env) != 2 || env(scheme.Env[0]) == "" {
			return nil
		}
		return Value(env(scheme.Env[0]) + ":" + env(scheme.Env[1]))
	}
	for _, name := range scheme.Env {
		if value := env(name); value != "" {
			return Value(value)
		}
	}
	return nil
}

// source finds what serves a scheme; nil if nothing does.
func (c Credentials) source(scheme Scheme) Source {
	if own := c.ByScheme[scheme.Name]; own != nil {
		return own
	}
	shared := c.Key
	switch scheme.Kind {
	case ClientCert:
		return Value("")
	case Basic:
		shared = c.UserPassword
	}
	if shared == nil {
		return c.Env[scheme.Name]
	}
	return shared
}

// Schemes are all schemes of an API.
type Schemes []Scheme

func (s Schemes) find(name string) (Scheme, bool) {
	at := slices.IndexFunc(s, func(scheme Scheme) bool { return scheme.Name == name })
	if at < 0 {
		return Scheme{}, false
	}
	return s[at], true
}

// Fetcher sends a token request.
type Fetcher func(*http.Request) (*http.Response, error)

// Apply puts the credentials of the first alternative that can be met into a request. If none can be met the request
// goes out without, and the server has the word. Headers that the request has already are left alone.
func (s Schemes) Apply(req *http.Request, rule Rule, have Credentials, fetch Fetcher) error {
	for _, alternative := range rule {
		if !s.met(req, alternative, have) {
			continue
		}
		for _, requirement := range alternative {
			if err := s.one(req, requirement, have, fetch); err != nil {
				return err
			}
		}
		return nil
	}
	return nil
}

func (s Schemes) met(req *http.Request, alternative []Requirement, have Credentials) bool {
	for _, requirement := range alternative {
		scheme, known := s.find(requirement.Scheme)
		if !known {
			return false
		}
		if !given(req, scheme) && have.source(scheme) == nil && !have.fetches(scheme) {
			return false
		}
	}
	return true
}

func (c Credentials) fetches(scheme Scheme) bool {
	return scheme.Kind == OAuth2 && scheme.TokenURL != "" && c.Client != nil
}

// given tells whether the caller has set the scheme's header by hand.
func given(req *http.Request, scheme Scheme) bool {
	switch scheme.Kind {
	case Header:
		return req.Header.Get(scheme.Param) != ""
	case Bearer, Basic, OAuth2, Other:
		return req.Header.Get("Authorization") != ""
	}
	return false
}

func (s Schemes) one(req *http.Request, requirement Requirement, have Credentials, fetch Fetcher) error {
	scheme, _ := s.find(requirement.Scheme)
	if given(req, scheme) || scheme.Kind == ClientCert {
		return nil
	}
	source := have.source(scheme)
	if have.ByScheme[scheme.Name] == nil && have.fetches(scheme) {
		endpoint, err := req.URL.Parse(scheme.TokenURL)
		if err != nil {
			return fmt.Errorf("credential %q: token endpoint: %w", scheme.Name, err)
		}
		source = have.Client.source(endpoint.String(), requirement.Scopes, fetch)
	}
	secret, err := source(req.Context())
	if err != nil {
		return fmt.Errorf("credential %q: %w", scheme.Name, err)
	}
	return put(req, scheme, secret)
}

// ErrSecret says that a credential cannot be sent. It does not show it.
var ErrSecret = errors.New("the credential is empty or holds a line break or another character that headers cannot carry")

func put(req *http.Request, scheme Scheme, secret string) error {
	if secret == "" || scheme.Kind != Query && query.CheckHeaderValue(secret) != nil && scheme.Kind != Basic {
		return fmt.Errorf("credential %q: %w", scheme.Name, ErrSecret)
	}
	switch scheme.Kind {
	case Header:
		req.Header.Set(scheme.Param, secret)
	case Bearer, OAuth2:
		req.Header.Set("Authorization", "Bearer "+secret)
	case Basic:
		req.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(secret)))
	case Other:
		req.Header.Set("Authorization", secret)
	case Query:
		addQuery(req, query.Escape(scheme.Param)+"="+query.Escape(secret))
	case Cookie:
		addCookie(req, query.Escape(scheme.Param)+"="+query.Escape(secret))
	}
	return nil
}

func addQuery(req *http.Request, pair string) {
	if req.URL.RawQuery != "" {
		pair = req.URL.RawQuery + "&" + pair
	}
	changed := *req.URL
	changed.RawQuery = pair
	req.URL = &changed
}

func addCookie(req *http.Request, pair string) {
	if before := req.Header.Get("Cookie"); before != "" {
		pair = before + "; " + pair
	}
	req.Header.Set("Cookie", pair)
}
