// Package pages holds the pages of the portal: a struct for each page, and the template that writes it. It owns the
// markup and nothing else; it reads no request, asks no right, and all words come from the catalogue in locale.
package pages

import (
	"net/url"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
)

//go:generate go -C ../.. tool templ generate

// Shell is what surrounds every page.
type Shell struct {
	P          locale.Printer // the reader's language
	Zone       *time.Location // the reader's; nil where the browser has not told: times are then in UTC, and say so
	Title      string         // key of the page's title, which is its one h1 too
	Here       string         // which entry of the navigation is this page
	Path       string         // of this page with its query, to come back to
	Name       string         // who is signed in; empty: nobody
	Level      anteroom.Level
	Company    anteroom.CompanyID // the company that the page is about; empty: none
	CompanyIs  string             // its name
	VAR        anteroom.VARID     // the VAR that the page, or its company, is about; empty: none
	VARIs      string             // its name; empty where the reader is not above the company
	Removed    bool               // the company was: nothing of it is there but its bills
	Suspended  string             // why the company is; empty: it is not
	Acting     anteroom.Acting    // what the reader does for the company; zero: nothing
	Saved      *Saved             // what was just stored; nil: nothing
	Appearance string             // "light", "dark"; empty: as the device
	Assets     Assets
	Look       Look   // the provider's; empty: the product's own
	MailTrap   string // address of the demo's mail trap; empty: none
	Gallery    bool   // the demo's gallery exists
	Specimen   bool   // the page stands in the gallery, with nothing behind it
	Wrong      bool   // the page tells of an error: its title begins with that
	Languages  []anteroom.Language
	Names      map[string]string // of what changes are about by id alone
}

// Assets are the addresses of the static files, each with a hash of its content. Htmx is empty where the program was
// built without it: then the pages do without previews while typing.
type Assets struct{ CSS, JS, Icon, Htmx, Try string }

// T is a text of the catalogue in the reader's language.
func (s Shell) T(key string, args ...any) string { return s.P.T(key, args...) }

// At is a path of the company that the page is about.
func (s Shell) At(path string) string { return "/c/" + string(s.Company) + path }

// AtVAR is a path of the VAR that the page is about.
func (s Shell) AtVAR(path string) string { return "/v/" + string(s.VAR) + path }

// Entry is a place in the navigation; its words are the text nav.NAME.
type Entry struct{ Name, Path string }

// entries are the places where the reader can go from here: those of the company, the VAR or the system that the page
// is about, or a user's own.
func (s Shell) entries() []Entry {
	switch {
	case s.Level == anteroom.LevelUser:
		return []Entry{{"me", "/me"}, {"handling", "/me/handling"}, {"voicemail", "/me/voicemail"}, {"my_contacts", "/me/contacts"}, {"my_calls", "/me/calls"}, {"my_mail", "/me/mail"}, {"my_messages", "/me/mail/messages"}, {"packages", "/me/packages"}, {"try", "/me/try"}, {"my_pin", "/me/pin"}, {"my_password", "/me/password"}, {"my_history", "/me/history"}}
	case s.Company != "" && !s.Removed:
		list := []Entry{
			{"overview", s.At("/overview")},
			{"profile", s.At("/profile")},
			{"users", s.At("/users")},
			{"numbers", s.At("/numbers")},
			{"receptionist", s.At("/receptionist")},
			{"contacts", s.At("/contacts")},
			{"devices", s.At("/phones")},
			{"phone_system", s.At("/phone-system")},
			{"restrictions", s.At("/restrictions")},
			{"caps", s.At("/caps")},
			{"packages", s.At("/packages")},
			{"keys_of_company", s.At("/keys")},
			{"calls", s.At("/calls")},
			{"live", s.At("/live")},
			{"simulator", s.At("/simulator")},
			{"try", s.At("/try")},
			{"bill", s.At("/bill")},
			{"outbox", s.At("/outbox")},
			{"history", s.At("/history")},
		}
		if s.Level != anteroom.LevelCompany {
			list = append([]Entry{{"manage", s.At("/manage")}, {"brand", s.At("/brand")}}, list...)
		}
		return list
	case s.VAR != "":
		return []Entry{
			{"var", s.AtVAR("/")},
			{"companies", s.AtVAR("/companies")},
			{"packages", s.AtVAR("/packages")},
			{"keys_of_var", s.AtVAR("/keys")},
			{"restrictions", s.AtVAR("/restrictions")},
			{"prices", s.AtVAR("/prices")},
			{"billing", s.AtVAR("/billing")},
			{"var_bill", s.AtVAR("/bill")},
			{"administrators", s.AtVAR("/administrators")},
			{"outbox", s.AtVAR("/outbox")},
			{"history", s.AtVAR("/history")},
			{"brand", s.AtVAR("/brand")},
			{"support", s.AtVAR("/support")},
		}
	}
	return []Entry{
		{"system_overview", "/system/"},
		{"load", "/system/load"},
		{"vars", "/system/vars"},
		{"companies", "/companies"},
		{"packages", "/system/packages"},
		{"prices", "/system/prices"},
		{"restrictions", "/system/restrictions"},
		{"languages", "/system/languages"},
		{"phone_systems", "/system/phone-systems"},
		{"trunks", "/system/trunks"},
		{"recogniser", "/system/recogniser"},
		{"mail_providers", "/system/mail-providers"},
		{"brand", "/system/brand"},
		{"administrators", "/system/administrators"},
		{"outbox", "/system/outbox"},
		{"history", "/system/history"},
	}
}

// DocumentTitle is the title in the browser's tab: "Error: Company Profile - Boréal - Anteroom".
func (s Shell) DocumentTitle() string {
	parts := []string{s.T(s.Title)}
	if s.CompanyIs != "" {
		parts = append(parts, s.CompanyIs)
	} else if s.VARIs != "" {
		parts = append(parts, s.VARIs)
	}
	title := strings.Join(append(parts, s.Brand()), " - ")
	if s.Wrong {
		return s.T("page.error_title", "title", title)
	}
	return title
}

// Written is a time in the reader's zone, in words.
func (s Shell) Written(t time.Time) string {
	if s.Zone == nil {
		return s.P.DateTime(t.UTC()) + " UTC"
	}
	return s.P.DateTime(t.In(s.Zone))
}

// in is the address of this page in another language.
func (s Shell) in(l anteroom.Language) string {
	u, err := url.Parse(s.Path)
	if err != nil {
		return "/sign-in?lang=" + string(l)
	}
	q := u.Query()
	q.Set("lang", string(l))
	return u.Path + "?" + q.Encode()
}

// Stamp is a time in the reader's zone as tables have it: "2026-11-22 14:05" (ISO 8601, without the T).
func (s Shell) Stamp(t time.Time) string {
	if s.Zone == nil {
		return t.UTC().Format("2006-01-02 15:04") + " UTC"
	}
	return t.In(s.Zone).Format("2006-01-02 15:04")
}

// Role is the word for a level.
func (s Shell) Role(l anteroom.Level) string {
	if l == anteroom.Nobody {
		return s.T("role.program")
	}
	return s.T("role." + string(l))
}

// appearances are the choices of the menu.
func appearances() []string { return []string{"auto", "light", "dark"} }

func (s Shell) appears(choice string) bool {
	return choice == s.Appearance || choice == "auto" && s.Appearance == ""
}
