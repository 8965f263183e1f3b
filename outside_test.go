package anteroom_test

import (
	"fmt"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
)

// A call to the outside, step by step: what happens, what is done, how it ends.
func TestOutside(t *testing.T) {
	key := func(keys string) (list []anteroom.Event) {
		for i := range len(keys) {
			list = append(list, anteroom.Event{Kind: anteroom.Key, Key: keys[i]})
		}
		return list
	}
	right, wrong, quiet := anteroom.Event{Kind: anteroom.PINRight}, anteroom.Event{Kind: anteroom.PINWrong}, anteroom.Event{Kind: anteroom.Silence}
	away := func(why anteroom.Reason) anteroom.Event { return anteroom.Event{Kind: anteroom.UserAway, Why: why} }
	for _, tt := range []struct {
		name   string
		pin    anteroom.UserID
		events []anteroom.Event
		want   string
	}{
		{"answers", "", []anteroom.Event{{Kind: anteroom.UserAnswer}, {Kind: anteroom.UserHangUp}}, "ring stop end:answered,user_hung_up"},
		{"caller leaves", "", []anteroom.Event{{Kind: anteroom.CallerHangUp}}, "ring stop end:abandoned,caller_hung_up"},
		{"busy", "", []anteroom.Event{away(anteroom.LineBusy)}, "ring say:outside_busy end:not_reached,busy"},
		{"nobody says why", "", []anteroom.Event{away("")}, "ring say:outside_unreached end:not_reached,no_answer"},
		{"no line", "", []anteroom.Event{away(anteroom.NoLine)}, "ring say:no_line end:not_reached,no_line"},
		{"cap", "", []anteroom.Event{away(anteroom.CapReached)}, "ring say:cap_reached end:refused,cap_reached"},
		{"PIN", "u1", append(key("47#"), right), "say:ask_pin listen listen listen pin:47 ring"},
		{"PIN and silence", "u1", append(key("47"), quiet, right), "say:ask_pin listen listen listen pin:47 ring"},
		{"PIN begun anew", "u1", append(key("1*47#"), right), "say:ask_pin listen listen listen listen listen pin:47 ring"},
		{"longest PIN", "u1", append(key("123456789012"), right), "say:ask_pin listen" + strings.Repeat(" listen", 11) + " pin:123456789012 ring"},
		{"nothing typed", "u1", []anteroom.Event{quiet}, "say:ask_pin listen say:call_refused end:refused,no_input"},
		{"wrong PIN", "u1", append(append(append(key("1#"), wrong), append(key("2#"), wrong)...), append(key("3#"), wrong)...),
			"say:ask_pin listen listen pin:1 say:wrong_pin say:ask_pin listen listen pin:2 say:wrong_pin say:ask_pin listen listen pin:3 say:call_refused end:refused,wrong_pin"},
		{"a PIN that nobody can check now", "u1", append(key("47#"), anteroom.Event{Kind: anteroom.PINWrong, Why: anteroom.InternalError}),
			"say:ask_pin listen listen listen pin:47 say:no_line end:failed,internal_error"},
		{"the service stops", "u1", append(key("4"), anteroom.Event{Kind: anteroom.Closing}), "say:ask_pin listen listen stop say:service_stopping end:failed,service_stopped"},
		{"answer to another question", "u1", []anteroom.Event{right, away("")}, "say:ask_pin listen"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := anteroom.Plan{Languages: anteroom.Languages{First: "fr"}, Outside: &anteroom.Outside{PIN: tt.pin, To: anteroom.Callee{Number: "+33142000000"}}}
			s, actions := p.Step(anteroom.State{}, anteroom.Event{Kind: anteroom.Begin})
			for _, e := range tt.events {
				var more []anteroom.Action
				s, more = p.Step(s, e)
				actions = append(actions, more...)
			}
			if got := told(actions); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func told(actions []anteroom.Action) string {
	var list []string
	for _, a := range actions {
		switch a := a.(type) {
		case anteroom.Say:
			for _, p := range a.Prompts {
				list = append(list, "say:"+string(p.ID))
			}
		case anteroom.Ring:
			list = append(list, "ring")
		case anteroom.CheckPIN:
			list = append(list, "pin:"+a.PIN)
		case anteroom.End:
			list = append(list, fmt.Sprintf("end:%s,%s", a.Result, a.Reason))
		case anteroom.Listen:
			list = append(list, "listen")
		case anteroom.Stop:
			list = append(list, "stop")
		}
	}
	return strings.Join(list, " ")
}

// Who is called sees who called only where the call is forwarded, by a rule or a menu, and where the number is one of the whole world.
func TestShown(t *testing.T) {
	rule, menu := anteroom.Callee{Way: anteroom.ByForwarding, For: "marc"}, anteroom.Callee{Way: anteroom.ByAssistant}
	for name, row := range map[string]struct {
		to   anteroom.Callee
		of   anteroom.Call
		want anteroom.NumberID
	}{
		"by a rule":           {rule, anteroom.Call{Caller: "+15145550177"}, "+15145550177"},
		"by a menu":           {menu, anteroom.Call{Caller: "+15145550177"}, "+15145550177"},
		"a user's own":        {anteroom.Callee{Way: anteroom.ByAssistant, For: "marc"}, anteroom.Call{Caller: "+15145550177"}, ""},
		"dialled on a phone":  {anteroom.Callee{For: "marc"}, anteroom.Call{Caller: "+15145550177"}, ""},
		"a transfer":          {anteroom.Callee{Way: anteroom.ByTransfer, For: "marc"}, anteroom.Call{Caller: "+15145550177"}, ""},
		"nobody knows whence": {rule, anteroom.Call{Caller: "4185550177"}, ""},
		"withheld":            {rule, anteroom.Call{Caller: "anonymous"}, ""},
		"a colleague's":       {rule, anteroom.Call{Caller: "201"}, ""},
		"hostile":             {rule, anteroom.Call{Caller: "+1514555<x>"}, ""},
		"after a transfer":    {rule, anteroom.Call{Caller: "201", OnLine: &anteroom.Caller{Number: "+15145550188"}}, "+15145550188"},
		"to a colleague":      {rule, anteroom.Call{Caller: "+15145550177", OnLine: &anteroom.Caller{User: "anne"}}, ""},
	} {
		row.to.Shows = anteroom.CallerID{Company: "+14185550100"}
		if got := row.to.Shown(row.of); got.Caller != row.want || got.Company != "+14185550100" {
			t.Errorf("%s: %+v, want %q", name, got, row.want)
		}
	}
}
