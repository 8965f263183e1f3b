package anteroom

import (
	"math/bits"
	"strings"
	"unicode"
)

// likeness is how well a name fits what was said.
type likeness int

const (
	wholeName  likeness = iota // first and last name sound exactly so
	onePart                    // one of them does, and nothing else was said
	nearName                   // both sound much alike
	partOfName                 // one of them sounds exactly so
	nearPart                   // one of them sounds much alike
	unlike
)

func (l likeness) sure() bool { return l <= onePart }

// utterance is what a caller said, held against names. It keeps those that fit best.
type utterance struct {
	words map[string]bool  // every run of words
	spans map[int][]sounds // the same, by their length
	all   string           // of them
	found []listed
	best  likeness
}

// The limits of what is looked at of what was said.
const (
	mostSaid      = 200 // characters
	mostSaidWords = 16
	longestSpan   = 5 // words that one name may have been taken for
)

// sounds is a name, or a run of words, in the letters that say how it sounds.
type sounds struct {
	letters string
	mask    uint32 // of letters that are in it
}

func newUtterance(text string) *utterance {
	if r := []rune(text); len(r) > mostSaid {
		text = string(r[:mostSaid])
	}
	var words []string
	for _, w := range strings.FieldsFunc(Unaccented(text), func(r rune) bool { return !letter(r) && r != '\'' && r != '’' }) {
		if w = sounding(w); w != "" && len(words) < mostSaidWords {
			words = append(words, w)
		}
	}
	s := &utterance{best: unlike, all: strings.Join(words, ""), words: map[string]bool{}, spans: map[int][]sounds{}}
	for i := range words {
		for j := i + 1; j <= len(words) && j-i <= longestSpan; j++ {
			if span := strings.Join(words[i:j], ""); !s.words[span] {
				s.words[span] = true
				s.spans[len(span)] = append(s.spans[len(span)], soundsOf(span))
			}
		}
	}
	return s
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// weigh keeps somebody whose name, as it sounds, fits at least as well as that of those who were found before. Names that only sound alike are
// for a second pass, near: it costs ten times as much, and most names are said as they are.
func (s *utterance) weigh(who listed, first, last string, near bool) {
	l := s.exactly(first, last)
	if near {
		l = s.nearly(first, last)
	}
	switch {
	case l == unlike || l > s.best:
		return
	case l < s.best:
		s.best, s.found = l, s.found[:0]
	}
	s.found = append(s.found, who)
}

// exactly is how well a name fits that sounds just so.
func (s *utterance) exactly(first, last string) likeness {
	switch {
	case s.has(first + last), s.has(last + first):
		return wholeName
	case s.has(first) && first == s.all, s.has(last) && last == s.all:
		return onePart
	case s.has(first), s.has(last):
		return partOfName
	}
	return unlike
}

func (s *utterance) has(name string) bool { return len(name) > 1 && s.words[name] }

// nearly is how well one fits that sounds alike; nothing that fits worse than what was found is looked for.
func (s *utterance) nearly(first, last string) likeness {
	switch {
	case s.hasAlike(first + last), first != "" && last != "" && s.hasAlike(last+first):
		return nearName
	case s.best < nearPart:
	case s.hasAlike(first), s.hasAlike(last):
		return nearPart
	}
	return unlike
}

func (s *utterance) hasAlike(name string) bool {
	most := mayDiffer(len(name))
	if most == 0 {
		return false
	}
	one := soundsOf(name)
	for n := len(name) - most; n <= len(name)+most; n++ {
		for _, span := range s.spans[n] {
			if bits.OnesCount32(span.mask^one.mask) <= 2*most && within(span.letters, name, most) {
				return true
			}
		}
	}
	return false
}

// mayDiffer is in how many letters a name of so many may differ from what was said: the longer it is, the more.
func mayDiffer(letters int) int {
	switch {
	case letters < 4:
		return 0
	case letters < 7:
		return 1
	case letters < 11:
		return 2
	}
	return 3
}

// within tells whether so many letters at most have to be changed, added or left out to make one of the other.
func within(a, b string, most int) bool {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner, least := row[0], i+1
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost = 1 + min(corner, row[j], row[j+1])
			}
			corner, row[j+1] = row[j+1], cost
			least = min(least, cost)
		}
		if least > most {
			return false
		}
	}
	return row[len(b)] <= most
}

func soundsOf(letters string) sounds {
	s := sounds{letters: letters}
	for i := range len(letters) {
		switch c := letters[i]; {
		case c >= 'a' && c <= 'z':
			s.mask |= 1 << (c - 'a')
		default:
			s.mask |= 1 << 26
		}
	}
	return s
}

// alike are ways of writing that mostly sound the same in the names of our languages, longer ones first.
var alike = strings.NewReplacer("eaux", "o", "eault", "o", "eau", "o", "ault", "o", "aux", "o", "au", "o", "ph", "f", "qu", "k", "ck", "k", "ay", "e", "ai", "e", "ei", "e", "ey", "e",
	"ce", "se", "ci", "si", "cy", "si", "c", "k", "q", "k", "y", "i", "z", "s", "h", "", "w", "v")

// sounding is an unaccented name in the letters of how it sounds, roughly: doubled ones once, what is neither letter nor digit left
// out.
func sounding(name string) string {
	if len(name) == 1 { // an initial is what it is
		return name
	}
	var b strings.Builder
	var last rune
	for _, r := range alike.Replace(name) {
		if letter(r) && r != last {
			b.WriteRune(r)
		}
		if letter(r) {
			last = r
		}
	}
	return b.String()
}
