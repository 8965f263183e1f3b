package web

import (
	"encoding/json"
	"net/http"
	"regexp"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
)

// tryPage is the page from which somebody calls the company's number with the browser. It alone may use the microphone, and connect
// to the telephone of this portal.
func (v *visit) tryPage() error {
	s, company, base, err := v.tried()
	if err != nil {
		return err
	}
	numbers, err := v.Office.TestNumbers(v.r.Context(), v.who, company)
	if err != nil {
		return err
	}
	page := pages.Try{Shell: s, Base: base, Log: v.who.Level != anteroom.LevelUser}
	for _, n := range numbers {
		page.Numbers = append(page.Numbers, pages.Option{Value: string(n.ID), Text: n.ID.String()})
	}
	h := v.w.Header()
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(self)")
	h.Set("Content-Security-Policy", policy("'self' "+ownSocket(v.r)))
	return v.show(http.StatusOK, pages.TryPage(page))
}

// ownSocket is the address of WebSockets on this portal: 'self' does not hold them in every browser.
func ownSocket(r *http.Request) string {
	if !regexp.MustCompile(`^[0-9A-Za-z.:\[\]-]+$`).MatchString(r.Host) {
		return ""
	}
	return "ws://" + r.Host + " wss://" + r.Host
}

// tried is whose number is tried, and where: an administrator's company, or a user's own.
func (v *visit) tried() (pages.Shell, anteroom.CompanyID, string, error) {
	if v.r.PathValue("company") == "" {
		place, s, _, err := v.self("try.title", "try")
		return s, place.Company.ID, "/me/try", err
	}
	_, s, err := v.inCompany("try.title", "try")
	return s, s.Company, s.At("/try"), err
}

// tryPass gives the page's script what it needs for one call.
func (v *visit) tryPass() error {
	_, company, _, err := v.tried()
	if err != nil {
		return err
	}
	pass, err := v.Office.PassTestCall(v.r.Context(), v.who, company, anteroom.NumberID(v.r.PostFormValue("number")))
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(v.w).Encode(pass)
}

// trySteps is the part of the page that tells how far the call has come.
func (v *visit) trySteps() error {
	s, _, base, err := v.tried()
	if err != nil {
		return err
	}
	call, err := v.Office.TestCall(v.who, v.r.PathValue("pass"))
	if err != nil {
		return err
	}
	page := pages.Try{Shell: s, Base: base, Call: call}
	for _, p := range call.Prompts {
		page.Heard = append(page.Heard, inWords(s, v.Catalogue.Said, p))
	}
	return v.show(http.StatusOK, pages.TrySteps(page))
}
