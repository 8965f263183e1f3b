package voice

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"strconv"
	"strings"

	"github.com/emiago/sipgo/sip"
)

const (
	mostMedia = 8 // lines of one description
	mostParts = 8 // of one body
)

// description is what is read of a description of a session (RFC 8866). It is read by what it says, not by its form: phones and carriers
// leave lines out that are mandatory, put them in another order, and add some of their own.
type description struct {
	address    string // empty: none for the whole session
	attributes []attribute
	media      []medium
}

type attribute struct{ name, value string }

// medium is one line of media, with what belongs to it.
type medium struct {
	kind       string
	port       int // 0: it is refused, or none that there is
	proto      string
	formats    []string
	address    string // empty: that of the session
	attributes []attribute
}

// readDescription never fails: what can't be read is not there.
func readDescription(body []byte) (d description) {
	for line := range strings.FieldsFuncSeq(string(body), func(r rune) bool { return r == '\r' || r == '\n' }) {
		kind, value, _ := strings.Cut(line, "=")
		address, attributes := &d.address, &d.attributes
		if n := len(d.media); n > 0 {
			address, attributes = &d.media[n-1].address, &d.media[n-1].attributes
		}
		words := strings.Fields(value)
		switch {
		case kind == "m" && len(words) > 2:
			d.media = append(d.media, newMedium(words))
		case kind == "c" && len(words) > 2:
			*address, _, _ = strings.Cut(words[2], "/")
		case kind == "a":
			name, value, _ := strings.Cut(value, ":")
			*attributes = append(*attributes, attribute{strings.TrimSpace(name), strings.TrimSpace(value)})
		}
	}
	return d
}

// newMedium takes the words of a line of media: kind, port, protocol, formats.
func newMedium(words []string) medium {
	first, _, _ := strings.Cut(words[1], "/")
	port, err := strconv.ParseUint(first, 10, 16)
	if err != nil {
		port = 0
	}
	return medium{kind: words[0], port: int(port), proto: words[2], formats: words[3:]}
}

// describedIn is the description in a message. Of a body in several parts, as carriers send it with signals of their own beside
// (RFC 5621 section 3), it is the first that is one.
func describedIn(m sip.Message) []byte {
	headers := m.GetHeaders("Content-Type")
	if len(headers) == 0 {
		return m.Body()
	}
	kind, params, err := mime.ParseMediaType(headers[0].Value())
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		return m.Body()
	}
	parts := multipart.NewReader(bytes.NewReader(m.Body()), params["boundary"])
	for range mostParts {
		part, err := parts.NextPart()
		if err != nil {
			return nil
		}
		if kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind == "application/sdp" {
			body, _ := io.ReadAll(part) // what is missing of it is read as not there
			return body
		}
	}
	return nil
}
