package anteroom

import (
	"net/url"
	"strings"
	"time"
	"unicode"
)

// Recogniser is the speech recogniser of the installation: a server that writes down what is said, as the servers of
// Whisper do.
type Recogniser struct {
	Address    string    `json:"address"` // "https://whisper.example:9000", with or without the final /v1; empty: there is none
	Model      string    `json:"model"`   // asked of the server
	Seconds    int       `json:"seconds"` // that it may take for a voice message
	KeySet     bool      `json:"key_set"` // the key is sealed
	KeyChanged time.Time `json:"key_changed,omitzero"`
}

// The limits of a recogniser.
const (
	LeastRecognising = 5 // seconds
	MostRecognising  = 100
	UsualRecognising = 30
	UsualRecogniser  = "whisper-1"
	MostTranscript   = 10_000 // characters of what is written down
)

// Is tells whether there is one.
func (r Recogniser) Is() bool { return r.Address != "" }

// Limit is how long it may take for a voice message.
func (r Recogniser) Limit() time.Duration { return time.Duration(r.Seconds) * time.Second }

// Server is the host and port of its address: its key goes to that alone.
func (r Recogniser) Server() string {
	u, err := url.Parse(r.Address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Check names what is wrong with it. One that is not there is not wrong.
func (r Recogniser) Check(f *Fields) {
	if !r.Is() {
		return
	}
	u, err := url.Parse(r.Address)
	if err != nil || len(r.Address) > 300 || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		f.Wrong("address", "error.recogniser.address")
	}
	f.Name("model", r.Model, 1, 100)
	f.between("seconds", r.Seconds, LeastRecognising, MostRecognising)
}

// Transcript is what a recogniser wrote, as it is kept: on one line, without what is no text, cut to MostTranscript; empty where
// there is no word in it.
func Transcript(said string) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range strings.ToValidUTF8(said, "") {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			space = true
			continue
		}
		if space && n > 0 {
			b.WriteByte(' ')
			n++
		}
		if space = false; n >= MostTranscript-1 {
			break
		}
		b.WriteRune(r)
		n++
	}
	if s := b.String(); strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return s
	}
	return ""
}
