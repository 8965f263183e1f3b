package mail

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"anteroom.dev/anteroom"
)

var (
	// address is a link, of which only the site is worth hearing.
	link = regexp.MustCompile(`(?i)<?\bhttps?://[^\s<>"]+>?`)
	// heading is a line "From: somebody" of a message that is passed on.
	copied = regexp.MustCompile(`^\*?\p{Lu}[\p{L} '’-]{0,20}\s?\*?:\*?\s\S`)
)

// spoken is a text as it is read aloud: without what it quotes, the signature below "-- ", and long links; white space
// and marks that nobody would say made one. What is nothing but a quotation stays.
func spoken(s string) (text string, quoted, cut bool) {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "")
	lines := strings.Split(s, "\n")
	own, quoted := unquoted(lines)
	text = tidy(own)
	if text == "" && quoted {
		for i, l := range lines {
			lines[i] = strings.TrimLeft(l, "> ")
		}
		text, quoted = tidy(lines), false
	}
	if r := []rune(text); len(r) > anteroom.MostRead {
		text, cut = strings.TrimSpace(string(r[:anteroom.MostRead])), true
	}
	return text, quoted, cut
}

// unquoted leaves out quotations with the line that announces them, what follows the head of a copied message, and the
// signature.
func unquoted(lines []string) (own []string, quoted bool) {
	for i := 0; i < len(lines); i++ {
		l := strings.TrimRight(lines[i], " \t")
		switch {
		case l == "--" && strings.HasPrefix(lines[i], "-- "), l == "--": // RFC 3676 section 4.3
			return own, quoted || quotes(lines[i:])
		case strings.HasPrefix(l, ">"):
			if !quoted || !inQuote(lines, i) {
				own = unannounced(own)
			}
			quoted = true
		case divides(l) && isCopied(lines[i+1:]), isCopied(lines[i:]) && i > 0 && strings.TrimSpace(lines[i-1]) == "":
			return own, true
		default:
			own = append(own, l)
		}
	}
	return own, quoted
}

func inQuote(lines []string, i int) bool { return i > 0 && strings.HasPrefix(lines[i-1], ">") }

func quotes(lines []string) bool {
	for _, l := range lines {
		if strings.HasPrefix(l, ">") {
			return true
		}
	}
	return false
}

// unannounced takes the paragraph away that ends with a colon directly before a quotation: "On Monday Ann wrote:".
func unannounced(own []string) []string {
	end := len(own)
	for end > 0 && strings.TrimSpace(own[end-1]) == "" {
		end--
	}
	if end == 0 || !strings.HasSuffix(strings.TrimSpace(own[end-1]), ":") {
		return own
	}
	for first := end - 1; first >= max(0, end-3); first-- {
		if first == 0 || strings.TrimSpace(own[first-1]) == "" {
			return own[:first]
		}
	}
	return own[:end-1]
}

// divides tells the line by which mail programs set apart a message that they copy.
func divides(l string) bool {
	l = strings.TrimSpace(l)
	return len(l) >= 10 && (strings.Trim(l, "_") == "" || strings.HasPrefix(l, "-----") && strings.HasSuffix(l, "-----") || strings.HasPrefix(l, "---------- ") && strings.HasSuffix(l, "---------"))
}

// isCopied tells the head of a copied message: three lines "Name: value" or more, with an address or a time among them.
func isCopied(lines []string) bool {
	n, telling := 0, false
	for _, l := range lines[:min(len(lines), 8)] {
		if strings.TrimSpace(l) == "" && n == 0 {
			continue
		}
		if !copied.MatchString(l) {
			break
		}
		n++
		telling = telling || strings.Contains(l, "@") || strings.ContainsAny(l, "0123456789") && strings.Contains(l, ":")
	}
	return n >= 3 && telling
}

// tidy joins lines to a text: links become their sites, rulers go, and there is one empty line at most.
func tidy(lines []string) string {
	var b strings.Builder
	gap := false
	for _, l := range lines {
		l = sayable(link.ReplaceAllStringFunc(l, site))
		if l == "" || !strings.ContainsFunc(l, func(r rune) bool {
			return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) && r > 0x2000
		}) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteString("\n")
		}
		gap = false
		b.WriteString(l + "\n")
	}
	return strings.TrimSpace(b.String())
}

// sayable is a line with its white space made one, without what can't be seen and rows of the same mark.
func sayable(l string) string {
	var b strings.Builder
	var last rune
	row, gap := 0, false
	for _, r := range l {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			gap = b.Len() > 0
			continue
		}
		if !shown(r) {
			continue
		}
		if row++; r != last {
			last, row = r, 1
		}
		if row > 3 && (unicode.IsPunct(r) || unicode.IsSymbol(r)) {
			continue
		}
		if gap {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

// site is what of a link is said.
func site(s string) string {
	u, err := url.Parse(strings.Trim(s, "<>"))
	if err != nil || u.Hostname() == "" {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}
