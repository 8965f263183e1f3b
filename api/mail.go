package api

import "anteroom.dev/anteroom"

// mailAccess answers with a company's mail access connection.
func (v *visit) mailAccess() error {
	m, err := v.Office.MailAccess(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(m)
}

// userMail answers with how a user's mail is reached; nothing of what opens the mailbox is in it.
func (v *visit) userMail() error {
	m, err := v.Office.UserMail(v.r.Context(), v.who, v.company(), anteroom.UserID(v.r.PathValue("user")))
	if err != nil {
		return err
	}
	return v.write(m)
}

func (v *visit) mailProviders() error {
	list, err := v.Office.MailProviders(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].Domains, list[i].MX, list[i].Incoming, list[i].Outgoing = some(list[i].Domains), some(list[i].MX), some(list[i].Incoming), some(list[i].Outgoing)
		list[i].Issuer.Scopes = some(list[i].Issuer.Scopes)
	}
	return v.write(some(list))
}

// undelivered answers with how much did not arrive, of the company or the VAR that the address names, or of all.
func (v *visit) undelivered() error {
	u, err := v.Office.Undelivered(v.r.Context(), v.who, anteroom.Target{VAR: v.varID(), Company: v.company()})
	if err != nil {
		return err
	}
	return v.write(u)
}

// outbox answers with the jobs of the company or the VAR that the address names, or with those of all.
func (v *visit) outbox() error {
	f, err := v.find("state", "kind")
	if err != nil {
		return err
	}
	l, err := v.Office.Outbox(v.r.Context(), v.who, anteroom.Target{VAR: v.varID(), Company: v.company()}, f)
	return listed(v, l, err)
}
