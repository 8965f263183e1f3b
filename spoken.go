package anteroom

import "time"

// Understand takes down what the caller says, and has it written down: then Spoke. Who speaks while something plays stops that. Where no
// word begins within For, once nothing plays any more, it is Silence. It ends with Quiet of silence behind a word, or after Most. A key ends
// it at once, whatever a recogniser makes of what was said.
type Understand struct {
	Language         Language
	For, Most, Quiet time.Duration
}

func (Understand) action() {}

// Spoke is what the caller said: Event.Text; empty: nothing could be made of it.
const Spoke EventKind = 61

// How long a name is listened to, and how often nothing may be made of it before keys alone are asked for.
const (
	speakTime    = 4 * time.Second // for a first word, or key
	longestName  = 6 * time.Second
	quietName    = 900 * time.Millisecond
	mostMisheard = 2
)

// speaking is how a call fares with what was said.
type speaking struct {
	misheard int
}

// speaks tells whether a name may be said.
func (t *turn) speaks() bool { return t.plan.Speech && t.misheard < mostMisheard }

// askSpoken asks for a name, to be said or spelled.
func (t *turn) askSpoken(id PromptID) {
	t.keys, t.answered = "", 0
	t.say(id)
	t.do(Understand{t.Language, speakTime, longestName, quietName})
}

// spoken takes a name that was said. One person of exactly that name is rung; of others, and where it only sounds alike, the caller
// chooses.
func (t *turn) spoken(text string) {
	if t.step != atName || t.keys != "" || !t.speaks() {
		return
	}
	t.silences = 0
	found, sure := t.said(text, len(t.found)+1)
	switch {
	case len(found) == 0:
		t.misheard++
		t.say("not_understood")
		t.spell()
	case len(found) > len(t.found):
		if t.misheard++; t.speaks() {
			t.askSpoken("say_whole_name")
			return
		}
		t.spell()
	case sure && len(found) == 1:
		t.bringTo(found[0])
	default:
		t.choose(found)
	}
}

// said are those who are named in what was said, people before contacts; at most that many. It is sure where that is exactly how
// their names sound.
func (t *turn) said(text string, most int) (found []listed, sure bool) {
	u := newUtterance(text)
	people := t.plan.People
	if t.group != "" {
		people = t.plan.members(t.plan.front().Groups[t.group])
	}
	type one struct {
		who         listed
		first, last string
	}
	var list []one
	add := func(who listed, first, last string) {
		list = append(list, one{who, sounding(Unaccented(first)), sounding(Unaccented(last))})
	}
	for _, p := range people {
		add(listed{user: p.User}, p.First, p.Last)
	}
	if t.desk != nil {
		for _, c := range t.desk.Contacts {
			add(listed{contact: c.ID}, c.First, c.Last)
		}
	}
	for _, near := range []bool{false, true} {
		for _, x := range list {
			u.weigh(x.who, x.first, x.last, near)
		}
		if u.best.sure() {
			break
		}
	}
	return u.found[:min(most, len(u.found))], u.best.sure()
}
