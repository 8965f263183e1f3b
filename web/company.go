package web

import (
	"net/http"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// company leads from the company's bare address to its profile.
func (v *visit) company() error { return v.redirect("/c/" + string(v.companyID()) + "/profile") }

// about is the company's profile and the shell of a page about it.
func (v *visit) about(title, here string) (office.Profile, pages.Shell, error) {
	data, err := v.Office.Profile(v.r.Context(), v.who, v.companyID())
	if err != nil {
		return data, pages.Shell{}, err
	}
	_, s, err := v.inCompany(title, here)
	return data, s, err
}

// own is the shell of a page that is about no company, with the way back to the reader's own.
func (v *visit) own(title, here string) (pages.Shell, error) {
	s := v.shell(title, here)
	if v.who.Level != anteroom.LevelCompany {
		return s, nil
	}
	list, err := v.Office.Companies(v.r.Context(), v.who)
	if err == nil && len(list) > 0 {
		s.Company, s.CompanyIs = list[0].ID, list[0].Name
	}
	return s, err
}

func (v *visit) helpProfile() error   { return v.manual("help.profile.title", pages.ProfileHelp) }
func (v *visit) helpKeys() error      { return v.manual("help.keys.title", pages.KeysHelp) }
func (v *visit) accessibility() error { return v.manual("accessibility.title", pages.Accessibility) }

// help lists what the manual is about.
func (v *visit) help() error {
	s, err := v.own("manual.title", "help")
	if err != nil {
		return err
	}
	v.keepLanguage()
	return v.show(http.StatusOK, pages.ManualPage(pages.Manual{Shell: s}))
}

func (v *visit) helpTopic() error {
	for _, t := range pages.Topics() {
		if t.Name == v.r.PathValue("topic") {
			return v.manual("manual."+t.Name+".title", t.Help)
		}
	}
	return anteroom.Missing()
}

// manual shows a page of the manual, to everybody, in the reader's language.
func (v *visit) manual(title string, page func(pages.Shell) pages.Help) error {
	s, err := v.own(title, "help")
	if err != nil {
		return err
	}
	v.keepLanguage()
	return v.show(http.StatusOK, pages.HelpPage(page(s)))
}

// countryOptions are the countries of ISO 3166-1 that are in use, in the order of their names in the language.
func countryOptions(p locale.Printer) []pages.Option {
	const never = "AC AN CP CQ CS CT DD DG DY EA FQ FX HV IC JT MI NH NQ NT PC PU PZ RH SU TA TP UK VD WK YD YU ZR BU" // reserved, or no longer used
	var list []pages.Option
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if code := string(a) + string(b); anteroom.IsCountry(code) && !strings.Contains(never, code) {
				list = append(list, pages.Option{Value: code, Text: p.CountryName(code)})
			}
		}
	}
	locale.Sort(p, list, func(o pages.Option) string { return o.Text })
	return list
}
