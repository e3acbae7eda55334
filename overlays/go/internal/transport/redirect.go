package transport

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/omoios/clade/overlays/go/internal/urls"
)

// maxRedirects bounds a chain of redirects.
const maxRedirects = 5

// drained bounds what is read of a redirect's body to keep its connection, in bytes.
const drained = 64 << 10

// send sends a request and follows redirects, as far as they are safe.
func (c *call) send(req *http.Request) (*http.Response, error) {
	client := c.http(true)
	for hops := 0; ; hops++ {
		resp, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		next := follow(req, resp)
		if next == nil || hops == maxRedirects {
			return resp, nil
		}
		if err := drain(resp.Body); err != nil {
			return nil, err
		}
		// The attempt is counted already, and what the server answered may have cost its connection.
		req, client = next, c.http(false)
	}
}

// drain reads what little a redirect has to say, so that its connection can be used again.
func drain(body io.ReadCloser) error {
	_, err := io.CopyN(io.Discard, body, drained)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, body.Close())
}

// http is the client to send with: it does not follow redirects by itself and, if counted, repeats nothing by itself.
func (c *call) http(counted bool) *http.Client {
	client := c.client.standard
	if c.settings.HTTPClient != nil {
		client = c.settings.HTTPClient
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if own.Transport == nil {
		own.Transport = http.DefaultTransport
	}
	if counted {
		own.Transport = once{own.Transport}
	}
	return &own
}

// follow gives the request that a redirect asks for, or nil if the response is none or must not be followed: from https
// to http, to another scheme, or with a body to another origin.
func follow(req *http.Request, resp *http.Response) *http.Request {
	to := target(req, resp)
	if to == nil || to.Scheme != "http" && to.Scheme != "https" || req.URL.Scheme == "https" && to.Scheme == "http" {
		return nil
	}
	next := req.Clone(req.Context())
	next.URL, next.Host = to, ""
	keep := resp.StatusCode == http.StatusTemporaryRedirect || resp.StatusCode == http.StatusPermanentRedirect
	if keep && !bodiless(req) {
		return resend(req, next)
	}
	if !keep && req.Method != http.MethodGet && req.Method != http.MethodHead {
		next.Method, next.Body, next.ContentLength, next.GetBody = http.MethodGet, nil, 0, nil
		next.Header.Del("Content-Type")
		next.Header.Del("Idempotency-Key")
	}
	if !urls.SameOrigin(req.URL, to) {
		next.Header = harmless(next.Header)
	}
	return next
}

func target(req *http.Request, resp *http.Response) *url.URL {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	location := resp.Header.Get("Location")
	if location == "" {
		return nil
	}
	to, err := req.URL.Parse(location)
	if err != nil || to.Host == "" || to.User != nil {
		return nil
	}
	return to
}

func bodiless(req *http.Request) bool { return req.Body == nil || req.Body == http.NoBody }

// resend repeats a body on the same origin, if it can be had again.
func resend(req, next *http.Request) *http.Request {
	if req.GetBody == nil || !urls.SameOrigin(req.URL, next.URL) {
		return nil
	}
	again, err := req.GetBody()
	if err != nil {
		return nil
	}
	next.Body = again
	return next
}

// harmless keeps of a header what another origin may know. Everything else may be a credential.
func harmless(header http.Header) http.Header {
	kept := http.Header{}
	for _, name := range []string{"Accept", "Accept-Encoding", "User-Agent", "Range", "If-Range"} {
		if values, ok := header[name]; ok {
			kept[name] = values
		}
	}
	return kept
}
