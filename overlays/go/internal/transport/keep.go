package transport

import (
	"bytes"
	"io"
	"net/http"
)

// keep gives the response to a caller who asked for it, with its buffered body; a streamed body stays the stream's.
func (c *call) keep(resp *http.Response, text []byte) {
	if c.settings.ResponseInto == nil {
		return
	}
	kept := *resp
	kept.Body = io.NopCloser(bytes.NewReader(text))
	*c.settings.ResponseInto = &kept
}
