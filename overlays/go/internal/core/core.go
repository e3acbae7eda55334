// Package core is what the methods of an SDK call: it applies options, sends the request and decodes the reply.
package core

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/omoios/clade/overlays/go/internal/auth"
	"github.com/omoios/clade/overlays/go/internal/fault"
	"github.com/omoios/clade/overlays/go/internal/logging"
	"github.com/omoios/clade/overlays/go/internal/settings"
	"github.com/omoios/clade/overlays/go/internal/transport"
	"github.com/omoios/clade/overlays/go/internal/urls"
)

// API is what an SDK knows of its API before it is told anything.
type API struct {
	// Name is the package's name, for the User-Agent header and for messages.
	Name string
	// Version is the SDK's.
	Version string
	// Generator names the generator and its version.
	Generator string
	// EnvPrefix begins the names of the environment variables: "OMOIOS" for OMOIOS_BASE_URL.
	EnvPrefix string
	// BaseURL is where the API is served; "" if the description does not say.
	BaseURL string
	Schemes auth.Schemes
	// Fail turns a fault into the SDK's own error. model is the decoded error body, or nil.
	Fail func(failed *fault.Fault, model any) error
}

// Client is what all services of an SDK's client share.
type Client struct {
	api       API
	transport *transport.Client
	settings  settings.Settings
}

// New returns a client. Options win over the environment, which wins over the description.
func New(api API, options []settings.Option) (*Client, error) {
	defaults := settings.Default()
	defaults.BaseURL = api.BaseURL
	if text := strings.TrimSpace(os.Getenv(api.EnvPrefix + "_BASE_URL")); text != "" {
		defaults.BaseURL, defaults.BaseGiven = text, true
	}
	defaults.Logger = logging.FromEnv(api.EnvPrefix + "_LOG")
	chosen, err := defaults.With(options)
	if err != nil {
		return nil, api.Fail(fault.Refuse(err), nil)
	}
	if chosen.BaseURL == "" {
		return nil, api.Fail(fault.Refuse(fmt.Errorf("no base URL: set %s_BASE_URL or pass option.WithBaseURL", api.EnvPrefix)), nil)
	}
	if _, err := urls.Base(chosen.BaseURL); err != nil {
		return nil, api.Fail(fault.Refuse(err), nil)
	}
	chosen.Credentials.FromEnv(api.Schemes)
	return &Client{api: api, transport: transport.New(api.Schemes, userAgent(api)), settings: chosen}, nil
}

func userAgent(api API) string {
	return fmt.Sprintf("%s-go/%s (%s; %s/%s) %s", api.Name, api.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH, api.Generator)
}

// CloseIdleConnections closes the connections that no call uses.
func (c *Client) CloseIdleConnections() { c.transport.CloseIdle() }
