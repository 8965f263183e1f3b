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

// userGallery are the pages of users.
func userGallery(add func(page, title, here string, more ...specimen)) {
	add("users", "users.title", "users", userSpecimens()...)
	add("users-add", "users.add", "users", addUserSpecimens()...)
	add("user", "user.title", "users", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(userSheet(s.Shell, office.UserDetails{User: sampleUser(), Numbers: []anteroom.NumberID{"+14185550142"}, Come: true}))
	}}, specimen{state: "invited", make: func(s *sample) templ.Component {
		u := sampleUser()
		u.State = anteroom.UserInvited
		return pages.SheetPage(userSheet(s.Shell, office.UserDetails{User: u, Invitation: &anteroom.Invitation{Email: u.Email, Made: s.now}}))
	}})
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
			return pages.ListPage(userList(s.Shell, l, q))
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
	form := func(s *sample) pages.Task { return addUserForm(s.Shell, s.profileData().Company, 3) }
	return []specimen{{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := form(s)
			p.Sections[0].Controls[2].Value = "zoe@"
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "email", Msg: anteroom.T("error.email.wrong")}}})
			return pages.TaskPage(p)
		}}}
}
