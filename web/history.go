package web

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// entriesShown are the entries of one page of the history.
const entriesShown = 25

func (v *visit) history() error {
	_, s, err := v.inAny("history.title", "history")
	if err != nil {
		return err
	}
	f := v.find("person", "command", "from", "to")
	f.Most = entriesShown
	v.days(s, f.Where)
	l, err := v.Office.ChangeList(v.r.Context(), v.who, v.target(), f)
	if err != nil {
		return err
	}
	page := pages.History{Shell: s, Entries: l.Rows, Query: v.r.URL.Query(), Older: l.Next, Commands: commandOptions(s)}
	page.Above = map[anteroom.ChangeID]bool{}
	list := make([]anteroom.Change, len(l.Rows))
	for i, r := range l.Rows {
		list[i] = r.Change
		of := anteroom.Target{VAR: cmp.Or(r.VARID, s.VAR), Company: cmp.Or(r.CompanyID, s.Company)}
		page.Above[r.ID] = !office.MayUndo(v.who, of, r.Command)
	}
	if page.Shell, err = v.named(s, list...); err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.HistoryPage(page))
}

// days makes moments of the days that the reader means, in the reader's zone.
func (v *visit) days(s pages.Shell, where map[string]string) {
	zone := s.Zone
	if zone == nil {
		zone = time.UTC
	}
	for name, more := range map[string]int{"from": 0, "to": 1} {
		if day, err := time.ParseInLocation(time.DateOnly, where[name], zone); err == nil {
			where[name] = day.AddDate(0, 0, more).Format(time.RFC3339)
		}
	}
}

// commandOptions are the changes of which the history of the shell's place may tell, by what they are called.
func commandOptions(s pages.Shell) []pages.Option {
	var list []pages.Option
	for _, name := range office.Recorded(anteroom.Target{VAR: s.VAR, Company: s.Company}) {
		list = append(list, pages.Option{Value: name, Text: s.T("command." + name)})
	}
	locale.Sort(s.P, list, func(o pages.Option) string { return o.Text })
	return list
}

// named is the shell with the names of what the changes are about by id alone. Of a user's own there is nothing to name.
func (v *visit) named(s pages.Shell, list ...anteroom.Change) (pages.Shell, error) {
	if v.who.Level == anteroom.LevelUser {
		return s, nil
	}
	var err error
	s.Names, err = v.Office.Names(v.r.Context(), v.who, anteroom.Target{VAR: s.VAR, Company: s.Company}, list...)
	return s, err
}

// target is the company or the VAR that the address names, or the system.
func (v *visit) target() anteroom.Target {
	if v.atHome() {
		return anteroom.Target{Company: v.who.Company, User: v.who.User}
	}
	return anteroom.Target{VAR: v.varID(), Company: v.companyID()}
}

// atHome tells a page of the user's own, whose address names nobody.
func (v *visit) atHome() bool {
	return v.who.Level == anteroom.LevelUser && v.companyID() == "" && v.varID() == "" && strings.HasPrefix(v.r.URL.Path, "/me/")
}

func (v *visit) inAny(title, here string) (office.Place, pages.Shell, error) {
	if v.atHome() {
		place, s, _, err := v.self(title, "my_history")
		return place, s, err
	}
	return v.in(title, here, v.target())
}

// undoing is the command that puts a change back, of a company or above.
func (v *visit) undoing(id anteroom.ChangeID) office.Command {
	if v.atHome() {
		return office.UndoOwn{Company: v.who.Company, User: v.who.User, Change: id}
	}
	if company := v.companyID(); company != "" {
		return office.Undo{Company: company, Change: id}
	}
	return office.UndoAbove{VAR: v.varID(), Change: id}
}

// undoForm shows what undoing a change will do; nothing is stored.
func (v *visit) undoForm() error { return v.askUndo(anteroom.ChangeID(v.r.FormValue("change")), false) }

func (v *visit) askUndo(id anteroom.ChangeID, again bool) error {
	_, s, err := v.inAny("undo.title", "history")
	if err != nil {
		return err
	}
	page := pages.Undo{Shell: s, Change: id, Again: again}
	if page.Entry, err = v.entry(id); err != nil {
		return err
	}
	out, err := v.Office.Do(v.r.Context(), v.who, v.undoing(id), office.Ask{Preview: true})
	if e, ok := errors.AsType[*anteroom.Error](err); ok && (e.Kind == anteroom.Conflict || e.Kind == anteroom.Invalid) {
		return v.cannotUndo(page, e)
	}
	if err != nil {
		return err
	}
	about := []anteroom.Change{{Items: out.Items}}
	if page.Entry != nil {
		about = append(about, *page.Entry)
	}
	if page.Shell, err = v.named(s, about...); err != nil {
		return err
	}
	page.Lines, page.Effects, page.Digest = page.Shell.Lines(out.Items), out.Effects, out.Digest
	status := http.StatusOK
	if again {
		status = http.StatusConflict
	}
	return v.show(status, pages.UndoPage(page))
}

// cannotUndo says why. Of what is no longer allowed, the field's own message says more than the whole's.
func (v *visit) cannotUndo(page pages.Undo, e *anteroom.Error) error {
	why := page.Named(e.Msg)
	if len(e.Fields) > 0 {
		why = e.Fields[0].Msg
	}
	page.Wrong, page.Problem = true, &why
	return v.show(http.StatusConflict, pages.UndoPage(page))
}

// entry is the entry of the history, where it is among the newest.
func (v *visit) entry(id anteroom.ChangeID) (*anteroom.Change, error) {
	list, err := v.Office.History(v.r.Context(), v.who, v.target(), 0, 500)
	for _, c := range list {
		if c.ID == id {
			return &c, nil
		}
	}
	return nil, err
}

// undo puts a change back, where it would still do what was shown.
func (v *visit) undo() error {
	id, digest := anteroom.ChangeID(v.r.PostFormValue("change")), v.r.PostFormValue("digest")
	if digest == "" {
		return v.askUndo(id, false)
	}
	out, err := v.Office.Do(v.r.Context(), v.who, v.undoing(id), office.Ask{Digest: digest})
	if e, ok := errors.AsType[*anteroom.Error](err); ok && (e.Kind == anteroom.Conflict || e.Kind == anteroom.Invalid) {
		return v.askUndo(id, e.Msg.Key == "error.digest")
	}
	if err != nil {
		return err
	}
	switch {
	case v.atHome():
		return v.redirect("/me/handling?saved=" + string(out.Change))
	case v.companyID() != "":
		return v.redirect("/c/" + string(v.companyID()) + undoneAt(out.Items) + "?saved=" + string(out.Change))
	case v.varID() != "":
		return v.redirect("/v/" + string(v.varID()) + "/history?saved=" + string(out.Change))
	}
	return v.redirect("/system/history?saved=" + string(out.Change))
}

// undoneAt is the page of a company that shows what an undo put back.
func undoneAt(items []anteroom.Item) string {
	for _, i := range items {
		if i.Noun != "reception" && i.Noun != "menu" && i.Noun != "group" {
			return "/profile"
		}
	}
	return "/receptionist"
}

func (v *visit) passwordForm() error {
	page, err := v.passwordPage()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.PasswordPage(page))
}

// passwordPage is for the company's own administrator only: nobody changes another's password.
func (v *visit) passwordPage() (pages.Password, error) {
	data, s, err := v.about("password.title", "profile")
	if err == nil && data.Administrator.ID != v.who.Account {
		err = anteroom.Fail(anteroom.Forbidden, "error.forbidden")
	}
	return pages.Password{Shell: s, Email: data.Administrator.Email}, err
}

func (v *visit) changePassword() error {
	again := v.r.PostFormValue("again")
	command := office.ChangePassword{Company: v.companyID(), Current: v.r.PostFormValue("current"), New: v.r.PostFormValue("new"), Again: &again}
	out, err := v.Office.Do(v.r.Context(), v.who, command, office.Ask{})
	if e, ok := told(err); ok {
		page, failed := v.passwordPage()
		if failed != nil {
			return failed
		}
		page.Wrong, page.Problem = true, pages.Problems(e, []string{"current", "new", "again"}, "password.")
		code, _ := v.failure(err)
		return v.show(code, pages.PasswordPage(page))
	}
	if err != nil {
		return err
	}
	return v.redirect("/c/" + string(v.companyID()) + "/profile?saved=" + string(out.Change))
}
