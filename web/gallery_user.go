package web

import (
	"fmt"
	"net/http"
	"net/url"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// userGallery are the pages of users, and those of the users themselves.
func userGallery(add func(page, title, here string, more ...specimen)) {
	add("me", "me.title", "me", selfSpecimens()...)
	add("my-pin", "me.pin", "my_pin", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(pinTask(s.asUser(), pages.Link{Path: "/me", Text: s.T("me.title")}, office.Place{}, sampleUser()).page)
	}})
	add("my-password", "me.password", "my_password", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(ownPasswordForm(s.asUser(), 3))
	}})
	add("phone-made", "phone.made", "users", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(phoneSheet(s.Shell, sampleUser(), "06h0hfswn3e377d5304m", "K7QWM2XA4TK7QWM2XA4TK7QWM2"))
	}})
	add("phone-remove", "phone.remove", "users", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(phoneForm(s.Shell, sampleUser(), "phone.remove", true, 3))
	}})
	add("invitation", "invitation.title", "", invitationSpecimens()...)
	add("user-edit", "user.edit", "users", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(pages.Task{Shell: s.Shell, Above: userLink(s.Shell, sampleUser()), Sections: userControls(s.Shell, s.profileData().Company.Languages, sampleUser())})
	}})
	add("users", "users.title", "users", userSpecimens()...)
	add("users-add", "users.add", "users", addUserSpecimens()...)
	add("user", "user.title", "users", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(userSheet(s.Shell, office.UserDetails{User: sampleUser(), Numbers: []anteroom.NumberID{"+14185550142"}, Come: true}))
	}}, specimen{state: "invited", make: func(s *sample) templ.Component {
		u := sampleUser()
		u.State = anteroom.UserInvited
		return pages.SheetPage(userSheet(s.Shell, office.UserDetails{User: u, Invitation: &anteroom.Invitation{Email: u.Email, Made: s.now}}))
	}})
	add("user-remove", "user.remove", "users", specimen{state: "usual", make: func(s *sample) templ.Component {
		page := confirmUser(s.Shell, "user.remove", sampleUser(), 3)
		page.Danger = true
		return pages.TaskPage(page)
	}})
}

// asUser makes the shell that of a user's own page.
func (s *sample) asUser() pages.Shell {
	s.Name, s.Level, s.Company, s.VAR, s.VARIs = "Marc Tremblay", anteroom.LevelUser, "", "", ""
	return s.Shell
}

func selfSpecimens() []specimen {
	of := func(u anteroom.User) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			place := office.Place{Company: s.profileData().Company}
			return pages.TaskPage(selfForm(s.handled("", anteroom.Available), place, office.UserDetails{User: u}))
		}
	}
	kept := sampleUser()
	kept.Options.AdministratorOnly = true
	return []specimen{{state: "usual", make: of(sampleUser())}, {state: "kept", make: of(kept)}}
}

func invitationSpecimens() []specimen {
	form := func(s *sample) pages.Task {
		return invitationForm(s.Shell, office.Invited{User: sampleUser(), Company: s.profileData().Company})
	}
	return []specimen{{state: "usual", nobody: true, make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		{state: "error", nobody: true, wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := form(s)
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "new", Msg: anteroom.T("error.password.short", "least", 10)}}})
			return pages.TaskPage(p)
		}}}
}

func sampleUser() anteroom.User {
	return anteroom.User{ID: "marc", Number: "40172231", First: "Marc", Last: "Tremblay", Email: "marc@boreal.example", Extension: "201", State: anteroom.UserActive,
		Options: anteroom.DefaultOptions()}
}

func userSpecimens() []specimen {
	of := func(q url.Values, rows ...anteroom.UserLine) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			l := office.List[anteroom.UserLine]{Rows: rows, Count: len(rows)}
			if len(rows) > 20 {
				l.Next, l.Count = "next", 99_204
			}
			return pages.ListPage(userList(s.Shell, l, s.profileData().Packages, q))
		}
	}
	var full []anteroom.UserLine
	for i := range 50 {
		full = append(full, anteroom.UserLine{User: anteroom.User{ID: anteroom.UserID(fmt.Sprintf("u%d", i)), Number: "40172231", First: "Marie-Antoinette",
			Last: "de la Fontaine-Desjardins-Beauchemin <b>x</b>", Email: "marie-antoinette.de-la-fontaine@boreal.example", Extension: "204512"}})
	}
	return []specimen{{state: "usual", make: of(nil, anteroom.UserLine{User: sampleUser()})}, {state: "empty", make: of(nil)},
		{state: "full", make: of(url.Values{"state": {"active"}, "sort": {"name"}}, full...)}, {state: "nothing", make: of(url.Values{"q": {"zz"}})}}
}

func addUserSpecimens() []specimen {
	form := func(s *sample) pages.Task {
		return addUserForm(s.Shell, s.profileData().Company, userChoice{packages: s.profileData().Packages, numbers: []anteroom.NumberLine{{Number: anteroom.Number{ID: "+14185550177"}}}}, 3)
	}
	return []specimen{{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := form(s)
			p.Sections[0].Controls[2].Value = "zoe@"
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "email", Msg: anteroom.T("error.email.wrong")}}})
			return pages.TaskPage(p)
		}}}
}
