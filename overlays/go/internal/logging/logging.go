// Package logging opens the log that an environment variable asks for. Without it nothing is logged.
package logging

import (
	"io"
	"log/slog"
	"os"
	"strings"
)

// FromEnv gives a logger to standard error with the level that the variable names (debug, info, warn, error), or nil if
// it is unset, "off" or another word.
func FromEnv(variable string) *slog.Logger {
	if variable == "" {
		return nil
	}
	return to(os.Stderr, os.Getenv(variable))
}

func to(out io.Writer, word string) *slog.Logger {
	var level slog.Level
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "debug", "info", "warn", "error":
		if level.UnmarshalText([]byte(strings.TrimSpace(word))) != nil {
			return nil
		}
	default:
		return nil
	}
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: level}))
}
