// Package retry decides whether and when a failed attempt is repeated. It is a pure function of its input: clock and
// randomness come in as values, and nothing in here sleeps or sends.
package retry

import (
	"math"
	"net/http"
	"time"
)

// Cost of a repetition in tokens of the bucket.
const (
	retryCost   = 5
	timeoutCost = 10
)

// Policy holds the limits of a call.
type Policy struct {
	// MaxRetries is the number of attempts after the first one.
	MaxRetries int
	// Base is the back-off's upper bound after the first attempt; it doubles with each attempt.
	Base time.Duration
	// Cap bounds the back-off.
	Cap time.Duration
	// HintCap is the longest wait a server may ask for.
	HintCap time.Duration
}

// Default is the policy of a client that was not told otherwise.
func Default() Policy {
	return Policy{MaxRetries: 2, Base: 500 * time.Millisecond, Cap: 8 * time.Second, HintCap: 60 * time.Second}
}

// Fault is how an attempt failed when there is no response.
type Fault int

// The faults.
const (
	// NoFault means that a response arrived.
	NoFault Fault = iota
	// Connect means that no connection came about.
	Connect
	// Reset means that an established connection broke.
	Reset
	// Timeout means that the attempt took too long.
	Timeout
)

// Outcome is what became of an attempt: a status with headers, or a fault.
type Outcome struct {
	Status int
	Header http.Header
	Fault  Fault
	// Sent tells whether request bytes left before the fault.
	Sent bool
}

// Input is everything a decision depends on.
type Input struct {
	Policy Policy
	// Idempotent tells whether the method may be repeated without harm.
	Idempotent bool
	// Keyed tells whether an idempotency key goes along.
	Keyed bool
	// Attempt is the number of the attempt that just ended, from 1.
	Attempt int
	// Tokens is what the bucket holds.
	Tokens int
	// Random is a number in [0, 1).
	Random float64
	Now    time.Time
	// Left is the time until the call's deadline; nil means that there is none.
	Left    *time.Duration
	Outcome Outcome
}

// Reason names the rule that decided.
type Reason string

// The reasons.
const (
	Backoff      Reason = "backoff"
	Hinted       Reason = "retry_after"
	NotRetryable Reason = "not_retryable"
	Exhausted    Reason = "exhausted"
	BucketEmpty  Reason = "bucket_empty"
	HintTooLong  Reason = "retry_after_too_long"
	DeadlineNear Reason = "deadline"
)

// Decision is the answer.
type Decision struct {
	Retry bool
	// Delay is the wait before the next attempt.
	Delay time.Duration
	// RetryAfter is the wait the server asked for in milliseconds; nil if it asked for none.
	RetryAfter *int64
	// Tokens is what the bucket holds afterwards.
	Tokens int
	Reason Reason
}

// Decide applies the rules in order: not retryable, exhausted, hints and deadline, bucket.
func Decide(in Input) Decision {
	hint := Hint(in.Outcome.Status, in.Outcome.Header, in.Now)
	refuse := func(why Reason) Decision {
		return Decision{RetryAfter: hint, Tokens: in.Tokens, Reason: why}
	}
	if !retryable(in) {
		return refuse(NotRetryable)
	}
	if in.Attempt > in.Policy.MaxRetries {
		return refuse(Exhausted)
	}
	delay, why := BackoffDelay(in.Policy, in.Attempt, in.Random), Backoff
	if hint != nil {
		if *hint > in.Policy.HintCap.Milliseconds() {
			return refuse(HintTooLong)
		}
		delay, why = Duration(*hint), Hinted
	}
	if in.Left != nil && delay > *in.Left {
		if hint != nil {
			return refuse(HintTooLong)
		}
		return refuse(DeadlineNear)
	}
	cost := retryCost
	if in.Outcome.Fault == Timeout {
		cost = timeoutCost
	}
	if in.Tokens < cost {
		return refuse(BucketEmpty)
	}
	return Decision{Retry: true, Delay: delay, RetryAfter: hint, Tokens: in.Tokens - cost, Reason: why}
}

// BackoffDelay is full jitter over base · 2^(attempt-1), bounded by the cap, in whole milliseconds.
func BackoffDelay(p Policy, attempt int, random float64) time.Duration {
	ceiling := math.Min(float64(p.Cap), float64(p.Base)*math.Pow(2, float64(attempt-1)))
	return time.Duration(math.Floor(random*ceiling/float64(time.Millisecond))) * time.Millisecond
}

func retryable(in Input) bool {
	if in.Outcome.Fault != NoFault {
		return in.Idempotent || in.Keyed || !in.Outcome.Sent
	}
	switch only(in.Outcome.Header, "X-Should-Retry") {
	case "true":
		return true
	case "false":
		return false
	}
	return RetryableStatus(in.Outcome.Status)
}

// RetryableStatus tells whether a status is a passing fault of the server.
func RetryableStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// IdempotentMethod tells whether a method may be repeated without harm.
func IdempotentMethod(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return true
	}
	return false
}
