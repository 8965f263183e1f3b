package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// checkTime is how long a check of mail servers may take, from the form to the answer.
const checkTime = 160 * time.Second

// mailCheck is a page that connects to mail servers before its command is carried out (R27).
type mailCheck struct {
	page    pages.Task
	trial   office.MailTrial
	command func(ticket string) office.Command
	done    pages.Sheet // shown with the steps where it is stored
}

// mailCheck proves what was typed, and stores it. Each step is sent as it ends to a page that listens; to any other the
// steps come with the page.
func (v *visit) mailCheck(c mailCheck) error {
	live := v.live()
	var steps []anteroom.MailStep
	ticket, err := v.Office.TryMail(v.r.Context(), v.who, c.trial, func(s anteroom.MailStep) {
		steps = append(steps, s)
		live.send("step", http.StatusOK, pages.MailStepLine(c.page.Shell, s))
	})
	if err == nil {
		_, err = v.Office.Do(v.r.Context(), v.who, c.command(ticket), office.Ask{Version: c.page.Version})
	}
	if err != nil {
		return v.mailRefused(c.page, live, steps, err)
	}
	return live.page(v, http.StatusOK, pages.SheetWith(c.done, pages.MailSteps(c.page.Shell, steps)))
}

// mailRefused shows the form again, with the steps as far as they went.
func (v *visit) mailRefused(page pages.Task, live *live, steps []anteroom.MailStep, err error) error {
	e, ok := errors.AsType[*anteroom.Error](err)
	if !ok || e.Kind == anteroom.Internal || e.Kind == anteroom.NotFound || e.Kind == anteroom.Forbidden {
		if live == nil {
			return err
		}
		code, text := v.failure(err)
		v.Log.Error("page refused", "reference", v.reference, "status", code, "path", v.logPath(), "error", err)
		s := page.Shell
		s.Title = fmt.Sprintf("fail.%d", code)
		return live.page(v, code, pages.FailPage(pages.Fail{Shell: s, Status: code, Text: text, Reference: v.reference, Back: "/"}))
	}
	page.Wrong = true
	if e.Stale != nil {
		page.Version = e.Stale.Version
		for _, f := range e.Stale.Fields {
			if news := page.NewsOf(f); news.Label != "" {
				page.Others = append(page.Others, news)
			}
		}
	} else {
		page.Problems = page.Wrongs(e)
	}
	page.Before = pages.Components(pages.MailSteps(page.Shell, steps), page.Before)
	code, _ := v.failure(err)
	return live.page(v, code, pages.TaskPage(page))
}

// live is an answer that comes step by step; nil is one that comes as a page.
type live struct {
	v   *visit
	out *http.ResponseController
}

// live begins such an answer where the page asks for one.
func (v *visit) live() *live {
	if !strings.Contains(v.r.Header.Get("Accept"), "text/event-stream") {
		return nil
	}
	l := &live{v, http.NewResponseController(v.w)}
	_ = l.out.SetWriteDeadline(time.Time{}) // a server without deadlines does not have to know this
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.Header().Set("X-Accel-Buffering", "no")
	v.w.WriteHeader(http.StatusOK)
	return l
}

func (l *live) send(event string, status int, c templ.Component) {
	if l == nil {
		return
	}
	var b bytes.Buffer
	if err := c.Render(l.v.r.Context(), &b); err != nil {
		l.v.Log.Error("a step was not written", "reference", l.v.reference, "error", err)
		return
	}
	raw, err := json.Marshal(map[string]any{"status": status, "html": b.String()})
	if err != nil {
		panic(err) // strings and numbers always become JSON
	}
	_, _ = fmt.Fprintf(l.v.w, "event: %s\ndata: %s\n\n", event, raw) // the check goes on when nobody listens any more, to its end
	_ = l.out.Flush()
}

// page is the end of the answer: the page that comes of it.
func (l *live) page(v *visit, status int, c templ.Component) error {
	if l == nil {
		return v.show(status, c)
	}
	l.send("page", status, c)
	return nil
}
