package web

import (
	"net/url"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// keys shows a company its keys, what became of them, and whom to ask for more (R47).
func (v *visit) keys() error {
	place, s, err := v.inCompany("keys.title", "keys_of_company")
	if err != nil {
		return err
	}
	l, q, err := v.ledger(anteroom.Target{Company: s.Company})
	if err != nil {
		return err
	}
	return v.list(keysPage(s, place, l, q))
}

func keysPage(s pages.Shell, place office.Place, l office.Ledger, q url.Values) pages.List {
	parts := []pages.Part{{Facts: balance(s, l.Keys, "keys.used")}}
	page := ledgerList(s, s.At("/keys"), l, q)
	page.Intro = s.T("keys.intro")
	if s.Level == anteroom.LevelCompany {
		parts = append(parts, pages.Part{Title: s.T("keys.ask"), Facts: supportFacts(s, place.VAR)})
		page.Intro = s.T("profile.keys.ask", "name", place.VAR.Name)
	} else {
		page.Actions = []pages.Link{{Path: s.At("/keys/set"), Text: s.T("keys.set.title")}}
	}
	page.Before = pages.Parts(parts)
	return page
}

// varKeys shows a VAR its pool, and to whom its keys went.
func (v *visit) varKeys() error {
	place, s, err := v.inVAR("keys.title", "keys_of_var")
	if err != nil {
		return err
	}
	l, q, err := v.ledger(anteroom.Target{VAR: s.VAR})
	if err != nil {
		return err
	}
	return v.list(varKeysPage(s, place, l, q))
}

func varKeysPage(s pages.Shell, place office.Place, l office.Ledger, q url.Values) pages.List {
	page := ledgerList(s, s.AtVAR("/keys"), l, q)
	page.Intro = s.T("var_keys.intro", "name", place.VAR.Name)
	page.Before = pages.Parts([]pages.Part{{Facts: balance(s, l.Keys, "keys.given")}})
	if s.Level == anteroom.LevelSystem {
		page.Actions = []pages.Link{{Path: s.AtVAR("/keys/set"), Text: s.T("var_keys.set.title")}}
	}
	return page
}

// ledger is the part of a ledger that the address asks for; one entry more tells that there are older ones.
func (v *visit) ledger(of anteroom.Target) (office.Ledger, url.Values, error) {
	q := v.r.URL.Query()
	l, err := v.Office.KeyLedger(v.r.Context(), v.who, of, max(0, number(q.Get("after"))), listShown+1)
	return l, q, err
}

// balance are the facts of a balance of keys; a VAR's are given where a company's are used.
func balance(s pages.Shell, k anteroom.Keys, used string) []pages.FactLine {
	facts := []pages.FactLine{{Label: s.T("keys.total"), Value: amount(s, k.Total)}, {Label: s.T(used), Value: amount(s, k.Used)}}
	if used == "keys.used" {
		facts = append(facts, pages.FactLine{Label: s.T("keys.reserved"), Hint: s.T("keys.reserved.hint"), Value: amount(s, k.Reserved)})
	}
	return append(facts, pages.FactLine{Label: s.T("keys.free"), Value: amount(s, k.Free())})
}

func ledgerList(s pages.Shell, path string, l office.Ledger, q url.Values) pages.List {
	t := pages.Table{Caption: s.T("ledger.caption"), Path: path, Query: q, Empty: pages.Empty{Title: s.T("ledger.none")},
		Columns: []pages.Column{{Label: s.T("ledger.what")}, {Label: s.T("ledger.keys"), Amount: true}, {Label: s.T("ledger.subject")}, {Label: s.T("calls.time")}}}
	entries := l.Entries
	if len(entries) > listShown {
		entries = entries[:listShown]
		t.Older = strconv.FormatInt(entries[listShown-1].Seq, 10)
	}
	for _, e := range entries {
		subject := e.Name
		if subject == "" && e.Subject != "" {
			subject = s.T("ledger.gone")
		}
		at := s.T("ledger.before")
		if !e.At.IsZero() {
			at = s.Stamp(e.At)
		}
		t.Rows = append(t.Rows, pages.Row{ID: strconv.FormatInt(e.Seq, 10), Cells: []templ.Component{pages.Words(s.T("ledger." + string(e.What))), amount(s, moved(e.Change)),
			pages.Words(subject), pages.Words(at)}})
	}
	return pages.List{Shell: s, Table: t}
}

// moved is how many keys an entry moved.
func moved(k anteroom.Keys) int {
	n := 0
	for _, part := range []int{k.Total, k.Reserved, k.Used} {
		n = max(n, part, -part)
	}
	return n
}
