// Package settings is what options set, for a client or for one call.
package settings

import (
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/omoios/clade/overlays/go/internal/auth"
	"github.com/omoios/clade/overlays/go/internal/clock"
	"github.com/omoios/clade/overlays/go/internal/retry"
)

// Next sends a request on: to the next middleware or to the network.
type Next func(*http.Request) (*http.Response, error)

// Middleware wraps each attempt of a call.
type Middleware func(req *http.Request, next Next) (*http.Response, error)

// Option sets something.
type Option func(*Settings) error

// Settings are a client's, with a call's own on top.
type Settings struct {
	BaseURL string
	// BaseGiven tells that the base URL is the caller's, who then decides for operations with a server of their own, too.
	BaseGiven  bool
	HTTPClient *http.Client
	// Timeout bounds one attempt, headers and body together.
	Timeout time.Duration
	// IdleTimeout bounds the silence of a stream or a download; without IdleGiven that of a download is bounded by Timeout.
	IdleTimeout time.Duration
	IdleGiven   bool
	Retry       retry.Policy
	// Header replaces what the operation sends; a nil list removes a header.
	Header http.Header
	// Query is added to each request, encoded.
	Query          []string
	IdempotencyKey string
	LastEventID    string
	Middleware     []Middleware
	Credentials    auth.Credentials
	Logger         *slog.Logger
	// MaxBody bounds a reply in memory, in bytes.
	MaxBody int64
	// MaxEvent bounds one event of a stream, in bytes.
	MaxEvent int
	// Strict refuses replies with members and values that the description does not know.
	Strict bool
	// ResponseInto receives the last response, if it is not nil.
	ResponseInto **http.Response
	Clock        clock.Clock
}

// Default are the settings of a client that was told nothing.
func Default() Settings {
	return Settings{
		Timeout: 60 * time.Second, IdleTimeout: 60 * time.Second, Retry: retry.Default(), Header: http.Header{},
		Credentials: auth.Credentials{ByScheme: map[string]auth.Source{}}, MaxBody: 100 << 20, Clock: clock.System(),
	}
}

// With gives a copy with options on top; the original stays as it is.
func (s Settings) With(options []Option) (Settings, error) {
	s.Header = s.Header.Clone()
	s.Query = slices.Clone(s.Query)
	s.Middleware = slices.Clone(s.Middleware)
	s.Credentials = s.Credentials.Clone()
	for _, option := range options {
		if option == nil {
			continue
		}
		if err := option(&s); err != nil {
			return s, err
		}
	}
	return s, nil
}
