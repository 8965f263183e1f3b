package office_test

import (
	"context"
	"slices"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// The next call finds who was added since the last one, and not who is gone; what another call holds stays as it was.
func TestNextCallFindsThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		names := func(p anteroom.Plan) (list []string) {
			for _, x := range p.People {
				list = append(list, x.Last)
			}
			return list
		}
		call := func() anteroom.Plan {
			p, err := h.Answer(context.Background(), anteroom.Incoming{Number: h.Mine.Number})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		first := call()
		added := h.Do(t, h.Mine.Administrator.Who, office.CreateUser{Company: h.Mine.ID, First: "Zoé", Last: "Abel", Email: "zoe@boreal.example"})
		second := call()
		h.Do(t, h.Mine.Administrator.Who, office.Undo{Company: h.Mine.ID, Change: added.Change})
		third := call()
		for _, row := range []struct {
			plan anteroom.Plan
			want []string
		}{{first, []string{"Gagnon", "Tremblay"}}, {second, []string{"Abel", "Gagnon", "Tremblay"}}, {third, []string{"Gagnon", "Tremblay"}}} {
			if got := names(row.plan); !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		}
	})
}
