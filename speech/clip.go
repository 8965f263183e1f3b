package speech

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
)

// Clip is one piece of sound: words that are spoken in one go.
type Clip struct {
	ID       string // readable: "greeting.before", "letter_a", "name.marc-tremblay"
	Language anteroom.Language
	Text     string // as an engine is given it: plain words with punctuation
	Name     string // what to spell where nothing speaks it; empty: not a name
}

// key is under what the sound is kept, in hexadecimal. Another text, language or voice is another key.
func (c Clip) key(voice string) string {
	sum := sha256.Sum256([]byte(string(c.Language) + "\x00" + voice + "\x00" + c.Text))
	return hex.EncodeToString(sum[:])
}

// File is the clip's name in the folder of built-in sound: a changed text is another file.
func (c Clip) File() string {
	return fmt.Sprintf("%s/%s-%s.ulaw", c.Language, c.ID, c.key("")[:16])
}

// script is what is to be spoken, piece by piece.
func script(c *locale.Catalogue, p anteroom.Prompt) ([]Clip, error) {
	if p.Text != "" {
		return textClips(p.Language, p.Text), nil
	}
	text, ok := c.Prompt(p.Language, p.ID)
	if !ok {
		return nil, &anteroom.Error{Msg: anteroom.T("error.internal"), Err: fmt.Errorf("speech: no prompt %q in %q", p.ID, p.Language)}
	}
	if isSpelling(p.ID) {
		return []Clip{spelled(c, p.Language, p.ID)}, nil
	}
	before, after, found := strings.Cut(text, "{name}")
	if found {
		return around(p, before, after, nameClips(p.Language, p.Name, after)), nil
	}
	if before, after, found = strings.Cut(text, "{time}"); found {
		return around(p, before, after, momentClips(p, c.In(p.Language).SpokenTime(p.At()), "15 04")), nil
	}
	if before, after, found = strings.Cut(text, "{moment}"); found {
		return around(p, before, after, momentClips(p, c.In(p.Language).SpokenMoment(p.At()), "01 02 15 04")), nil
	}
	before, after, found = strings.Cut(text, "{digits}")
	digits := onlyDigits(p.Digits)
	switch {
	case !found:
		return []Clip{{ID: string(p.ID), Language: p.Language, Text: text}}, nil
	case len(digits) == 1: // a whole sentence sounds better than a joined one, and there are only ten
		word, _ := c.Prompt(p.Language, digitID(digits[0]))
		return []Clip{{ID: string(p.ID) + "." + digits, Language: p.Language, Text: before + word + after}}, nil
	}
	return around(p, before, after, digitClips(c, p.Language, digits)), nil
}

// textClips is a text of somebody's own, divided so that an engine has the first words ready soon.
func textClips(l anteroom.Language, text string) []Clip {
	var clips []Clip
	for _, part := range parts(text) {
		clips = append(clips, Clip{ID: "text", Language: l, Text: part})
	}
	return clips
}

// around puts the fixed words before and after what takes the place of the placeholder.
func around(p anteroom.Prompt, before, after string, middle []Clip) []Clip {
	var clips []Clip
	if hasWords(before) {
		clips = append(clips, Clip{ID: string(p.ID) + ".before", Language: p.Language, Text: unfinished(before)})
	}
	clips = append(clips, middle...)
	if after = strings.TrimLeftFunc(after, notWord); after != "" {
		clips = append(clips, Clip{ID: string(p.ID) + ".after", Language: p.Language, Text: strings.TrimSpace(after)})
	}
	return clips
}

// unfinished ends a piece with a comma, so that the voice stays up and goes on.
func unfinished(s string) string {
	s = strings.TrimSpace(s)
	if last, _ := utf8.DecodeLastRuneInString(s); unicode.IsPunct(last) {
		return s
	}
	return s + ","
}

// nameClips is a name with the melody of its place: it ends the sentence, or the sentence goes on.
func nameClips(l anteroom.Language, name, after string) []Clip {
	words := sayable(name)
	if !hasWords(words) {
		return nil
	}
	id := "name." + slug(words)
	if strings.HasPrefix(after, ".") {
		return []Clip{{ID: id + ".end", Language: l, Text: words + ".", Name: words}}
	}
	return []Clip{{ID: id, Language: l, Text: words + ",", Name: words}}
}

// momentClips is a moment at the end of a sentence, in the words of the language; spelled it is digits.
func momentClips(p anteroom.Prompt, words, digits string) []Clip {
	if p.Moment == "" {
		return nil
	}
	return []Clip{{ID: "moment", Language: p.Language, Text: strings.TrimSuffix(words, ".") + ".", Name: p.At().Format(digits)}}
}

func digitClips(c *locale.Catalogue, l anteroom.Language, digits string) []Clip {
	var clips []Clip
	for i := range len(digits) {
		clips = append(clips, spelled(c, l, digitID(digits[i])))
	}
	return clips
}

// spelled is a letter or a digit by itself.
func spelled(c *locale.Catalogue, l anteroom.Language, id anteroom.PromptID) Clip {
	text, _ := c.Prompt(l, id)
	return Clip{ID: string(id), Language: l, Text: text + "."}
}

func digitID(d byte) anteroom.PromptID  { return anteroom.PromptID("digit_" + string(rune(d))) }
func letterID(l byte) anteroom.PromptID { return anteroom.PromptID("letter_" + string(rune(l))) }

// longestName is the most of a name, in characters, that is spoken.
const longestName = 80

// sayable is a name without what an engine could take for an instruction: espeak-ng reads [[phonemes]] and <markup>.
func sayable(name string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r), strings.ContainsRune(".,'’&+-", r):
			return r
		}
		return ' '
	}, strings.ToValidUTF8(name, " "))
	if r := []rune(s); len(r) > longestName {
		s = string(r[:longestName])
	}
	return strings.TrimRight(strings.Join(strings.Fields(s), " "), ".,")
}

// slug is a name in the characters of a file's name.
func slug(name string) string {
	return strings.Join(strings.FieldsFunc(anteroom.Unaccented(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func hasWords(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return !notWord(r) })
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// BuiltIn are the clips that the program is to have built in: all fixed words of all prompts in all languages, the
// letters and digits, the sentences with one digit, and the names given.
func BuiltIn(c *locale.Catalogue, names []string) ([]Clip, error) {
	var clips []Clip
	seen := map[string]bool{}
	for _, l := range c.Languages() {
		for _, p := range utterances(c, l, names) {
			parts, err := script(c, p)
			if err != nil {
				return nil, err
			}
			for _, part := range parts {
				if !seen[part.File()] {
					seen[part.File()] = true
					clips = append(clips, part)
				}
			}
		}
	}
	return clips, nil
}

// utterances are prompts enough to meet every clip once.
func utterances(c *locale.Catalogue, l anteroom.Language, names []string) []anteroom.Prompt {
	var all []anteroom.Prompt
	for _, id := range c.Prompts() {
		p := anteroom.Prompt{ID: id, Language: l}
		all = append(all, p)
		text, _ := c.Prompt(l, id)
		if strings.Contains(text, "{digits}") {
			for d := range 10 {
				p.Digits = strconv.Itoa(d)
				all = append(all, p)
			}
		}
		if strings.Contains(text, "{name}") {
			p.Digits = ""
			for _, n := range names {
				p.Name = n
				all = append(all, p)
			}
		}
	}
	return all
}

func isSpelling(id anteroom.PromptID) bool {
	return strings.HasPrefix(string(id), "letter_") || strings.HasPrefix(string(id), "digit_")
}
