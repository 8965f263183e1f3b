package web

import (
	"net/http"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// self is the user who is signed in, and the shell of the user's own pages.
func (v *visit) self(title, here string) (office.Place, pages.Shell, office.UserDetails, error) {
	place, d, err := v.Office.Self(v.r.Context(), v.who)
	if err != nil {
		return place, pages.Shell{}, d, err
	}
	s := v.shell(title, here)
	s.CompanyIs = place.Company.Name
	s.Saved, err = v.saved(s, anteroom.Target{Company: place.Company.ID, User: d.User.ID})
	if s.Saved != nil {
		s.Saved.Undoable = false
	}
	return place, s, d, err
}

// me is where a user changes what is the user's own; what the administrator keeps is told.
func (v *visit) me() error {
	place, s, d, err := v.self("me.title", "me")
	if err != nil {
		return err
	}
	h := handled{Shell: s, company: place.Company.ID, user: d.User.ID, base: "/me"}
	if h.CallHandling, _, err = v.Office.CallHandling(v.r.Context(), v.who, h.company, h.user); err != nil {
		return err
	}
	return v.task(task{
		page: selfForm(h, place, d),
		command: func(f *form) office.Command {
			return office.EditSelf{Company: place.Company.ID, User: d.User.ID, First: f.text("first"), Last: f.text("last"), Email: f.text("email"), Language: anteroom.Language(f.text("language")), VoiceMP3: new(f.ticked("voice_mp3"))}
		},
		done: func(office.Outcome) string { return "/me" },
	})
}

func selfForm(h handled, place office.Place, d office.UserDetails) pages.Task {
	s := h.Shell
	controls := append(ownControls(s, place.Company.Languages, d.User), mp3Control(d.User))
	intro := s.T("me.intro", "number", d.User.Number)
	if d.User.Options.AdministratorOnly {
		intro = s.T("error.user.administrator_only")
		for i := range controls {
			controls[i].Disabled = true
		}
	}
	page := pages.Task{Shell: s, Intro: intro, Version: place.Version, Before: pages.Parts([]pages.Part{statusPart(h), voicemailPart(h)}),
		Sections: []pages.Section{{Title: s.T("me.title"), Controls: controls}}}
	if place.Company.Kind == anteroom.PublicService {
		page.After = pages.MoreLinks([]pages.Link{{Path: "/me/bill", Text: s.T("me.bill")}})
	}
	return page
}

// myHistory tells the user what was changed of the account, by whom.
func (v *visit) myHistory() error {
	_, s, d, err := v.self("history.title", "my_history")
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	list, err := v.Office.History(v.r.Context(), v.who, anteroom.Target{Company: d.User.Company, User: d.User.ID}, number(q.Get("after")), entriesShown+1)
	if err != nil {
		return err
	}
	page := pages.History{Shell: s, Query: q}
	if len(list) > entriesShown {
		list = list[:entriesShown]
		page.Older = strconv.FormatInt(list[entriesShown-1].Seq, 10)
	}
	for _, c := range list {
		page.Entries = append(page.Entries, anteroom.ChangeLine{Change: c})
	}
	return v.show(http.StatusOK, pages.HistoryPage(page))
}

// myPackages leads to the page on which the user chooses among what is offered.
func (v *visit) myPackages() error {
	if v.who.Level != anteroom.LevelUser {
		return anteroom.Missing()
	}
	return v.redirect("/c/" + string(v.who.Company) + "/users/" + string(v.who.User) + "/packages")
}

func (v *visit) myPIN() error {
	place, s, d, err := v.self("me.pin", "my_pin")
	if err != nil {
		return err
	}
	return v.task(pinTask(s, pages.Link{Path: "/me", Text: s.T("me.title")}, place, d.User))
}

func (v *visit) myPassword() error {
	place, s, d, err := v.self("me.password", "my_password")
	if err != nil {
		return err
	}
	return v.task(task{
		page: ownPasswordForm(s, place.Version),
		command: func(f *form) office.Command {
			again := f.Get("again")
			return office.ChangePassword{Company: place.Company.ID, User: d.User.ID, Current: f.Get("current"), New: f.Get("new"), Again: &again}
		},
		done: func(office.Outcome) string { return "/me" },
	})
}

func ownPasswordForm(s pages.Shell, version int64) pages.Task {
	return pages.Task{Shell: s, Above: pages.Link{Path: "/me", Text: s.T("me.title")}, Version: version, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "current", Label: "password.current", Kind: pages.SecretLine, Autocomplete: "current-password", Required: true},
		{Name: "new", Label: "password.new", Hint: "password.hint", Kind: pages.SecretLine, Autocomplete: "new-password", Required: true},
		{Name: "again", Label: "password.again", Kind: pages.SecretLine, Autocomplete: "new-password", Required: true}}}}}
}

// invitation is the page behind an invitation's link; who accepts it is signed in.
func (v *visit) invitation() error {
	v.w.Header().Set("Referrer-Policy", "no-referrer") // the address is a secret
	token := v.r.PathValue("token")
	in, err := v.Office.Invited(v.r.Context(), token)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return &anteroom.Error{Kind: anteroom.NotFound, Msg: anteroom.T("invitation.gone"), Err: err}
	}
	if err != nil {
		return err
	}
	v.p = v.Catalogue.In(in.Company.Choose(in.User.Language))
	page := invitationForm(v.shell("invitation.title", ""), in)
	page.Action = v.r.URL.Path
	if v.r.Method != http.MethodPost {
		return v.show(http.StatusOK, pages.TaskPage(page))
	}
	f := &form{Values: v.r.PostForm}
	for _, control := range page.Controls() {
		typed(control, f)
	}
	session, _, err := v.Office.Accept(v.r.Context(), token, office.Acceptance{First: f.text("first"), Last: f.text("last"), Language: anteroom.Language(f.text("language")),
		Password: f.Get("new"), Again: f.Get("again"), PIN: f.text("pin")})
	if e, ok := told(err); ok {
		page.Wrong, page.Problems = true, page.Wrongs(e)
		code, _ := v.failure(err)
		return v.show(code, pages.TaskPage(page))
	}
	if err != nil {
		return err
	}
	v.keep(session)
	return v.redirect("/me")
}

func invitationForm(s pages.Shell, in office.Invited) pages.Task {
	s.Languages, s.CompanyIs = nil, in.Company.Name // a link out of this page would be one more place that holds the secret
	person := []pages.Control{}
	for _, c := range ownControls(s, in.Company.Languages, in.User) {
		if c.Name != "email" && !in.User.Options.AdministratorOnly {
			person = append(person, c)
		}
	}
	return pages.Task{Shell: s, Intro: s.T("invitation.intro", "company", in.Company.Name, "email", in.User.Email, "number", in.User.Number), Button: "invitation.accept",
		Sections: []pages.Section{{Controls: append(person,
			pages.Control{Name: "new", Label: "password.new", Hint: "password.hint", Kind: pages.SecretLine, Autocomplete: "new-password", Required: true},
			pages.Control{Name: "again", Label: "password.again", Kind: pages.SecretLine, Autocomplete: "new-password", Required: true},
			pages.Control{Name: "pin", Label: "field.user.pin_changed", Hint: "user.pin.hint", Kind: pages.SecretLine})}}}
}
