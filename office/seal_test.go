package office_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// furnishSecrets makes one secret of each kind at least, and many passwords of lines, and tells how many there are.
func furnishSecrets(t *testing.T, h *officetest.House) (lines map[string]string, all int) {
	t.Helper()
	c, me := h.Mine.ID, h.Mine.Administrator.Who
	h.Do(t, officetest.Program(), office.SetProvisioningPassword{Company: c, Password: "p@ss"})
	a := officetest.Access("boreal.example")
	h.Do(t, officetest.Program(), office.SetMailAccess{Company: c, Incoming: a.Incoming, Outgoing: a.Outgoing, Email: "essai@boreal.example", Password: officetest.MailPassword})
	h.Do(t, officetest.Program(), office.ConnectMail{Company: c, User: h.Mine.Users[0], UserName: "tremblay", Password: officetest.MailPassword})
	trunk := officetest.Trunk("Nord")
	trunk.Register, trunk.User, trunk.Password = true, "nord", "geheim"
	h.Do(t, h.System.Who, trunk)
	h.Do(t, h.System.Who, office.SetRecogniser{Address: "https://whisper.nord.example", Key: "geheim"})
	h.Do(t, h.System.Who, office.AddMailProvider{Provider: anteroom.MailProvider{Name: "Nord", Domains: []string{"nord.example"}, Incoming: []anteroom.MailServer{a.Incoming}, Outgoing: []anteroom.MailServer{a.Outgoing}},
		Issuer:       anteroom.MailIssuer{Authorize: "https://nord.example/a", Token: "https://nord.example/t", Scopes: []string{"mail"}, ClientID: "id"},
		ClientSecret: "s3cret"})
	phone := anteroom.PhoneID(h.Do(t, me, office.AddPhone{Company: c, User: h.Mine.Users[0]}).Made["phone"])
	h.Do(t, me, office.ConfigurePhone{Company: c, Phone: phone, Model: anteroom.Yealink, MAC: "00:15:65:A1:B2:C3"})
	lines = map[string]string{}
	for i := range 120 {
		extension, err := fmt.Sprint(1000+i), error(nil)
		if lines[extension], err = h.LineSecret(context.Background(), c, extension); err != nil {
			t.Fatal(err)
		}
	}
	return lines, len(lines) + 6
}

// Every kind of secret is sealed under the new key while others are read and made; broken off and begun again, each opens
// at any moment; then the old key is needed no more.
func TestReseal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		h := officetest.Build(t, st)
		lines, all := furnishSecrets(t, h)
		old, ctx := *h.Keys.Load(), context.Background()
		next := anteroom.NewSealKey()
		h.Keys.Store(new(next + "\n" + old))
		cut, cancel := context.WithCancel(ctx)
		var both sync.WaitGroup
		both.Go(func() { // those who are served meanwhile
			for i := range 30 {
				extension := fmt.Sprint(1000 + 4*i)
				if got, err := h.LineSecret(ctx, h.Mine.ID, extension); err != nil || got != lines[extension] {
					t.Errorf("%s: %v", extension, err)
				}
				if i == 3 {
					cancel()
				}
			}
			h.Do(t, officetest.Program(), office.SetProvisioningPassword{Company: h.Mine.ID, Password: "anew"})
		})
		_, _ = h.Reseal(cut)
		both.Wait()
		if done, err := h.Reseal(ctx); err != nil || done.Anew+done.Were != all || done.Lost != 0 {
			t.Errorf("%+v of %d, %v", done, all, err)
		}
		h.Keys.Store(&next)
		for _, kind := range store.SealedKinds() {
			err := st.Read(ctx, func(tx *store.Tx) error {
				list, err := tx.SealedAfter(kind, store.Sealed{}, 1)
				if err == nil && len(list) == 0 {
					t.Errorf("no %s", kind)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		if done, err := h.Reseal(ctx); err != nil || done != (office.Resealed{Were: all}) {
			t.Errorf("without the old key: %+v, %v", done, err)
		}
		for extension, want := range lines {
			if got, err := h.LineSecret(ctx, h.Mine.ID, extension); err != nil || got != want {
				t.Errorf("%s: %v", extension, err)
			}
		}
		h.Keys.Store(new(anteroom.NewSealKey()))
		if done, err := h.Reseal(ctx); err != nil || done != (office.Resealed{Lost: all}) {
			t.Errorf("under a foreign key: %+v, %v", done, err)
		}
	})
}
