package office_test

import (
	"slices"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// Whatever gives or takes packages tells what that makes the month cost: a user made, changed, removed and recovered, and
// an undo; nothing where nothing is paid. The preview tells it before.
func TestCost(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := pack(t, s)
		who, c := p.c.Administrator.Who, p.c.ID
		p.offers(t, ids(p.own, p.wide), ids(p.own))
		cost := func(out office.Outcome) (key string, amount int64) {
			for _, e := range out.Effects {
				if list, ok := e.Text.Args["cost"].([]anteroom.Money); ok && len(list) == 1 && (e.Text.Key == "effect.cost.more.company" || e.Text.Key == "effect.cost.less.company") {
					key, amount = e.Text.Key[len("effect.cost."):], list[0].Amount
				}
			}
			return key, amount
		}
		price := map[anteroom.PackageID]int64{}
		list, err := p.CompanyPackages(t.Context(), who, c)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range list {
			price[x.Package.ID] = x.Package.BaseRate
		}
		steps := []struct {
			name    string
			command func(user anteroom.UserID) office.Command
			key     string
			amount  int64
		}{
			{"made with the default", func(anteroom.UserID) office.Command {
				return office.CreateUser{Company: c, First: "Zoé", Last: "Roy", Email: "zoe.roy@boreal.example", Extension: "299"}
			}, "more.company", price[p.own]},
			{"another instead", func(u anteroom.UserID) office.Command {
				return office.ChoosePackages{Company: c, User: u, Packages: ids(p.wide)}
			}, "", 0},
			{"removed", func(u anteroom.UserID) office.Command { return office.RemoveUser{Company: c, User: u} }, "less.company", price[p.wide]},
			{"recovered", func(u anteroom.UserID) office.Command { return office.RecoverUser{Company: c, User: u} }, "more.company", price[p.wide]},
		}
		if d := price[p.wide] - price[p.own]; d > 0 {
			steps[1].key, steps[1].amount = "more.company", d
		} else if d < 0 {
			steps[1].key, steps[1].amount = "less.company", -d
		}
		var user anteroom.UserID
		for _, step := range steps {
			before, err := p.Office.Do(t.Context(), who, step.command(user), office.Ask{Preview: true})
			if err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			done := p.Do(t, who, step.command(user))
			for _, out := range []office.Outcome{before, done} {
				if key, amount := cost(out); key != step.key || amount != step.amount {
					t.Errorf("%s: %s %d, want %s %d", step.name, key, amount, step.key, step.amount)
				}
			}
			if id := done.Made["user"]; id != "" {
				user = anteroom.UserID(id)
			}
		}
		for _, row := range []struct { // for who governs: what is to be paid is told too
			who     anteroom.Who
			command office.Command
			key     string
			cost    int64
		}{
			{p.System.Who, office.SetKeys{Company: c, Keys: 6}, "effect.cost.key", price[p.own]},
			{p.System.Who, office.EditPackage{Package: p.wide, Name: "Affaires", Currency: "CAD", BaseRate: price[p.wide] + 100, Active: true}, "effect.package.more", 100},
			{p.System.Who, office.AddAdjustment{Company: c, Month: anteroom.MonthAt(time.Now(), time.UTC), Currency: "CAD", Reason: "Panne", Amount: -480}, "effect.adjustment.less", 480},
		} {
			out, err := p.Office.Do(t.Context(), row.who, row.command, office.Ask{Preview: true})
			if err != nil {
				t.Fatal(err)
			}
			told := slices.ContainsFunc(out.Effects, func(e anteroom.Effect) bool {
				list, _ := e.Text.Args["cost"].([]anteroom.Money)
				return e.Text.Key == row.key && slices.Equal(list, []anteroom.Money{{Amount: row.cost, Currency: "CAD"}})
			})
			if !told {
				t.Errorf("%s of %d is not in %+v", row.key, row.cost, out.Effects)
			}
		}
	})
}
