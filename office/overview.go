package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// OpenTask is something that a company still lacks: what, and how many of it where that is counted.
type OpenTask struct {
	Name  string `json:"name"`
	Count int    `json:"count,omitempty"`
	Page  string `json:"page"` // of the company, where it is done: "/numbers"
	// Provider tells what only the company's provider can do.
	Provider bool `json:"provider,omitempty"`
}

// Open are the tasks of setting the company up that are left, in the order in which they are best done.
func (p Profile) Open() []OpenTask {
	c, offered, given, unused := p.Company, 0, 0, 0
	for _, k := range p.Packages {
		if k.Offer && k.Package.Active {
			offered++
			if k.Default {
				given++
			}
		}
	}
	for _, n := range p.Numbers {
		if n.Free && n.ReservedFor == "" {
			unused++
		}
	}
	private := c.Kind == anteroom.Private
	var list []OpenTask
	add := func(open bool, t OpenTask) {
		if open {
			list = append(list, t)
		}
	}
	add(c.Keys == 0, OpenTask{Name: "keys", Page: "/keys", Provider: true})
	add(c.Keys > 0 && p.KeysUsed >= c.Keys, OpenTask{Name: "keys_used", Count: p.KeysUsed, Page: "/keys", Provider: true})
	add(len(p.Packages) == 0, OpenTask{Name: "packages", Page: "/packages", Provider: true})
	add(len(p.Packages) > 0 && offered == 0, OpenTask{Name: "offer", Count: len(p.Packages), Page: "/packages"})
	add(offered > 0 && given == 0 && private, OpenTask{Name: "default", Page: "/packages"})
	add(private && len(p.Numbers) == 0, OpenTask{Name: "numbers", Page: "/numbers", Provider: true})
	add(unused > 0, OpenTask{Name: "numbers_free", Count: unused, Page: "/numbers"})
	add(p.Users == 0, OpenTask{Name: "users", Page: "/users"})
	add(private && c.PBX == "", OpenTask{Name: "pbx", Page: "/manage", Provider: true})
	add(private && c.PBX != "" && p.PBX.Kind != "builtin" && (c.AccountID == "" || !c.PasswordSet), OpenTask{Name: "provisioning", Page: "/manage", Provider: true})
	add(private && p.Mail == nil, OpenTask{Name: "mail", Page: "/mail"})
	add(len(p.Astray) > 0, OpenTask{Name: "receptionist", Count: len(p.Astray), Page: "/receptionist"})
	add(!p.MailHealth.Failed.IsZero(), OpenTask{Name: "mail_failed", Page: "/mail"})
	add(p.Undelivered.Messages > 0, OpenTask{Name: "undelivered", Count: p.Undelivered.Messages, Page: "/outbox?state=failed"})
	add(p.Administrator.PasswordChanged.IsZero(), OpenTask{Name: "administrator", Page: "/profile"})
	return list
}

// OpenTasks are the tasks of setting a company up that are left.
func (o *Office) OpenTasks(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) ([]OpenTask, error) {
	p, err := o.Profile(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return p.Open(), nil
}

// Sum is what the system holds in all.
type Sum struct {
	VARs         int                    `json:"vars"`
	Companies    int                    `json:"companies"`
	Suspended    int                    `json:"suspended"`
	Languages    []anteroom.Language    `json:"languages"`
	PhoneSystems []anteroom.PhoneSystem `json:"phone_systems"`
}

// Overview is what the system holds in all.
func (o *Office) Overview(ctx context.Context, who anteroom.Who) (s Sum, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if err := who.May(anteroom.SeeSystem, anteroom.Target{}); err != nil {
			return err
		}
		if s.VARs, err = tx.CountVARs(anteroom.Find{}); err != nil {
			return err
		}
		if s.Companies, err = tx.CountCompanies("", anteroom.Find{}); err != nil {
			return err
		}
		if s.Suspended, err = tx.CountCompanies("", anteroom.Find{Where: map[string]string{"state": string(anteroom.CompanySuspended)}}); err != nil {
			return err
		}
		if s.Languages, err = tx.Languages(); err == nil {
			s.PhoneSystems, err = tx.PhoneSystems()
		}
		return err
	})
	return s, err
}
