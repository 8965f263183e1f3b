package anteroom_test

import (
	"testing"

	"anteroom.dev/anteroom"
)

// What the gate refused is told by the step that would have dialled, with the rule, and by no other.
func TestRefusalIsTold(t *testing.T) {
	denied := anteroom.Decision{Permit: anteroom.Denied, Why: anteroom.WhyRule, Rule: &anteroom.Restriction{Name: "Kiosques"}}
	people := []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}}
	menu := anteroom.Menu{ID: "m", Name: "Root", Wait: 5, Keys: []anteroom.MenuKey{{Key: "7", To: "number:+19005550199"}}}
	front := &anteroom.Front{Reception: anteroom.Reception{Root: "menu:m"}, Menus: map[anteroom.MenuID]anteroom.Menu{"m": menu}}
	rule := anteroom.CallRule{From: anteroom.FromAnybody, Deed: anteroom.DeedNumber, Number: "1 900 555 0199", Seconds: 25, Then: anteroom.DeedVoicemail, Denied: &denied}
	key := func(k byte) anteroom.Event { return anteroom.Event{Kind: anteroom.Key, Key: k} }
	for name, row := range map[string]struct {
		plan   anteroom.Plan
		events []anteroom.Event
		way    anteroom.Way
		to     string
	}{
		"menu":       {anteroom.Plan{Front: front, Denied: map[anteroom.Destination]anteroom.Decision{"number:+19005550199": denied}}, []anteroom.Event{key('7'), key('1')}, anteroom.ByAssistant, "+19005550199"},
		"forwarding": {anteroom.Plan{To: "u1", Smart: map[anteroom.UserID]anteroom.Smart{"u1": {Rules: []anteroom.CallRule{rule}}}}, []anteroom.Event{key('1')}, anteroom.ByForwarding, "1 900 555 0199"},
	} {
		row.plan.People, row.plan.Languages.First = people, "fr"
		var state anteroom.State
		var told []anteroom.Refusal
		for _, e := range append([]anteroom.Event{{Kind: anteroom.Begin}}, row.events...) {
			var actions []anteroom.Action
			state, actions = row.plan.Step(state, e)
			if state.Refused != nil {
				told = append(told, *state.Refused)
			}
			for _, a := range actions {
				if ring, ok := a.(anteroom.Ring); ok && ring.To[0].Number != "" {
					t.Errorf("%s: it is dialled all the same", name)
				}
			}
		}
		if len(told) != 1 || told[0].Way != row.way || told[0].To != row.to || told[0].Decision.Rule != denied.Rule {
			t.Errorf("%s: told %+v", name, told)
		}
	}
	var c anteroom.Call
	for range 100 {
		c.Refuse(anteroom.Refusal{})
	}
	if len(c.Refusals) != 20 {
		t.Errorf("%d refusals are kept", len(c.Refusals))
	}
}
