package web

import (
	"net/url"
	"strings"
	"testing"
)

// The page says what its manual calls things by: sections, fields, buttons, links (R2–R5, R11, R20, R25, R32, R37, R46).
func TestNamesOfTheProfile(t *testing.T) {
	w := newWorld(t)
	page := w.signedIn(t, email).get(t, w.at("/profile"))
	page.has(t, "Company General Information", "Administrator’s Account", "Virtual Assistant Information", "Account Provisioning Access", "Technical Support", "Appearance and Branding", "Related topics",
		"Company name", "First Language", "Second Language", "Telephony provider (Company PBX)", "Country", "Offered packages", "Call restrictions", "Mail access",
		"Administrator name", "Administrator language", "E-mail", "Phone number", "Assistant Name", "Assistant E-mail", "Phone system (PBX)", "Account ID", "Password")
	for link, path := range map[string]string{"Edit Offered Packages": "/packages", "Edit Mail Access": "/mail", "Change My Password": "/password", "Bill": "/bill"} {
		if !strings.Contains(page.body, `href="`+w.at(path)+`">`+link+`</a>`) {
			t.Errorf("%s does not lead to %s", link, path)
		}
	}
	for _, button := range []string{"Submit", "OK"} {
		if !strings.Contains(page.body, `type="submit">`+button+`</button>`) {
			t.Errorf("there is no button %s", button)
		}
	}
	w.signedIn(t, email).get(t, w.at("/packages")).has(t, "Edit Offered Packages", "Offer", "Default", "Submit")
	w.signedIn(t, email).get(t, w.at("/mail")).has(t, "Mail Access Connection", "OK")
	w.signedIn(t, email).post(t, w.at("/bill"), url.Values{}).has(t, "password")
}
