package office

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// However many companies are called, what is kept has a bound, and the last one is among it.
func TestBasesAreBounded(t *testing.T) {
	k, people := newBases(), make([]anteroom.Person, mostBases/10)
	for i := range 30 {
		b := &basis{Standing: store.Standing{Company: anteroom.CompanyID(strconv.Itoa(i % 20))}, people: people[i:]}
		k.keep(b)
		size := 0
		for _, kept := range k.of {
			size += kept.size()
		}
		if size > mostBases || size != k.size || k.last(b.Company) != b {
			t.Fatalf("after %d: %d companies of size %d, counted as %d", i+1, len(k.of), size, k.size)
		}
	}
}

// A call that waited for too long is answered without; the next one finds what was read for it. A large company would else be read
// again and again, and never heard of. One call reads, and others wait for it.
func TestReadForTheNextCall(t *testing.T) {
	s := storetest.SQLite(t)
	o := New(Config{Store: s})
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		return errors.Join(tx.PutLanguage("fr", 0), tx.PutVAR(anteroom.VAR{ID: "v1", Name: "Nordik"}), tx.PutPhoneSystem(anteroom.PhoneSystem{ID: "p1", Name: "Anteroom", Kind: "builtin"}),
			tx.PutCompany(anteroom.Company{ID: "c1", VAR: "v1", Kind: anteroom.Private, Name: "Boréal", Country: "CA", Languages: anteroom.Languages{First: "fr"}, PBX: "p1"}),
			tx.PutNumber(anteroom.Number{ID: "+14185550100", Company: "c1", Voice: true}), tx.MoveKeys("v1", anteroom.KeysAdded, 1, ""), tx.MoveKeys("c1", anteroom.KeysAdded, 1, ""), tx.MoveKeys("v1", anteroom.KeysGiven, 1, "c1"))
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Called(t.Context(), "+14185550100", "")
	if err != nil || c.Company != "c1" {
		t.Fatal(c, err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, b, err := o.calledAnew(gone, c, ""); err != nil || b != o.bases.kept(c.Standing, c.Now) {
		t.Errorf("%v: what was read is kept no more", err)
	}
	end, err := o.bases.turns.take(t.Context(), "c1") // another call reads
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	if _, _, err := o.calledAnew(gone, c, ""); anteroom.KindOf(err) != anteroom.Unavailable {
		t.Errorf("beside another that reads: %v", err)
	}
}
