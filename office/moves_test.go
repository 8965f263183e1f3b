package office_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math/rand/v2"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
)

// What TestPreviewAndUndoOfAll draws from: for each command, one of its kind with values by chance.

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
		"set-recogniser": func(t *rand.Rand) move {
			return move{who: root, command: office.SetRecogniser{Address: pick(t, []string{"", "http://a.example/v1", "https://b.example", "ftp://c"}), Model: texts(t), Seconds: pick(t, []int{0, 5, 101})}} // with a key: TestRecogniserKey
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
			return move{who: admin, command: office.AddCallRule{Company: c, User: user, RuleFields: office.RuleFields{Name: texts(t), From: from(t), Deed: deed(t)}}}
		},
		"edit-call-rule": func(t *rand.Rand) move {
			return move{who: admin, command: office.EditCallRule{Company: c, User: user, Rule: m.rule(t), RuleFields: office.RuleFields{Name: texts(t), From: from(t), Deed: deed(t)}}}
		},
		"move-call-rule": func(t *rand.Rand) move {
			return move{who: admin, command: office.MoveCallRule{Company: c, User: user, Rule: m.rule(t)}}
		},
		"remove-call-rule": func(t *rand.Rand) move {
			return move{who: admin, command: office.RemoveCallRule{Company: c, User: user, Rule: m.rule(t)}}
		},
		"import-contacts": func(t *rand.Rand) move {
			return move{who: admin, command: office.ImportContacts{Company: c, User: pick(t, []anteroom.UserID{"", user}), Ready: t.IntN(2) == 0,
				File: []byte("last,number\n" + texts(t) + ",514 555-0123\nRoy,+15145550124\n\"" + texts(t) + "\",1\n")}}
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
