package speech

import (
	"embed"
	"io/fs"
	"path"
	"strings"

	"anteroom.dev/anteroom"
)

//go:generate go run ./render

//go:embed sound
var sounds embed.FS

// builtIn is the sound built into the program, in µ-law, by a clip's key without voice.
type builtIn map[string][]byte

// loadBuiltIn finds the clips by the beginnings of their keys, which end the files' names.
func loadBuiltIn() builtIn {
	b := builtIn{}
	files, _ := fs.Glob(sounds, "sound/*/*.ulaw") // the pattern is right, and the files are in memory
	for _, f := range files {
		name := strings.TrimSuffix(path.Base(f), ".ulaw")
		b[name[strings.LastIndexByte(name, '-')+1:]], _ = sounds.ReadFile(f)
	}
	return b
}

// of is the sound of a clip.
func (b builtIn) of(c Clip) (sound []byte, ok bool) {
	sound, ok = b[c.key("")[:16]]
	return sound, ok
}

// BuiltInNames are the names that are spoken without an engine: those of the demo.
func BuiltInNames() []string {
	raw, _ := sounds.ReadFile("sound/names.txt") // in memory
	return strings.FieldsFunc(string(raw), func(r rune) bool { return r == '\n' || r == '\r' })
}

// builtInVoice is the voice that speaks the built-in sound.
func builtInVoice(l anteroom.Language) string { return espeak{}.Voice(l) }
