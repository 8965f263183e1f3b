package fake

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// sphinxTime is how long PocketSphinx may take, whatever its caller waits.
const sphinxTime = time.Minute

// sphinx writes down what is said with PocketSphinx, a process a question.
type sphinx struct {
	grammars map[string]string // by the model that is asked for
}

// NewSphinx is a Recogniser that listens: Debian's PocketSphinx with its English model. A model that a grammar is named after (JSGF)
// understands what that takes, within half a second; every other one understands whatever is English, and takes some seconds. It knows no French, and
// answers 400 to it: Debian has no French model, and the tests install no program or model from elsewhere.
func NewSphinx(grammars map[string]string) *Recogniser {
	r := NewRecogniser("")
	r.Replies(sphinx{grammars}.reply)
	return r
}

func (x sphinx) reply(w http.ResponseWriter, q *http.Request, s Spoken) {
	if s.Language != "en" {
		http.Error(w, "no model for "+s.Language, http.StatusBadRequest)
		return
	}
	text, err := x.hear(q.Context(), s)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"text": text})
}

// hear is what is said, its parts between pauses on one line.
func (x sphinx) hear(ctx context.Context, s Spoken) (string, error) {
	dir, err := os.MkdirTemp("", "sphinx")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	sound, grammar := filepath.Join(dir, "said.raw"), filepath.Join(dir, "said.jsgf")
	if err := os.WriteFile(sound, twiceTheRate(s.PCM), 0o600); err != nil {
		return "", err
	}
	args := []string{"-infile", sound}
	if g, ok := x.grammars[s.Model]; ok {
		if err := os.WriteFile(grammar, []byte(g), 0o600); err != nil {
			return "", err
		}
		// with its usual beams it gives up what the grammar takes, and understands nothing
		args = append(args, "-jsgf", grammar, "-beam", "1e-100", "-pbeam", "1e-100", "-wbeam", "1e-80")
	}
	ctx, cancel := context.WithTimeout(ctx, sphinxTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "pocketsphinx_continuous", args...)
	cmd.WaitDelay = time.Second
	var said, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &log
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("pocketsphinx: %w: %s", err, log.Bytes()[max(0, log.Len()-400):])
	}
	return strings.Join(strings.Fields(said.String()), " "), nil
}

// twiceTheRate is the sound of a call at the 16 kHz of the model, each sample twice. That mirrors what is below 4 kHz to above it, where
// the model listens for the hiss of an s; a clean filter leaves nothing there, and hardly a word is understood.
func twiceTheRate(pcm []int16) []byte {
	raw := make([]byte, 0, 4*len(pcm))
	for _, x := range pcm {
		raw = binary.LittleEndian.AppendUint16(raw, uint16(x)) //nolint:gosec // a sample as it is stored
		raw = binary.LittleEndian.AppendUint16(raw, uint16(x)) //nolint:gosec // a sample as it is stored
	}
	return raw
}
