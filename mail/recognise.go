package mail

import (
	"math"
	"strings"
	"unicode"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
)

// recogniser tells languages apart by how often three letters follow one another, as the catalogue's own texts have it: a
// further language needs no code (R19).
type recogniser map[anteroom.Language]trigrams

type trigrams struct {
	often map[[3]rune]float64 // logarithm of the share
	never float64             // of what the catalogue does not have
}

const mostRecognised = 4000 // letters that are enough to tell

func newRecogniser(c *locale.Catalogue) recogniser {
	r := recogniser{}
	for _, l := range c.Languages() {
		count, total := map[[3]rune]int{}, 0
		p := c.In(l)
		for _, key := range c.Keys(l) {
			each(p.T(key), func(g [3]rune) {
				count[g]++
				total++
			})
		}
		t := trigrams{often: make(map[[3]rune]float64, len(count)), never: math.Log(0.3 / float64(total+1))}
		for g, n := range count {
			t.often[g] = math.Log(float64(n) / float64(total))
		}
		r[l] = t
	}
	return r
}

// of is the language of a text: of the two, the likelier one; the first where there is too little to tell.
func (r recogniser) of(text string, l anteroom.Languages) anteroom.Language {
	if l.Second == "" {
		return l.First
	}
	first, second, n := 0.0, 0.0, 0
	a, b := r[l.First], r[l.Second]
	each(text, func(g [3]rune) {
		if n++; n <= mostRecognised {
			first += a.of(g)
			second += b.of(g)
		}
	})
	if second > first {
		return l.Second
	}
	return l.First
}

func (t trigrams) of(g [3]rune) float64 {
	if share, ok := t.often[g]; ok {
		return share
	}
	return t.never
}

// each goes through a text's letters by threes; whatever is no letter parts words. What stands in braces is a place for
// something else.
func each(text string, visit func([3]rune)) {
	var g [3]rune
	g[1], g[2] = ' ', ' '
	hole := false
	for _, r := range strings.ToLower(text) + " " {
		switch {
		case r == '{':
			hole = true
		case r == '}':
			hole = false
		}
		if hole || !unicode.IsLetter(r) {
			r = ' '
		}
		if r == ' ' && g[2] == ' ' {
			continue
		}
		g[0], g[1], g[2] = g[1], g[2], r
		visit(g)
	}
}
