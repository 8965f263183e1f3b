package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// task is a page that asks for one command. With GET it is shown; with POST the command is carried out, and where that
// touches callers, users or money, or takes something away, a step shows first what it will do (R9).
type task struct {
	page    pages.Task                   // its controls hold what is stored
	command func(f *form) office.Command // what the form asks for
	done    func(office.Outcome) string  // the address to go to then
	// shown answers in the place of done, for what is shown once and then never again; nil: done.
	shown func(office.Outcome) error
	// at names the control at which a wrong field of the command stands; nil: the one of the same name.
	at func(anteroom.FieldError) string
}

// form is what was sent in, and what in it cannot be read.
type form struct {
	url.Values
	wrong anteroom.Fields
}

// text is a field without the white space around it.
func (f *form) text(name string) string { return strings.TrimSpace(f.Get(name)) }

// number is a field that holds a whole number; one that does not is noted as wrong. Empty is 0.
func (f *form) number(name string) int {
	s := f.text(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		f.wrong.Wrong(name, "error.number.whole")
	}
	return n
}

// ticked tells whether a box was ticked.
func (f *form) ticked(name string) bool { return f.Has(name) }

func (v *visit) task(t task) error {
	if t.page.Action == "" {
		t.page.Action = v.r.URL.Path
	}
	wrong, err := v.inPerson(&t.page)
	if err != nil {
		return v.taskFailed(t, nil, err)
	}
	if v.r.Method != http.MethodPost {
		return v.show(http.StatusOK, pages.TaskPage(t.page))
	}
	f := &form{Values: v.r.PostForm}
	f.wrong = append(f.wrong, wrong...)
	c := t.command(f)
	t.keep(f)
	if f.Has("back") {
		return v.show(http.StatusOK, pages.TaskPage(t.page))
	}
	if len(f.wrong) > 0 {
		return v.taskFailed(t, c, v.allWrong(t, c, f.wrong).Err())
	}
	return v.carryOut(t, c, f.Get("digest"))
}

// allWrong adds to what cannot be read what the command finds wrong in the rest, so that all is told at once (R7).
func (v *visit) allWrong(t task, c office.Command, wrong anteroom.Fields) anteroom.Fields {
	_, err := v.Office.Do(v.r.Context(), v.who, c, office.Ask{Preview: true})
	e, ok := errors.AsType[*anteroom.Error](err)
	if !ok || e.Kind != anteroom.Invalid {
		return wrong
	}
	told := map[string]bool{}
	for _, f := range wrong {
		told[t.control(f)] = true
	}
	for _, f := range e.Fields {
		if !told[t.control(f)] {
			wrong = append(wrong, f)
		}
	}
	return wrong
}

// control is the one at which a wrong field stands.
func (t task) control(f anteroom.FieldError) string {
	if t.at == nil {
		return f.Field
	}
	return t.at(f)
}

// keep has the page show what was typed.
func (t *task) keep(f *form) {
	for _, control := range t.page.Controls() {
		typed(control, f)
	}
	if f.Has("version") {
		t.page.Version = number(f.Get("version"))
	}
}

// inPerson takes the person's password, where the page asks for it again, and where that was not done lately. It tells what
// is wrong with it.
func (v *visit) inPerson(page *pages.Task) (wrong anteroom.Fields, err error) {
	if !page.Confirm {
		return nil, nil
	}
	if wrong, err = v.passwordAgain(); err != nil {
		return nil, err
	}
	if known, err := v.Office.Confirmed(v.r.Context(), v.who); known || err != nil {
		return wrong, err
	}
	page.Sections = append(page.Sections, pages.Section{Controls: []pages.Control{
		{Name: "confirm", Label: "password.confirm", Hint: "password.confirm.hint", Kind: pages.SecretLine, Autocomplete: "current-password", Required: true}}})
	return wrong, nil
}

// passwordAgain takes the password, where the form holds it, and tells what is wrong with it.
func (v *visit) passwordAgain() (anteroom.Fields, error) {
	password := v.r.PostFormValue("confirm")
	if password == "" { // the command asks for it, beside all else that is wrong
		return nil, nil
	}
	err := v.Office.Confirm(v.r.Context(), v.who, password)
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Kind == anteroom.Invalid {
		return e.Fields, nil
	}
	return nil, err
}

// typed puts into a control what was typed into it.
func typed(c *pages.Control, f *form) {
	switch {
	case c.Secret() || c.Disabled:
	case c.Kind == pages.Tick:
		c.Checked = f.ticked(c.Name)
	case c.Kind == pages.Ticks:
		c.Values = f.Values[c.Name]
	case f.Has(c.Name):
		c.Value = f.Get(c.Name)
	}
}

// carryOut does what the form asks for. Without a digest nothing was shown yet: what has reach is shown first.
func (v *visit) carryOut(t task, c office.Command, digest string) error {
	ask := office.Ask{Version: t.page.Version, Digest: digest}
	if digest == "" {
		out, err := v.Office.Do(v.r.Context(), v.who, c, office.Ask{Preview: true, Version: ask.Version})
		switch {
		case err != nil:
			return v.taskFailed(t, c, err)
		case (out.Reach() || t.page.Danger) && !t.secret():
			return v.taskReview(t, out, false)
		}
		ask.Digest = out.Digest
	}
	out, err := v.Office.Do(v.r.Context(), v.who, c, ask)
	if err != nil {
		return v.taskFailed(t, c, err)
	}
	if t.shown != nil {
		return t.shown(out)
	}
	return v.redirect(savedAt(t.done(out), out))
}

// secret tells whether something was typed that no page may hold.
func (t task) secret() bool {
	for _, c := range t.page.Controls() {
		if c.Secret() {
			return true
		}
	}
	return false
}

// savedAt is the address of a page that tells what was stored.
func savedAt(path string, out office.Outcome) string {
	saved := "nothing"
	if out.Change != "" {
		saved = string(out.Change)
	}
	if strings.Contains(path, "?") {
		return path + "&saved=" + saved
	}
	return path + "?saved=" + saved
}

func (v *visit) taskReview(t task, out office.Outcome, again bool) error {
	s, err := v.named(t.page.Shell, anteroom.Change{Items: out.Items})
	if err != nil {
		return err
	}
	page := pages.TaskReview{Task: t.page, Digest: out.Digest, Lines: s.Lines(out.Items), Effects: out.Effects, Again: again}
	page.Title = "review.title"
	status := http.StatusOK
	if again {
		status = http.StatusConflict
	}
	return v.show(status, pages.TaskReviewPage(page))
}

// taskFailed shows the form again with all that was typed, and what stands in the way.
func (v *visit) taskFailed(t task, c office.Command, err error) error {
	e, ok := errors.AsType[*anteroom.Error](err)
	if !ok || e.Kind != anteroom.Invalid && e.Kind != anteroom.Conflict && e.Kind != anteroom.Limit {
		return err
	}
	t.page.Wrong = true
	code, _ := v.failure(err)
	switch {
	case e.Msg.Key == "error.digest":
		out, err := v.Office.Do(v.r.Context(), v.who, c, office.Ask{Preview: true, Version: t.page.Version})
		if err != nil {
			return v.taskFailed(t, c, err)
		}
		return v.taskReview(t, out, true)
	case e.Stale != nil:
		t.page.Version = e.Stale.Version
		for _, f := range e.Stale.Fields {
			if news := t.page.NewsOf(f); news.Label != "" {
				t.page.Others = append(t.page.Others, news)
			}
		}
	default:
		for i, f := range e.Fields {
			e.Fields[i].Field = t.control(f)
		}
		t.page.Problems = t.page.Wrongs(e)
	}
	return v.show(code, pages.TaskPage(t.page))
}
