// Package clock is the time, the waiting and the randomness that the runtime uses, so that tests can replace them.
package clock

import (
	"context"
	"math/rand/v2"
	"time"
)

// Clock is a source of time and randomness.
type Clock struct {
	Now func() time.Time
	// Sleep waits, or returns the context's error as soon as it is done.
	Sleep func(ctx context.Context, d time.Duration) error
	// Random gives a number in [0, 1).
	Random func() float64
}

// System is the machine's clock.
func System() Clock { return Clock{Now: time.Now, Sleep: sleep, Random: rand.Float64} }

func sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
