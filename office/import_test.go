package office_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// importer is a house whose company has keys enough, and a job runner's hands.
type importer struct {
	*officetest.House
	t *testing.T
}

func newImporter(t *testing.T, s *store.Store, keys int) *importer {
	h := officetest.Build(t, s)
	if keys > 50 {
		h.Do(t, officetest.Program(), office.SetVARKeys{VAR: h.Mine.VAR, Keys: keys})
	}
	h.Do(t, officetest.Program(), office.SetKeys{Company: h.Mine.ID, Keys: keys})
	return &importer{h, t}
}

func (i *importer) who() anteroom.Who { return i.Mine.Administrator.Who }

// upload brings a file and has it checked, as the runner does.
func (i *importer) upload(file string) anteroom.ImportID {
	i.t.Helper()
	id := anteroom.ImportID(i.Do(i.t, i.who(), office.UploadUsers{Company: i.Mine.ID, Name: "users.csv", File: []byte(file)}).Made["import"])
	i.check(id)
	return id
}

func (i *importer) check(id anteroom.ImportID) {
	i.t.Helper()
	if err := i.CheckImport(i.t.Context(), anteroom.Job{Company: i.Mine.ID, Kind: anteroom.CheckImport, Target: string(id)}); err != nil {
		i.t.Fatal(err)
	}
}

func (i *importer) status(id anteroom.ImportID) anteroom.Import {
	i.t.Helper()
	s, err := i.Import(i.t.Context(), i.who(), i.Mine.ID, id)
	if err != nil {
		i.t.Fatal(err)
	}
	return s.Import
}

// faults are what is wrong with the rows, as "line field:key"; a warning has "?" before the key.
func (i *importer) faults(id anteroom.ImportID) (list []string) {
	i.t.Helper()
	rows, err := i.ImportRows(i.t.Context(), i.who(), i.Mine.ID, id, 0, true, 500)
	if err != nil {
		i.t.Fatal(err)
	}
	for _, r := range rows {
		for _, p := range r.Problems {
			mark := ""
			if p.Warning {
				mark = "?"
			}
			list = append(list, fmt.Sprintf("%d %s=%s %s%s", r.Line, p.Field, p.Value, mark, p.Text.Key))
		}
	}
	return list
}

// people are the company's users, by last name.
func (i *importer) people() (list []anteroom.User) {
	i.t.Helper()
	err := i.Store.Read(i.t.Context(), func(tx *store.Tx) (err error) {
		list, err = tx.Users(i.Mine.ID)
		return err
	})
	if err != nil {
		i.t.Fatal(err)
	}
	return list
}

func (i *importer) names() (list []string) {
	for _, u := range i.people() {
		list = append(list, u.Name()+" "+u.Extension)
	}
	return list
}

func (i *importer) keys() (k anteroom.Keys) {
	i.t.Helper()
	err := i.Store.Read(i.t.Context(), func(tx *store.Tx) (err error) {
		if k, err = tx.Keys(string(i.Mine.ID)); err != nil {
			return err
		}
		return tx.Check()
	})
	if err != nil {
		i.t.Fatal(err)
	}
	return k
}

// refused is why a command was refused: the message, or the wrong fields.
func refusedAs(err error) string {
	e, ok := errors.AsType[*anteroom.Error](err)
	if !ok {
		return fmt.Sprint(err)
	}
	if len(e.Fields) == 0 {
		return e.Msg.Key
	}
	return e.Fields[0].Field + ":" + e.Fields[0].Msg.Key
}

const fileInFrench = "Nom de famille;Prénom;Courriel;Poste;Langue;Téléphoniste;Dernier jour du compte;Remarque\n" +
	"Côté;Anne;anne@boreal.example;301;Français;oui;;x\n" +
	"'=Roy;Luc;luc@boreal.example;302;;non;2031-05-01;y\n"

// A file is checked, shown, imported whole, and undone whole: on both stores.
func TestImport(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		i := newImporter(t, s, 5)
		offer := office.OfferPackage{Company: i.Mine.ID, Package: i.Mine.Package, Offer: true, Default: true}
		i.Do(t, officetest.Program(), offer)
		i.Do(t, officetest.Program(), office.AddNumber{Company: i.Mine.ID, Number: "+14185550177", Free: true})
		i.Do(t, i.who(), office.ReserveNumber{Company: i.Mine.ID, Number: "+14185550177", Email: "Anne@Boreal.example"})
		id := i.upload(fileInFrench)
		if im := i.status(id); im.State != anteroom.ImportChecked || im.Ready != 2 || im.Wrong != 0 || im.Rows != 3 || !im.Header {
			t.Fatalf("%+v, %v", im, i.faults(id))
		}
		if diff := cmp.Diff([]string{"last", "first", "email", "extension", "language", "operator", "expires", ""}, i.status(id).Columns); diff != "" {
			t.Error(diff)
		}
		command := office.ImportUsers{Company: i.Mine.ID, Import: id}
		preview, err := i.Office.Do(t.Context(), i.who(), command, office.Ask{Preview: true})
		if err != nil || len(i.people()) != 2 || i.keys().Used != 2 {
			t.Fatalf("a preview: %v, %v", err, i.names())
		}
		out, err := i.Office.Do(t.Context(), i.who(), command, office.Ask{Digest: preview.Digest})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(preview.Effects, out.Effects); diff != "" {
			t.Errorf("the preview told something else: %s", diff)
		}
		if diff := cmp.Diff([]string{"Luc =Roy 302", "Anne Côté 301", "Marc Gagnon 202", "Marc Tremblay 201"}, i.names()); diff != "" {
			t.Error(diff)
		}
		i.complete("Côté")
		if k := i.keys(); k.Used != 4 || k.Free() != 1 {
			t.Errorf("keys: %+v", k)
		}
		if len(out.Items) != 1 {
			t.Errorf("the history has %d items", len(out.Items))
		}
		if _, err := i.Office.Do(t.Context(), i.who(), command, office.Ask{}); refusedAs(err) != "error.import.done" {
			t.Errorf("a second time: %v", err)
		}
		undone := i.Do(t, i.who(), office.Undo{Company: i.Mine.ID, Change: out.Change})
		if diff := cmp.Diff([]string{"Marc Gagnon 202", "Marc Tremblay 201"}, i.names()); diff != "" || i.keys().Used != 2 {
			t.Errorf("undone: %s, %+v", diff, i.keys())
		}
		if _, err := i.Office.Do(t.Context(), i.who(), office.Undo{Company: i.Mine.ID, Change: undone.Change}, office.Ask{}); refusedAs(err) != "error.import.undo.undone" {
			t.Errorf("an undo of the undo: %v", err)
		}
		again := i.upload(fileInFrench) // the extensions are free again
		i.Do(t, i.who(), office.ImportUsers{Company: i.Mine.ID, Import: again})
		if i.keys().Used != 4 {
			t.Error(i.names())
		}
	})
}

// complete tells whether an imported user is what a user is who was made one by one.
func (i *importer) complete(last string) {
	i.t.Helper()
	for _, u := range i.people() {
		if u.Last != last {
			continue
		}
		want := anteroom.User{ID: u.ID, Company: i.Mine.ID, Number: u.Number, First: "Anne", Last: last, Email: "anne@boreal.example", Extension: "301", Language: "fr",
			Operator: true, State: anteroom.UserActive, Made: u.Made, Options: anteroom.DefaultOptions()}
		if diff := cmp.Diff(want, u); diff != "" {
			i.t.Error(diff)
		}
		err := i.Store.Read(i.t.Context(), func(tx *store.Tx) error {
			a, err := tx.AccountOfUser(i.Mine.ID, u.ID)
			if err != nil {
				return err
			}
			if account, err := tx.Account(a); err != nil || account.Level != anteroom.LevelUser || account.VAR != i.Mine.VAR || account.Email != u.Email {
				i.t.Errorf("account %+v, %v", account, err)
			}
			if found, err := tx.AccountsOfUsers(u.Number); err != nil || len(found) != 1 || found[0] != a {
				i.t.Errorf("by User ID %q: %v, %v", u.Number, found, err)
			}
			if paid, err := tx.OpenHoldings(i.Mine.ID, u.ID); err != nil || len(paid) != 1 {
				i.t.Errorf("paid for: %v, %v", paid, err)
			}
			if kept, err := tx.NumbersOfUser(i.Mine.ID, u.ID); err != nil || len(kept) != 1 {
				i.t.Errorf("numbers that were kept: %v, %v", kept, err)
			}
			packages, err := tx.UserPackages(i.Mine.ID, u.ID)
			if err != nil || len(packages) != 1 || packages[0].ID != i.Mine.Package {
				i.t.Errorf("packages %v, %v", packages, err)
			}
			return nil
		})
		if err != nil {
			i.t.Error(err)
		}
	}
}

// What is told of each wrong cell.
func TestImportFaults(t *testing.T) {
	i := newImporter(t, storetest.SQLite(t), 50)
	for _, row := range []struct {
		name, cells string
		want        []string
	}{
		{"all is well", "Anne,Roy,anne@x.example,301,fr,yes,20,500,100,,yes,no,no", nil},
		{"as little as can be", ",Roy,roy@x.example,,,,,,,,,,", nil},
		{"words of both languages", "A,Roy,r@x.example,,FRENCH,Oui,,,,,0,x,FALSE", nil},
		{"a day of a spreadsheet", "A,Roy,r@x.example,,,,,,,48000,,,", nil},
		{"no name and no address", "Anne,,,301,,,,,,,,,", []string{"2 last= error.text.empty", "2 email= error.email.empty"}},
		{"an extension that is none", "A,Roy,r@x.example,30a,,,,,,,,,", []string{"2 extension=30a error.extension.wrong"}},
		{"an extension that is taken", "A,Roy,r@x.example,201,,,,,,,,,", []string{"2 extension=201 error.extension.taken"}},
		{"a language that the company does not speak", "A,Roy,r@x.example,,en,,,,,,,,", []string{"2 language=en error.language.not_spoken"}},
		{"a language that is none", "A,Roy,r@x.example,,Klingon,,,,,,,,", []string{"2 language=Klingon error.language.not_spoken"}},
		{"neither yes nor no", "A,Roy,r@x.example,,,perhaps,,,,,,,", []string{"2 operator=perhaps error.import.answer"}},
		{"numbers beyond their limits", "A,Roy,r@x.example,,,,0,5001,many,,,,", []string{"2 voice_messages=many error.number.whole",
			"2 mail_messages=0 error.number.between", "2 contacts=5001 error.number.between"}},
		{"no day", "A,Roy,r@x.example,,,,,,,tomorrow,,,", []string{"2 expires=tomorrow error.date.wrong"}},
		{"twice in the file", "A,Roy,r@x.example,301,,,,,,,,,\nB,Roy,R@x.example,301,,,,,,,,,", []string{"3 extension=301 error.import.extension.twice", "3 email=R@x.example ?warning.import.email.twice"}},
		{"an address of somebody", "A,Roy,tremblay@boréal.example,,,,,,,,,,", []string{"2 email=tremblay@boréal.example ?warning.import.email.held"}},
	} {
		id := i.upload(strings.Join(anteroom.ImportFields(), ",") + "\n" + row.cells + "\n")
		if diff := cmp.Diff(row.want, i.faults(id)); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

// What refuses an import, before anything is stored.
func TestImportRefused(t *testing.T) {
	i := newImporter(t, storetest.SQLite(t), 5)
	const head = "last,email,extension\n"
	three, wrong := head+"A,a@x.example,301\nB,b@x.example,302\nC,c@x.example,303\n", head+"A,a@x.example,301\nB,,\n"
	for _, row := range []struct {
		name, file string
		ready      bool
		before     func(anteroom.ImportID)
		want       string
	}{
		{"a row too many for the keys", three + "D,d@x.example,304\n", false, nil, "import:error.import.keys"},
		{"a wrong row", wrong, false, nil, "ready:error.import.wrong"},
		{"nothing is ready", head + "A,,\n", true, nil, "import:error.import.none"},
		{"no column is known", "1,2\n3,4\n", false, nil, "error.import.unchecked"},
		{"an extension taken since", three, false, func(anteroom.ImportID) {
			i.Do(t, i.who(), office.CreateUser{Company: i.Mine.ID, Last: "Late", Email: "late@x.example", Extension: "302"})
			i.Do(t, officetest.Program(), office.SetKeys{Company: i.Mine.ID, Keys: 6})
		}, "error.import.clash"},
		{"being checked anew", three, false, func(id anteroom.ImportID) {
			i.Do(t, i.who(), office.MapImport{Company: i.Mine.ID, Import: id, Columns: []string{"last", "email", ""}})
		}, "error.import.unchecked"},
		{"discarded", three, false, func(id anteroom.ImportID) { i.Do(t, i.who(), office.DiscardImport{Company: i.Mine.ID, Import: id}) }, "error.not_found"},
	} {
		id := i.upload(row.file)
		if row.before != nil {
			row.before(id)
		}
		people := len(i.people())
		for _, preview := range []bool{true, false} {
			_, err := i.Office.Do(t.Context(), i.who(), office.ImportUsers{Company: i.Mine.ID, Import: id, Ready: row.ready}, office.Ask{Preview: preview})
			if got := refusedAs(err); got != row.want || len(i.people()) != people {
				t.Errorf("%s: got %s, want %s; %d users, were %d", row.name, got, row.want, len(i.people()), people)
			}
		}
	}
	id := i.upload(wrong)
	i.Do(t, i.who(), office.ImportUsers{Company: i.Mine.ID, Import: id, Ready: true})
	if got := i.names()[0]; got != "A 301" {
		t.Errorf("the ready row: %v", i.names())
	}
}

// The columns are named anew, and the delimiter.
func TestMapImport(t *testing.T) {
	i := newImporter(t, storetest.SQLite(t), 50)
	id := i.upload("Roy|Anne|anne@x.example|301\nCôté|Luc|luc@x.example|302\n")
	if im := i.status(id); im.Delimiter != "|" || im.Header || im.Columns[0] != "first" {
		t.Fatalf("%+v", im)
	}
	m := office.MapImport{Company: i.Mine.ID, Import: id, Headless: true, Columns: []string{"last", "first", "email", "extension"}}
	i.Do(t, i.who(), m)
	i.check(id)
	i.Do(t, i.who(), office.ImportUsers{Company: i.Mine.ID, Import: id})
	if diff := cmp.Diff([]string{"Luc Côté 302", "Marc Gagnon 202", "Anne Roy 301", "Marc Tremblay 201"}, i.names()); diff != "" {
		t.Error(diff)
	}
	id = i.upload("Last;E-mail\nA,B;a@x.example\n")
	m.Import = id
	for _, row := range []struct {
		columns []string
		want    string
	}{
		{[]string{"last", "email", "extension"}, "columns:error.import.column.many"},
		{[]string{"last", "last"}, "columns:error.import.column.twice"},
		{[]string{"email"}, "columns:error.import.column.missing"},
		{[]string{"last", "password"}, "columns:error.import.column.unknown"},
	} {
		m.Columns = row.columns
		if _, err := i.Office.Do(t.Context(), i.who(), m, office.Ask{}); refusedAs(err) != row.want {
			t.Errorf("%v: got %v, want %s", row.columns, err, row.want)
		}
	}
	m.Columns, m.Delimiter = nil, ","
	i.Do(t, i.who(), m)
	if im := i.status(id); im.Delimiter != "," || len(im.Sample[1]) != 2 || im.Sample[1][0] != "A" || im.State != anteroom.ImportFailed {
		t.Errorf("%+v", im)
	}
	m.Delimiter = "x"
	if _, err := i.Office.Do(t.Context(), i.who(), m, office.Ask{}); refusedAs(err) != "delimiter:error.import.form" {
		t.Errorf("a delimiter that is none: %v", err)
	}
}

// The check of a file goes on where an earlier process died, and has the same outcome.
func TestCheckGoesOn(t *testing.T) {
	i := newImporter(t, storetest.SQLite(t), 50)
	var b strings.Builder
	b.WriteString("last,email,extension\n")
	for n := range 1700 {
		fmt.Fprintf(&b, "L%d,l%d@x.example,%d\n", n, n, 1000+n%1650) // the last 50 are twice
	}
	id := anteroom.ImportID(i.Do(t, i.who(), office.UploadUsers{Company: i.Mine.ID, Name: "x.csv", File: []byte(b.String())}).Made["import"])
	job := anteroom.Job{Company: i.Mine.ID, Target: string(id)}
	for range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		go func() { // dies somewhere on the way
			for i.Store != nil && ctx.Err() == nil {
				if s, err := i.Import(ctx, i.who(), i.Mine.ID, id); err == nil && s.Import.Checked > 0 {
					cancel()
				}
			}
		}()
		_ = i.CheckImport(ctx, job)
		cancel()
	}
	i.check(id)
	if im := i.status(id); im.State != anteroom.ImportChecked || im.Checked != 1700 || im.Ready != 1650 || im.Wrong != 50 {
		t.Errorf("%+v", im)
	}
}

// Names of files and of people who bring them are others' words.
func TestImportNames(t *testing.T) {
	i := newImporter(t, storetest.SQLite(t), 50)
	for name, want := range map[string]string{`C:\Users\me\a.csv`: "a.csv", "../../etc/passwd": "passwd", "a\r\nb.csv": "ab.csv", "": "users", "/": "users", strings.Repeat("é", 200): strings.Repeat("é", 100)} {
		id := i.Do(t, i.who(), office.UploadUsers{Company: i.Mine.ID, Name: name, File: []byte("last,email\n")}).Made["import"]
		if got := i.status(anteroom.ImportID(id)).File; got != want {
			t.Errorf("%q became %q", name, got)
		}
	}
}

// Thousands of rows become users in one step. The times are told.
func TestImportLarge(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const rows = 3000
		i := newImporter(t, s, rows+10)
		var b strings.Builder
		b.WriteString("last,first,email,extension\n")
		for n := range rows {
			fmt.Fprintf(&b, "Tremblay%d,Marc,marc%d@boreal.example,%d\n", n, n, 100_000+n)
		}
		began := time.Now()
		id := i.upload(b.String())
		for _, after := range []time.Duration{time.Millisecond, 10 * time.Millisecond, 30 * time.Millisecond} { // cut off on the way, nothing is left
			ctx, cancel := context.WithTimeout(t.Context(), after)
			_, err := i.Office.Do(ctx, i.who(), office.ImportUsers{Company: i.Mine.ID, Import: id}, office.Ask{})
			cancel()
			if n := len(i.people()); err == nil || n != 2 || i.keys().Used != 2 {
				t.Fatalf("cut off after %v: %v, %d users", after, err, n)
			}
		}
		checked := time.Now()
		i.Do(t, i.who(), office.ImportUsers{Company: i.Mine.ID, Import: id})
		t.Logf("%d rows: checked in %v, imported in %v", rows, checked.Sub(began), time.Since(checked))
		if n := len(i.people()); n != rows+2 || i.keys().Used != rows+2 {
			t.Errorf("%d users", n)
		}
	})
}
