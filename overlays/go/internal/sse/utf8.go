package sse

import "unicode/utf8"

// validPrefix is the number of leading bytes that are well-formed UTF-8.
func validPrefix(raw []byte) int {
	if utf8.Valid(raw) {
		return len(raw)
	}
	at := 0
	for at < len(raw) {
		if r, size := utf8.DecodeRune(raw[at:]); r != utf8.RuneError || size > 1 {
			at += size
			continue
		}
		break
	}
	return at
}

// invalidPrefix is the length of the maximal subpart of an ill-formed sequence at the start of raw: as many bytes as
// could begin a well-formed one, at least one (Unicode 3.9, table 3-7).
func invalidPrefix(raw []byte) int {
	want, low, high := continuation(raw[0])
	size := 1
	for size < want && size < len(raw) && raw[size] >= low && raw[size] <= high {
		size++
		low, high = 0x80, 0xBF
	}
	return size
}

// continuation gives the sequence length that a lead byte announces and the range of its second byte.
func continuation(lead byte) (length int, low, high byte) {
	switch {
	case lead >= 0xC2 && lead <= 0xDF:
		return 2, 0x80, 0xBF
	case lead == 0xE0:
		return 3, 0xA0, 0xBF
	case lead == 0xED:
		return 3, 0x80, 0x9F
	case lead >= 0xE1 && lead <= 0xEF:
		return 3, 0x80, 0xBF
	case lead == 0xF0:
		return 4, 0x90, 0xBF
	case lead >= 0xF1 && lead <= 0xF3:
		return 4, 0x80, 0xBF
	case lead == 0xF4:
		return 4, 0x80, 0x8F
	}
	return 1, 0, 0
}
