package office_test

import (
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"github.com/google/go-cmp/cmp"
)

// What a company lacks, task by task.
func TestOpenTasks(t *testing.T) {
	active := anteroom.Package{ID: "p", Active: true}
	whole := func() office.Profile {
		return office.Profile{Company: anteroom.Company{Kind: anteroom.Private, Keys: 5, PBX: "s", AccountID: "a", PasswordSet: true},
			Administrator: anteroom.Account{PasswordChanged: time.Unix(1, 0)}, PBX: anteroom.PhoneSystem{Kind: "asterisk"}, Users: 1, KeysUsed: 1, Mail: &anteroom.CompanyMail{},
			Packages: []anteroom.CompanyPackage{{Package: active, Offer: true, Default: true}}, Numbers: []anteroom.Number{{ID: "+14185550100"}}}
	}
	for _, c := range []struct {
		name   string
		change func(*office.Profile)
		want   []string
	}{
		{"nothing", func(*office.Profile) {}, nil},
		{"no key", func(p *office.Profile) { p.Company.Keys, p.KeysUsed = 0, 0 }, []string{"keys"}},
		{"every key in use", func(p *office.Profile) { p.KeysUsed = 5 }, []string{"keys_used"}},
		{"no package", func(p *office.Profile) { p.Packages = nil }, []string{"packages"}},
		{"none offered", func(p *office.Profile) { p.Packages[0].Offer = false }, []string{"offer"}},
		{"an inactive one is not offered", func(p *office.Profile) { p.Packages[0].Package.Active = false }, []string{"offer"}},
		{"none given", func(p *office.Profile) { p.Packages[0].Default = false }, []string{"default"}},
		{"no number", func(p *office.Profile) { p.Numbers = nil }, []string{"numbers"}},
		{"a number of nobody", func(p *office.Profile) { p.Numbers[0].Free = true }, []string{"numbers_free"}},
		{"a number kept for somebody", func(p *office.Profile) { p.Numbers[0].Free, p.Numbers[0].ReservedFor = true, "x@y.example" }, nil},
		{"no user", func(p *office.Profile) { p.Users = 0 }, []string{"users"}},
		{"no phone system", func(p *office.Profile) { p.Company.PBX = "" }, []string{"pbx"}},
		{"no access to it", func(p *office.Profile) { p.Company.PasswordSet = false }, []string{"provisioning"}},
		{"the built-in one needs none", func(p *office.Profile) { p.Company.PasswordSet, p.PBX.Kind = false, "builtin" }, nil},
		{"an administrator who never came", func(p *office.Profile) { p.Administrator.PasswordChanged = time.Time{} }, []string{"administrator"}},
		{"no mail access", func(p *office.Profile) { p.Mail = nil }, []string{"mail"}},
		{"mail access that fails", func(p *office.Profile) { p.MailHealth.Failed = time.Unix(1, 0) }, []string{"mail_failed"}},
		{"messages that did not arrive", func(p *office.Profile) { p.Undelivered.Messages = 2 }, []string{"undelivered"}},
		{"a public service takes no numbers and reads no mail", func(p *office.Profile) {
			p.Mail = nil
			p.Company.Kind, p.Numbers, p.Company.PBX, p.Packages[0].Default = anteroom.PublicService, nil, "", false
		}, nil},
	} {
		p := whole()
		c.change(&p)
		var got []string
		for _, task := range p.Open() {
			got = append(got, task.Name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
