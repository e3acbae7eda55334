// Package option holds what can be set for a client, or for one call on top of it.
package option

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/omoios/clade/overlays/go/internal/auth"
	"github.com/omoios/clade/overlays/go/internal/query"
	"github.com/omoios/clade/overlays/go/internal/settings"
	"github.com/omoios/clade/overlays/go/internal/urls"
)

// RequestOption sets something, for all calls of a client or for one.
type RequestOption = settings.Option

// Middleware wraps each attempt of a call. It calls next to go on, may change the request before and the response after,
// and may answer by itself.
type Middleware = settings.Middleware

// MiddlewareNext sends a request on: to the next middleware or to the network.
type MiddlewareNext = settings.Next

// Source gives a credential when a request needs it. It is asked for each attempt, so it may refresh what it gives.
type Source = auth.Source

// WithBaseURL sets where the API is served.
func WithBaseURL(base string) RequestOption {
	return func(s *settings.Settings) error {
		if _, err := urls.Base(base); err != nil {
			return err
		}
		s.BaseURL, s.BaseGiven = base, true
		return nil
	}
}

// WithHTTPClient sends requests with a client of the caller's. Redirects are still followed by the SDK's own rules.
func WithHTTPClient(client *http.Client) RequestOption {
	return func(s *settings.Settings) error {
		if client == nil {
			return errors.New("the HTTP client is nil")
		}
		s.HTTPClient = client
		return nil
	}
}

// WithTimeout bounds each attempt, headers and body together (60 s by default). Streams have an idle timeout instead, once
// their headers have arrived; downloads may take longer as long as they do not stand still for that time.
func WithTimeout(limit time.Duration) RequestOption {
	return func(s *settings.Settings) error {
		if limit <= 0 {
			return fmt.Errorf("the timeout must be positive, not %v", limit)
		}
		s.Timeout = limit
		return nil
	}
}

// WithIdleTimeout bounds the silence of streams (60 s by default) and downloads (the timeout of the call by default). Zero
// switches it off.
func WithIdleTimeout(limit time.Duration) RequestOption {
	return func(s *settings.Settings) error {
		if limit < 0 {
			return fmt.Errorf("the idle timeout must not be negative: %v", limit)
		}
		s.IdleTimeout, s.IdleGiven = limit, true
		return nil
	}
}

// WithMaxRetries sets how often a failed attempt is repeated (2 by default).
func WithMaxRetries(retries int) RequestOption {
	return func(s *settings.Settings) error {
		if retries < 0 {
			return fmt.Errorf("the number of retries must not be negative: %d", retries)
		}
		s.Retry.MaxRetries = retries
		return nil
	}
}

// WithRetryBackoff sets the bounds of the wait before a retry: base for the first one, doubled for each further one up to
// longest (500 ms and 8 s by default).
func WithRetryBackoff(base, longest time.Duration) RequestOption {
	return func(s *settings.Settings) error {
		if base < 0 || longest < base {
			return fmt.Errorf("the back-off must go from zero or more to no less: %v to %v", base, longest)
		}
		s.Retry.Base, s.Retry.Cap = base, longest
		return nil
	}
}

// WithHeader sets a header, in place of the SDK's own value if it has one.
func WithHeader(name, value string) RequestOption {
	return func(s *settings.Settings) error {
		if err := checkHeader(name, value); err != nil {
			return err
		}
		s.Header.Set(name, value)
		return nil
	}
}

// WithHeaderAdded adds a value to a header that may have several.
func WithHeaderAdded(name, value string) RequestOption {
	return func(s *settings.Settings) error {
		if err := checkHeader(name, value); err != nil {
			return err
		}
		s.Header.Add(name, value)
		return nil
	}
}

// WithoutHeader removes a header that the SDK or the client would send.
func WithoutHeader(name string) RequestOption {
	return func(s *settings.Settings) error {
		if err := query.CheckHeaderName(name); err != nil {
			return err
		}
		s.Header[http.CanonicalHeaderKey(name)] = nil
		return nil
	}
}

func checkHeader(name, value string) error {
	if err := query.CheckHeaderName(name); err != nil {
		return err
	}
	if err := query.CheckHeaderValue(value); err != nil {
		return fmt.Errorf("header %q: %w", name, err)
	}
	return nil
}

// WithQuery adds a pair to the query.
func WithQuery(name, value string) RequestOption {
	return func(s *settings.Settings) error {
		s.Query = append(s.Query, query.Escape(name)+"="+query.Escape(value))
		return nil
	}
}

// WithIdempotencyKey names a call, so that the server does its work once however often it arrives. Without this option
// the SDK makes up a key for operations that take one.
func WithIdempotencyKey(key string) RequestOption {
	return func(s *settings.Settings) error {
		if err := query.CheckHeaderValue(key); err != nil || key == "" {
			return errors.Join(errors.New("the idempotency key must be printable ASCII"), err)
		}
		s.IdempotencyKey = key
		return nil
	}
}

// WithLastEventID opens a stream behind the event of this id.
func WithLastEventID(id string) RequestOption {
	return func(s *settings.Settings) error {
		if err := query.CheckHeaderValue(id); err != nil {
			return fmt.Errorf("last event id: %w", err)
		}
		s.LastEventID = id
		return nil
	}
}

// WithMiddleware wraps each attempt of each call. The first middleware is the outermost.
func WithMiddleware(all ...Middleware) RequestOption {
	return func(s *settings.Settings) error {
		for _, one := range all {
			if one == nil {
				return errors.New("a middleware is nil")
			}
			s.Middleware = append(s.Middleware, one)
		}
		return nil
	}
}

// WithLogger logs attempts and retries to a logger. Secrets are redacted and bodies are never logged.
func WithLogger(log *slog.Logger) RequestOption {
	return func(s *settings.Settings) error {
		s.Logger = log
		return nil
	}
}

// WithResponseInto stores the response that a call ends with, also if it fails by its status. The body of a reply that is
// read as a whole can be read from it once more; that of a stream or download is empty.
func WithResponseInto(into **http.Response) RequestOption {
	return func(s *settings.Settings) error {
		s.ResponseInto = into
		return nil
	}
}

// WithStrictResponses refuses replies with members, enum values or union variants that the description does not name, and
// replies without members that it requires. Without this option they are fine.
func WithStrictResponses() RequestOption {
	return func(s *settings.Settings) error {
		s.Strict = true
		return nil
	}
}

// WithMaxBody bounds a reply that is read as a whole, in bytes after decompression (100 MiB by default).
func WithMaxBody(limit int64) RequestOption {
	return func(s *settings.Settings) error {
		if limit <= 0 {
			return fmt.Errorf("the limit of a body must be positive, not %d", limit)
		}
		s.MaxBody = limit
		return nil
	}
}

// WithMaxEvent bounds one event of a stream, in bytes (16 MiB by default).
func WithMaxEvent(limit int) RequestOption {
	return func(s *settings.Settings) error {
		if limit <= 0 {
			return fmt.Errorf("the limit of an event must be positive, not %d", limit)
		}
		s.MaxEvent = limit
		return nil
	}
}

// WithAPIKey sets the secret of every security scheme that takes a single one (API keys and bearer tokens).
func WithAPIKey(key string) RequestOption { return WithAPIKeySource(fixed(key)) }

// WithAPIKeySource is WithAPIKey for a secret that changes.
func WithAPIKeySource(source Source) RequestOption {
	return func(s *settings.Settings) error {
		s.Credentials.Key = source
		return nil
	}
}

// WithBasicAuth sets user and password of every basic scheme.
func WithBasicAuth(user, password string) RequestOption {
	return func(s *settings.Settings) error {
		if strings.Contains(user, ":") {
			return errors.New("the user name of basic authentication must not hold a colon")
		}
		s.Credentials.UserPassword = auth.Value(user + ":" + password)
		return nil
	}
}

// WithCredential sets the secret of one security scheme by its name in the description, in snake case. A basic scheme
// takes "user:password".
func WithCredential(scheme string, source Source) RequestOption {
	return func(s *settings.Settings) error {
		s.Credentials.ByScheme[scheme] = source
		return nil
	}
}

// WithClientCredentials fetches OAuth 2 tokens by the client-credentials grant. Tokens are shared by all calls of the
// client and fetched anew before they end.
func WithClientCredentials(id, secret string) RequestOption {
	shared := &auth.ClientCredentials{ID: id, Secret: auth.Value(secret)}
	return func(s *settings.Settings) error {
		s.Credentials.Client = shared
		return nil
	}
}

// Static gives a fixed credential.
func Static(secret string) Source { return fixed(secret) }

func fixed(secret string) Source {
	return func(context.Context) (string, error) { return secret, nil }
}
