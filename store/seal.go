package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// SealedKind is a kind of what is sealed: a column of the schema.
type SealedKind string

// The sealed columns, of which store_test names every one.
const (
	SealedPBX      SealedKind = "companies.pbx_password"
	SealedMail     SealedKind = "user_mail.secret"
	SealedProvider SealedKind = "mail_providers.secret"
	SealedLine     SealedKind = "pbx_secrets.secret"
	SealedHandset  SealedKind = "handsets.sealed"
	SealedLineOut  SealedKind = "trunks.secret"
	SealedSpeech   SealedKind = "recognisers.secret"
)

// SealedKinds are all of them.
func SealedKinds() []SealedKind {
	return []SealedKind{SealedPBX, SealedMail, SealedProvider, SealedLine, SealedHandset, SealedLineOut, SealedSpeech}
}

// Sealed is a sealed value, and whose it is.
type Sealed struct {
	Company anteroom.CompanyID // empty: the system's
	Item    string             // id of the user, provider, phone, or the extension; empty: the company's own
	Value   []byte             // empty: there is none
}

// SealedAfter is what is sealed of a kind, in the order of companies and items, after one.
func (tx *Tx) SealedAfter(kind SealedKind, after Sealed, most int) (list []Sealed, err error) {
	company, n := string(after.Company), int32(most) //nolint:gosec // a few hundred
	add := func(company, item string, value []byte) {
		list = append(list, Sealed{anteroom.CompanyID(company), item, value})
	}
	switch kind {
	case SealedPBX:
		rows, err := tx.q.SealedCompanies(tx.ctx, db.SealedCompaniesParams{Company: company, Most: n})
		for _, r := range rows {
			add(r.ID, "", r.PbxPassword)
		}
		return list, mapped(err)
	case SealedMail:
		rows, err := tx.q.SealedUserMail(tx.ctx, db.SealedUserMailParams{Company: company, Item: after.Item, Most: n})
		for _, r := range rows {
			add(r.CompanyID, r.UserID, r.Secret)
		}
		return list, mapped(err)
	case SealedProvider:
		rows, err := tx.q.SealedMailProviders(tx.ctx, db.SealedMailProvidersParams{Item: after.Item, Most: n})
		for _, r := range rows {
			add("", r.ID, r.Secret)
		}
		return list, mapped(err)
	case SealedLine:
		rows, err := tx.q.SealedPBXSecrets(tx.ctx, db.SealedPBXSecretsParams{Company: company, Item: after.Item, Most: n})
		for _, r := range rows {
			add(r.CompanyID, r.Extension, r.Secret)
		}
		return list, mapped(err)
	case SealedLineOut:
		rows, err := tx.q.SealedTrunks(tx.ctx, db.SealedTrunksParams{Item: after.Item, Most: n})
		for _, r := range rows {
			add("", r.ID, r.Secret)
		}
		return list, mapped(err)
	case SealedSpeech:
		rows, err := tx.q.SealedRecognisers(tx.ctx, db.SealedRecognisersParams{Item: after.Item, Most: n})
		for _, r := range rows {
			add("", r.ID, r.Secret)
		}
		return list, mapped(err)
	}
	rows, err := tx.q.SealedHandsets(tx.ctx, db.SealedHandsetsParams{Company: company, Item: after.Item, Most: n})
	for _, r := range rows {
		add(r.CompanyID, r.PhoneID, r.Sealed)
	}
	return list, mapped(err)
}

// Reseal puts another value in the place of one that was read in this transaction.
func (tx *Tx) Reseal(kind SealedKind, of Sealed, value []byte) error {
	company := string(of.Company)
	switch kind {
	case SealedPBX:
		return mapped(tx.q.ResealCompany(tx.ctx, db.ResealCompanyParams{Sealed: value, Company: company}))
	case SealedMail:
		return mapped(tx.q.ResealUserMail(tx.ctx, db.ResealUserMailParams{Sealed: value, Company: company, Item: of.Item}))
	case SealedProvider:
		return tx.SetMailProviderSecret(anteroom.MailProviderID(of.Item), value)
	case SealedLine:
		return mapped(tx.q.ResealPBXSecret(tx.ctx, db.ResealPBXSecretParams{Sealed: value, Company: company, Item: of.Item}))
	case SealedLineOut:
		return tx.SetTrunkSecret(anteroom.TrunkID(of.Item), value)
	case SealedSpeech:
		return tx.SetRecogniserKey(value)
	}
	return mapped(tx.q.ResealHandset(tx.ctx, db.ResealHandsetParams{Sealed: value, Company: company, Item: of.Item}))
}
