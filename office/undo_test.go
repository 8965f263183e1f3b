package office_test

import (
	"context"
	"encoding/json"
	"fmt"
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
		"give-recording-code": "error.undo.recording_code", "record-prompt": "TestPromptByPhone",
		"act-for": "leave-company", "leave-company": "nothing of the company", "configure-phone": "remove-phone", "resync-phone": "nothing is changed here",
		"hang-up-call": "error.undo.none, a call that was ended is over",
		"place-call":   "error.undo.none, phones have rung",
		"call-back":    "error.undo.none, phones have rung",
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
// undoing all of it, newest first, gives the state before (R9, R10). Each half of the sequences has a system of its own, and both
// go on side by side.
func TestPreviewAndUndoOfAll(t *testing.T) {
	const parts = 2
	for part := range parts {
		t.Run(fmt.Sprint("part", part), func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				m := moves{House: officetest.Build(t, s), t: t}
				m.Furnish(t)
				m.Do(t, officetest.Program(), office.SetVARKeys{VAR: m.Mine.VAR, Keys: 500})
				m.Do(t, officetest.Program(), office.SetKeys{Company: m.Mine.ID, Keys: 60})
				m.Do(t, m.Mine.Administrator.Who, office.DisconnectMail{Company: m.Mine.ID, User: m.Mine.Users[0]}) // a change of address ends it, and its password is gone
				m.owner = signedUser(t, m.House, m.Mine)
				m.openDoors()
				rows := m.table()
				var names []string // that its sequences begin with
				for i, name := range slices.Sorted(maps.Keys(rows)) {
					if i%parts == part {
						names = append(names, name)
					}
				}
				m.comeAndGo(names, max(200/parts, 2*len(names)), rows)
			})
		})
	}
}

// comeAndGo carries out random sequences and undoes each. The names take turns to begin one.
func (m moves) comeAndGo(names []string, sequences int, rows map[string]func(*rand.Rand) move) {
	seed, done := uint64(time.Now().UnixNano()), map[string]int{}
	m.t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	start := m.state() // and that after each sequence
	for n := range sequences {
		did := m.sequence(chance, start, names[n%len(names)], rows)
		for _, d := range did {
			done[office.Name(d.command)]++
		}
		for _, d := range slices.Backward(did) {
			if err := m.undo(d); err != nil {
				m.t.Fatalf("undo of %s %+v: %v", office.Name(d.command), d.command, err)
			}
		}
		if diff := cmp.Diff(start, m.state()); diff != "" {
			m.t.Fatalf("%+v: %s", did, diff)
		}
	}
	for _, name := range names {
		if done[name] == 0 {
			m.t.Errorf("%s was never carried out", name)
		}
	}
	m.t.Log(done)
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
	m.Do(m.t, admin, office.AddCallRule{Company: c, User: m.Mine.Users[0], RuleFields: office.RuleFields{Name: "Le soir", From: "anybody", Deed: "voicemail"}})
	m.Do(m.t, admin, office.AddCallRule{Company: c, User: m.Mine.Users[0], RuleFields: office.RuleFields{Name: "Collègues", From: "colleagues", Deed: "ring"}})
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
				"user_packages.user", "administrator.id", "administrator.password_changed", "package.id", "token.id", "token.made", "token.ends", "call_rule.id", "contact.id", "voice_message.removed", "voice_message.heard", "greeting.made", "phone_system.id", "mail_provider.id", "trunk.id", "recogniser.key_changed", "company.removed":
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
	recogniser, err := m.Recogniser(ctx, root)
	put("recogniser", recogniser, err)
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
