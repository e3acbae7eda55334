package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/omoios/clade/overlays/go/internal/body"
	"github.com/omoios/clade/overlays/go/internal/fault"
)

// sentBody is a request's body while the network reads it. The network may still read when the response is there, and
// closes it at a time of its own; stop makes sure that nothing is read of the caller's reader afterwards.
type sentBody struct {
	from io.Reader

	mu      sync.Mutex
	closed  bool
	reading bool
	idle    chan struct{} // closed when closed is set and no read is under way
	err     error
}

var errStopped = errors.New("the request is over")

// open starts reading a body; nil if there is none.
func open(source body.Source) (*sentBody, error) {
	if source == nil {
		return nil, nil
	}
	from, err := source.Open()
	if err != nil {
		return nil, err
	}
	return &sentBody{from: from, idle: make(chan struct{})}, nil
}

func (b *sentBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return 0, errStopped
	}
	b.reading = true
	b.mu.Unlock()
	n, err := b.from.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reading = false
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	if b.closed {
		close(b.idle)
	}
	return n, err
}

// Close ends the reading. The caller's reader stays open: it is the caller's.
func (b *sentBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.closed = true
		if !b.reading {
			close(b.idle)
		}
	}
	return nil
}

// stop ends the reading and waits for a read under way, as long as readers of files and memory take.
func (b *sentBody) stop() {
	if b == nil || b.Close() != nil {
		return
	}
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case <-b.idle:
	case <-timer.C:
	}
}

// failed is the error of the caller's reader, if it had one.
func (b *sentBody) failed() error {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// idleBody is a streamed reply. A read that waits too long ends the request; so does Close.
type idleBody struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	from   io.ReadCloser
	sent   *sentBody
	limit  time.Duration
	timer  *time.Timer
}

func newIdleBody(ctx context.Context, cancel context.CancelCauseFunc, from io.ReadCloser, sent *sentBody, limit time.Duration) *idleBody {
	b := &idleBody{ctx: ctx, cancel: cancel, from: from, sent: sent, limit: limit}
	if limit > 0 {
		b.timer = time.AfterFunc(limit, func() { cancel(errIdle) })
		b.timer.Stop()
	}
	return b
}

func (b *idleBody) Read(p []byte) (int, error) {
	if b.timer != nil {
		b.timer.Reset(b.limit)
		defer b.timer.Stop()
	}
	n, err := b.from.Read(p)
	if err == nil || errors.Is(err, io.EOF) && b.ctx.Err() == nil {
		return n, err
	}
	return n, b.broken(err)
}

func (b *idleBody) broken(err error) *fault.Fault {
	switch cause := context.Cause(b.ctx); {
	case errors.Is(cause, errIdle), errors.Is(cause, errAttempt):
		return fault.New(fault.Timeout, fmt.Sprintf("nothing arrived for %v", b.limit), context.DeadlineExceeded)
	case b.ctx.Err() != nil:
		return interrupted(b.ctx, cause)
	}
	return unreachable(err)
}

// Close ends the request and frees its connection.
func (b *idleBody) Close() error {
	b.cancel(nil)
	if b.timer != nil {
		b.timer.Stop()
	}
	b.sent.stop()
	return b.from.Close()
}
