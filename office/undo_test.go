package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
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

// move is a command, and who gives it.
type move struct {
	who     anteroom.Who
	command office.Command
	change  anteroom.ChangeID // filled once it is carried out
}

func pick[T any](chance *rand.Rand, list []T) T { return list[chance.IntN(len(list))] }

func between(chance *rand.Rand, low, high int) int { return low + chance.IntN(high-low+1) }

// some are up to that many of the list.
func some[T any](chance *rand.Rand, list []T, most int) (chosen []T) {
	for _, at := range chance.Perm(len(list))[:chance.IntN(most+1)] {
		chosen = append(chosen, list[at])
	}
	return chosen
}

// moves draws commands for a house as it stands: most of them good, some refused.
type moves struct {
	*officetest.House
	t     *testing.T
	owner anteroom.Who // the first user
}

// table has a row for each command that can be undone.
func (m moves) table() map[string]func(*rand.Rand) move {
	rows := map[string]func(*rand.Rand) move{}
	for _, part := range []map[string]func(*rand.Rand) move{m.profile(), m.users(), m.numbers(), m.packages(), m.restrictions(), m.reception(), m.provider(), m.mail(), m.lines(), m.imports(), m.look(), m.smart()} {
		maps.Copy(rows, part)
	}
	return rows
}

// neither are the commands that are not undone, with what an undo of them says, or what puts them back instead.
func neither() map[string]string {
	return map[string]string{
		"undo": "an undo is undone as what it did", "undo-own": "an undo is undone as what it did", "undo-above": "an undo is undone as what it did",
		"change-password": "error.undo.secret", "set-provisioning-password": "error.undo.secret", "remove-administrator": "TestAdministratorComesBack",
		"set-pin": "error.undo.secret where there was one", "connect-mail": "error.undo.mail where there was one", "disconnect-mail": "error.undo.mail",
		"end-token": "error.undo.token", "change-own-password": "error.undo.secret",
		"create-var": "error.undo.made", "create-company": "error.undo.made", "create-package": "error.undo.made",
		"remove-var": "recover-var", "remove-company": "recover-company", "recover-var": "remove-var", "recover-company": "remove-company",
		"remove-phone": "error.undo.phone", "give-line-password": "error.undo.none", "give-pbx-address": "error.undo.secret",
		"send-invitation": "error.undo.sent", "send-administrator-invitation": "error.undo.sent", "send-company-invitation": "error.undo.sent",
		"withdraw-administrator-invitation": "error.undo.sent", "withdraw-company-invitation": "error.undo.sent",
		"act-for": "leave-company", "leave-company": "nothing of the company", "configure-phone": "remove-phone", "resync-phone": "nothing is changed here",
		"hang-up-call": "error.undo.none, a call that was ended is over",
		"close-bill":   "a closed month never changes", "close-month": "a closed month never changes", "close-var-bill": "a closed month never changes",
		"retry-job": "what was sent is sent", "remind-of-bill": "what was sent is sent", "retry-job-above": "what was sent is sent", "drop-job": "what was sent is sent", "drop-job-above": "what was sent is sent",
		"read-phone-system": "only looks", "import-pbx-users": "makes a file, discard-import ends it", "import-pbx-numbers": "TestImportNumbers", "adopt-from-pbx": "TestAdopt", "push-phone-system": "acts on the phone system",
		"leave-on-phone-system": "TestLeaveOnPhoneSystem", "resync-phones": "nothing is changed here", "change-phone-password": "error.undo.none",
		"upload-users": "discard-import", "map-import": "before anything is imported", "discard-import": "upload-users",
	}
}

// Every command either is undone in the test below, or says why it is not.
func TestUndoOfEvery(t *testing.T) {
	m := moves{House: officetest.Build(t, storetest.SQLite(t)), t: t}
	rows, not := m.table(), neither()
	for _, c := range office.Commands() {
		_, is := rows[office.Name(c)]
		if _, isNot := not[office.Name(c)]; is == isNot {
			t.Errorf("%s needs a row in one of the two tables", office.Name(c))
		}
	}
	if len(rows)+len(not) != len(office.Commands()) {
		t.Error("a row is about no command")
	}
}

// Two hundred random sequences of all commands that can be undone: a preview changes nothing and tells just what happens;
// undoing all of it, newest first, gives the state before (R9, R10).
func TestPreviewAndUndoOfAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := moves{House: officetest.Build(t, s), t: t}
		m.Furnish(t)
		m.Do(t, officetest.Program(), office.SetVARKeys{VAR: m.Mine.VAR, Keys: 500})
		m.Do(t, officetest.Program(), office.SetKeys{Company: m.Mine.ID, Keys: 60})
		m.Do(t, m.Mine.Administrator.Who, office.DisconnectMail{Company: m.Mine.ID, User: m.Mine.Users[0]}) // a change of address ends it, and its password is gone
		m.owner = signedUser(t, m.House, m.Mine)
		m.openDoors()
		rows, done := m.table(), map[string]int{}
		names := slices.Sorted(maps.Keys(rows))
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		chance := rand.New(rand.NewPCG(seed, 0))
		for n := range max(200, 2*len(names)) {
			start := m.state()
			did := m.sequence(chance, start, names[n%len(names)], rows)
			for _, d := range did {
				done[office.Name(d.command)]++
			}
			for _, d := range slices.Backward(did) {
				if err := m.undo(d); err != nil {
					t.Fatalf("undo of %s %+v: %v", office.Name(d.command), d.command, err)
				}
			}
			if diff := cmp.Diff(start, m.state()); diff != "" {
				t.Fatalf("%+v: %s", did, diff)
			}
		}
		for _, name := range names {
			if done[name] == 0 {
				t.Errorf("%s was never carried out", name)
			}
		}
		t.Log(done)
	})
}

// openDoors makes what some commands need: somebody who is invited, somebody who was removed, a package to
// choose, a provider that is proposed.
func (m moves) openDoors() {
	admin, c := m.Mine.Administrator.Who, m.Mine.ID
	m.Do(m.t, admin, office.CreateUser{Company: c, Last: "Invité", Email: "invite@boreal.example", Invite: true})
	gone := m.Do(m.t, admin, office.CreateUser{Company: c, Last: "Partie", Email: "partie@boreal.example"}).Made["user"]
	m.Do(m.t, admin, office.RemoveUser{Company: c, User: anteroom.UserID(gone)})
	m.Do(m.t, m.Mine.Vendor.Who, office.OfferPackage{Company: c, Package: m.Mine.Listed, Offer: true})
	m.Call(m.t, m.Mine, time.Now().Add(-2*time.Hour))
	m.Do(m.t, m.owner, office.RemoveVoiceMessages{Company: c, User: m.Mine.Users[0], Messages: m.voice("")})
	m.Call(m.t, m.Mine, time.Now().Add(-time.Hour))
	m.Do(m.t, admin, office.AddCallRule{Company: c, User: m.Mine.Users[0], Name: "Le soir", From: "anybody", Deed: "voicemail"})
	m.Do(m.t, admin, office.AddCallRule{Company: c, User: m.Mine.Users[0], Name: "Collègues", From: "colleagues", Deed: "ring"})
	m.Do(m.t, admin, office.SetGreeting{Company: c, User: m.Mine.Users[0], Language: "fr", Text: "Bonjour"})
	m.Do(m.t, admin, office.ProposeMailProvider{Company: c, Name: "Courriel de l’Est", Domain: "est.example"})
}

// sequence carries out the command of that name, then up to four others, and tells which changed something.
func (m moves) sequence(chance *rand.Rand, before map[string]string, first string, rows map[string]func(*rand.Rand) move) (did []move) {
	m.t.Helper()
	names := slices.Sorted(maps.Keys(rows))
	carry := func(name string) bool {
		if edited := slices.ContainsFunc(did, func(m move) bool { return office.Name(m.command) == "edit-package" }); edited && (name == "set-offers" || name == "offer-package") {
			return false // what was made inactive is offered to nobody anew, by an undo neither: TestInactivePackage
		}
		if name == "resume-company" { // only what was suspended
			if next := rows["suspend-company"](chance); m.shownThenDone(&next, before) {
				did, before = append(did, next), m.state()
			}
		}
		next := rows[name](chance)
		if !m.shownThenDone(&next, before) {
			return false
		}
		did, before = append(did, next), m.state()
		return true
	}
	for tries := 0; tries < 150 && !carry(first); tries++ {
	}
	for range chance.IntN(5) {
		carry(pick(chance, names))
	}
	return did
}

// shownThenDone previews, and does what was shown: the preview changes nothing, and is right. It tells whether the command
// changed something, and notes the change.
func (m moves) shownThenDone(next *move, before map[string]string) bool {
	m.t.Helper()
	ctx, name := context.Background(), office.Name(next.command)
	shown, refused := m.Office.Do(ctx, next.who, next.command, office.Ask{Preview: true})
	if diff := cmp.Diff(before, m.state()); diff != "" {
		m.t.Fatalf("a preview of %s changed something: %s", name, diff)
	}
	out, err := m.Office.Do(ctx, next.who, next.command, office.Ask{Digest: shown.Digest})
	if fmt.Sprint(refused) != fmt.Sprint(err) {
		m.t.Fatalf("%s %+v: preview %v, then %v", name, next.command, refused, err)
	}
	if diff := cmp.Diff(steady(shown), steady(out)); diff != "" {
		m.t.Fatalf("%s: shown, then done: %s", name, diff)
	}
	next.change = out.Change
	return out.Change != ""
}

// steady is what an outcome tells, without what is made anew at each run: ids, times and User IDs.
func steady(o office.Outcome) (told []string) {
	for _, i := range o.Items {
		for _, name := range i.FieldNames() {
			switch i.Noun + "." + name {
			case "adjustment.id", "phone.id", "menu.id", "group.id", "phone.name", "phone.company", "restriction.id", "user.id", "user.number", "user.made", "user.removed", "number.made", "mail_access.validated", "invitation.until", "invitation.made", "invitation.user",
				"user_packages.user", "administrator.id", "administrator.password_changed", "package.id", "token.id", "token.made", "token.ends", "call_rule.id", "contact.id", "voice_message.removed", "voice_message.heard", "greeting.made", "phone_system.id", "mail_provider.id", "trunk.id", "company.removed":
				told = append(told, i.Noun+"."+name)
			default:
				told = append(told, fmt.Sprintf("%s.%s: %s → %s", i.Noun, name, i.Before[name], i.After[name]))
			}
		}
	}
	for _, e := range o.Effects {
		told = append(told, fmt.Sprint(e))
	}
	return told
}

func (m moves) undo(did move) error {
	of := did.command.Of()
	if did.command.Right() == anteroom.OwnAccount {
		of = anteroom.Target{VAR: did.who.VAR, Company: did.who.Company}
	}
	var c office.Command = office.UndoAbove{VAR: of.VAR, Change: did.change}
	if of.Company != "" {
		c = office.Undo{Company: of.Company, Change: did.change}
	}
	if did.command.Right() == anteroom.OwnMessages {
		c = office.UndoOwn{Company: of.Company, User: of.User, Change: did.change}
	}
	_, err := m.Office.Do(context.Background(), did.who, c, office.Ask{})
	return err
}

// version is that of a page, which grows with each change, or the moment of an invitation, which is sent anew to who comes back.
var version = regexp.MustCompile(`"version":\d+,?|"made":"[^"]*"}`)

// state is what people see of the system, the VAR and the company.
func (m moves) state() map[string]string {
	m.t.Helper()
	ctx, root, mine := context.Background(), m.System.Who, m.Mine.ID
	out := map[string]string{}
	put := func(what string, v any, err error) {
		raw, bad := json.Marshal(v)
		if err != nil || bad != nil {
			m.t.Fatalf("%s: %v %v", what, err, bad)
		}
		out[what] = version.ReplaceAllString(string(raw), "")
	}
	all := anteroom.Find{Most: 500}
	languages, err := m.Languages(ctx)
	put("languages", languages, err)
	systems, err := m.PhoneSystems(ctx, root)
	put("phone systems", systems, err)
	providers, err := m.MailProviders(ctx, root)
	put("mail providers", providers, err)
	trunks, err := m.TrunkList(ctx, root)
	put("trunks", trunks, err)
	caps, err := m.SpendingCaps(ctx, root, mine)
	put("caps", caps.Lines, err) // the currency is that of what is held
	vars, err := m.VARs(ctx, root, all)
	put("VARs", vars.Rows, err)
	contacts, _, err := m.Contacts(ctx, root, mine, all)
	put("contacts", contacts, err)
	if contacts, _, err = m.UserContacts(ctx, root, mine, m.Mine.Users[0], all); anteroom.KindOf(err) == anteroom.NotFound { // the user is removed
		err = nil
	}
	put("contacts of a user", contacts, err)
	companies, err := m.CompanyList(ctx, root, "", all)
	put("companies", companies.Rows, err)
	for _, of := range []anteroom.VARID{"", m.Mine.VAR} {
		packages, err := m.Packages(ctx, root, of)
		put("packages of "+string(of), packages, err)
		prices, err := m.Prices(ctx, root, of)
		put("prices of "+string(of), prices, err)
		people, err := m.Administrators(ctx, root, of)
		put("administrators of "+string(of), people, err)
		rules, err := m.Restrictions(ctx, root, anteroom.Target{VAR: of})
		put("restrictions of "+string(of), rules, err)
	}
	tokens, err := m.Tokens(ctx, m.Mine.Administrator.Who)
	put("tokens", tokens, err)
	for _, of := range []anteroom.Target{{}, {VAR: m.Mine.VAR}, {VAR: m.Mine.VAR, Company: mine}} {
		own, look, err := m.BrandOf(ctx, root, of)
		put(fmt.Sprint("look of ", of), []any{own, look}, err)
	}
	p, err := m.Profile(ctx, root, mine)
	p.Probe = nil // of the address, whenever it was asked for
	put("profile", p, err)
	offers, err := m.CompanyPackages(ctx, root, mine)
	put("company packages", offers, err)
	front, err := m.Receptionist(ctx, root, mine)
	put("receptionist", front, err)
	numbers, err := m.Numbers(ctx, root, mine, all)
	put("numbers", numbers.Rows, err)
	access, err := m.MailAccess(ctx, root, mine)
	put("mail access", access, err)
	billing, err := m.BillingDetails(ctx, root, mine)
	put("billing", billing, err)
	corrections, err := m.Corrections(ctx, root, mine)
	put("corrections", corrections, err)
	keys, err := m.KeyLedger(ctx, root, anteroom.Target{Company: mine}, 0, 1)
	put("keys", keys.Keys, err)
	users, err := m.Users(ctx, root, mine, all)
	put("users", users.Rows, err)
	put("voice messages", [][]anteroom.RecordingID{m.voice(""), m.voice("removed")}, nil)
	for _, u := range users.Rows {
		details, err := m.User(ctx, root, mine, u.ID)
		put("user "+string(u.ID), details, err)
		mail, err := m.UserMail(ctx, root, mine, u.ID)
		put("mail of "+string(u.ID), mail, err)
		handling, _, err := m.CallHandling(ctx, root, mine, u.ID)
		put("calls of "+string(u.ID), handling, err)
		rules, err := m.Restrictions(ctx, root, anteroom.Target{Company: mine, User: u.ID})
		put("restrictions of "+string(u.ID), rules, err)
	}
	return out
}

func texts(t *rand.Rand) string {
	return pick(t, []string{"Boréal", "Atlas Conseil", " espaces ", "R&D <b>\"'", "日本", "", "a\x00b", strings.Repeat("x", 101)})
}

func addresses(t *rand.Rand) string {
	return pick(t, []string{"emma@boreal.example", "Zoé@québec.example", "a.b@x.example", "", "a@b", "x@y.example\r\nBcc: z@y.example"})
}

func tongues(t *rand.Rand) anteroom.Language {
	return pick(t, []anteroom.Language{"fr", "en", "", "de"})
}

func (m moves) profile() map[string]func(*rand.Rand) move {
	c, admin := m.Mine.ID, m.Mine.Administrator.Who
	return map[string]func(*rand.Rand) move{
		"set-languages": func(t *rand.Rand) move {
			return move{who: admin, command: office.SetLanguages{Company: c, First: tongues(t), Second: tongues(t)}}
		},
		"set-assistant": func(t *rand.Rand) move {
			return move{who: admin, command: office.SetAssistant{Company: c, Name: texts(t), Email: addresses(t)}}
		},
		"set-administrator": func(t *rand.Rand) move {
			return move{who: admin, command: office.SetAdministrator{Company: c, Name: texts(t), Email: addresses(t), Language: tongues(t)}}
		},
		"set-general": func(t *rand.Rand) move {
			return move{who: m.Mine.Vendor.Who, command: office.SetGeneral{Company: c, Name: texts(t), Country: pick(t, []string{"CA", "US", "ca", ""})}}
		},
		"submit-profile": func(t *rand.Rand) move {
			return move{who: admin, command: office.SubmitProfile{Company: c, Name: "Boréal", Country: "CA", First: tongues(t), Second: tongues(t),
				AdministratorName: texts(t), AdministratorLanguage: "fr", Email: addresses(t), AssistantName: texts(t), AssistantEmail: "emma@boreal.example"}}
		},
		"set-billing": func(t *rand.Rand) move {
			return move{who: admin, command: office.SetBilling{Company: c, Region: pick(t, []string{"QC", "ON", "", "??"}), Zone: pick(t, []string{"America/Toronto", "", "Mars"})}}
		},
	}
}

// user draws a user of the company; now and then one that is not there.
func (m moves) user(t *rand.Rand) anteroom.UserID {
	l, err := m.Users(context.Background(), m.System.Who, m.Mine.ID, anteroom.Find{Most: 500})
	if err != nil {
		m.t.Fatal(err)
	}
	list := []anteroom.UserID{m.Other.Users[0]}
	for _, u := range l.Rows {
		list = append(list, u.ID)
	}
	return pick(t, list)
}

func (m moves) users() map[string]func(*rand.Rand) move {
	c, admin := m.Mine.ID, m.Mine.Administrator.Who
	person := func(t *rand.Rand, invite bool) office.CreateUser {
		return office.CreateUser{Company: c, First: texts(t), Last: texts(t), Invite: invite, Email: fmt.Sprintf("%d@x.example", between(t, 0, 1<<40)),
			Extension: pick(t, []string{"", "201", "205", "99", "x"})}
	}
	return map[string]func(*rand.Rand) move{
		"create-user": func(t *rand.Rand) move { return move{who: admin, command: person(t, pick(t, []bool{true, false}))} },
		"edit-user": func(t *rand.Rand) move {
			last, ext, operator, most := texts(t), pick(t, []string{"", "204", "201", "y"}), pick(t, []bool{true, false}), pick(t, []int{5, 20, -1})
			return move{who: admin, command: office.EditUser{Company: c, User: m.user(t), Last: &last, Extension: &ext, Operator: &operator, MailMessages: &most}}
		},
		"edit-self": func(t *rand.Rand) move {
			return move{who: admin, command: office.EditSelf{Company: c, User: m.user(t), First: "Luc", Last: texts(t), Email: addresses(t), Language: tongues(t)}}
		},
		"remove-user": func(t *rand.Rand) move {
			return move{who: admin, command: office.RemoveUser{Company: c, User: m.user(t)}}
		},
		"remove-users": func(t *rand.Rand) move {
			return move{who: admin, command: office.RemoveUsers{Company: c, Users: []anteroom.UserID{m.user(t), m.user(t)}}}
		},
		"recover-user": func(t *rand.Rand) move {
			id := m.user(t)
			if between(t, 0, 3) > 0 { // who was removed before
				if _, err := m.Office.Do(context.Background(), admin, office.RemoveUser{Company: c, User: id}, office.Ask{Preview: true}); err == nil {
					id = m.removed()
				}
			}
			return move{who: admin, command: office.RecoverUser{Company: c, User: id}}
		},
		"withdraw-invitation": func(t *rand.Rand) move {
			return move{who: admin, command: office.WithdrawInvitation{Company: c, User: m.user(t)}}
		},
		"add-phone": func(t *rand.Rand) move {
			return move{who: admin, command: office.AddPhone{Company: c, User: m.user(t)}}
		},
		"choose-packages": func(t *rand.Rand) move {
			return move{who: admin, command: office.ChoosePackages{Company: c, User: m.user(t), Packages: some(t, m.all(), 2)}}
		},
	}
}

// removed is a user who was removed and can be recovered; empty where there is none.
func (m moves) removed() anteroom.UserID {
	l, err := m.Users(context.Background(), m.System.Who, m.Mine.ID, anteroom.Find{Most: 500, Where: map[string]string{"state": "removed"}})
	if err != nil {
		m.t.Fatal(err)
	}
	if len(l.Rows) == 0 {
		return ""
	}
	return l.Rows[0].ID
}

func (m moves) number(t *rand.Rand) anteroom.NumberID {
	return pick(t, []anteroom.NumberID{m.Mine.Number, m.Mine.Spare, m.Other.Number})
}

func (m moves) numbers() map[string]func(*rand.Rand) move {
	c, admin, vendor := m.Mine.ID, m.Mine.Administrator.Who, m.Mine.Vendor.Who
	return map[string]func(*rand.Rand) move{
		"add-number": func(t *rand.Rand) move {
			return move{who: vendor, command: office.AddNumber{Company: c, Number: pick(t, []string{"+14185550190", "418 555 0191", "12", "+15145550110"}), Free: pick(t, []bool{true, false})}}
		},
		"add-numbers": func(t *rand.Rand) move {
			return move{who: vendor, command: office.AddNumbers{Company: c, List: pick(t, []string{"+1 418 555 0150 .. 59", "+14185550191", "x"})}}
		},
		"edit-number": func(t *rand.Rand) move {
			return move{who: admin, command: office.EditNumber{Company: c, Number: m.number(t), Kind: pick(t, []anteroom.NumberKind{"voice", "fax", "both", "x"}), First: tongues(t)}}
		},
		"assign-number": func(t *rand.Rand) move {
			return move{who: admin, command: office.AssignNumber{Company: c, Number: m.number(t), User: pick(t, []anteroom.UserID{"", m.user(t)})}}
		},
		"reserve-number": func(t *rand.Rand) move {
			return move{who: admin, command: office.ReserveNumber{Company: c, Number: m.number(t), Email: addresses(t)}}
		},
		"release-number": func(t *rand.Rand) move {
			return move{who: admin, command: office.ReleaseNumber{Company: c, Number: m.number(t)}}
		},
		"remove-number": func(t *rand.Rand) move {
			return move{who: vendor, command: office.RemoveNumber{Company: c, Number: m.number(t)}}
		},
	}
}

// all are the packages that there are.
func (m moves) all() (list []anteroom.PackageID) {
	lines, err := m.Packages(context.Background(), m.System.Who, m.Mine.VAR)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, p := range lines {
		list = append(list, p.ID)
	}
	return append(list, m.Other.Package)
}

func (m moves) packages() map[string]func(*rand.Rand) move {
	c, admin, vendor := m.Mine.ID, m.Mine.Administrator.Who, m.Mine.Vendor.Who
	one := func(t *rand.Rand) anteroom.PackageID { return pick(t, m.all()) }
	return map[string]func(*rand.Rand) move{
		"offer-package": func(t *rand.Rand) move {
			return move{who: vendor, command: office.OfferPackage{Company: c, Package: one(t), Offer: pick(t, []bool{true, false}), Default: pick(t, []bool{true, false})}}
		},
		"unlist-package": func(t *rand.Rand) move {
			return move{who: vendor, command: office.UnlistPackage{Company: c, Package: one(t)}}
		},
		"set-offers": func(t *rand.Rand) move {
			offer := some(t, m.all(), 2)
			return move{who: admin, command: office.SetOffers{Company: c, Offer: offer, Default: offer[:between(t, 0, len(offer))]}}
		},
		"edit-package": func(t *rand.Rand) move {
			return move{who: vendor, command: office.EditPackage{VAR: m.Mine.VAR, Package: one(t), Name: texts(t), Currency: "CAD", BaseRate: int64(between(t, -1, 9000)), MinuteRate: 3, Active: pick(t, []bool{true, false})}}
		},
	}
}

func (m moves) restrictions() map[string]func(*rand.Rand) move {
	c, admin, vendor, own := m.Mine.ID, m.Mine.Administrator.Who, m.Mine.Vendor.Who, m.Mine.VAR
	pattern := func(t *rand.Rand) string {
		return pick(t, []string{"+1900*", "011*", "+1418555????", "x", ""})
	}
	rule := func(t *rand.Rand) anteroom.Rule {
		return pick(t, []anteroom.Rule{anteroom.DenyAll, anteroom.AllowAll, anteroom.AllowPIN, "x"})
	}
	one := func(t *rand.Rand) anteroom.RestrictionID {
		return pick(t, []anteroom.RestrictionID{m.Mine.Restriction, m.Mine.VARRestriction, m.Other.Restriction})
	}
	return map[string]func(*rand.Rand) move{
		"add-restriction": func(t *rand.Rand) move {
			return move{who: admin, command: office.AddRestriction{Company: c, Name: texts(t), Pattern: pattern(t), Rule: rule(t), Users: []anteroom.UserID{m.user(t)}}}
		},
		"edit-restriction": func(t *rand.Rand) move {
			return move{who: admin, command: office.EditRestriction{Company: c, Restriction: one(t), Name: texts(t), Pattern: pattern(t), Rule: rule(t), Users: []anteroom.UserID{m.user(t)}}}
		},
		"remove-restriction": func(t *rand.Rand) move {
			return move{who: admin, command: office.RemoveRestriction{Company: c, Restriction: one(t)}}
		},
		"add-restriction-above": func(t *rand.Rand) move {
			return move{who: vendor, command: office.AddRestrictionAbove{VAR: own, Name: texts(t), Pattern: pattern(t), Rule: rule(t)}}
		},
		"edit-restriction-above": func(t *rand.Rand) move {
			return move{who: vendor, command: office.EditRestrictionAbove{VAR: own, Restriction: one(t), Name: texts(t), Pattern: pattern(t), Rule: rule(t)}}
		},
		"remove-restriction-above": func(t *rand.Rand) move {
			return move{who: vendor, command: office.RemoveRestrictionAbove{VAR: own, Restriction: one(t)}}
		},
	}
}

func (m moves) provider() map[string]func(*rand.Rand) move {
	c, vendor, root, own := m.Mine.ID, m.Mine.Vendor.Who, m.System.Who, m.Mine.VAR
	keys := func(t *rand.Rand, low, high int) int { return between(t, low, high) }
	system := func(t *rand.Rand) anteroom.SystemID {
		return pick(t, []anteroom.SystemID{m.PhoneSystem, m.SparePhoneSystem, "none"})
	}
	kind := func(t *rand.Rand) string {
		return pick(t, []string{"builtin", "asterisk", "x"})
	}
	month := anteroom.MonthAt(time.Now(), time.UTC)
	return map[string]func(*rand.Rand) move{
		"set-system-languages": func(t *rand.Rand) move {
			return move{who: root, command: office.SetSystemLanguages{Languages: pick(t, [][]anteroom.Language{{"en", "fr"}, {"fr", "en"}, {"fr"}, {"fr", "en", "de"}, {}})}}
		},
		"create-token": func(t *rand.Rand) move {
			return move{who: vendor, command: office.CreateToken{Name: texts(t), Days: between(t, -1, 90)}}
		},
		"set-account": func(t *rand.Rand) move {
			return move{who: vendor, command: office.SetAccount{Name: texts(t), Email: addresses(t), Language: tongues(t)}}
		},
		"edit-var": func(t *rand.Rand) move {
			return move{who: vendor, command: office.EditVAR{VAR: own, Name: texts(t), SupportEmail: addresses(t)}}
		},
		"create-administrator": func(t *rand.Rand) move {
			return move{who: root, command: office.CreateAdministrator{VAR: own, Name: texts(t), Email: addresses(t), Language: tongues(t)}}
		},
		"set-keys": func(t *rand.Rand) move {
			return move{who: vendor, command: office.SetKeys{Company: c, Keys: keys(t, 0, 120)}}
		},
		"set-var-keys": func(t *rand.Rand) move {
			return move{who: root, command: office.SetVARKeys{VAR: own, Keys: keys(t, 0, 900)}}
		},
		"set-provisioning": func(t *rand.Rand) move {
			return move{who: vendor, command: office.SetProvisioning{Company: c, PBX: system(t), AccountID: pick(t, []string{"", "boreal-1", "x\x00"})}}
		},
		"add-phone-system": func(t *rand.Rand) move {
			return move{who: root, command: office.AddPhoneSystem{Name: texts(t), Kind: kind(t)}}
		},
		"edit-phone-system": func(t *rand.Rand) move {
			return move{who: root, command: office.EditPhoneSystem{PhoneSystem: system(t), Name: texts(t), Kind: kind(t)}}
		},
		"remove-phone-system": func(t *rand.Rand) move {
			return move{who: root, command: office.RemovePhoneSystem{PhoneSystem: system(t)}}
		},
		"suspend-company": func(t *rand.Rand) move {
			return move{who: vendor, command: office.SuspendCompany{Company: c, Reason: texts(t)}}
		},
		"resume-company": func(*rand.Rand) move { return move{who: vendor, command: office.ResumeCompany{Company: c}} },
		"set-price-list": func(t *rand.Rand) move {
			list := anteroom.PriceList{Rates: anteroom.Rates{{Currency: "CAD", Prefix: pick(t, []string{"", "1", "33", "x"}), Minute: 5}}}
			return move{who: vendor, command: office.SetPriceList{VAR: own, List: list}}
		},
		"add-adjustment": func(t *rand.Rand) move {
			return move{who: vendor, command: office.AddAdjustment{Company: c, Month: month, Currency: "CAD", Reason: texts(t), Amount: int64(keys(t, -500, 500))}}
		},
		"remove-adjustment": func(t *rand.Rand) move {
			id := pick(t, []anteroom.AdjustmentID{m.Mine.Adjustment, m.Other.Adjustment})
			return move{who: vendor, command: office.RemoveAdjustment{Company: c, Adjustment: id}}
		},
	}
}

func (m moves) mail() map[string]func(*rand.Rand) move {
	c, admin, root := m.Mine.ID, m.Mine.Administrator.Who, m.System.Who
	known := func(t *rand.Rand) anteroom.MailProvider {
		a := officetest.Access("nord.example")
		return anteroom.MailProvider{Name: texts(t), Domains: []string{pick(t, []string{"nord.example", "sud.example", "a b"})},
			Incoming: []anteroom.MailServer{a.Incoming}, Outgoing: []anteroom.MailServer{a.Outgoing}}
	}
	one := func(t *rand.Rand) anteroom.MailProviderID {
		list, err := m.MailProviders(context.Background(), root)
		if err != nil {
			m.t.Fatal(err)
		}
		ids := []anteroom.MailProviderID{"none"}
		for _, p := range list {
			ids = append(ids, p.ID)
		}
		return pick(t, ids)
	}
	return map[string]func(*rand.Rand) move{
		"set-mail-access": func(t *rand.Rand) move {
			a := officetest.Access(pick(t, []string{"nord.example", "sud.example"}))
			return move{who: admin, command: office.SetMailAccess{Company: c, Incoming: a.Incoming, Outgoing: a.Outgoing, Email: "essai@boreal.example", Password: pick(t, []string{officetest.MailPassword, "x"})}}
		},
		"remove-mail-access": func(*rand.Rand) move { return move{who: admin, command: office.RemoveMailAccess{Company: c}} },
		"add-mail-provider":  func(t *rand.Rand) move { return move{who: root, command: office.AddMailProvider{Provider: known(t)}} },
		"edit-mail-provider": func(t *rand.Rand) move {
			return move{who: root, command: office.EditMailProvider{MailProvider: one(t), Provider: known(t)}}
		},
		"remove-mail-provider": func(t *rand.Rand) move {
			return move{who: root, command: office.RemoveMailProvider{MailProvider: one(t)}}
		},
		"propose-mail-provider": func(t *rand.Rand) move {
			return move{who: admin, command: office.ProposeMailProvider{Company: c, Name: texts(t), Domain: pick(t, []string{"nord.example", "ouest.example", "a b"})}}
		},
		"withdraw-mail-provider": func(t *rand.Rand) move {
			return move{who: admin, command: office.WithdrawMailProvider{Company: c, MailProvider: one(t)}}
		},
		"approve-mail-provider": func(t *rand.Rand) move {
			return move{who: root, command: office.ApproveMailProvider{MailProvider: one(t)}}
		},
	}
}

func (m moves) lines() map[string]func(*rand.Rand) move {
	root := m.System.Who
	one := func(t *rand.Rand) anteroom.TrunkID {
		list, err := m.TrunkList(context.Background(), root)
		if err != nil {
			m.t.Fatal(err)
		}
		ids := []anteroom.TrunkID{"none"}
		for _, l := range list {
			ids = append(ids, l.ID)
		}
		return pick(t, ids)
	}
	some := func(t *rand.Rand) office.AddTrunk {
		c := officetest.Trunk(texts(t))
		c.Server, c.Prefixes, c.MaxCalls, c.Off = pick(t, []string{"sip.sud.example", "192.0.2.1:5080", "a b"}), pick(t, [][]string{nil, {"+33"}, {"+"}}), pick(t, []int{0, 10}), pick(t, []bool{true, false})
		return c
	}
	return map[string]func(*rand.Rand) move{
		"add-trunk": func(t *rand.Rand) move { return move{who: root, command: some(t)} },
		"edit-trunk": func(t *rand.Rand) move {
			c := some(t)
			return move{who: root, command: office.EditTrunk{Trunk: one(t), Name: c.Name, Server: c.Server, Transport: c.Transport, Country: c.Country, CalledIn: c.CalledIn, CallsForm: c.CallsForm,
				DialForm: c.DialForm, Caller: c.Caller, MaxCalls: c.MaxCalls, Prefixes: c.Prefixes, Off: c.Off}}
		},
		"set-spending-cap": func(t *rand.Rand) move {
			return move{who: m.Mine.Administrator.Who, command: office.SetSpendingCap{Company: m.Mine.ID, User: pick(t, []anteroom.UserID{"", "201", "299"}), Daily: pick(t, []*int64{nil, new(int64(0)), new(int64(500)), new(int64(-1))})}}
		},
		"remove-trunk": func(t *rand.Rand) move { return move{who: root, command: office.RemoveTrunk{Trunk: one(t)}} },
	}
}

func (m moves) imports() map[string]func(*rand.Rand) move {
	return map[string]func(*rand.Rand) move{
		"import-users": func(t *rand.Rand) move {
			return move{who: m.Mine.Administrator.Who, command: office.ImportUsers{Company: m.Mine.ID, Import: m.Mine.Import, Ready: pick(t, []bool{true, false})}}
		},
	}
}

// An administrator who was removed comes back by an undo, without the password, and is invited anew.
func TestAdministratorComesBack(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	nora, of := h.Mine.Vendor.Who.Account, h.Mine.VAR
	gone := h.Do(t, h.System.Who, office.RemoveAdministrator{VAR: of, Account: nora}).Change
	back := h.Do(t, h.System.Who, office.UndoAbove{VAR: of, Change: gone})
	if told := fmt.Sprint(back.Effects); !strings.Contains(told, "effect.administrator.back") {
		t.Error(told)
	}
	if _, _, err := h.SignIn(t.Context(), h.Mine.Vendor.Email, officetest.Password, "here"); err == nil {
		t.Error("the old password still opens")
	}
	h.Do(t, h.System.Who, office.SendAdministratorInvitation{VAR: of, Account: nora})
}

// logo is a picture of one colour; now and then what is none.
func logo(t *rand.Rand) []byte {
	if t.IntN(4) == 0 {
		return []byte("GIF89a")
	}
	dots := image.NewRGBA(image.Rect(0, 0, 8, 8))
	draw.Draw(dots, dots.Bounds(), image.NewUniform(color.RGBA{uint8(t.IntN(256)), 90, 90, 255}), image.Point{}, draw.Src)
	var file bytes.Buffer
	if err := png.Encode(&file, dots); err != nil {
		return nil
	}
	return file.Bytes()
}

func (m moves) look() map[string]func(*rand.Rand) move {
	c, vendor, own := m.Mine.ID, m.Mine.Vendor.Who, m.Mine.VAR
	colour := func(t *rand.Rand) anteroom.Colour {
		return pick(t, []anteroom.Colour{"", "#0b6b62", "#7a1fa2", "red"})
	}
	address := func(t *rand.Rand) string { return pick(t, []string{"", "https://phone.example", "x y"}) }
	return map[string]func(*rand.Rand) move{
		"set-brand": func(t *rand.Rand) move {
			return move{who: vendor, command: office.SetBrand{VAR: own, Name: texts(t), Colour: colour(t), Address: address(t)}}
		},
		"set-wholesale": func(t *rand.Rand) move {
			return move{who: m.System.Who, command: office.SetWholesale{VAR: own, Currency: pick(t, []string{"CAD", "EUR", "", "cad"}), BaseRate: int64(between(t, -1, 900)), Minutes: between(t, 0, 90)}}
		},
		"set-company-brand": func(t *rand.Rand) move {
			return move{who: vendor, command: office.SetCompanyBrand{Company: c, Name: texts(t), Colour: colour(t), Address: address(t)}}
		},
		"set-logo": func(t *rand.Rand) move { return move{who: vendor, command: office.SetLogo{VAR: own, Logo: logo(t)}} },
		"set-company-logo": func(t *rand.Rand) move {
			return move{who: vendor, command: office.SetCompanyLogo{Company: c, Logo: logo(t)}}
		},
	}
}

// voice are the messages of the first user; removed ones are asked for by their state.
func (m moves) voice(state string) []anteroom.RecordingID {
	l, err := m.VoiceMessages(context.Background(), m.owner, m.Mine.ID, m.Mine.Users[0], anteroom.Find{Most: 50, Where: map[string]string{"state": state}})
	if err != nil && anteroom.KindOf(err) != anteroom.NotFound { // the user may be removed
		m.t.Fatal(err)
	}
	ids := []anteroom.RecordingID{}
	for _, v := range l.Rows {
		ids = append(ids, v.ID)
	}
	return append(ids, "none")[:1]
}

// rule is a call rule of the first user.
func (m moves) rule(t *rand.Rand) anteroom.CallRuleID {
	h, _, err := m.CallHandling(context.Background(), m.System.Who, m.Mine.ID, m.Mine.Users[0])
	if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		m.t.Fatal(err)
	}
	ids := []anteroom.CallRuleID{"none"}
	for _, r := range h.Rules {
		ids = append(ids, r.ID)
	}
	return pick(t, ids)
}

func (m moves) smart() map[string]func(*rand.Rand) move {
	c, admin, user := m.Mine.ID, m.Mine.Administrator.Who, m.Mine.Users[0]
	from := func(t *rand.Rand) anteroom.Callers {
		return pick(t, []anteroom.Callers{"anybody", "colleagues", "outside", "x"})
	}
	deed := func(t *rand.Rand) anteroom.Deed { return pick(t, []anteroom.Deed{"ring", "voicemail", "refuse", "x"}) }
	return map[string]func(*rand.Rand) move{
		"set-status": func(t *rand.Rand) move {
			return move{who: admin, command: office.SetStatus{Company: c, User: m.user(t), Status: pick(t, []anteroom.Status{"available", "meeting", "out", "x"}), Note: texts(t)}}
		},
		"add-call-rule": func(t *rand.Rand) move {
			return move{who: admin, command: office.AddCallRule{Company: c, User: user, Name: texts(t), From: from(t), Deed: deed(t)}}
		},
		"edit-call-rule": func(t *rand.Rand) move {
			return move{who: admin, command: office.EditCallRule{Company: c, User: user, Rule: m.rule(t), Name: texts(t), From: from(t), Deed: deed(t)}}
		},
		"move-call-rule": func(t *rand.Rand) move {
			return move{who: admin, command: office.MoveCallRule{Company: c, User: user, Rule: m.rule(t)}}
		},
		"remove-call-rule": func(t *rand.Rand) move {
			return move{who: admin, command: office.RemoveCallRule{Company: c, User: user, Rule: m.rule(t)}}
		},
		"add-contact": func(t *rand.Rand) move {
			return move{who: admin, command: office.AddContact{Company: c, User: pick(t, []anteroom.UserID{"", user}), Last: texts(t), Number: pick(t, []string{"514 555-0122", "1"})}}
		},
		"edit-contact": func(t *rand.Rand) move {
			return move{who: admin, command: office.EditContact{Company: c, Contact: pick(t, []anteroom.ContactID{m.Mine.Contact, m.Other.Contact}), Last: texts(t), Number: "514 555-0122"}}
		},
		"remove-contact": func(t *rand.Rand) move {
			return move{who: admin, command: office.RemoveContact{Company: c, User: user, Contact: m.Mine.OwnContact}}
		},
		"set-greeting": func(t *rand.Rand) move {
			return move{who: admin, command: office.SetGreeting{Company: c, User: user, Language: tongues(t), Text: texts(t), File: pick(t, [][]byte{nil, []byte("RIFF one"), []byte("RIFF two")})}}
		},
		"remove-greeting": func(t *rand.Rand) move {
			return move{who: admin, command: office.RemoveGreeting{Company: c, User: user, Language: tongues(t)}}
		},
		"mark-voice-messages": func(t *rand.Rand) move {
			return move{who: m.owner, command: office.MarkVoiceMessages{Company: c, User: user, Messages: m.voice(""), Heard: pick(t, []bool{true, false})}}
		},
		"recover-voice-messages": func(*rand.Rand) move {
			return move{who: m.owner, command: office.RecoverVoiceMessages{Company: c, User: user, Messages: m.voice("removed")}}
		},
		"remove-voice-messages": func(t *rand.Rand) move {
			return move{who: m.owner, command: office.RemoveVoiceMessages{Company: c, User: user, Messages: m.voice("")}}
		},
	}
}
