package pages

import "anteroom.dev/anteroom"

// SignIn is the page on which somebody signs in.
type SignIn struct {
	Shell
	Email   string
	Next    string // where to go then: a path of this portal; empty: the beginning
	Done    string // what brought the person here: "out", "reset", "ended", "asked"; empty: nothing
	Problem []Problem
}

// Forgot asks for the address to which a one-time link is mailed.
type Forgot struct {
	Shell
	Email   string
	Problem []Problem
	Asked   bool
}

// Password changes the password: of the person who is signed in, or by a one-time link, which asks for no current one.
type Password struct {
	Shell
	Token   string // of the one-time link; empty: signed in
	Gone    bool   // the link was used, or is too old
	Email   string // for password managers: whose password it is
	Problem []Problem
}

// Fail is the page of an error.
type Fail struct {
	Shell
	Status    int
	Text      anteroom.Text
	Reference string // to be quoted to the service provider; it is in the log
	Back      string // a page that exists
}

// password is a field for a password. What was typed is never sent back.
func (s Shell) password(list []Problem, name, hint, autocomplete string) Field {
	f := Field{Name: name, Label: s.T("password." + name), Type: "password", Autocomplete: autocomplete, Required: true,
		Wrong: wrongAt(s, list, name), NoTrack: true}
	if hint != "" {
		f.Hint = s.T(hint)
	}
	return f
}

// email is the field for the sign-in name.
func (s Shell) email(list []Problem, value string) Field {
	return Field{Name: "email", Label: s.T("sign_in.email"), Type: "email", Autocomplete: "username", Required: true,
		Value: value, Wrong: wrongAt(s, list, "email"), NoTrack: true}
}

func (v Password) passwordIntro() string {
	switch {
	case v.Gone:
		return ""
	case v.Token != "":
		return v.T("reset.intro")
	}
	return v.T("password.intro")
}

func (v Password) action() string {
	if v.Token != "" {
		return "/reset/" + v.Token
	}
	return v.At("/password")
}
