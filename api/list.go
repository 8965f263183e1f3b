package api

import (
	"net/http"
	"net/url"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

func (v *visit) varID() anteroom.VARID { return anteroom.VARID(v.r.PathValue("var")) }

// find reads how a list is asked for: q, sort, after, limit, and its filters.
func (v *visit) find(filters ...string) (f anteroom.Find, err error) {
	q, err := v.parameters(append([]string{"q", "sort", "after", "limit"}, filters...)...)
	if err != nil {
		return f, err
	}
	return found(q, filters)
}

func found(q url.Values, filters []string) (f anteroom.Find, err error) {
	f = anteroom.Find{Text: q.Get("q"), Sort: q.Get("sort"), After: q.Get("after"), Where: map[string]string{}, Most: pageSize}
	for _, name := range filters {
		f.Where[name] = q.Get(name)
	}
	if text := q.Get("limit"); text != "" {
		if f.Most, err = strconv.Atoi(text); err != nil || f.Most < 1 || f.Most > mostPage {
			return f, wrongParameter("limit", text)
		}
	}
	return f, nil
}

// listed answers with one page of a list, how many there are in all (X-Total-Count), and where the next page is (RFC 8288).
func listed[T any](v *visit, l office.List[T], err error) error {
	if anteroom.KindOf(err) == anteroom.Invalid {
		return coded{http.StatusBadRequest, err}
	}
	if err != nil {
		return err
	}
	v.w.Header().Set("X-Total-Count", strconv.Itoa(l.Count))
	v.nextAfter(l.Next)
	return v.write(some(l.Rows))
}

// nextAfter tells where the page after this one is (RFC 8288), where there is one.
func (v *visit) nextAfter(mark string) {
	if mark != "" {
		q := v.r.URL.Query()
		q.Set("after", mark)
		v.w.Header().Set("Link", "<?"+q.Encode()+`>; rel="next"`)
	}
}

// history answers with the history of the company or the VAR that the address names, or of the system.
func (v *visit) history() error {
	filters := []string{"person", "command", "from", "to"}
	q, err := v.parameters(append([]string{"after", "limit"}, filters...)...)
	if err != nil {
		return err
	}
	f, err := found(q, filters)
	if err != nil {
		return err
	}
	l, err := v.Office.ChangeList(v.r.Context(), v.who, anteroom.Target{VAR: v.varID(), Company: v.company()}, f)
	if anteroom.KindOf(err) == anteroom.Invalid {
		return coded{http.StatusBadRequest, err}
	}
	if err != nil {
		return err
	}
	v.nextAfter(l.Next)
	return v.write(some(l.Rows))
}

func (v *visit) vars() error {
	f, err := v.find("state")
	if err != nil {
		return err
	}
	l, err := v.Office.VARs(v.r.Context(), v.who, f)
	return listed(v, l, err)
}

// companyList answers with the companies of the VAR that the address names, or with those of all.
func (v *visit) companyList() error {
	f, err := v.find("state", "kind", "package")
	if err != nil {
		return err
	}
	l, err := v.Office.CompanyList(v.r.Context(), v.who, v.varID(), f)
	return listed(v, l, err)
}

// keys answers with the ledger of the company or the VAR that the address names.
func (v *visit) keys() error {
	before, limit, err := v.numbered()
	if err != nil {
		return err
	}
	l, err := v.Office.KeyLedger(v.r.Context(), v.who, anteroom.Target{VAR: v.varID(), Company: v.company()}, before, limit)
	if err != nil {
		return err
	}
	if n := len(l.Entries); n == limit {
		v.next(strconv.FormatInt(l.Entries[n-1].Seq, 10), limit)
	}
	l.Entries = some(l.Entries)
	return v.write(l)
}

func (v *visit) phoneSystem() error {
	s, err := v.Office.CompanyPhoneSystem(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	s.Plan, s.Lines, s.Numbers = some(s.Plan), some(s.Lines), some(s.Numbers)
	r := &s.Report
	r.State.Lines, r.State.Numbers, r.Push.Steps = some(r.State.Lines), some(r.State.Numbers), some(r.Push.Steps)
	return v.write(s)
}

func (v *visit) phoneSystemHealth() error {
	list, err := v.Office.PhoneSystemsHealth(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) phoneSystemAccounts() error {
	f, err := v.find("state")
	if err != nil {
		return err
	}
	l, err := v.Office.PhoneSystemAccounts(v.r.Context(), v.who, f)
	return listed(v, l, err)
}

func (v *visit) phoneSystems() error {
	list, err := v.Office.PhoneSystems(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.write(some(list))
}
