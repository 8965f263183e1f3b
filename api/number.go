package api

import (
	"net/http"
	"strconv"

	"anteroom.dev/anteroom"
)

func (v *visit) numbers() error {
	f, err := v.find("state", "kind")
	if err != nil {
		return err
	}
	l, err := v.Office.Numbers(v.r.Context(), v.who, v.company(), f)
	return listed(v, l, err)
}

func (v *visit) devices() error {
	f, err := v.find("configured")
	if err != nil {
		return err
	}
	l, err := v.Office.Devices(v.r.Context(), v.who, v.company(), f)
	return listed(v, l, err)
}

// restrictions answers with those that stand over the company or the VAR that the address names, or over the system.
func (v *visit) restrictions() error {
	of := anteroom.Target{VAR: v.varID(), Company: v.company()}
	known := []string{}
	if of.Company != "" {
		known = append(known, "user")
	}
	q, err := v.parameters(known...)
	if err != nil {
		return err
	}
	of.User = anteroom.UserID(q.Get("user"))
	list, err := v.Office.Restrictions(v.r.Context(), v.who, of)
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) testNumber() error {
	q, err := v.parameters("number", "user", "way", "pin")
	if err != nil {
		return err
	}
	out := anteroom.Outgoing{Company: v.company(), User: anteroom.UserID(q.Get("user")), Way: anteroom.Way(q.Get("way")), To: q.Get("number")}
	if text := q.Get("pin"); text != "" {
		if out.PIN, err = strconv.ParseBool(text); err != nil {
			return wrongParameter("pin", text)
		}
	}
	d, err := v.Office.TestNumber(v.r.Context(), v.who, out)
	if anteroom.KindOf(err) == anteroom.Invalid {
		return coded{http.StatusBadRequest, err}
	}
	if err != nil {
		return err
	}
	return v.write(d)
}

func (v *visit) simulate() error {
	q, err := v.parameters("number", "keys", "answered", "at", "caller", "language", "said")
	if err != nil {
		return err
	}
	if text := q.Get("answered"); text != "" && text != "yes" {
		return wrongParameter("answered", text)
	}
	list, err := v.Office.Simulate(v.r.Context(), v.who, v.company(), anteroom.NumberID(q.Get("number")), anteroom.Trial{Keys: q.Get("keys"), Answered: q.Get("answered") == "yes",
		At: q.Get("at"), Caller: q.Get("caller"), Language: anteroom.Language(q.Get("language")), Said: q.Get("said")})
	if anteroom.KindOf(err) == anteroom.Invalid {
		return coded{http.StatusBadRequest, err}
	}
	if err != nil {
		return err
	}
	return v.write(list)
}
