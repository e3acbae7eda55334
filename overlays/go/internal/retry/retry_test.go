package retry

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/omoios/clade/overlays/go/internal/vectortest"
)

type policyCase struct {
	MaxRetries      *int   `json:"max_retries"`
	BaseMs          *int64 `json:"base_ms"`
	CapMs           *int64 `json:"cap_ms"`
	RetryAfterCapMs *int64 `json:"retry_after_cap_ms"`
}

func (p policyCase) policy() Policy {
	policy := Default()
	if p.MaxRetries != nil {
		policy.MaxRetries = *p.MaxRetries
	}
	for value, into := range map[*int64]*time.Duration{p.BaseMs: &policy.Base, p.CapMs: &policy.Cap, p.RetryAfterCapMs: &policy.HintCap} {
		if value != nil {
			*into = time.Duration(*value) * time.Millisecond
		}
	}
	return policy
}

type outcomeCase struct {
	Status  int         `json:"status"`
	Headers [][2]string `json:"headers"`
	Error   string      `json:"error"`
	Sent    bool        `json:"sent"`
}

func (o outcomeCase) outcome(t *testing.T) Outcome {
	t.Helper()
	header := http.Header{}
	for _, pair := range o.Headers {
		header.Add(pair[0], pair[1])
	}
	fault, known := map[string]Fault{"": NoFault, "connect": Connect, "reset": Reset, "timeout": Timeout}[o.Error]
	if !known {
		t.Fatalf("unknown error %q", o.Error)
	}
	return Outcome{Status: o.Status, Header: header, Fault: fault, Sent: o.Sent}
}

type retryCase struct {
	Name   string     `json:"name"`
	About  string     `json:"about"`
	Policy policyCase `json:"policy"`
	Call   struct {
		Idempotent     bool `json:"idempotent"`
		IdempotencyKey bool `json:"idempotency_key"`
	} `json:"call"`
	Attempt    *int        `json:"attempt"`
	Tokens     *int        `json:"tokens"`
	Random     *float64    `json:"random"`
	NowMs      *int64      `json:"now_ms"`
	DeadlineMs *int64      `json:"deadline_ms"`
	Outcome    outcomeCase `json:"outcome"`
	Expect     struct {
		Retry        bool   `json:"retry"`
		DelayMs      *int64 `json:"delay_ms"`
		RetryAfterMs *int64 `json:"retry_after_ms"`
		Tokens       *int   `json:"tokens"`
		Reason       string `json:"reason"`
	} `json:"expect"`
}

func or[T any](value *T, other T) T {
	if value == nil {
		return other
	}
	return *value
}

func (c retryCase) input(t *testing.T) Input {
	t.Helper()
	in := Input{
		Policy: c.Policy.policy(), Idempotent: c.Call.Idempotent, Keyed: c.Call.IdempotencyKey,
		Attempt: or(c.Attempt, 1), Tokens: or(c.Tokens, 500), Random: or(c.Random, 0.5),
		Now: time.UnixMilli(or(c.NowMs, 1700000000000)), Outcome: c.Outcome.outcome(t),
	}
	if c.DeadlineMs != nil {
		in.Left = new(time.Duration(*c.DeadlineMs) * time.Millisecond)
	}
	return in
}

func TestVectors(t *testing.T) {
	vectortest.Run(t, "retry.json", func(t *testing.T, c retryCase) {
		in := c.input(t)
		got := Decide(in)
		if got.Retry != c.Expect.Retry || string(got.Reason) != c.Expect.Reason {
			t.Fatalf("got retry %v because %s, want %v because %s", got.Retry, got.Reason, c.Expect.Retry, c.Expect.Reason)
		}
		if want := or(c.Expect.DelayMs, got.Delay.Milliseconds()); got.Delay.Milliseconds() != want {
			t.Errorf("delay %v, want %d ms", got.Delay, want)
		}
		if want := or(c.Expect.Tokens, got.Tokens); got.Tokens != want {
			t.Errorf("tokens %d, want %d", got.Tokens, want)
		}
		if want := c.Expect.RetryAfterMs; (want == nil) != (got.RetryAfter == nil) || want != nil && *want != *got.RetryAfter {
			t.Errorf("retry after %v, want %v ms", got.RetryAfter, want)
		}
	})
}

// A dead server and a thousand callers: the bucket bounds the load that repetition adds.
func TestBucketStopsAStorm(t *testing.T) {
	bucket := NewBucket()
	var mu sync.Mutex
	sent := 0
	var all sync.WaitGroup
	for range 1000 {
		all.Go(func() {
			for attempt := 1; ; attempt++ {
				mu.Lock()
				sent++
				mu.Unlock()
				in := Input{Policy: Default(), Idempotent: true, Attempt: attempt, Outcome: Outcome{Status: 503}}
				if !bucket.Decide(in).Retry {
					return
				}
			}
		})
	}
	all.Wait()
	if limit := 1000 + capacity/retryCost; sent != limit {
		t.Errorf("%d requests left, the bucket allows %d", sent, limit)
	}
	for range 2 * capacity {
		bucket.Succeed()
	}
	if bucket.tokens != capacity {
		t.Errorf("a full bucket holds %d tokens, has %d", capacity, bucket.tokens)
	}
}
