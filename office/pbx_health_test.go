package office_test

import (
	"context"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// The provider sees which phone system could not be read, for whom and why, and that it passed; a VAR does not.
func TestPhoneSystemsHealth(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		onFreeSWITCH(t, h)
		ctx, problem := context.Background(), anteroom.T("pbx.problem.sign_in")
		for _, row := range []struct {
			why     *anteroom.Text
			failing int
		}{{nil, 0}, {&problem, 1}, {nil, 0}} {
			officetest.ReadPBX(t, h.Office, h.Mine.ID, anteroom.PBXState{}, row.why)
			list, err := h.PhoneSystemsHealth(ctx, h.System.Who)
			if err != nil || len(list) != 1 {
				t.Fatalf("%+v %v", list, err)
			}
			got := list[0]
			if got.Companies != 1 || got.Failing != row.failing || got.Read.IsZero() || (got.Why != nil) != (row.why != nil) {
				t.Errorf("%+v", got)
			}
			if row.why != nil && (got.Why.Key != problem.Key || got.Company != "Boréal" || got.Failed.IsZero()) {
				t.Errorf("%+v", got)
			}
		}
		officetest.ReadPBX(t, h.Office, h.Mine.ID, anteroom.PBXState{}, &problem)
		for _, row := range []struct {
			text, state string
			want        int
		}{{"", "", 1}, {"bor", "failing", 1}, {"boreal.ex", "", 1}, {"", "unset", 0}, {"atlas", "", 0}} {
			l, err := h.PhoneSystemAccounts(ctx, h.System.Who, anteroom.Find{Text: row.text, Where: map[string]string{"state": row.state}, Most: 9})
			if err != nil || len(l.Rows) != row.want {
				t.Fatalf("%q %s: %+v %v", row.text, row.state, l, err)
			}
			if a := l.Rows; row.want == 1 && (a[0].Account != "boreal.example" || !a[0].PasswordSet || a[0].PasswordChanged.IsZero() || a[0].Why == nil || a[0].Why.Key != problem.Key) {
				t.Errorf("%+v", a[0])
			}
		}
		_, err := h.PhoneSystemsHealth(ctx, h.Mine.Vendor.Who)
		if _, more := h.PhoneSystemAccounts(ctx, h.Mine.Vendor.Who, anteroom.Find{Most: 9}); err == nil || more == nil {
			t.Error("a VAR sees all of them")
		}
	})
}
