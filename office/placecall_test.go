package office_test

import (
	"slices"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// callers is a house in which the first user has a phone, and a line leads outside.
func callers(t *testing.T, s *store.Store) *officetest.House {
	t.Helper()
	h := officetest.Build(t, s)
	h.Do(t, h.System.Who, officetest.Trunk("Nord"))
	h.Do(t, h.Mine.Administrator.Who, office.AddPhone{Company: h.Mine.ID, User: h.Mine.Users[0]})
	return h
}

// ordered is the job of the call that was ordered last.
func ordered(h *officetest.House, out office.Outcome) anteroom.Job {
	return anteroom.Job{Kind: anteroom.PlaceACall, Company: h.Mine.ID, Target: out.Made["call"]}
}

// came is a call from somebody to the first user, in English, that nobody answered.
func came(t *testing.T, h *officetest.House, id, caller string, change func(*anteroom.Call)) anteroom.CallID {
	t.Helper()
	c := anteroom.Call{ID: anteroom.CallID(id), Company: h.Mine.ID, Number: h.Mine.Number, Caller: caller, Began: time.Now(), Ended: time.Now(), Languages: anteroom.Languages{First: "fr", Second: "en"},
		Language: "en", Path: []string{"direct"}, User: h.Mine.Users[0], Verdict: anteroom.Verdict{Result: anteroom.Abandoned, Reason: anteroom.CallerHungUp}}
	if change != nil {
		change(&c)
	}
	if err := h.Keep(t.Context(), []anteroom.Call{c}); err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// A call that is ordered is in the log at once, tells what it will do and cost, and is begun once: by whoever takes the job.
func TestPlaceCall(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := callers(t, s)
		h.Do(t, officetest.Program(), office.SetPriceList{List: anteroom.PriceList{Seller: anteroom.Place{Country: "CA"}, Rates: anteroom.Rates{{Currency: "CAD", Minute: 60_000, Extra: true}}}})
		who := signedUser(t, h, h.Mine)
		out := h.Do(t, who, office.PlaceCall{Company: h.Mine.ID, User: h.Mine.Users[0], Number: "514 555-0122"})
		if e := out.Effects; len(e) != 2 || e[0].Text.Key != "effect.call.place" || e[1].Text.Key != "effect.call.cost" || e[1].Text.Args["cost"] != (anteroom.Cost{Amount: 60_000, Currency: "CAD"}) {
			t.Errorf("%+v", e)
		}
		j := ordered(h, out)
		log, err := h.CallList(t.Context(), who, h.Mine.ID, h.Mine.Users[0], anteroom.Find{Most: 9})
		if err != nil || len(log.Rows) != 1 || string(log.Rows[0].ID) != j.Target || log.Rows[0].Number != "+15145550122" || log.Rows[0].Caller != "201" || !log.Rows[0].Ended.IsZero() {
			t.Fatalf("%+v, %v", log.Rows, err)
		}
		h.Switchboard.Add(anteroom.LiveCall{ID: anteroom.CallID(j.Target), Company: h.Mine.ID, At: "placed"})
		if d, err := h.Office.Call(t.Context(), who, h.Mine.ID, h.Mine.Users[0], anteroom.CallID(j.Target)); err != nil || d.At != "placed" {
			t.Errorf("in progress: %+v, %v", d, err)
		}
		p, err := h.Ordered(t.Context(), j)
		o := p.Plan.Outside
		if err != nil || p.Own.User != h.Mine.Users[0] || o == nil || o.To.Number != "+15145550122" || o.To.Way != anteroom.ByAPI || o.To.Gate == nil || o.To.For != h.Mine.Users[0] || o.Back != "" || o.PIN != "" {
			t.Fatalf("%+v, %v", p, err)
		}
		j.ID = "done"
		if err := h.Placed(t.Context(), j); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Ordered(t.Context(), j); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("it would be begun once more: %v", err)
		}
	})
}

// Who called is called back: at the number that called, in the language of that call, whether or not anybody answered it. Of a colleague it
// is the extension.
func TestCallBackOrdered(t *testing.T) {
	h := callers(t, storetest.SQLite(t))
	h.Do(t, h.Mine.Administrator.Who, office.SetLanguages{Company: h.Mine.ID, First: "fr", Second: "en"})
	me, who := h.Mine.Users[0], signedUser(t, h, h.Mine)
	back := func(id anteroom.CallID) (anteroom.Placing, error) {
		out, err := h.Office.Do(t.Context(), who, office.CallBack{Company: h.Mine.ID, User: me, Call: id}, office.Ask{})
		if err != nil {
			return anteroom.Placing{}, err
		}
		return h.Ordered(t.Context(), ordered(h, out))
	}
	p, err := back(came(t, h, "missed", "+15145550199", nil))
	if err != nil || p.Plan.Outside == nil || p.Plan.Outside.Back != "en" || p.Plan.Outside.To.Number != "+15145550199" || p.Plan.Outside.To.Way != anteroom.ByCallBack || p.Plan.Languages.First != "fr" {
		t.Errorf("%+v, %v", p.Plan.Outside, err)
	}
	p, err = back(came(t, h, "colleague", "202", func(c *anteroom.Call) { c.Sender = h.Mine.Users[1] }))
	if err != nil || p.Plan.To != h.Mine.Users[1] || p.Line.Number != "202" || p.Plan.Outside != nil {
		t.Errorf("%+v, %v", p.Plan, err)
	}
	p, err = back(came(t, h, "transferred", "202", func(c *anteroom.Call) { c.Sender, c.OnLine = h.Mine.Users[1], &anteroom.Caller{Number: "+15145550177"} }))
	if err != nil || p.Plan.Outside == nil || p.Plan.Outside.To.Number != "+15145550177" {
		t.Errorf("after a transfer: %+v, %v", p.Plan, err)
	}
	for id, want := range map[anteroom.CallID]string{
		came(t, h, "withheld", "anonymous", nil):                                                 "conflict error.call.withheld",
		came(t, h, "own", "201", func(c *anteroom.Call) { c.Sender = me }):                       "not_found error.not_found",
		came(t, h, "other", "+15145550199", func(c *anteroom.Call) { c.User = h.Mine.Users[1] }): "not_found error.not_found",
		came(t, h, "hostile", "+1514555<script>", nil):                                           "conflict error.call.withheld",
		"nowhere": "not_found error.not_found",
	} {
		_, err := back(id)
		if e, ok := err.(*anteroom.Error); !ok || e.Kind.String()+" "+e.Msg.Key != want {
			t.Errorf("%s: %v, want %s", id, err, want)
		}
	}
}

// What can't be called is said before anything rings; what can't any more when it is to begin, ends the call, and the log tells why.
func TestOrderRefused(t *testing.T) {
	h := callers(t, storetest.SQLite(t))
	id, me, admin := h.Mine.ID, h.Mine.Users[0], h.Mine.Administrator.Who
	order := func(number string) (anteroom.Job, error) {
		out, err := h.Office.Do(t.Context(), admin, office.PlaceCall{Company: id, User: me, Number: number}, office.Ask{})
		return ordered(h, out), err
	}
	h.Do(t, admin, office.AddRestriction{Company: id, Name: "Kiosques", Pattern: "+1900*", Rule: anteroom.DenyAll})
	h.Do(t, admin, office.AddRestriction{Company: id, Name: "Outre-mer", Pattern: "+33*", Rule: anteroom.AllowPIN, Users: []anteroom.UserID{me}})
	for number, want := range map[string]string{"1 900 555 1234": "error.call_rule.refused", "+33 1 42 00 00 00": "error.call.no_pin", "abc": "error.call.number", "": "error.call.number", "5;x": "error.call.number"} {
		_, err := order(number)
		if e, ok := err.(*anteroom.Error); !ok || len(e.Fields) != 1 || e.Fields[0].Field != "number" || e.Fields[0].Msg.Key != want {
			t.Errorf("%q: %v, want %s", number, err, want)
		}
	}
	h.Do(t, admin, office.SetPIN{Company: id, User: me, PIN: "471147"})
	if o := h.Do(t, admin, office.PlaceCall{Company: id, User: me, Number: "+33 1 42 00 00 00"}); !slices.Contains(effectKeys(o), "effect.call.pin") {
		t.Errorf("where a PIN is asked for: %+v", o.Effects)
	}
	_, err := h.Office.Do(t.Context(), admin, office.PlaceCall{Company: id, User: h.Mine.Users[1], Number: "201"}, office.Ask{})
	if e, ok := err.(*anteroom.Error); !ok || len(e.Fields) != 1 || e.Fields[0].Msg.Key != "error.call.no_phones" {
		t.Errorf("without a phone: %v", err)
	}
	for _, row := range []struct {
		meanwhile office.Command
		want      anteroom.Verdict
		rules     string // that refused
	}{
		{office.AddRestriction{Company: id, Name: "Non", Pattern: "+1514*", Rule: anteroom.DenyAll}, anteroom.Verdict{Result: anteroom.Refused, Reason: anteroom.NotAllowed}, "Non"},
		{office.RemoveUser{Company: id, User: me}, anteroom.Verdict{Result: anteroom.NotReached, Reason: anteroom.NoPhone}, ""},
	} {
		j, err := order("418 555 0122")
		if row.rules != "" {
			j, err = order("514 555 0122")
		}
		if err != nil {
			t.Fatal(err)
		}
		h.Do(t, admin, row.meanwhile)
		if _, err := h.Ordered(t.Context(), j); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("%+v: %v", row.meanwhile, err)
		}
		c, err := h.Office.Call(t.Context(), admin, id, "", anteroom.CallID(j.Target))
		rules := ""
		for _, r := range c.Refusals {
			rules += r.Decision.Rule.Name
		}
		if err != nil || c.Verdict != row.want || c.Ended.IsZero() || rules != row.rules {
			t.Errorf("%+v: %+v, %v", row.meanwhile, c, err)
		}
	}
}
