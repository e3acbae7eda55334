package sse

import "bytes"

// Lines splits JSON lines: LF or CR LF ends a line, empty lines are skipped, the last line needs no end. Create it with
// NewLines.
type Lines struct {
	limit   int
	line    []byte
	queue   []string
	started bool // the first line is over, so no byte-order mark can follow
	failed  bool
}

// NewLines returns a splitter; limit bounds one line in bytes, zero or less means DefaultLimit.
func NewLines(limit int) *Lines {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return &Lines{limit: limit}
}

// Next takes the oldest complete line.
func (l *Lines) Next() (string, bool) {
	if len(l.queue) == 0 {
		return "", false
	}
	line := l.queue[0]
	l.queue = l.queue[1:]
	return line, true
}

// Push splits one chunk. After ErrTooLarge nothing more is taken; lines found before stay available.
func (l *Lines) Push(chunk []byte) error {
	for len(chunk) > 0 && !l.failed {
		end := bytes.IndexByte(chunk, '\n')
		if end < 0 {
			l.extend(chunk)
			break
		}
		l.extend(chunk[:end])
		if !l.failed {
			l.finish(bytes.TrimSuffix(l.line, []byte("\r")))
		}
		chunk = chunk[end+1:]
	}
	if l.failed {
		return ErrTooLarge
	}
	return nil
}

func (l *Lines) extend(part []byte) {
	if len(l.line)+len(part) > l.limit {
		l.failed, l.line = true, nil
		return
	}
	l.line = append(l.line, part...)
}

// Finish ends the last line when the input ends. Without a line feed behind it, a carriage return belongs to the line.
func (l *Lines) Finish() { l.finish(l.line) }

func (l *Lines) finish(line []byte) {
	if !l.started {
		l.started = true
		line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	}
	if len(bytes.TrimSpace(line)) > 0 {
		l.queue = append(l.queue, decode(line))
	}
	l.line = l.line[:0]
}
