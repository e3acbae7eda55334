package transport

import (
	"context"
	"io"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// counted is a connection that knows how many bytes have left, so that an attempt can tell whether the server may have
// seen anything of it.
type counted struct {
	net.Conn
	written atomic.Int64
}

// dial opens counted connections.
func dial(with func(ctx context.Context, network, address string) (net.Conn, error)) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := with(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &counted{Conn: conn}, nil
	}
}

// Written is the number of bytes that have left.
func (c *counted) Written() int64 { return c.written.Load() }

// Write writes and counts.
func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n))
	return n, err
}

// ReadFrom writes what a reader gives, and counts; the connection may have a fast way for files.
func (c *counted) ReadFrom(from io.Reader) (int64, error) {
	n, err := io.Copy(c.Conn, from)
	c.written.Add(n)
	return n, err
}

// progress is what the network told of an attempt.
type progress struct {
	begun  atomic.Bool // headers were handed to the connection
	reused atomic.Bool
	conn   atomic.Pointer[baseline]
	forced atomic.Bool
}

// baseline is a connection with the number of bytes that had left when the attempt got it.
type baseline struct {
	conn interface{ Written() int64 }
	from int64
}

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			p.reused.Store(info.Reused)
			if conn, ok := under(info.Conn).(interface{ Written() int64 }); ok {
				p.conn.Store(&baseline{conn, conn.Written()})
			}
		},
		WroteHeaders: func() { p.begun.Store(true) },
	}
}

// under is the connection below TLS.
func under(conn net.Conn) net.Conn {
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		return secure.NetConn()
	}
	return conn
}

// sent tells whether bytes of the request have left, as far as it can be known.
func (p *progress) sent() bool {
	if p.forced.Load() {
		return true
	}
	if line := p.conn.Load(); line != nil {
		return line.conn.Written() > line.from
	}
	return p.begun.Load()
}
