package mail_test

import (
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
)

// A company's look is on its messages: its colour as made legible, light and dark; its name where it has no logo; nothing of
// it can end a style or begin a tag.
func TestBrandedLetter(t *testing.T) {
	c := mail.NewComposer(catalogue(t))
	n := mail.Specimen(anteroom.InvitationSent, "fr")
	n.Look = anteroom.Brand{Name: `Nordik "</style><script>`, Colour: "#ffee00"}
	_, _, html, err := c.Compose(n)
	if err != nil {
		t.Fatal(err)
	}
	p := n.Look.Colour.Palette()
	for _, want := range []string{"background: " + string(p.Light.Brand) + "; color: #ffffff", "background: " + string(p.Dark.Brand) + " !important; color: " + string(p.Dark.On) + " !important"} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is not in\n%s", want, html)
		}
	}
	if strings.Contains(html, "<script>") || strings.Contains(html, "cid:logo") || strings.Contains(html, "ZgotmplZ") || !strings.Contains(html, "Nordik &#34;") {
		t.Error(html)
	}
	n.Look.Colour = "red;} body { display: none"
	if _, _, html, err = c.Compose(n); err != nil || strings.Contains(html, "display: none") {
		t.Errorf("a colour that is none: %v\n%s", err, html)
	}
}

// The logo travels in the message, so that no mail program has to fetch it, and nobody is told when it is read.
func TestLogoTravels(t *testing.T) {
	trap := openTrap(t)
	m := message()
	m.HTML, m.Logo = `<p><img src="cid:logo@anteroom.invalid" alt="Nordik"></p>`, anteroom.Logo{ID: "x", PNG: []byte("\x89PNG logo")}
	if err := sender(mail.Relay{Addr: trap.SMTPAddr(), TLS: "none"}).Send(within(t, 20*time.Second), m, nil); err != nil {
		t.Fatal(err)
	}
	raw := string(trap.Messages()[0].Raw())
	for _, want := range []string{"multipart/related", "Content-ID: <logo@anteroom.invalid>", "Content-Disposition: inline", "image/png"} {
		if !strings.Contains(strings.ReplaceAll(raw, "Content-Id", "Content-ID"), want) {
			t.Errorf("%q is not in\n%s", want, raw)
		}
	}
}
