package anteroom

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// walk is where a call stands among the menus and groups of a company.
type walk struct {
	menuAt MenuID  // the menu that the caller is in; empty: the one that is built in
	asked  MenuID  // the company's from which an extension is asked for
	group  GroupID // that is rung, or whose names are searched; empty: none
	turns  int     // members of it that were rung, where they ring in turn
	hops   int     // destinations that the call came to
	closed OpenState
}

// The steps of a call among them.
const (
	atGroup step = 200 + iota
	atNumber
)

// mostHops is how many destinations one call comes to, so that announcements that lead to one another end.
const mostHops = 60

// front is the receptionist's; the zero one where nothing is set.
func (p Plan) front() Front {
	if p.Front == nil {
		return Front{}
	}
	return *p.Front
}

// sayGreeting says the company's own greeting, else the one that is built in.
func (t *turn) sayGreeting() {
	w := Said(t.plan.front().Greeting, t.Language)
	t.sayAll(Prompt{ID: "greeting", Language: t.Language, Name: t.plan.CompanyName, Text: w.Text, Recording: w.Sound})
}

// enter logs a step, behind those that this turn entered already; a menu that is left by the very key that enters it is
// none.
func (t *turn) enter(step string) {
	if t.Path == "" || t.Path == "menu" {
		t.Path = step
		return
	}
	t.Path += "\n" + step
}

// start brings the caller to where callers are brought after the greeting.
func (t *turn) start() {
	f := t.plan.front()
	switch t.closed = f.At(t.plan.At); {
	case t.closed == OnHoliday && f.Holiday != "":
		t.enter(string(OnHoliday))
		t.bring(f.Holiday)
	case t.closed != Open && f.Closed != "":
		t.enter(string(t.closed))
		t.bring(f.Closed)
	case t.closed != Open:
		t.enter(string(t.closed))
		t.say("closed")
		t.end(Announced, OutsideHours)
	case f.Root != "":
		t.bring(f.Root)
	default:
		t.menu()
		t.unlogged = true
	}
}

// ownMenu is the menu of the company's that the caller is in, where it is one.
func (t *turn) ownMenu() (Menu, bool) {
	if t.menuAt == askExtension {
		return Menu{ID: askExtension, Extensions: true}, false
	}
	m, ok := t.plan.front().Menus[t.menuAt]
	return m, ok
}

// askExtension stands for a built-in menu that takes extensions alone.
const askExtension MenuID = "*"

// askOwn says a menu of the company's. An announcement leads on at once.
func (t *turn) askOwn(m Menu) {
	id := PromptID("menu_own")
	if !m.Asks() {
		id = "announcement_own"
	}
	w := Said(m.Prompts, t.Language)
	t.sayAll(Prompt{ID: id, Language: t.Language, Text: w.Text, Recording: w.Sound})
	switch {
	case m.Asks():
		t.listen(time.Duration(m.Wait) * time.Second)
	case m.Silence == "":
		t.end(Announced, MenuEnded)
	default:
		t.bring(m.Silence)
	}
}

// leads is where a key leads in the menu in which the caller is; empty: nowhere. 0 is the operator, where the menu has no
// other use for it.
func (t *turn) leads(key string) Destination {
	m, own := t.ownMenu()
	if to := m.To(key); own && to != "" {
		return to
	}
	if _, ok := t.plan.operator(); ok && key == "0" {
		return Destination(ToOperator)
	}
	return ""
}

// star is the key * where the menu has no use for it: the search by name, where callers may dial anybody, else the
// beginning.
func (t *turn) star() {
	if m, own := t.ownMenu(); own && !m.Extensions {
		t.menuAt = ""
		t.start()
		return
	}
	t.group = ""
	t.name()
}

// leaveNames goes back from the search by name: where an extension was asked for before it, to the menu that led there.
func (t *turn) leaveNames() {
	if t.menuAt == askExtension && t.asked != "" {
		t.menuAt = t.asked
	}
	t.Path = "menu"
	t.menu()
}

// extension is the plan's, where the menu takes extensions.
func (t *turn) extension(keys string) (person Person, exact, more bool) {
	if m, own := t.ownMenu(); own && !m.Extensions {
		return Person{}, false, false
	}
	return t.plan.extension(keys)
}

func (t *turn) longest() int {
	if m, own := t.ownMenu(); own && !m.Extensions {
		return 0
	}
	return t.plan.longest()
}

// unknown is what is said of keys that lead nowhere.
func (t *turn) unknown() PromptID {
	if _, own := t.ownMenu(); own {
		return "unknown_choice"
	}
	return "unknown_extension"
}

// named are the people of the group whose names are searched, or all.
func (t *turn) named(keys string, most int) []Person {
	if t.group == "" {
		return t.plan.named(keys, most)
	}
	return Plan{People: t.plan.members(t.plan.front().Groups[t.group])}.named(keys, most)
}

// bring takes the caller to a destination. One that leads nowhere any more is told.
func (t *turn) bring(to Destination) {
	if t.hops++; t.hops > mostHops {
		t.goodbye(TooManyTries)
		return
	}
	kind, id := to.Split()
	front := t.plan.front()
	switch kind {
	case ToMenu:
		if m, ok := front.Menus[MenuID(id)]; ok {
			t.menuAt = m.ID
			t.enter("menu:" + m.Name)
			t.menu()
			return
		}
	case ToGroup:
		if g, ok := front.Groups[GroupID(id)]; ok {
			t.ringGroup(g)
			return
		}
	case ToNames:
		if g, ok := front.Groups[GroupID(id)]; ok && len(t.plan.members(g)) > 0 {
			t.group = g.ID
			t.name()
			return
		}
	case ToNumber:
		t.dial(to)
		return
	default:
		if t.bringPlain(kind, UserID(id)) {
			return
		}
	}
	t.gone(kind)
}

// bringPlain takes the caller to a person, or to something that is built in; false: there is none.
func (t *turn) bringPlain(kind DestinationKind, id UserID) bool {
	person, known := t.plan.person(id)
	if kind == ToOperator {
		person, known = t.plan.operator()
	}
	switch {
	case known && kind == ToVoicemail:
		t.smart = smart{}
		t.voicemail(person)
	case known:
		t.ring(person)
	case kind == ToName:
		t.group = ""
		t.name()
	case kind == ToExtension:
		t.asked, t.menuAt = t.menuAt, askExtension
		t.menu()
	case kind == ToHangUp:
		t.hangUp()
	default:
		return false
	}
	return true
}

// hangUp ends the call as the company wishes it.
func (t *turn) hangUp() {
	t.say("goodbye")
	if t.closed == Closed || t.closed == OnHoliday {
		t.end(Announced, OutsideHours)
		return
	}
	t.end(Announced, MenuEnded)
}

// gone tells that a destination is no more: the caller is asked again, where there was something asked, and else is
// brought to the operator.
func (t *turn) gone(kind DestinationKind) {
	t.tries++
	t.say("choice_gone")
	operator, ok := t.plan.operator()
	m, own := t.ownMenu()
	switch {
	case t.tries >= mostTries:
		t.goodbye(DestinationGone)
	case own && m.Asks():
		t.menu()
	case !own && t.closed == Open && len(t.plan.People) > 0:
		t.menu()
		t.unlogged = true
	case ok && kind != ToOperator:
		t.ring(operator)
	default:
		t.goodbye(DestinationGone)
	}
}

// members are those of a group who can be reached, in its order.
func (p Plan) members(g Group) []Person {
	var list []Person
	for _, id := range g.Members {
		if x, ok := p.person(id); ok {
			list = append(list, x)
		}
	}
	return list
}

// ringing are the members of a group whose telephones ring for this caller now: the caller's own do not.
func (p Plan) ringing(g Group) []Person {
	return slices.DeleteFunc(p.members(g), func(x Person) bool { return !p.Rings(x) || x.User == p.Caller.User })
}

// ringGroup brings the caller to a group.
func (t *turn) ringGroup(g Group) {
	t.step, t.group, t.turns = atGroup, g.ID, 0
	t.enter("group:" + g.Name)
	people := t.plan.ringing(g)
	if len(people) == 0 {
		t.groupAway(g)
		return
	}
	t.sayName("connecting_group", g.Name)
	t.ringMembers(g, people)
}

func (t *turn) ringMembers(g Group, people []Person) {
	if g.InTurn {
		people = people[t.turns : t.turns+1]
		t.turns++
	}
	var callees []Callee
	for _, p := range people[:min(len(people), MostAtOnce)] {
		callees = append(callees, t.plan.callee(p))
	}
	t.do(Ring{To: callees, For: time.Duration(g.Seconds) * time.Second})
}

func (t *turn) groupRung(e Event) {
	g := t.plan.front().Groups[t.group]
	people := t.plan.ringing(g)
	switch {
	case e.Kind == UserAnswer:
		at := e.Callee
		if g.InTurn {
			at = t.turns - 1
		}
		person := people[max(0, min(at, len(people)-1))]
		t.User = person.User
		t.talk(person)
	case g.InTurn && t.turns < len(people):
		t.enter("ring:" + people[t.turns].label())
		t.ringMembers(g, people)
	default:
		t.groupAway(g)
	}
}

// groupAway is what becomes of a caller whom nobody of a group answered.
func (t *turn) groupAway(g Group) {
	kind, _ := g.Then.Split()
	if kind != ToVoicemail { // which says so itself
		t.say("nobody_answers")
	}
	if g.Then == "" {
		t.say("goodbye")
		t.end(Announced, NobodyAnswered)
		return
	}
	t.bring(g.Then)
}

// dial brings the caller to a number outside, where the gate allowed it when the plan was made.
func (t *turn) dial(to Destination) {
	number, may := t.plan.Numbers[to]
	d, known := t.plan.Decided[to]
	why := DivertsAll
	if t.closed != "" && t.closed != Open {
		why = DivertsByTime
	}
	if !may {
		if known {
			_, number := to.Split()
			t.Refused = &Refusal{ByAssistant, number, d}
		}
		t.outsideFailed("number_refused", NotAllowed)
		return
	}
	t.step = atNumber
	t.enter("number:" + string(number))
	t.say("connecting_number")
	t.do(Ring{To: []Callee{{Number: number, Shows: CallerID{Company: t.plan.Number, Name: t.plan.CompanyName, Why: why}, Way: ByAssistant, Gate: &d}}, For: outsideTime})
}

// numberRung is what became of a number outside that was rung.
func (t *turn) numberRung(e Event) {
	if e.Kind == UserAnswer {
		t.step = atTalk
		t.enter("talk")
		t.do(Stop{})
		return
	}
	t.outsideFailed("number_away", cmp.Or(e.Why, NoLine))
}

// outsideFailed tells that a number outside is not reached, and asks again where there was something asked.
func (t *turn) outsideFailed(id PromptID, why Reason) {
	t.say(id)
	m, own := t.ownMenu()
	if t.tries++; t.tries < mostTries && own && m.Asks() {
		t.menu()
		return
	}
	t.say("goodbye")
	t.end(Announced, why)
}

// Numbers are the numbers outside to which the receptionist leads.
func (f Front) Numbers() []Destination {
	var list []Destination
	add := func(all ...Destination) {
		for _, d := range all {
			if strings.HasPrefix(string(d), string(ToNumber)+":") && !slices.Contains(list, d) {
				list = append(list, d)
			}
		}
	}
	add(f.Entries()...)
	for _, m := range f.Menus {
		add(m.Destinations()...)
	}
	for _, g := range f.Groups {
		add(g.Then)
	}
	return list
}
