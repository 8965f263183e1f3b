package voice

import (
	"log/slog"
	"maps"

	"github.com/emiago/sipgo/sip"
)

// Messages are read by sipgo, on goroutines of its own where they come by a connection: a panic there would end the process.

// guarded are readers of headers of which none panics: a message on which one would is not taken.
func guarded(readers map[string]sip.HeaderParser, log *slog.Logger) map[string]sip.HeaderParser {
	safe := maps.Clone(readers)
	for name, read := range readers {
		safe[name] = func(as []byte, text string) (h sip.Header, err error) {
			defer survive(log, "a header", func() { h, err = nil, errPanic })
			return read(as, text)
		}
	}
	return safe
}
