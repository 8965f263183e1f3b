package web

import (
	"io"
	"net/http"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// callLog is the log that the address asks for: a company's, or the reader's own.
func (v *visit) callLog(title string) (l pages.Calls, err error) {
	if v.companyID() == "" {
		if v.who.Level != anteroom.LevelUser {
			return l, anteroom.Missing()
		}
		if _, l.Shell, _, err = v.self(title, "my_calls"); err != nil {
			return l, err
		}
		l.Saved = nil // a call that was ordered is told of by its page
		l.Mine, l.Of, l.User = true, v.who.Company, v.who.User
	} else {
		if _, l.Shell, err = v.inCompany(title, "calls"); err != nil {
			return l, err
		}
		l.Of = l.Company
	}
	q := v.r.URL.Query()
	l.Find, l.Since = v.find("result"), q.Get("since")
	if t := beginning(l.Shell, l.Since, time.Now()); !t.IsZero() {
		l.Find.Where["from"] = t.Format(time.RFC3339)
	}
	q.Del("after")
	for name, values := range q {
		if len(values) == 0 || values[0] == "" {
			q.Del(name)
		}
	}
	l.Asked = q
	return l, nil
}

// beginning is the start of today, or of the last days, where the reader is.
func beginning(s pages.Shell, name string, now time.Time) time.Time {
	days, ok := map[string]int{"today": 0, "week": 6, "month": 30}[name]
	if !ok {
		return time.Time{}
	}
	if s.Zone != nil {
		now = now.In(s.Zone)
	}
	return time.Date(now.Year(), now.Month(), now.Day()-days, 0, 0, 0, 0, now.Location())
}

func (v *visit) calls() error { return v.showCalls("calls.title") }

func (v *visit) myCalls() error { return v.showCalls("calls.mine.title") }

func (v *visit) showCalls(title string) error {
	l, err := v.callLog(title)
	if err != nil {
		return err
	}
	list, err := v.Office.CallList(v.r.Context(), v.who, l.Of, l.User, l.Find)
	if err != nil {
		return err
	}
	l.List, l.Next = list.Rows, list.Next
	return v.show(http.StatusOK, pages.CallsPage(l))
}

// exportCalls is the calls that fit as a table.
func (v *visit) exportCalls() error {
	l, err := v.callLog("calls.title")
	if err != nil {
		return err
	}
	f := v.tableForm()
	return v.Office.ExportCalls(v.r.Context(), v.who, l.Of, l.User, l.Find, f, func() io.Writer { return v.download(v.p.T("calls.export.name"), f.Kind) })
}

// call is the page of one call.
func (v *visit) call() error {
	l, err := v.callLog("call.title")
	if err != nil {
		return err
	}
	d, err := v.Office.Call(v.r.Context(), v.who, l.Of, l.User, anteroom.CallID(v.r.PathValue("call")))
	if err != nil {
		return err
	}
	page := callPage(l, d)
	page.Heard = heardIn(page, v.Catalogue.Said, v.Speaker != nil)
	page.Trunks = v.who.May(anteroom.SeeSystem, anteroom.Target{}) == nil
	return v.show(http.StatusOK, pages.CallPage(page))
}

// inWords is a prompt as it is read: what was said in a recording, nobody has written down.
func inWords(s pages.Shell, said func(anteroom.Prompt) string, p anteroom.Prompt) pages.Heard {
	if p.Recording != "" {
		return pages.Heard{Language: s.P.Language, Text: s.T("call.heard.recording", "language", p.Language)}
	}
	return pages.Heard{Language: p.Language, Text: said(p)}
}

// heardIn are the prompts of a call in words, each with the address of its sound where that can be heard.
func heardIn(page pages.Call, said func(anteroom.Prompt) string, speaks bool) (list []pages.Heard) {
	for i, p := range page.Call.Prompts {
		h := inWords(page.Shell, said, p)
		h.Sound = page.HeardAt(i)
		switch {
		case p.Private:
			h = pages.Heard{Language: page.P.Language, Text: page.T("call.heard.letter")}
		case p.ID == anteroom.VoiceMessagePrompt:
			h.Language, h.Text = page.P.Language, page.T("call.heard.voice_message")
			if !page.Log.Mine {
				h.Sound = ""
			}
		case p.Recording == "" && !speaks:
			h.Sound = ""
		}
		list = append(list, h)
	}
	return list
}

// heardPrompt is a prompt of a call as sound.
func (v *visit) heardPrompt() error {
	l, err := v.callLog("call.title")
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(v.r.PathValue("prompt"))
	if err != nil {
		return anteroom.Missing()
	}
	p, wav, err := v.Office.HeardPrompt(v.r.Context(), v.who, l.Of, l.User, anteroom.CallID(v.r.PathValue("call")), n)
	if err != nil {
		return err
	}
	if p.Recording == "" {
		return v.speak(p)
	}
	return v.sound(wav)
}

func callPage(l pages.Calls, d office.CallDetails) pages.Call {
	page := pages.Call{Shell: l.Shell, Log: l, Call: d.Call, Reached: d.Reached, At: d.At}
	for _, c := range d.Cost {
		page.Costs = append(page.Costs, l.P.Price(c.Amount, c.Currency))
	}
	return page
}
