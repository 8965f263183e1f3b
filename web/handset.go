package web

import (
	"net/http"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// Handsets writes the configuration of telephones. Implemented by pbx/handset.
type Handsets interface {
	// Write is the file that a phone asks for under a name (empty: under none) and its type; false: it is not to have that one.
	Write(s anteroom.HandsetSettings, name string) (file []byte, kind string, own bool)
	// Path is what follows the address that a phone of that model is given.
	Path(m anteroom.HandsetModel) string
}

// handsetFile answers a telephone: its secret address is all that opens its configuration.
func (v *visit) handsetFile() error {
	var kind string
	file, err := v.Office.FetchHandset(v.r.Context(), v.r.PathValue("token"), v.r.UserAgent(), v.source(), func(s anteroom.HandsetSettings) (file []byte, own bool) {
		if s.Server == "" {
			s.Server = v.SIP
		}
		file, kind, own = v.Handsets.Write(s, v.r.PathValue("file"))
		return file, own
	})
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", kind)
	_, _ = v.w.Write(file) // who asked has gone
	return nil
}

// phone tells how a user's phone is configured, and makes it take its configuration from here.
func (v *visit) phone() error {
	place, s, d, err := v.oneUser("phone.title")
	if err != nil {
		return err
	}
	for _, p := range d.Phones {
		if string(p.ID) != v.r.PathValue("phone") {
			continue
		}
		h, err := v.Office.Handset(v.r.Context(), v.who, s.Company, p.ID)
		if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
		system, onLine, err := v.Office.PhoneLine(v.r.Context(), v.who, s.Company, d.User.ID)
		if err != nil {
			return err
		}
		line := ""
		if onLine {
			line = system.Name
		}
		return v.task(task{page: handsetForm(s, d.User, p, h, line, place.Version),
			command: func(f *form) office.Command {
				return office.ConfigurePhone{Company: s.Company, Phone: p.ID, Model: anteroom.HandsetModel(f.text("model")), MAC: f.text("mac"), Line: f.text("line") == "phone_system"}
			},
			shown: func(out office.Outcome) error {
				address := out.Made["address"]
				if address != "" {
					address += v.Handsets.Path(anteroom.HandsetModel(v.r.PostForm.Get("model")))
				}
				return v.show(http.StatusOK, pages.HandsetMadePage(pages.HandsetMade{Shell: s, Above: userLink(s, d.User), Address: address}))
			}})
	}
	return anteroom.Missing()
}

// resyncPhone tells a phone to fetch its configuration now.
func (v *visit) resyncPhone() error {
	return v.doAndGo(office.ResyncPhone{Company: v.companyID(), Phone: anteroom.PhoneID(v.r.PathValue("phone"))}, func(office.Outcome) string {
		return "/users/" + v.r.PathValue("user") + "/phones/" + v.r.PathValue("phone")
	})
}

// changePhonePassword gives a phone another password, which it fetches.
func (v *visit) changePhonePassword() error {
	place, s, d, err := v.oneUser("handset.password.title")
	if err != nil {
		return err
	}
	id := anteroom.PhoneID(v.r.PathValue("phone"))
	if !slices.ContainsFunc(d.Phones, func(p anteroom.Phone) bool { return p.ID == id }) {
		return anteroom.Missing()
	}
	page := phoneForm(s, d.User, "handset.password", false, place.Version)
	page.Button = "handset.password.title"
	return v.task(task{page: page, command: func(*form) office.Command { return office.ChangePhonePassword{Company: s.Company, Phone: id} },
		done: func(office.Outcome) string { return s.At("/users/" + string(d.User.ID) + "/phones/" + string(id)) }})
}

// handsetForm configures a phone; line is the name of the phone system that its user has a line on, empty: none.
func handsetForm(s pages.Shell, u anteroom.User, p anteroom.Phone, h anteroom.Handset, line string, version int64) pages.Task {
	model := pages.Control{Name: "model", Label: "handset.model", Kind: pages.Choice, Value: string(h.Model), Required: true}
	for _, m := range anteroom.HandsetModels() {
		model.Options = append(model.Options, pages.Option{Value: string(m), Text: s.T("handset.model." + string(m))})
	}
	controls := []pages.Control{model, {Name: "mac", Label: "handset.mac", Hint: "handset.mac.hint", Value: h.MAC}}
	if line != "" || h.Line {
		controls = append(controls, lineControl(s, u, h, line))
	}
	remove := pages.Link{Path: s.At("/users/" + string(u.ID) + "/phones/" + string(p.ID) + "/remove"), Text: s.T("phone.remove")}
	return pages.Task{Shell: s, Above: userLink(s, u), Intro: s.T("handset.intro"), Button: "handset.button", Version: version, Before: pages.Parts([]pages.Part{handsetPart(s, p, h, remove)}),
		Sections: []pages.Section{{Title: s.T("handset.configure"), About: s.T("handset.configure.about"), Controls: controls}}}
}

// lineControl chooses where the phone signs in.
func lineControl(s pages.Shell, u anteroom.User, h anteroom.Handset, line string) pages.Control {
	c := pages.Control{Name: "line", Label: "handset.line", Hint: "handset.line.hint", Kind: pages.Radios, Value: "anteroom",
		Options: []pages.Option{{Value: "anteroom", Text: s.T("handset.line.own")}}}
	if line != "" {
		c.Options = append(c.Options, pages.Option{Value: "phone_system", Text: s.T("handset.line.there", "extension", u.Extension, "system", line)})
	}
	if h.Line && line != "" {
		c.Value = "phone_system"
	}
	return c
}

// handsetPart tells when the phone fetched what.
func handsetPart(s pages.Shell, p anteroom.Phone, h anteroom.Handset, remove pages.Link) pages.Part {
	part := pages.Part{Facts: []pages.FactLine{{Label: s.T("phone.name"), Value: pages.Words(p.Name)}, {Label: s.T("handset.state"), Value: handsetPill(s, h, "handset.")}}, Danger: []pages.Link{remove}}
	if h.Line {
		part.Facts = append(part.Facts, pages.FactLine{Label: s.T("handset.line"), Value: pages.Words(s.T("handset.line.phone_system"))})
	}
	if h.Model != "" {
		at := remove.Path[:len(remove.Path)-len("remove")]
		part.Posts = []pages.Link{{Path: at + "resync", Text: s.T("handset.resync")}}
		if !h.Line {
			part.Actions = []pages.Link{{Path: at + "password", Text: s.T("handset.password.title")}}
		}
		part.Facts = append(part.Facts, pages.FactLine{Label: s.T("handset.model"), Value: pages.Words(s.T("handset.model." + string(h.Model)))})
	}
	if !h.Fetched.IsZero() {
		part.Facts = append(part.Facts, pages.FactLine{Label: s.T("handset.fetched"), Value: pages.Words(s.Written(h.Fetched)), Hint: h.Agent})
	}
	return part
}

// handsetPill tells which configuration a phone runs, in the words of a page or of a list.
func handsetPill(s pages.Shell, h anteroom.Handset, words string) templ.Component {
	switch {
	case h.Model == "":
		return pages.Words(s.T(words + "by_hand"))
	case h.Fetched.IsZero():
		return pages.Pill("info", "clock", s.T(words+"waiting"))
	case h.Current:
		return pages.Pill("good", "yes", s.T(words+"current"))
	}
	return pages.Pill("warn", "clock", s.T(words+"older"))
}
