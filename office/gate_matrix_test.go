package office_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// starts are the places in the code that ask the gate, or name a number to be called, each with the way of starting a call that it
// is a part of: a row of the matrix below, or why it starts none.
var starts = map[string]string{
	"office/gate.go MayCall":             "the gate itself",
	"office/gate.go TestNumber":          "it tells, and starts nothing",
	"office/gate.go decide":              "the gate itself",
	"office/outside.go callOutside":      "phone",
	"office/outside.go goOut":            "phone",
	"office/route.go routed":             "phone",
	"office/route.go emergencyRoute":     "emergency",
	"office/assist.go reachByPhone":      "assistant",
	"office/smart.go decide":             "forwarding",
	"office/smart.go allSmart":           "forwarding",
	"office/smart.go someSmart":          "forwarding",
	"smart.go treat":                     "forwarding",
	"office/front.go outside":            "menu",
	"receptionist.go begin":              "phone",
	"bring.go dial":                      "menu",
	"office/callrule.go checkForwarding": "it tells, and starts nothing",
	"office/menu.go outsideEffects":      "it tells, and starts nothing",
	"voice/join.go meterOf":              "transfer", // what is already on the line goes on, at the cost of another call
	"voice/transfer.go mayGo":            "transfer",
	"voice/outbound.go planFor":          "phone",
	"voice/subscribe.go colleague":       "it tells, and starts nothing",
}

// A new way of starting a call is a new place in the code that asks the gate or names a number to be called: without a row in the
// matrix it fails here.
func TestEveryStartIsInTheMatrix(t *testing.T) {
	found := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && slices.Contains([]string{"node_modules", "fake", "bench", "test", ".git"}, d.Name()) {
			return filepath.SkipDir
		}
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		file, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil && startsCalls(f) {
				found[strings.TrimPrefix(filepath.ToSlash(path), "../")+" "+f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for place := range found {
		if starts[place] == "" {
			t.Errorf("%s starts calls: which row of the matrix is that?", place)
		}
	}
	for place, way := range starts {
		if !found[place] {
			t.Errorf("%s (%s) starts none any more", place, way)
		}
	}
}

// startsCalls tells whether a function asks the gate, or makes somebody outside out of a number.
func startsCalls(f *ast.FuncDecl) (yes bool) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && (s.Sel.Name != "Dialled" || len(n.Args) > 0) && slices.Contains([]string{"Decide", "decide", "MayCall", "callOutside", "goOut", "Dialled"}, s.Sel.Name) {
				yes = true
			}
		case *ast.CompositeLit:
			fields := map[string]bool{}
			for _, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					if name, ok := kv.Key.(*ast.Ident); ok {
						fields[name.Name] = true
					}
				}
			}
			yes = yes || fields["Number"] && (fields["For"] || fields["Shows"])
		}
		return true
	})
	return yes
}

// kind is one kind of restriction, set at one level. The number is one of its own, so that all of them can be set side by side.
type kind struct {
	name   string
	levels []anteroom.Level
	rules  func(m *gated, level anteroom.Level, number string) // sets them
	// what the gate answers to a user who can be asked for a PIN, to one who gave it, to one who can't be asked, and to the company
	// itself, for whom what a user set does not hold
	asked, proved, absent, company string
}

var every = []anteroom.Level{anteroom.LevelSystem, anteroom.LevelVAR, anteroom.LevelCompany, anteroom.LevelUser}

func same(name string, levels []anteroom.Level, decision string, rules func(*gated, anteroom.Level, string)) kind {
	return kind{name, levels, rules, decision, decision, decision, decision}
}

func kinds() []kind {
	own := []anteroom.Level{anteroom.LevelCompany, anteroom.LevelUser} // only they know who has a PIN
	return []kind{
		same("none", every[:1], "granted no_rule", func(*gated, anteroom.Level, string) {}),
		same("allowed", every, "granted rule {level} {rule}", func(m *gated, l anteroom.Level, n string) { m.set(l, "", n+"*", anteroom.AllowAll) }),
		same("denied", every, "refused rule {level} {rule}", func(m *gated, l anteroom.Level, n string) { m.set(l, "", n+"*", anteroom.DenyAll) }),
		same("the most specific allows", every, "granted rule {level} {rule}", func(m *gated, l anteroom.Level, n string) {
			m.set(l, "wide ", n[:len(n)-1]+"?", anteroom.DenyAll)
			m.set(l, "", n, anteroom.AllowAll)
		}),
		same("the most specific denies", every, "refused rule {level} {rule}", func(m *gated, l anteroom.Level, n string) {
			m.set(l, "wide ", n[:len(n)-1]+"?", anteroom.AllowAll)
			m.set(l, "", n, anteroom.DenyAll)
		}),
		same("denied above, allowed below", every[:3], "refused rule {level} {rule}", func(m *gated, l anteroom.Level, n string) {
			m.set(l, "", n[:len(n)-1]+"?", anteroom.DenyAll)
			for _, below := range every[slices.Index(every, l)+1:] {
				m.set(below, "below ", n, anteroom.AllowAll)
			}
		}),
		{"after the PIN", own, func(m *gated, l anteroom.Level, n string) { m.set(l, "", n+"*", anteroom.AllowPIN, m.user) },
			"pin rule {level} {rule}", "granted rule {level} {rule}", "refused rule {level} {rule}", "refused rule {level} {rule}"},
		same("after the PIN of others", own[:1], "refused rule {level} {rule}", func(m *gated, l anteroom.Level, n string) { m.set(l, "", n+"*", anteroom.AllowPIN, m.Mine.Users[1]) }),
	}
}

// gated is a house in which all of them are set, and what each way of starting a call comes to.
type gated struct {
	*officetest.House
	t    *testing.T
	user anteroom.UserID
	rule string // the name of what is being set
}

func (m *gated) set(level anteroom.Level, before, pattern string, rule anteroom.Rule, users ...anteroom.UserID) {
	m.t.Helper()
	name := before + m.rule
	switch level {
	case anteroom.LevelSystem:
		m.Do(m.t, m.System.Who, office.AddRestrictionAbove{Name: name, Pattern: pattern, Rule: rule})
	case anteroom.LevelVAR:
		m.Do(m.t, m.Mine.Vendor.Who, office.AddRestrictionAbove{VAR: m.Mine.VAR, Name: name, Pattern: pattern, Rule: rule})
	case anteroom.LevelCompany:
		m.Do(m.t, m.Mine.Administrator.Who, office.AddRestriction{Company: m.Mine.ID, Name: name, Pattern: pattern, Rule: rule, Users: users})
	default:
		m.Do(m.t, m.Mine.Administrator.Who, office.AddRestriction{Company: m.Mine.ID, User: m.user, Name: name, Pattern: pattern, Rule: rule})
	}
}

// square is a kind of restriction at a level.
type square struct {
	kind
	level  anteroom.Level
	number string
}

// want is a decision at the square, in words.
func (c square) want(decision string) string {
	return strings.NewReplacer("{level}", string(c.level), "{rule}", fmt.Sprintf("%q", c.name)).Replace(decision)
}

func squares() (list []square) {
	for k, kind := range kinds() {
		for l, level := range kind.levels {
			list = append(list, square{kind, level, fmt.Sprintf("+15145550%d%d1", k, l)})
		}
	}
	return list
}

// The matrix: every way of starting a call, every kind of restriction, every level. Whatever the way, the gate decides: the same
// answer, and the rule that gives it; and nothing but what it granted could be dialled.
func TestGateMatrix(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	m := &gated{House: h, t: t, user: h.Mine.Users[0]}
	h.Do(t, h.System.Who, officetest.Trunk("Nord"))
	h.Do(t, h.Mine.Administrator.Who, office.AddPhone{Company: h.Mine.ID, User: m.user})
	h.Do(t, h.Mine.Administrator.Who, office.SetPIN{Company: h.Mine.ID, User: m.user, PIN: "471147"})
	keys := map[anteroom.Level][]anteroom.MenuKey{}
	for _, c := range squares() { // before the restrictions: what they refuse nobody could have wanted
		h.Do(t, h.Mine.Administrator.Who, office.AddCallRule{Company: h.Mine.ID, User: m.user, RuleFields: office.RuleFields{Name: c.name, From: anteroom.FromAnybody, Deed: anteroom.DeedNumber, Number: c.number}})
		keys[c.level] = append(keys[c.level], anteroom.MenuKey{Key: fmt.Sprint(len(keys[c.level])), To: anteroom.Destination("number:" + c.number)})
	}
	for level, leads := range keys {
		menu := h.Do(t, h.Mine.Administrator.Who, office.AddMenu{Company: h.Mine.ID, Name: string(level), Prompts: []anteroom.Wording{{Language: "fr", Text: "x"}, {Language: "en", Text: "x"}}, Keys: leads}).Made["menu"]
		h.Do(t, h.Mine.Administrator.Who, office.SetReceptionist{Company: h.Mine.ID, Root: anteroom.To(anteroom.ToMenu, anteroom.MenuID(menu))})
	}
	for _, c := range squares() {
		m.rule = c.name
		c.rules(m, c.level, c.number)
	}
	plan, tried := planOf(t, h), m.tried()
	for _, c := range squares() {
		company := c.company
		if c.level == anteroom.LevelUser {
			company = "granted no_rule"
		}
		for way, row := range map[string]struct {
			want string
			goes func() (d anteroom.Decision, dials anteroom.NumberID)
		}{
			"phone":      {c.asked, func() (anteroom.Decision, anteroom.NumberID) { return m.dials(c.number) }}, // and a transfer, in which voice takes no PIN
			"assistant":  {c.proved, func() (anteroom.Decision, anteroom.NumberID) { return m.reaches(c.number) }},
			"forwarding": {c.absent, func() (anteroom.Decision, anteroom.NumberID) { return m.forwards(plan, c.number) }},
			"menu":       {company, func() (anteroom.Decision, anteroom.NumberID) { return m.leads(plan, c.number) }},
			"call back":  {c.asked, func() (anteroom.Decision, anteroom.NumberID) { return m.orders(anteroom.ByCallBack, c.number) }},
			"API":        {c.asked, func() (anteroom.Decision, anteroom.NumberID) { return m.orders(anteroom.ByAPI, c.number) }},
			"test call":  {company, func() (anteroom.Decision, anteroom.NumberID) { return m.leads(tried, c.number) }},
		} {
			d, dials := row.goes()
			got, want := decided(d, nil), c.want(row.want)
			if got != want || (dials != "") != (d.Permit != anteroom.Denied) || dials != "" && dials != anteroom.NumberID(c.number) {
				t.Errorf("%s by %s at the level of the %s: got %s, dials %q, want %s", c.name, way, c.level, got, dials, want)
			}
		}
		for way, want := range map[anteroom.Way]string{anteroom.ByTransfer: c.asked, anteroom.ByCallBack: c.asked, anteroom.ByAPI: c.asked} {
			for _, out := range []struct {
				pin  bool
				want string
			}{{false, want}, {true, c.proved}} {
				if got := decided(h.MayCall(t.Context(), anteroom.Outgoing{Company: h.Mine.ID, User: m.user, Way: way, To: c.number, PIN: out.pin})); got != c.want(out.want) {
					t.Errorf("%s by %s, PIN %v: got %s, want %s", c.name, way, out.pin, got, c.want(out.want))
				}
			}
		}
	}
	m.capped(plan)
	m.closed()
}

// capped: whoever is dialled, in whatever way, is at somebody's cost, and by a cap of nothing no call begins.
func (m *gated) capped(p anteroom.Plan) {
	called := map[string]anteroom.Callee{"forwarding": m.rings(p, m.user), "menu": m.rings(p, "")}
	r, err := m.Dialled(m.t.Context(), anteroom.Phone{Name: "marc", Company: m.Mine.ID, User: m.user}, "+15145550001")
	if err == nil {
		called["phone"] = r.Plan.Outside.To
	}
	a, wrong := m.Assist(m.t.Context(), anteroom.Assistance{Of: anteroom.Reach{Number: "+15145550001"}, Call: anteroom.Call{Company: m.Mine.ID}, User: m.user})
	if called["assistant"] = a.To; err != nil || wrong != nil {
		m.t.Fatal(err, wrong)
	}
	ordered, err := m.Ordered(m.t.Context(), anteroom.Job{Company: m.Mine.ID, Target: m.Do(m.t, m.Mine.Administrator.Who, office.PlaceCall{Company: m.Mine.ID, User: m.user, Number: "+15145550001"}).Made["call"]})
	if err != nil {
		m.t.Fatal(err)
	}
	called["order"] = ordered.Plan.Outside.To
	m.Do(m.t, officetest.Program(), office.SetPriceList{List: anteroom.PriceList{Seller: anteroom.Place{Country: "CA"}, Rates: anteroom.Rates{{Currency: "CAD", Minute: 60_000, Extra: true}}}})
	for _, cap := range []struct {
		set  office.Command
		ends map[string]bool // which ways
	}{
		{office.SetSpendingCap{Company: m.Mine.ID, Daily: new(int64(0))}, map[string]bool{"phone": true, "assistant": true, "forwarding": true, "order": true, "menu": true}},
		{office.SetSpendingCap{Company: m.Mine.ID}, map[string]bool{}},
		{office.SetSpendingCap{Company: m.Mine.ID, User: m.user, Daily: new(int64(0))}, map[string]bool{"phone": true, "assistant": true, "forwarding": true, "order": true}},
	} {
		m.Do(m.t, m.Mine.Administrator.Who, cap.set)
		for way, to := range called {
			may, err := m.Charge(m.t.Context(), anteroom.Charge{Company: m.Mine.ID, User: to.For, Call: anteroom.CallID(way), Number: to.Number, Began: time.Now()})
			if err != nil || to.Number != "+15145550001" || (!may.Free && may.Until == 0) != cap.ends[way] {
				m.t.Errorf("%+v, by %s to %s: %+v, %v", cap.set, way, to.Number, may, err)
			}
		}
	}
}

// rings is who is rung outside for a caller of a user's number, or with none, of the company's who presses 0.
func (m *gated) rings(p anteroom.Plan, to anteroom.UserID) anteroom.Callee {
	front := *p.Front
	for _, menu := range front.Menus {
		if len(menu.Keys) > 0 && menu.Keys[0].To == "number:+15145550001" {
			front.Root = anteroom.To(anteroom.ToMenu, menu.ID)
		}
	}
	p.To, p.Front, p.Languages.Second = to, &front, ""
	state, actions := p.Step(anteroom.State{}, anteroom.Event{Kind: anteroom.Begin})
	_, more := p.Step(state, anteroom.Event{Kind: anteroom.Key, Key: '0'})
	for _, a := range append(actions, more...) {
		if ring, ok := a.(anteroom.Ring); ok {
			return ring.To[0]
		}
	}
	m.t.Fatal("nobody is rung for", to)
	return anteroom.Callee{}
}

// dials is what comes of dialling on the user's phone.
func (m *gated) dials(number string) (anteroom.Decision, anteroom.NumberID) {
	r, err := m.Dialled(m.t.Context(), anteroom.Phone{Name: "marc", Company: m.Mine.ID, User: m.user}, number)
	if err != nil || r.Plan.Gate == nil {
		m.t.Fatal(number, r.Plan.Refused, err)
	}
	if r.Plan.Outside == nil {
		return *r.Plan.Gate, ""
	}
	if (r.Plan.Outside.PIN == m.user) != (r.Plan.Gate.Permit == anteroom.NeedsPIN) {
		m.t.Errorf("%s: the PIN of %q is asked for", number, r.Plan.Outside.PIN)
	}
	return *r.Plan.Gate, r.Plan.Outside.To.Number
}

// reaches is what comes of asking the assistant, which knows the PIN.
func (m *gated) reaches(number string) (anteroom.Decision, anteroom.NumberID) {
	call := anteroom.Call{ID: "desk", Company: m.Mine.ID, Number: m.Mine.Number, Began: time.Now(), Languages: anteroom.Languages{First: "fr"}, Language: "fr"}
	a, err := m.Assist(m.t.Context(), anteroom.Assistance{Of: anteroom.Reach{Number: number}, Call: call, Source: "marc", User: m.user})
	if err != nil || a.Wrong != (a.Refused != nil) {
		m.t.Fatal(number, a, err)
	}
	if a.Refused != nil {
		return *a.Refused, a.To.Number
	}
	return *a.To.Gate, a.To.Number
}

// orders is what comes of a call that the user orders: when that is asked for, and when it is to begin.
func (m *gated) orders(way anteroom.Way, number string) (anteroom.Decision, anteroom.NumberID) {
	_, refused := m.Office.Do(m.t.Context(), m.Mine.Administrator.Who, office.PlaceCall{Company: m.Mine.ID, User: m.user, Number: number}, office.Ask{Preview: true})
	o := anteroom.Order{Call: anteroom.NewID[anteroom.CallID](time.Now()), Company: m.Mine.ID, User: m.user, To: number, Way: way, Language: "fr", Made: time.Now()}
	if err := m.Store.Write(m.t.Context(), func(tx *store.Tx) error { return tx.PutOrder(o) }); err != nil {
		m.t.Fatal(err)
	}
	p, err := m.Ordered(m.t.Context(), anteroom.Job{Company: m.Mine.ID, Target: string(o.Call)})
	switch kind := anteroom.KindOf(err); {
	case (err != nil) != (refused != nil) || err != nil && kind != anteroom.NotFound:
		m.t.Fatal(number, refused, err)
	case err != nil:
		if len(p.Line.Refusals) != 1 || p.Line.Refusals[0].Way != way {
			m.t.Fatal(number, p.Line)
		}
		return p.Line.Refusals[0].Decision, ""
	}
	if to := p.Plan.Outside.To; to.Way != way || (p.Plan.Outside.PIN == m.user) != (to.Gate.Permit == anteroom.NeedsPIN) {
		m.t.Errorf("%s: %+v", number, p.Plan.Outside)
	}
	return *p.Plan.Outside.To.Gate, p.Plan.Outside.To.Number
}

// forwards is what the user's rule comes to that forwards to the number.
func (m *gated) forwards(p anteroom.Plan, number string) (anteroom.Decision, anteroom.NumberID) {
	for _, r := range p.Smart[m.user].Rules {
		if r.Number == number {
			return *r.Gate, r.Dial
		}
	}
	m.t.Fatal("no rule forwards to", number)
	return anteroom.Decision{}, ""
}

// leads is where a menu's option to the number leads.
func (m *gated) leads(p anteroom.Plan, number string) (anteroom.Decision, anteroom.NumberID) {
	to := anteroom.Destination("number:" + number)
	return p.Decided[to], p.Numbers[to]
}

// tried is the plan of a test call from the portal.
func (m *gated) tried() anteroom.Plan {
	pass, err := m.PassTestCall(m.t.Context(), m.Mine.Administrator.Who, m.Mine.ID, m.Mine.Number)
	if err != nil {
		m.t.Fatal(err)
	}
	r, err := m.Dialled(m.t.Context(), anteroom.Phone{Name: pass.Name, Company: m.Mine.ID}, "")
	if err != nil {
		m.t.Fatal(err)
	}
	return r.Plan
}

// closed: nothing is started for a company that is suspended, but a call to the emergency service.
func (m *gated) closed() {
	m.Do(m.t, m.Mine.Vendor.Who, office.SuspendCompany{Company: m.Mine.ID, Reason: "Impayé"})
	if d, dials := m.dials("+15145550001"); decided(d, nil) != "refused closed" || dials != "" {
		m.t.Error("a phone:", decided(d, nil), dials)
	}
	if d, dials := m.dials("911"); decided(d, nil) != "granted emergency" || dials != "911" {
		m.t.Error("an emergency:", decided(d, nil), dials)
	}
	if p := planOf(m.t, m.House); !p.Free || len(p.Numbers) > 0 {
		m.t.Errorf("a menu: %v", p.Numbers)
	}
	if p := m.tried(); !p.Free || len(p.Numbers) > 0 {
		m.t.Errorf("a test call: %v", p.Numbers)
	}
	for _, r := range planOf(m.t, m.House).Smart[m.user].Rules {
		if r.Dial != "" || r.Gate == nil || r.Gate.Why != anteroom.WhyClosed {
			m.t.Errorf("forwarding: %+v", r)
		}
	}
	a, err := m.Assist(m.t.Context(), anteroom.Assistance{Of: anteroom.Reach{Number: "+15145550001"}, Call: anteroom.Call{Company: m.Mine.ID}, User: m.user})
	if err == nil && !a.Wrong {
		m.t.Errorf("the assistant: %+v", a)
	}
	if d, dials := m.orders(anteroom.ByAPI, "+15145550001"); decided(d, nil) != "refused closed" || dials != "" {
		m.t.Error("an order:", decided(d, nil), dials)
	}
}
