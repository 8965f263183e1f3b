package office

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// AddMailProvider puts a mail provider on the system's list, from which the settings of its addresses are found.
type AddMailProvider struct {
	Provider     anteroom.MailProvider `json:"provider"`
	Issuer       anteroom.MailIssuer   `json:"issuer,omitzero"`         // of its browser sign-in
	ClientSecret string                `json:"client_secret,omitempty"` // sealed, never told again
}

func (c AddMailProvider) Of() anteroom.Target   { return anteroom.Target{} }
func (c AddMailProvider) Right() anteroom.Right { return anteroom.ManageSystem }

func (c AddMailProvider) Do(r *Run) error {
	p := anteroom.KnownProvider{ID: anteroom.NewID[anteroom.MailProviderID](r.tx.Now), MailProvider: tidied(c.Provider), Approved: true, Issuer: c.Issuer}
	p.Issuer.SecretSet = c.ClientSecret != ""
	if err := mailProviders().make(r, string(p.ID), p); err != nil || len(r.wrong) > 0 {
		return err
	}
	return r.sealClient(p.ID, c.ClientSecret)
}

// EditMailProvider changes a mail provider of the list. What is found from now on is as it says; connections that are
// stored stay.
type EditMailProvider struct {
	MailProvider anteroom.MailProviderID `json:"mail_provider"`
	Provider     anteroom.MailProvider   `json:"provider"`
	Issuer       anteroom.MailIssuer     `json:"issuer,omitzero"`
	ClientSecret string                  `json:"client_secret,omitempty"` // empty: as it is
}

func (c EditMailProvider) Of() anteroom.Target   { return anteroom.Target{} }
func (c EditMailProvider) Right() anteroom.Right { return anteroom.ManageSystem }

func (c EditMailProvider) Do(r *Run) error {
	err := mailProviders().edit(r, string(c.MailProvider), func(p *anteroom.KnownProvider) error {
		set := p.Issuer.SecretSet || c.ClientSecret != ""
		p.MailProvider, p.Issuer = tidied(c.Provider), c.Issuer
		p.Issuer.SecretSet = set
		return nil
	})
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	return r.sealClient(c.MailProvider, c.ClientSecret)
}

func (r *Run) sealClient(id anteroom.MailProviderID, secret string) error {
	if secret == "" {
		return nil
	}
	return r.tx.SetMailProviderSecret(id, r.office.sealer.Seal(secret, clientOwner(id)))
}

func clientOwner(id anteroom.MailProviderID) string { return "mail client " + string(id) }

// ApproveMailProvider makes a provider that a company proposed one of the list.
type ApproveMailProvider struct {
	MailProvider anteroom.MailProviderID `json:"mail_provider"`
}

func (c ApproveMailProvider) Of() anteroom.Target   { return anteroom.Target{} }
func (c ApproveMailProvider) Right() anteroom.Right { return anteroom.ManageSystem }

func (c ApproveMailProvider) Do(r *Run) error {
	return mailProviders().edit(r, string(c.MailProvider), func(p *anteroom.KnownProvider) error {
		p.Approved = true
		return nil
	})
}

// RemoveMailProvider takes a provider off the list, or refuses a proposed one. Connections that are stored stay.
type RemoveMailProvider struct {
	MailProvider anteroom.MailProviderID `json:"mail_provider"`
}

func (c RemoveMailProvider) Of() anteroom.Target   { return anteroom.Target{} }
func (c RemoveMailProvider) Right() anteroom.Right { return anteroom.ManageSystem }
func (c RemoveMailProvider) Do(r *Run) error {
	return mailProviders().remove(r, string(c.MailProvider))
}

// ProposeMailProvider proposes a company's proven connection for the system's list, for addresses of one domain. It is on
// the list when the system's administrator has approved it.
type ProposeMailProvider struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Name    string             `json:"name"`
	Domain  string             `json:"domain"`
}

func (c ProposeMailProvider) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ProposeMailProvider) Right() anteroom.Right { return anteroom.EditProfile }

func (c ProposeMailProvider) Do(r *Run) error {
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	m, _, err := r.tx.MailAccess(c.Company)
	if err != nil {
		return err
	}
	p := anteroom.KnownProvider{ID: anteroom.NewID[anteroom.MailProviderID](r.tx.Now), ProposedBy: company.Name, Proposer: c.Company, MailProvider: tidied(anteroom.MailProvider{
		Name: c.Name, Domains: []string{c.Domain}, Incoming: []anteroom.MailServer{m.Incoming}, Outgoing: []anteroom.MailServer{m.Outgoing}})}
	return proposals().make(r, string(p.ID), p)
}

// WithdrawMailProvider takes back what a company proposed for the system's list, as long as it is not approved.
type WithdrawMailProvider struct {
	Company      anteroom.CompanyID      `json:"-" path:"company"`
	MailProvider anteroom.MailProviderID `json:"mail_provider"`
}

func (c WithdrawMailProvider) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c WithdrawMailProvider) Right() anteroom.Right { return anteroom.EditProfile }

func (c WithdrawMailProvider) Do(r *Run) error {
	p, _, err := r.tx.MailProvider(c.MailProvider)
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && p.Proposer != c.Company {
		r.wrong.Wrong("mail_provider", "mail.error.proposal")
		return nil
	}
	if err != nil {
		return err
	}
	return proposals().remove(r, string(c.MailProvider))
}

// mostProposed is how many proposals wait at most, of all companies.
const mostProposed = 200

// checkProposal asks of a proposal what the list itself is not asked, in the names of its own two fields.
func (r *Run) checkProposal(p anteroom.KnownProvider) error {
	list, err := r.tx.MailProviders()
	if err != nil {
		return err
	}
	waiting := 0
	for _, known := range list {
		switch {
		case slices.ContainsFunc(p.Domains, func(d string) bool { return slices.Contains(known.Domains, d) }):
			r.wrong.Wrong("domain", "mail_providers.error.known", "domain", p.Domains[0])
			return nil
		case !known.Approved:
			waiting++
		}
	}
	if waiting >= mostProposed {
		return anteroom.Fail(anteroom.Limit, "mail_providers.error.waiting")
	}
	var wrong anteroom.Fields
	p.Check(&wrong)
	for _, f := range wrong {
		field := map[string]string{"domains": "domain"}[f.Field]
		r.wrong = append(r.wrong, anteroom.FieldError{Field: cmp.Or(field, "name"), Msg: f.Msg})
	}
	return nil
}

// tidied has its names without what does not matter in them.
func tidied(p anteroom.MailProvider) anteroom.MailProvider {
	p.Name = clean(p.Name)
	names := func(list []string) []string {
		out := []string{}
		for _, d := range list {
			if d = strings.TrimPrefix(strings.ToLower(strings.TrimSuffix(clean(d), ".")), "@"); d != "" && !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
		return out
	}
	p.Domains, p.MX = names(p.Domains), names(p.MX)
	return p
}

func mailProviders() noun[anteroom.KnownProvider] {
	return noun[anteroom.KnownProvider]{
		name: "mail_provider", right: anteroom.ManageSystem,
		load: func(r *Run, id string) (anteroom.KnownProvider, error) {
			p, _, err := r.tx.MailProvider(anteroom.MailProviderID(id))
			return p, err
		},
		check: func(r *Run, _ *anteroom.KnownProvider, p anteroom.KnownProvider) error {
			p.Check(&r.wrong)
			return nil
		},
		put: func(r *Run, _ string, _ *anteroom.KnownProvider, p anteroom.KnownProvider) error {
			return r.tx.PutMailProvider(p)
		},
		drop: func(r *Run, p anteroom.KnownProvider) error { return r.tx.DropMailProvider(p.ID) },
	}
}

// proposals are the same, as far as a company may propose and withdraw them.
func proposals() noun[anteroom.KnownProvider] {
	n := mailProviders()
	n.right = anteroom.EditProfile
	n.check = func(r *Run, _ *anteroom.KnownProvider, p anteroom.KnownProvider) error {
		if r.undoes != "" { // it was proposed before
			p.Check(&r.wrong)
			return nil
		}
		return r.checkProposal(p)
	}
	n.put = func(r *Run, _ string, _ *anteroom.KnownProvider, p anteroom.KnownProvider) error {
		r.effect(false, "effect.mail_provider.proposed", "name", p.Name)
		return r.tx.PutMailProvider(p)
	}
	n.drop = func(r *Run, p anteroom.KnownProvider) error {
		if p.Approved {
			return anteroom.Fail(anteroom.Conflict, "mail.error.approved", "name", p.Name)
		}
		r.effect(false, "effect.mail_provider.withdrawn", "name", p.Name)
		return r.tx.DropMailProvider(p.ID)
	}
	return n
}

// providers undoes in a company's history what that did with its proposals, and in the system's what was done with the list.
type providers struct{}

func (providers) unmakes() bool { return true }

func (providers) undo(r *Run, i anteroom.Item) error {
	if r.target.Company != "" {
		return proposals().undo(r, i)
	}
	return mailProviders().undo(r, i)
}

// MailProviders is the system's list, with what companies propose.
func (o *Office) MailProviders(ctx context.Context, who anteroom.Who) (list []anteroom.KnownProvider, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if err := who.May(anteroom.SeeSystem, anteroom.Target{}); err != nil {
			return err
		}
		list, err = tx.MailProviders()
		return err
	})
	return list, err
}
