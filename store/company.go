package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Company is the company of that id.
func (tx *Tx) Company(id anteroom.CompanyID) (anteroom.Company, error) {
	r, err := tx.q.Company(tx.ctx, string(id))
	if err != nil {
		return anteroom.Company{}, mapped(err)
	}
	return anteroom.Company{
		ID: anteroom.CompanyID(r.ID), VAR: anteroom.VARID(r.VarID), Kind: anteroom.CompanyKind(r.Kind), Name: r.Name, Country: r.Country,
		Languages: anteroom.Languages{First: anteroom.Language(r.FirstLanguage), Second: anteroom.Language(r.SecondLanguage)},
		Assistant: anteroom.Assistant{Name: r.AssistantName, Email: r.AssistantEmail},
		Keys:      int(r.SubscriptionKeys), PBX: anteroom.SystemID(r.PbxID), AccountID: r.PbxAccount, PasswordSet: r.PasswordSet == 1,
		Made: fromMicros(r.Made), Suspended: r.Suspended, SuspendedReason: r.SuspendedReason,
		PasswordChanged: fromMicros(r.PasswordChanged), Removed: fromMicros(r.Removed), Gone: r.Removed != 0 || r.VarRemoved != 0,
	}, nil
}

// PutCompany makes or replaces a company, but for its keys (see MoveKeys); its id, VAR and kind stay as they were made.
func (tx *Tx) PutCompany(c anteroom.Company) error {
	err := tx.q.PutCompany(tx.ctx, db.PutCompanyParams{
		ID: string(c.ID), VarID: string(c.VAR), Kind: string(c.Kind), Name: c.Name, SortName: anteroom.Fold(c.Name), Country: c.Country,
		FirstLanguage: string(c.First), SecondLanguage: string(c.Second),
		AssistantName: c.Assistant.Name, AssistantEmail: c.Assistant.Email,
		PbxID: string(c.PBX), PbxAccount: c.AccountID, Made: micros(c.Made), Suspended: c.Suspended,
		SuspendedReason: c.SuspendedReason, PasswordChanged: micros(c.PasswordChanged), Removed: micros(c.Removed),
	})
	if err != nil {
		return mapped(err)
	}
	return tx.openKeys(string(c.ID))
}

// SetPBXPassword stores the sealed password of the company's account on its phone system.
func (tx *Tx) SetPBXPassword(company anteroom.CompanyID, sealed []byte) error {
	return mapped(tx.q.SetPBXPassword(tx.ctx, db.SetPBXPasswordParams{ID: string(company), PbxPassword: sealed}))
}

// Contents are what goes with a company, or with the companies of a VAR, when it is removed.
type Contents struct {
	Name    string // of the company
	Users   int    // invited ones too
	Numbers int
	Keys    int // held
}

// CompanyContents are those of a company; its name is left out.
func (tx *Tx) CompanyContents(id anteroom.CompanyID) (Contents, error) {
	r, err := tx.q.CompanyContents(tx.ctx, string(id))
	return Contents{Users: int(r.Reserved + r.Used), Numbers: int(r.Numbers), Keys: int(r.Total)}, mapped(err)
}

// VARContents are those of each company of a VAR that was not removed by itself, by name; their keys are left out.
func (tx *Tx) VARContents(id anteroom.VARID) ([]Contents, error) {
	rows, err := tx.q.VARContents(tx.ctx, string(id))
	list := make([]Contents, len(rows))
	for i, r := range rows {
		list[i] = Contents{Name: r.Name, Users: int(r.Reserved + r.Used), Numbers: int(r.Numbers)}
	}
	return list, mapped(err)
}
