package web

import (
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Whom VARs ask stands on the overview of each VAR, and is set from that of the system (SPEC 8).
func TestSystemSupport(t *testing.T) {
	w := newWorld(t)
	own := anteroom.VARID(w.do(t, program, office.CreateVAR{Name: "Exploitant", Virtual: true, SupportEmail: "aide@exploitant.example", SupportPhone: "+1 418 555 0166"}).Made["var"])
	w.signedIn(t, vendor).get(t, "/v/"+string(w.vendor)+"/").has(t, "Whom you ask", "Exploitant", "aide@exploitant.example")
	root := w.signedIn(t, operator)
	root.get(t, "/system/").has(t, "aide@exploitant.example")
	w.do(t, program, office.EditVAR{VAR: own, Name: "Exploitant", SupportEmail: "soutien@exploitant.example"})
	root.get(t, "/system/").has(t, "soutien@exploitant.example")
}
