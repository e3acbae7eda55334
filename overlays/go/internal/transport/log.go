package transport

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/omoios/clade/overlays/go/internal/fault"
	"github.com/omoios/clade/overlays/go/internal/redact"
	"github.com/omoios/clade/overlays/go/internal/retry"
)

// logAttempt tells of one attempt: at info level what was asked and answered, at debug level the headers, too. Bodies are
// never logged, secrets are redacted.
func (c *call) logAttempt(ctx context.Context, reply *Reply, failed *failure, took time.Duration) {
	log := c.settings.Logger
	if log == nil {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", c.request.Operation), slog.String("method", c.request.Method),
		slog.String("url", redacted(c.request.URL)), slog.Int("attempt", c.attempts), slog.Duration("took", took),
	}
	var header http.Header
	if failed == nil {
		header = reply.Header
		attrs = append(attrs, slog.Int("status", reply.Status), slog.String("request_id", fault.RequestID(header)))
	} else {
		header = failed.fault.Header
		attrs = append(attrs, slog.String("kind", string(failed.fault.Kind)), slog.Int("status", failed.fault.Status),
			slog.String("request_id", failed.fault.RequestID))
	}
	log.LogAttrs(ctx, slog.LevelInfo, "request", attrs...)
	if log.Enabled(ctx, slog.LevelDebug) {
		log.LogAttrs(ctx, slog.LevelDebug, "headers", slog.Any("sent", redact.Header(c.request.Header)), slog.Any("received", redact.Header(header)))
	}
}

func (c *call) logRetry(ctx context.Context, decision retry.Decision, why *fault.Fault) {
	if log := c.settings.Logger; log != nil {
		log.LogAttrs(ctx, slog.LevelWarn, "retry", slog.String("operation", c.request.Operation), slog.Int("attempt", c.attempts),
			slog.String("kind", string(why.Kind)), slog.Int("status", why.Status), slog.Duration("delay", decision.Delay), slog.String("reason", string(decision.Reason)))
	}
}
