package sdk

import (
	"net/http"
	"strconv"

	"github.com/omoios/clade/overlays/go/internal/core"
)

// Download is a reply that is read as a stream of bytes. Close it.
type Download struct {
	StatusCode int
	Header     http.Header
	body       *core.Bytes
}

func newDownload(body *core.Bytes, err error) (*Download, error) {
	if err != nil {
		return nil, err
	}
	return &Download{StatusCode: body.Status, Header: body.Header, body: body}, nil
}

// Size is the number of bytes that the server announced, or -1.
func (d *Download) Size() int64 {
	size, err := strconv.ParseInt(d.Header.Get("Content-Length"), 10, 64)
	if err != nil || size < 0 {
		return -1
	}
	return size
}

// ContentType is what the server says that the bytes are.
func (d *Download) ContentType() string { return d.Header.Get("Content-Type") }

// Read reads on. A download that breaks gives an *Error; one that is complete gives io.EOF.
func (d *Download) Read(p []byte) (int, error) { return d.body.Read(p) }

// Close ends the download and frees its connection.
func (d *Download) Close() error { return d.body.Close() }
