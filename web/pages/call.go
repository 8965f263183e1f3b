package pages

import (
	"cmp"
	"strconv"

	"anteroom.dev/anteroom"
)

// Call is the page of one call.
type Call struct {
	Shell
	Log     Calls // from which it is reached
	Call    anteroom.Call
	At      string // the step at which one in progress is; empty: not known
	Reached string // the name of whom the caller was brought to; empty: nobody
	Heard   []Heard
	Costs   []string // of the parts outside, in words; fewer where a cost is not known
	Trunks  bool     // the lines' names are shown
}

// HeardAt is the address of the sound of a prompt, counted from 0.
func (v Call) HeardAt(n int) string {
	return v.Log.root() + "/" + string(v.Call.ID) + "/heard/" + strconv.Itoa(n)
}

// callable tells whether whose page it is may call the caller back.
func (v Call) callable() bool {
	colleague, number := v.Call.Back()
	return v.Log.Mine && v.Call.User == v.Log.User && v.Call.Sender != v.Log.User && (colleague != "" || number != "")
}

// facts are what stands at the top, label and value.
func (v Call) facts() [][2]string {
	c := v.Call
	result, reason := v.Log.result(c)
	if reason != "" {
		result = v.T("call.ended", "result", result, "reason", reason)
	}
	list := [][2]string{{v.T("calls.time"), v.Stamp(c.Began)}, {v.T("calls.caller"), v.Who()}, {v.T("calls.number"), c.Number.String()},
		{v.T("calls.language"), v.P.LanguageName(c.Language)}, {v.T("calls.result"), result}}
	if v.At != "" {
		list = append(list, [2]string{v.T("live.at"), v.Log.Way([]string{v.At})})
	}
	if length := v.Log.length(c); length != "" {
		list = append(list, [2]string{v.T("call.length"), length})
	}
	if w := v.Call.OnLine; w != nil {
		list = append(list, [2]string{v.T("call.on_line"), cmp.Or(w.Name, w.Number.String())})
	}
	if v.Reached != "" {
		list = append(list, [2]string{v.T("call.reached"), v.Reached})
	}
	return list
}

// nowhere is said of a call that has taken no step.
func (v Call) nowhere() string {
	if v.Call.Ended.IsZero() {
		return v.T("call.path.none")
	}
	return v.T("call.path.never")
}

// Who is the caller, by name where one was told.
func (v Call) Who() string {
	if v.Call.CallerName != "" {
		return v.Call.CallerName + ", " + v.Log.caller(v.Call)
	}
	return v.Log.caller(v.Call)
}

// why is what the gate said of the call, and which rule; empty: it was not asked.
func (v Call) why() string {
	if v.Call.Gate == nil {
		return ""
	}
	return Test{Number: v.Call.Number.String(), Decision: v.Call.Gate}.verdict(v.Shell)
}

// way is what the gate said of a way on, and which rule.
func (v Call) way(w anteroom.Way, number string, d *anteroom.Decision) string {
	return v.T("call.way", "way", v.T("way."+string(w)), "why", Test{Number: number, Decision: d}.verdict(v.Shell))
}

// allowed is what the gate said of each way in which the call came to the outside, but for a phone's: in words, in order.
func (v Call) allowed() (list []string) {
	if why := v.why(); why != "" {
		list = append(list, why)
	}
	for _, l := range v.Call.Outside {
		if l.Gate != nil {
			list = append(list, v.way(l.Way, l.Number.String(), l.Gate))
		}
	}
	return list
}

// refused is what kept the call from going on to the outside, with the rule that says so: in words, in order.
func (v Call) refused() (list []string) {
	for _, r := range v.Call.Refusals {
		list = append(list, v.way(r.Way, Tel(r.To), &r.Decision))
	}
	if v.Call.Reason == anteroom.CapReached {
		list = append(list, v.T("call.refused.cap"))
	}
	return list
}

// part is a part of the call that went outside, in words.
func (v Call) part(i int, l anteroom.Leg) string {
	text := v.T("call.part", "length", v.P.Duration(l.Ended.Sub(l.Answered)))
	if v.Trunks {
		text += ", " + v.T("call.part.trunk", "trunk", l.Trunk)
	}
	if i < len(v.Costs) {
		text += ", " + v.Costs[i]
	}
	return text
}
