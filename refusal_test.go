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
	rule := anteroom.CallRule{From: anteroom.FromAnybody, Deed: anteroom.DeedNumber, Number: "1 900 555 0199", Seconds: 25, Then: anteroom.DeedVoicemail, Gate: &denied}
	key := func(k byte) anteroom.Event { return anteroom.Event{Kind: anteroom.Key, Key: k} }
	for name, row := range map[string]struct {
		plan   anteroom.Plan
		events []anteroom.Event
		way    anteroom.Way
		to     string
	}{
		"menu":       {anteroom.Plan{Front: front, Decided: map[anteroom.Destination]anteroom.Decision{"number:+19005550199": denied}}, []anteroom.Event{key('7'), key('1')}, anteroom.ByAssistant, "+19005550199"},
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

// What the gate allowed goes with the call to the outside, whichever way that came about: its page names the rule.
func TestWayIsTold(t *testing.T) {
	granted := anteroom.Decision{Permit: anteroom.Granted, Why: anteroom.WhyRule, Rule: &anteroom.Restriction{Name: "Montréal"}, Number: "+15145550199"}
	menu := anteroom.Menu{ID: "m", Name: "Root", Wait: 5, Keys: []anteroom.MenuKey{{Key: "7", To: "number:+15145550199"}}}
	front := &anteroom.Front{Reception: anteroom.Reception{Root: "menu:m"}, Menus: map[anteroom.MenuID]anteroom.Menu{"m": menu}}
	rule := anteroom.CallRule{From: anteroom.FromAnybody, Deed: anteroom.DeedNumber, Number: "514 555 0199", Dial: "+15145550199", Seconds: 25, Then: anteroom.DeedVoicemail, Gate: &granted}
	dialled := &anteroom.Outside{To: anteroom.Callee{Number: "+15145550199"}}
	for way, plan := range map[anteroom.Way]anteroom.Plan{
		anteroom.ByAssistant: {Front: front, Numbers: map[anteroom.Destination]anteroom.NumberID{"number:+15145550199": "+15145550199"},
			Decided: map[anteroom.Destination]anteroom.Decision{"number:+15145550199": granted}},
		anteroom.ByForwarding: {To: "u1", Smart: map[anteroom.UserID]anteroom.Smart{"u1": {Rules: []anteroom.CallRule{rule}}}},
		anteroom.ByTransfer:   {Outside: dialled.By(anteroom.ByTransfer, &granted)},
	} {
		plan.People, plan.Languages.First = []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}}, "fr"
		state, actions := plan.Step(anteroom.State{}, anteroom.Event{Kind: anteroom.Begin})
		_, more := plan.Step(state, anteroom.Event{Kind: anteroom.Key, Key: '7'})
		rung := 0
		for _, a := range append(actions, more...) {
			if ring, ok := a.(anteroom.Ring); ok {
				rung++
				if to := ring.To[0]; to.Number != "+15145550199" || to.Way != way || to.Gate == nil || to.Gate.Rule != granted.Rule {
					t.Errorf("%s: %+v", way, to)
				}
			}
		}
		if rung != 1 {
			t.Errorf("%s: %d rings", way, rung)
		}
	}
	if dialled.To.Gate != nil || (*anteroom.Outside)(nil).By(anteroom.ByTransfer, &granted) != nil {
		t.Error("what was dialled is another call's too")
	}
}
