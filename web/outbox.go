package web

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// outbox lists the messages and other work of the company, the VAR or the system that the address names: with why something
// failed.
func (v *visit) outbox() error {
	_, s, err := v.in("outbox.title", "outbox", v.outboxOf())
	if err != nil {
		return err
	}
	l, err := v.Office.Outbox(v.r.Context(), v.who, v.outboxOf(), v.find("state", "kind"))
	if err != nil {
		return err
	}
	u, err := v.Office.Undelivered(v.r.Context(), v.who, v.outboxOf())
	if err != nil {
		return err
	}
	return v.list(outboxList(s, v.outboxPath(), l, u, v.r.URL.Query()))
}

func (v *visit) outboxOf() anteroom.Target {
	return anteroom.Target{VAR: v.varID(), Company: v.companyID()}
}

func (v *visit) outboxPath() string {
	switch {
	case v.companyID() != "":
		return "/c/" + string(v.companyID()) + "/outbox"
	case v.varID() != "":
		return "/v/" + string(v.varID()) + "/outbox"
	}
	return "/system/outbox"
}

func outboxList(s pages.Shell, path string, l office.List[anteroom.JobLine], u anteroom.Undelivered, q map[string][]string) pages.List {
	t := pages.Table{Caption: s.T("outbox.title"), Path: path, Query: q, Older: l.Next,
		Columns: []pages.Column{{Label: s.T("outbox.what")}, {Label: s.T("outbox.whose")}, {Label: s.T("outbox.state")}, {Label: s.T("outbox.made")}, {Label: s.T("outbox.due")}, {Label: s.T("outbox.why")}},
		Filters: []pages.Filter{{Name: "state", Label: s.T("outbox.state"), Options: options(s, "outbox.state.waiting", "outbox.state.", "failed", "done", "dropped")}},
		Empty:   pages.Empty{Title: s.T("outbox.none"), About: s.T("outbox.none.about")}}
	below := s.Level == anteroom.LevelCompany || s.Level == anteroom.LevelUser
	if below {
		t.Columns = append(t.Columns[:1], t.Columns[2:]...)
	} else {
		t.Columns = append(t.Columns, pages.Column{Label: s.T("table.actions")})
	}
	for _, j := range l.Rows {
		cells := []templ.Component{pages.Words(jobWords(s, j)), pages.Words(j.CompanyName), jobState(s, j), pages.Words(s.Stamp(j.Made)), pages.Words(s.Stamp(j.Due)), pages.Words(whyNot(s, j))}
		if j.Company == "" {
			cells[1] = pages.Words(s.T("outbox.system"))
		}
		if below {
			cells = append(cells[:1], cells[2:]...)
		} else {
			cells = append(cells, jobActions(s, j))
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(j.ID), Cells: cells})
	}
	intro := s.T("outbox.intro")
	if u.Messages > 0 {
		intro += " " + s.T("outbox.undelivered", "count", u.Messages) + " " + s.T("outbox.returned", "count", u.Returned)
	}
	return pages.List{Shell: s, Intro: intro, Table: t}
}

// jobWords is what a job does.
func jobWords(s pages.Shell, j anteroom.JobLine) string {
	if j.Kind == anteroom.Deliver {
		kind := s.T("message.kind.other", "kind", string(j.Message))
		if key := "message.kind." + string(j.Message); s.P.Has(key) {
			kind = s.T(key)
		}
		return s.T("outbox.message", "kind", kind, "email", j.To)
	}
	if key := "outbox.kind." + string(j.Kind); s.P.Has(key) {
		return s.T(key)
	}
	return s.T("outbox.kind.other", "kind", string(j.Kind))
}

// whyNot is why a job was not done: in the reader's language where that is ours to say.
func whyNot(s pages.Shell, j anteroom.JobLine) string {
	if key := "outbox.why." + j.Why; s.P.Has(key) {
		return s.T(key)
	}
	return j.Why
}

func jobState(s pages.Shell, j anteroom.JobLine) templ.Component {
	tries := s.T("outbox.attempts", "count", j.Attempts)
	pill := func(tone, icon, state string) templ.Component {
		return pages.Components(pages.Pill(tone, icon, s.T("outbox.state."+state)), pages.Words(" "+tries))
	}
	switch {
	case j.State == anteroom.JobDone:
		return pill("good", "yes", "done")
	case j.State == anteroom.JobFailed:
		return pill("bad", "wrong", "failed")
	case j.State == anteroom.JobDropped:
		return pill("", "no", "dropped")
	case j.Why != "":
		return pill("warn", "clock", "retrying")
	}
	return pill("info", "clock", "waiting")
}

// jobActions lead to what can be done with a job that is not over.
func jobActions(s pages.Shell, j anteroom.JobLine) templ.Component {
	if j.State != anteroom.JobWaiting && j.State != anteroom.JobFailed {
		return pages.Words("")
	}
	at := "/system/outbox"
	if j.Company != "" {
		at = "/c/" + string(j.Company) + "/outbox"
	}
	list := []templ.Component{pages.Linked(at+"/"+string(j.ID)+"/retry", s.T("outbox.retry"))}
	if j.Kind == anteroom.Deliver {
		list = append(list, pages.Words(" "), pages.Linked(at+"/"+string(j.ID)+"/drop", s.T("outbox.drop")))
	}
	return pages.Components(list...)
}

// job is a page that asks whether something is to be done with a job.
func (v *visit) job(key string, danger bool, command func(anteroom.JobID) office.Command) error {
	place, s, err := v.in(key, "outbox", v.outboxOf())
	if err != nil {
		return err
	}
	j, err := v.Office.Job(v.r.Context(), v.who, v.outboxOf(), anteroom.JobID(v.r.PathValue("job")))
	if err != nil {
		return err
	}
	return v.task(task{page: jobForm(s, v.outboxPath(), j, key, danger, place.Version), command: func(*form) office.Command { return command(j.ID) },
		done: func(office.Outcome) string { return v.outboxPath() }})
}

func jobForm(s pages.Shell, path string, j anteroom.JobLine, key string, danger bool, version int64) pages.Task {
	return pages.Task{Shell: s, Above: pages.Link{Path: path, Text: s.T("outbox.title")}, Intro: s.T(key+".intro", "what", jobWords(s, j)), Button: key, Danger: danger, Version: version}
}

func (v *visit) retryJob() error {
	return v.job("outbox.retry", false, func(id anteroom.JobID) office.Command {
		if v.companyID() == "" {
			return office.RetryJobAbove{Job: id}
		}
		return office.RetryJob{Company: v.companyID(), Job: id}
	})
}

func (v *visit) dropJob() error {
	return v.job("outbox.drop", true, func(id anteroom.JobID) office.Command {
		if v.companyID() == "" {
			return office.DropJobAbove{Job: id}
		}
		return office.DropJob{Company: v.companyID(), Job: id}
	})
}
