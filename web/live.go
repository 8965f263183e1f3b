package web

import (
	"context"
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// inProgress is the page of the company's calls in progress.
func (v *visit) inProgress() error { return v.showFeed(v.liveFeed) }

func (v *visit) liveEvents() error { return v.follow(v.liveFeed) }

func (v *visit) liveFeed(ctx context.Context) (page pages.Feed, err error) {
	l, err := v.Office.LiveCalls(ctx, v.who, v.companyID())
	if err != nil {
		return page, err
	}
	_, s, err := v.inCompany("live.title", "live")
	return liveFeed(s, l), err
}

func liveFeed(s pages.Shell, l office.LiveCalls) pages.Feed {
	t := pages.Table{Caption: s.T("live.title"), Path: s.At("/live"), Columns: []pages.Column{{Label: s.T("calls.caller")}, {Label: s.T("calls.number")}, {Label: s.T("live.since")},
		{Label: s.T("live.at")}, {Label: s.T("live.with")}, {Label: s.T("calls.language")}, {Label: s.T("table.actions")}},
		Empty: pages.Empty{Title: s.T("live.none"), About: s.T("live.none.about"), Action: pages.Link{Path: s.At("/calls"), Text: s.T("calls.title")}}}
	for _, c := range l.Calls {
		t.Rows = append(t.Rows, pages.Row{ID: string(c.ID), Cells: []templ.Component{pages.Words(liveCaller(s, c)), pages.Words(c.Number.String()), pages.Words(s.TimeOfDay(c.Began)),
			pages.Words(liveAt(s, c)), pages.Words(c.With), pages.Words(s.P.LanguageName(c.Language)), pages.Linked(s.At("/live/"+string(c.ID)+"/hang-up"), s.T("live.hang_up"))}})
	}
	part := pages.TableOf(s, t)
	if l.Count > 0 { // more than are shown, perhaps
		part = pages.Components(pages.Words(s.T("live.count", "count", l.Count)), part)
	}
	return pages.Feed{Shell: s, Intro: s.T("live.intro"), Events: s.At("/live/events"), Part: part, At: l.At}
}

// liveCaller is who calls: a colleague by name, others as they say.
func liveCaller(s pages.Shell, c office.LiveLine) string {
	log := pages.Calls{Shell: s}
	call := anteroom.Call{Caller: c.Caller, CallerName: c.CallerName}
	if c.From != "" {
		call.CallerName = c.From
	}
	return pages.Call{Shell: s, Log: log, Call: call}.Who()
}

// liveAt is where the caller is, in the words of the call log.
func liveAt(s pages.Shell, c office.LiveLine) string {
	if c.At == "" {
		return s.T("live.begins")
	}
	return pages.Calls{Shell: s}.Way([]string{c.At})
}

// hangUp ends a call in progress.
func (v *visit) hangUp() error {
	_, s, err := v.inCompany("live.hang_up", "live")
	if err != nil {
		return err
	}
	l, err := v.Office.LiveCalls(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	command := office.HangUpCall{Company: s.Company, Call: anteroom.CallID(v.r.PathValue("call"))}
	t := task{page: hangUpForm(s, l, command.Call), done: func(office.Outcome) string { return s.At("/live") },
		command: func(*form) office.Command { return command }}
	if v.r.Method == http.MethodGet {
		if _, err := v.Office.Do(v.r.Context(), v.who, command, office.Ask{Preview: true}); err != nil {
			return v.taskFailed(t, command, err)
		}
	}
	return v.task(t)
}

func hangUpForm(s pages.Shell, l office.LiveCalls, id anteroom.CallID) pages.Task {
	page := pages.Task{Shell: s, Above: pages.Link{Path: s.At("/live"), Text: s.T("live.title")}, Intro: s.T("live.hang_up.intro"), Button: "live.hang_up"}
	for _, c := range l.Calls {
		if c.ID != id {
			continue
		}
		page.Before = pages.Parts([]pages.Part{{Facts: []pages.FactLine{{Label: s.T("calls.caller"), Value: pages.Words(liveCaller(s, c))}, {Label: s.T("calls.number"), Value: pages.Words(c.Number.String())},
			{Label: s.T("live.since"), Value: pages.Words(s.TimeOfDay(c.Began))}, {Label: s.T("live.at"), Value: pages.Words(liveAt(s, c))}}}})
	}
	return page
}

// load is the page of what this process has to do.
func (v *visit) load() error { return v.showFeed(v.loadFeed) }

func (v *visit) loadEvents() error { return v.follow(v.loadFeed) }

func (v *visit) loadFeed(ctx context.Context) (page pages.Feed, err error) {
	l, err := v.Office.SystemLoad(ctx, v.who)
	if err != nil {
		return page, err
	}
	_, s, err := v.inSystem("load.title", "load")
	return loadFeed(s, l), err
}

func loadFeed(s pages.Shell, l office.SystemLoad) pages.Feed {
	facts := []pages.FactLine{{Label: s.T("load.calls"), Value: pages.Words(s.T("load.calls.of", "calls", s.P.Number(int64(l.Calls)), "most", s.P.Number(int64(l.Most))))},
		{Label: s.T("load.peak"), Value: amount(s, l.Peak)}, {Label: s.T("load.turned"), Value: amount(s, l.Turned), Hint: s.T("load.turned.hint")},
		{Label: s.T("load.phones"), Value: amount(s, l.Phones)}}
	if l.Unsafe > 0 {
		facts = append(facts, pages.FactLine{Label: s.T("load.unsafe"), Value: amount(s, l.Unsafe), Hint: s.T("load.unsafe.hint")})
	}
	if !l.Since.IsZero() {
		facts = append(facts, pages.FactLine{Label: s.T("load.since"), Value: pages.Words(s.Written(l.Since))})
	}
	t := pages.Table{Caption: s.T("load.companies"), Path: "/system/load", Columns: []pages.Column{{Label: s.T("load.company")}, {Label: s.T("load.calls"), Amount: true}},
		Empty: pages.Empty{Title: s.T("live.none"), About: s.T("load.none.about")}}
	for _, c := range l.Companies {
		t.Rows = append(t.Rows, pages.Row{ID: string(c.Company), Cells: []templ.Component{pages.Linked("/c/"+string(c.Company)+"/live", c.Name), amount(s, c.Calls)}})
	}
	return pages.Feed{Shell: s, Intro: s.T("load.intro"), Events: "/system/load/events", At: l.At,
		Part: pages.Components(pages.Parts([]pages.Part{{Facts: facts}}), pages.TableOf(s, t))}
}
