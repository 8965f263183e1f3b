package officetest

import (
	"context"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Secret is something that nobody may be told once it was given.
type Secret struct{ Name, Value string }

// Plant gives a company and a user of it a secret of each kind that a command takes or makes, and tells them.
func Plant(t testing.TB, do func(testing.TB, anteroom.Who, office.Command) office.Outcome, c anteroom.CompanyID, u anteroom.UserID) []Secret {
	t.Helper()
	list := []Secret{{"password of an account", Password}, {"password of a mailbox", MailPassword}, {"client secret", ClientSecret},
		{"provisioning password", "lapin bleu de novembre"}, {"PIN", "730518264917"}, {"password of a trunk", "chouette de la ligne"}, {"key of the recogniser", "hibou qui écoute"}}
	do(t, Program(), office.SetRecogniser{Address: "https://whisper.nord.example", Key: list[6].Value})
	do(t, Program(), office.SetProvisioningPassword{Company: c, Password: list[3].Value})
	do(t, Program(), office.SetPIN{Company: c, User: u, PIN: list[4].Value})
	trunk := Trunk("Est")
	trunk.Register, trunk.User, trunk.Password, trunk.Off = true, "anteroom", list[5].Value, true
	do(t, Program(), trunk)
	phone := do(t, Program(), office.AddPhone{Company: c, User: u})
	return append(list, Secret{"password of a phone", phone.Made["password"]})
}

// Plant does the same in a company of the house that Furnish was done with: its second user is signed in at a mail provider.
func (h *House) Plant(t testing.TB, c Company) []Secret {
	t.Helper()
	list := Plant(t, h.Do, c.ID, c.Users[0])
	h.Mail.Refresh = "un jeton qui renouvelle"
	a := Browser(t, h.Do, "nuage.example")
	me := anteroom.Who{Level: anteroom.LevelUser, VAR: c.VAR, Company: c.ID, User: c.Users[1], Name: "Luc", Source: anteroom.Portal}
	h.signIn(t, c.Administrator.Who, office.MailTrial{Of: anteroom.Target{Company: c.ID}, Access: a, Email: "essai@nuage.example"})
	h.signIn(t, me, office.MailTrial{Of: anteroom.Target{Company: c.ID, User: me.User}, Access: a, Email: "luc@nuage.example"})
	own := Access(c.Name + ".example")
	h.Do(t, Program(), office.SetMailAccess{Company: c.ID, Incoming: own.Incoming, Outgoing: own.Outgoing, Email: "essai@" + c.Name + ".example", Password: MailPassword})
	return append(list, Secret{"token", h.Mail.Token}, Secret{"token that renews", h.Mail.Refresh}, Secret{"key of the seal", *h.Keys.Load()})
}

// signIn is somebody's sign-in at a mail provider, there and back.
func (h *House) signIn(t testing.TB, who anteroom.Who, trial office.MailTrial) {
	t.Helper()
	_, address, err := h.BeginMailSignIn(context.Background(), who, trial)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.EndMailSignIn(context.Background(), who, u.Query().Get("state"), u.Query().Get("code"), func(anteroom.MailStep) {}); err != nil {
		t.Fatal(err)
	}
}

// Told are the names of the secrets that stand in a text, as they are or in a form that anybody can read.
func Told(text string, list []Secret) (names []string) {
	for _, s := range list {
		for _, form := range []string{s.Value, url.QueryEscape(s.Value), base64.StdEncoding.EncodeToString([]byte(s.Value)), base64.RawURLEncoding.EncodeToString([]byte(s.Value))} {
			if strings.Contains(text, form) {
				names = append(names, s.Name)
				break
			}
		}
	}
	return names
}
