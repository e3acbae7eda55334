package retry

import (
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// longest is the largest wait that is told apart, in milliseconds; longer ones saturate.
const longest = 1<<53 - 1

var decimal = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// Hint is the wait in milliseconds that a response asks for: Retry-After-Ms, Retry-After (seconds or a date) or, for 429
// and 503, X-RateLimit-Reset (unix seconds). The first valid one wins; nil means none. A header that occurs twice is
// ambiguous and therefore not valid.
func Hint(status int, header http.Header, now time.Time) *int64 {
	if ms, ok := number(only(header, "Retry-After-Ms")); ok {
		return wait(ms)
	}
	after := only(header, "Retry-After")
	if seconds, ok := number(after); ok {
		return wait(seconds * 1000)
	}
	if date, err := http.ParseTime(after); err == nil {
		return new(max(0, date.UnixMilli()-now.UnixMilli()))
	}
	if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		return nil
	}
	if seconds, ok := number(only(header, "X-Ratelimit-Reset")); ok {
		return wait(max(0, seconds*1000-float64(now.UnixMilli())))
	}
	return nil
}

// Duration is a wait in milliseconds as a duration; waits beyond its range saturate.
func Duration(ms int64) time.Duration {
	return time.Duration(min(ms, math.MaxInt64/int64(time.Millisecond))) * time.Millisecond
}

// only is the value of a header that occurs exactly once, without blanks around it.
func only(header http.Header, name string) string {
	values := header.Values(name)
	if len(values) != 1 {
		return ""
	}
	return strings.Trim(values[0], " \t")
}

func wait(ms float64) *int64 {
	if ms >= longest {
		return new(int64(longest))
	}
	return new(int64(ms))
}

func number(text string) (float64, bool) {
	if !decimal.MatchString(text) {
		return 0, false
	}
	// The only fault left is the range, and then the value is infinite, which saturates.
	value, err := strconv.ParseFloat(text, 64)
	return value, err == nil || math.IsInf(value, 1)
}
