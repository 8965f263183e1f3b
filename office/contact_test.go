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

// The options say how many contacts a user keeps, none included, and whether those of the company are seen (SPEC 4).
func TestContacts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, admin, marc, who := h.Mine.ID, h.Mine.Administrator.Who, h.Mine.Users[0], marcOf(h.Mine)
		edit := func(e office.EditUser) { e.Company, e.User = c, marc; h.Do(t, admin, e) }
		two, no := 2, false
		edit(office.EditUser{Contacts: &two})
		h.Do(t, admin, office.AddContact{Company: c, Last: "Zénith", Number: "+33 1 44 55 66 77"})
		h.Do(t, who, office.AddContact{Company: c, User: marc, First: "Émilie", Last: "Roy", Number: "(514) 555-0122"})
		roy := h.Do(t, who, office.AddContact{Company: c, User: marc, Last: "100 % bio_", Number: "514 555-0123"})
		h.Do(t, h.Other.Administrator.Who, office.AddContact{Company: h.Other.ID, Last: "Roy", Number: "514 555 0199"})
		for _, find := range []struct{ text, want string }{
			{"", "100 % bio_ +15145550123, Émilie Roy +15145550122, Zénith +33144556677, "}, {"emilie", "Émilie Roy +15145550122, "}, {"0 %", "100 % bio_ +15145550123, "},
			{"555-0122", "Émilie Roy +15145550122, "}, {"%", "100 % bio_ +15145550123, "}, {"x", ""}} {
			if got := contactsSeen(t, h, who, marc, find.text); got != find.want {
				t.Errorf("%q: got %q, want %q", find.text, got, find.want)
			}
		}
		one := office.AddContact{Company: c, User: marc, Last: "Côté", Number: "514 555 0124"}
		if got := refusal(t, h, who, one); got != "error.contact.most" {
			t.Error(got)
		}
		h.Do(t, who, office.UndoOwn{Company: c, User: marc, Change: roy.Change})
		edit(office.EditUser{Contacts: new(int), CompanyContacts: &no})
		if got := refusal(t, h, who, one); got != "error.contact.none" {
			t.Error(got)
		}
		if got := contactsSeen(t, h, who, marc, ""); got != "Émilie Roy +15145550122, " {
			t.Error(got)
		}
		for number, want := range map[string]string{"12": "error.invalid number:error.contact.number", "911": "error.invalid number:error.contact.number", "": "error.invalid number:error.contact.number", "+1 514 555 0124": "done"} {
			if got := refusal(t, h, admin, office.AddContact{Company: c, Last: "X", Number: number}); got != want {
				t.Errorf("%q: got %s, want %s", number, got, want)
			}
		}
	})
}

// contactsSeen are a user's contacts that fit, read a row at a time.
func contactsSeen(t *testing.T, h *officetest.House, who anteroom.Who, user anteroom.UserID, text string) (seen string) {
	t.Helper()
	for after := ""; ; {
		l, _, err := h.UserContacts(context.Background(), who, who.Company, user, anteroom.Find{Text: text, After: after, Most: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range l.Rows {
			seen += x.Name() + " " + string(x.Number) + ", "
		}
		if after = l.Next; after == "" {
			return seen
		}
	}
}

// A file of contacts is kept whole or not at all: spreadsheets in any encoding, address cards; with a reason for each row that is
// wrong, those that are there already left as they are, and the limit of whose they are. An undo takes out what it added.
func TestImportContacts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, admin, marc := h.Mine.ID, h.Mine.Administrator.Who, h.Mine.Users[0]
		who := signedUser(t, h, h.Mine)
		names := func(user anteroom.UserID) (list []string) {
			var l office.List[anteroom.Contact]
			var err error
			if user == "" {
				l, _, err = h.Contacts(t.Context(), admin, c, anteroom.Find{Most: 50})
			} else {
				l, _, err = h.UserContacts(t.Context(), who, c, user, anteroom.Find{Most: 50})
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range l.Rows {
				list = append(list, x.Name()+" "+string(x.Number))
			}
			return list
		}
		file := "Name;Pr\xe9nom;Titre;T\xe9l. mobile\nC\xf4t\xe9;\xc9lise;Mme;(418) 555-0122\nTaxi Coop;;;418 555 0123\nTAXI COOP;;;+14185550123\n" // Windows-1252
		made := h.Do(t, admin, office.ImportContacts{Company: c, Name: `C:\contacts.csv`, File: []byte(file)})
		if got := names(""); !slices.Equal(got, []string{"Élise Côté +14185550122", "Taxi Coop +14185550123"}) {
			t.Error(got)
		}
		cards := "\ufeffBEGIN:VCARD\r\nVERSION:3.0\r\nN:Roy;Luc;;;\r\nTEL;TYPE=home:1\r\nTEL;TYPE=cell,pref:+1 514-555-0122\r\nEND:VCARD\r\n" +
			"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Zénith\r\nORG:Zénith inc.;Ventes\r\nTEL;VALUE=uri:tel:+1-514-555-0133\r\nEND:VCARD\r\n" +
			"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:C=C3=B4t=C3=A9;;;;\r\nTEL;CELL:514 555 0144\r\nEND:VCARD\r\n"
		h.Do(t, who, office.ImportContacts{Company: c, User: marc, File: []byte(cards)})
		if got := names(marc); !slices.Contains(got, "Luc Roy +15145550122") || !slices.Contains(got, "Zénith inc. +15145550133") || !slices.Contains(got, "Côté +15145550144") {
			t.Error(got)
		}
		again := office.ImportContacts{Company: c, User: marc, File: []byte(cards)}
		wrong := office.ImportContacts{Company: c, User: marc, File: []byte("last,number\nX,abc\n,514 555 0101\nY,514 555 0102\n")}
		for _, row := range []struct {
			command office.ImportContacts
			want    string
		}{
			{again, "error.invalid file:error.contacts.none"}, {wrong, "error.invalid file:error.contacts.row file:error.contacts.row"},
			{office.ImportContacts{Company: c, User: marc, File: []byte("last,e\nX,1\n")}, "error.invalid columns:error.import.column.missing"},
			{office.ImportContacts{Company: c, User: marc, File: []byte("\x00\x01")}, "error.invalid file:error.file.kind"},
			{office.ImportContacts{Company: c, User: marc, File: make([]byte, office.MostContactFile+1)}, "error.invalid file:error.file.large"},
			{office.ImportContacts{Company: c, User: marc, File: []byte("BEGIN:VCARD\r\nN:x")}, "error.invalid file:error.file.broken"},
		} {
			if got := refusal(t, h, who, row.command); got != row.want {
				t.Errorf("%.20q: got %s, want %s", row.command.File, got, row.want)
			}
		}
		wrong.Ready = true
		h.Do(t, who, wrong)
		if got := names(marc); !slices.Contains(got, "Y +15145550102") {
			t.Error(got)
		}
		five := 5
		h.Do(t, admin, office.EditUser{Company: c, User: marc, Contacts: &five})
		if got := refusal(t, h, who, office.ImportContacts{Company: c, User: marc, File: []byte("last,number\nA,514 555 0111\nB,514 555 0112\n")}); got != "error.contacts.most" {
			t.Error("beyond the limit:", got)
		}
		h.Do(t, admin, office.EditContact{Company: c, Contact: idOf(t, h, admin, "Taxi Coop"), Last: "Taxi Union", Number: "418 555 0123"})
		h.Do(t, admin, office.Undo{Company: c, Change: made.Change})
		if got := names(""); !slices.Equal(got, []string{"Taxi Union +14185550123"}) {
			t.Error("undone:", got)
		}
	})
}

// idOf is the company's contact of a name.
func idOf(t *testing.T, h *officetest.House, who anteroom.Who, name string) anteroom.ContactID {
	t.Helper()
	l, _, err := h.Contacts(t.Context(), who, h.Mine.ID, anteroom.Find{Text: name, Most: 1})
	if err != nil || len(l.Rows) == 0 {
		t.Fatal(name, err)
	}
	return l.Rows[0].ID
}
