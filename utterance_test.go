package anteroom

import (
	"fmt"
	"strings"
	"testing"
)

// Whose name a caller said: the whole name goes before a part of it, and what sounds so before what sounds alike. Accents, spelling that
// is not heard, and words around the name do not matter.
func TestSaidName(t *testing.T) {
	people := []Person{{User: "marc", First: "Marc", Last: "Tremblay"}, {User: "luc", First: "Luc", Last: "Tremblay"}, {User: "elise", First: "Élise", Last: "Gagnon"},
		{User: "zoe", First: "Zoé", Last: "Œuvrard"}, {User: "ian", First: "Ian", Last: "O’Connor"}, {User: "tib", First: "Jean-François", Last: "Thibeault"},
		{User: "roy", First: "Marie", Last: "Roy"}, {User: "philippe", First: "Philippe", Last: "Côté"}, {User: "ng", First: "", Last: "Ng"}, {User: "dai", First: "大輔", Last: "鈴木"}}
	for _, row := range []struct{ text, want string }{
		{"Marc Tremblay", "marc sure"}, {"Tremblay, Marc.", "marc sure"}, {"marc tremblé", "marc sure"}, {"Je voudrais parler à Élise Gagnon, s'il vous plaît.", "elise sure"},
		{"Could I speak to Luc Tremblay please", "luc sure"}, {"Tremblay", "marc luc sure"}, {"Élise", "elise sure"}, {"elise", "elise sure"}, {"Zoé Oeuvrard", "zoe sure"}, {"Ian O'Connor", "ian sure"},
		{"Ian Oconor", "ian sure"}, {"Jean François Thibault", "tib sure"}, {"Jean-François Tibo", "tib sure"}, {"Philip Coté", "philippe"}, {"Robert Côté", "philippe"}, {"Élise, s'il vous plaît", "elise"}, {"Filippe Cotté", "philippe sure"},
		{"Mario Roy", "roy"}, {"Marie Royer", "roy"}, {"Marc Trembley", "marc sure"}, {"Luke Tremblay", "luc"}, {"Ng", "ng sure"}, {"鈴木", "dai sure"},
		{"", ""}, {"...", ""}, {"euh", ""}, {"Bonjour", ""}, {"Robert Lavoie", ""}, {"1234", ""}, {strings.Repeat("tremblay ", 500), "marc luc"},
	} {
		caller := turn{plan: Plan{People: people}}
		found, sure := caller.said(row.text, len(people))
		var got []string
		for _, x := range found {
			got = append(got, string(x.user))
		}
		if sure {
			got = append(got, "sure")
		}
		if s := strings.Join(got, " "); s != row.want {
			t.Errorf("%.40q: got %q, want %q", row.text, s, row.want)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, row := range []struct {
		a, b string
		most int
		want bool
	}{{"gagnon", "gagnon", 0, true}, {"gagnon", "gagne", 2, true}, {"gagnon", "gagne", 1, false}, {"", "ab", 2, true}, {"ab", "", 1, false}, {"tremble", "remble", 1, true}, {"abcdef", "fedcba", 3, false}} {
		if got := within(row.a, row.b, row.most); got != row.want || within(row.b, row.a, row.most) != row.want {
			t.Errorf("%s and %s within %d: %v", row.a, row.b, row.most, got)
		}
	}
}

// A name said in a company of 100 000 is found within a few frames of sound.
func BenchmarkSaidName(b *testing.B) {
	p := Plan{Speech: true}
	for i := range 100_000 {
		p.People = append(p.People, Person{User: UserID(fmt.Sprint(i)), First: []string{"Marc", "Élise", "Jean-François", "Zoé"}[i%4], Last: fmt.Sprintf("Trem%cl%cy%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26)})
	}
	for b.Loop() {
		t := turn{plan: p}
		t.said("Je voudrais parler à Jean-François Gagnon s'il vous plaît", 10)
	}
}
