package anteroom

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// second is the second language, where there really is another one.
func (p Plan) second() Language {
	if p.Languages.Second == p.Languages.First {
		return ""
	}
	return p.Languages.Second
}

func (p Plan) spoken() []Language {
	return Languages{p.Languages.First, p.second()}.List()
}

func (p Plan) person(id UserID) (Person, bool) {
	for _, x := range p.People {
		if x.User == id && id != "" {
			return x, true
		}
	}
	return Person{}, false
}

// operator is the first in the directory who is one.
func (p Plan) operator() (Person, bool) {
	for _, x := range p.People {
		if x.Operator {
			return x, true
		}
	}
	return Person{}, false
}

// extension finds whose extension the keys are, and whether more keys could make another's of them.
func (p Plan) extension(keys string) (person Person, exact, more bool) {
	for _, x := range p.People {
		switch {
		case x.Extension == "":
		case x.Extension == keys:
			person, exact = x, true
		case strings.HasPrefix(x.Extension, keys):
			more = true
		}
	}
	return person, exact, more
}

// longest is how many digits the longest extension has; 0 where nobody has one.
func (p Plan) longest() int {
	n := 0
	for _, x := range p.People {
		n = max(n, len(x.Extension))
	}
	return n
}

// named finds the people whose last and first name, or first and last name, begin with the keys; at most that many.
func (p Plan) named(keys string, most int) []Person {
	var found []Person
	for _, x := range p.People {
		if len(found) == most {
			break
		}
		if spelt(x.First, x.Last, keys) {
			found = append(found, x)
		}
	}
	return found
}

// spelt tells whether a name, the last or the first name before the other, begins with the keys.
func spelt(first, last, keys string) bool {
	first, last = keypad(first), keypad(last)
	return strings.HasPrefix(last+first, keys) || strings.HasPrefix(first+last, keys)
}

// unspelt is what would still be typed of such a name.
func unspelt(first, last, keys string) string {
	first, last = keypad(first), keypad(last)
	if rest, ok := strings.CutPrefix(last+first, keys); ok {
		return rest
	}
	return strings.TrimPrefix(first+last, keys)
}

// listed is somebody found by name: a person of the company, or a contact of the user who signed in with the assistant.
type listed struct {
	user    UserID
	contact ContactID
}

// listed are those whose names begin with the keys, people of the company before contacts; at most that many.
func (t *turn) listed(keys string, most int) []listed {
	var found []listed
	for _, p := range t.named(keys, most) {
		found = append(found, listed{user: p.User})
	}
	if t.desk == nil {
		return found
	}
	for _, c := range t.desk.Contacts {
		if len(found) < most && spelt(c.First, c.Last, keys) {
			found = append(found, listed{contact: c.ID})
		}
	}
	return found
}

// nameOf is how somebody who was found is announced.
func (t *turn) nameOf(x listed) string {
	if x.contact != "" {
		return t.contact(x.contact).Name()
	}
	person, _ := t.plan.person(x.user)
	return person.Name()
}

// bringTo brings the caller to somebody who was found by name: to a contact by the leave of the gate.
func (t *turn) bringTo(x listed) {
	if x.contact == "" {
		person, _ := t.plan.person(x.user)
		t.ring(person)
		return
	}
	t.sayName("connecting", t.nameOf(x))
	t.wait(Reach{Number: string(t.contact(x.contact).Number)})
}

func (t *turn) contact(id ContactID) Contact {
	for _, c := range t.desk.Contacts {
		if c.ID == id {
			return c
		}
	}
	return Contact{}
}

// label is how the call log names the person.
func (p Person) label() string {
	if p.Extension != "" {
		return p.Extension
	}
	return string(p.User)
}

// keypad is a name as it is typed on a telephone's keys (ITU-T E.161): 2 for a, b, c. Accents don't matter; what is
// neither letter nor digit is left out.
func keypad(name string) string {
	keys := make([]byte, 0, len(name))
	for _, l := range Unaccented(name) {
		switch {
		case l >= 'a' && l <= 'z':
			keys = append(keys, "22233344455566677778889999"[l-'a'])
		case l >= '0' && l <= '9':
			keys = append(keys, byte(l))
		}
	}
	return string(keys)
}

// Unaccented writes Latin letters in small a to z: é as e, œ as oe, ß as ss. Other characters stay as they are.
func Unaccented(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteString(plain(unicode.ToLower(r)))
		}
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// plain writes a letter that has no decomposition in Unicode with the letters that stand for it.
func plain(r rune) string {
	switch r {
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	case 'ß':
		return "ss"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	}
	return string(r)
}
