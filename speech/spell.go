package speech

import (
	"anteroom.dev/anteroom"
)

// mostSpelled is how many letters of a name are spelled before a caller has had enough.
const mostSpelled = 24

// spell says a name letter by letter in the built-in voice. Accents are left out; other characters are a pause.
func (s *Speaker) spell(c Clip) []byte {
	var sound []byte
	n := 0
	for _, r := range anteroom.Unaccented(c.Name) {
		var id anteroom.PromptID
		switch {
		case r >= 'a' && r <= 'z':
			id = letterID(byte(r))
		case r >= '0' && r <= '9':
			id = digitID(byte(r))
		default:
			sound = append(sound, silence(wordGap)...)
			continue
		}
		if n++; n > mostSpelled {
			break
		}
		letter, _ := s.builtIn.of(spelled(s.catalogue, c.Language, id))
		sound = append(append(sound, letter...), silence(letterGap)...)
	}
	return sound
}
