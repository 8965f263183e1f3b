package office_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// A token holds until its day, or until it is ended: by its owner, or by whoever undoes that it was made; by nobody else.
func TestTokenEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		admin, ctx := h.Mine.Administrator.Who, context.Background()
		opens := func(token string) bool {
			who, err := h.Bearer(ctx, token)
			return err == nil && who.Account == admin.Account
		}
		made := h.Do(t, admin, office.CreateToken{Name: "Nuit", Days: 1})
		token := made.Made["token"]
		list, err := h.Tokens(ctx, admin)
		if err != nil || len(list) != 2 || list[0].Name != "Nuit" || list[0].Lapsed(time.Now()) || !list[0].Lapsed(time.Now().Add(25*time.Hour)) {
			t.Fatalf("%v %+v", err, list)
		}
		for _, stranger := range []anteroom.Who{h.Other.Administrator.Who, h.Mine.Vendor.Who, h.System.Who} {
			if _, err := h.Office.Do(ctx, stranger, office.EndToken{Token: list[0].ID}, office.Ask{}); anteroom.KindOf(err) != anteroom.NotFound {
				t.Errorf("%s: %v", stranger.Name, err)
			}
		}
		if !opens(token) {
			t.Error("it opens nothing")
		}
		h.Do(t, admin, office.Undo{Company: h.Mine.ID, Change: made.Change})
		if opens(token) {
			t.Error("undone, it opens")
		}
		second := h.Do(t, admin, office.CreateToken{}).Made["token"]
		if list, err = h.Tokens(ctx, admin); err != nil {
			t.Fatal(err)
		}
		ended := h.Do(t, admin, office.EndToken{Token: list[0].ID}).Change
		if opens(second) {
			t.Error("ended, it opens")
		}
		if _, err := h.Office.Do(ctx, admin, office.Undo{Company: h.Mine.ID, Change: ended}, office.Ask{}); wrong(err) != "conflict error.undo.token" {
			t.Error(err)
		}
		if _, err := h.Office.Do(ctx, admin, office.CreateToken{Days: 4000}, office.Ask{}); wrong(err) != "invalid days:error.token.days" {
			t.Error(err)
		}
		if lapsed := lapsedToken(t, s, admin.Account); opens(lapsed) {
			t.Error("lapsed, it opens")
		}
	})
}

// lapsedToken is a token of the account that held until yesterday.
func lapsedToken(t *testing.T, s *store.Store, of anteroom.AccountID) string {
	t.Helper()
	const raw = "a token of the day before yesterday"
	sum := sha256.Sum256([]byte(raw))
	old := anteroom.Token{Account: of, Made: time.Now().AddDate(0, 0, -2), Ends: time.Now().AddDate(0, 0, -1)}
	if err := s.Write(context.Background(), func(tx *store.Tx) error { return tx.AddToken(hex.EncodeToString(sum[:]), old) }); err != nil {
		t.Fatal(err)
	}
	return raw
}
