package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The most characters of what others name or send that go into a message.
const (
	mostOfName    = 100
	mostOfAddress = 254 // RFC 5321 section 4.5.3.1.3, less the angle brackets
	mostOfSubject = 200
	mostOfWords   = 600
	mostOfReply   = 300
	mostOfQuote   = 2000 // of a transcript; all of it is on the portal
)

// line is a text on one line of at most so many characters: without control characters, marks of direction and bytes
// that are no text, which could end a header, turn a sentence around, or hide in it.
func line(s string, most int) string {
	var b strings.Builder
	gap, n := false, 0
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			gap = b.Len() > 0
			continue
		case !shown(r):
			continue
		}
		if n >= most || gap && n+2 > most {
			break
		}
		if gap {
			b.WriteByte(' ')
			n++
		}
		gap = false
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// shown tells a character that may stand in a line; the joiners belong to emoji and to scripts such as Persian.
func shown(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return r != utf8.RuneError && (unicode.IsPrint(r) || r == nonJoiner || r == joiner)
}
