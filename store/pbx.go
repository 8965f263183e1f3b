package store

import (
	"encoding/json"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// PBXReport is what was last read from a company's phone system; a zero one where nothing was.
func (tx *Tx) PBXReport(company anteroom.CompanyID) (r anteroom.PBXReport, err error) {
	text, err := tx.q.PBXReport(tx.ctx, string(company))
	if err = mapped(err); anteroom.KindOf(err) == anteroom.NotFound {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(text), &r)
}

// PutPBXReport stores it.
func (tx *Tx) PutPBXReport(company anteroom.CompanyID, r anteroom.PBXReport) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	row := db.PutPBXReportParams{CompanyID: string(company), Asked: micros(r.Asked), Report: string(raw), ReadAt: micros(r.Read), Failed: micros(r.Failed)}
	if r.Problem != nil {
		why, err := json.Marshal(r.Problem)
		if err != nil {
			return err
		}
		row.Problem = string(why)
	}
	return mapped(tx.q.PutPBXReport(tx.ctx, row))
}

// PhoneSystemsHealth is how the phone systems were that companies have been read from.
func (tx *Tx) PhoneSystemsHealth() ([]anteroom.PhoneSystemHealth, error) {
	rows, err := tx.q.PhoneSystemsRead(tx.ctx)
	if err != nil {
		return nil, mapped(err)
	}
	list := make([]anteroom.PhoneSystemHealth, len(rows))
	for i, r := range rows {
		list[i] = anteroom.PhoneSystemHealth{ID: anteroom.SystemID(r.PbxID), Companies: int(r.Companies), Failing: int(r.Failing), Read: fromMicros(r.ReadAt)}
		if r.Failing == 0 {
			continue
		}
		last, err := tx.q.LastPBXFailure(tx.ctx, r.PbxID)
		if err != nil {
			return nil, mapped(err)
		}
		list[i].Company, list[i].Failed, list[i].Why = last.Name, fromMicros(last.Failed), &anteroom.Text{}
		if err := json.Unmarshal([]byte(last.Problem), list[i].Why); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// PBXAccounts are the accounts of companies on the phone systems of the list, the oldest company first, filtered by state
// ("failing", "unset"), and where the next page begins (empty: there is none).
func (tx *Tx) PBXAccounts(f anteroom.Find) ([]anteroom.PBXAccount, string, error) {
	rows, err := tx.q.PBXAccounts(tx.ctx, db.PBXAccountsParams{After: f.After, Words: f.Pattern(), State: f.Where["state"], Most: int32(f.Most) + 1})
	if err != nil {
		return nil, "", mapped(err)
	}
	next := ""
	if len(rows) > f.Most {
		rows = rows[:f.Most]
		next = rows[f.Most-1].ID
	}
	list := make([]anteroom.PBXAccount, len(rows))
	for i, r := range rows {
		list[i] = anteroom.PBXAccount{Company: anteroom.CompanyID(r.ID), Name: r.Name, VAR: anteroom.VARID(r.VarID), VARName: r.VarName, System: anteroom.SystemID(r.PbxID),
			SystemName: r.PbxName, Account: r.PbxAccount, PasswordSet: r.PasswordSet == 1, PasswordChanged: fromMicros(r.PasswordChanged), Read: fromMicros(r.ReadAt)}
		if r.Problem == "" {
			continue
		}
		list[i].Failed, list[i].Why = fromMicros(r.Failed), &anteroom.Text{}
		if err := json.Unmarshal([]byte(r.Problem), list[i].Why); err != nil {
			return nil, "", err
		}
	}
	return list, next, nil
}

// PBXPassword is the sealed password of a company's account on its phone system; empty where none is set.
func (tx *Tx) PBXPassword(company anteroom.CompanyID) ([]byte, error) {
	sealed, err := tx.q.PBXPassword(tx.ctx, string(company))
	return sealed, mapped(err)
}

// CompaniesToRead are some of those whose phone system can be read and was not asked since a moment.
func (tx *Tx) CompaniesToRead(before time.Time, most int) ([]anteroom.CompanyID, error) {
	rows, err := tx.q.CompaniesToRead(tx.ctx, db.CompaniesToReadParams{Before: micros(before), Most: int32(most)})
	return ids[anteroom.CompanyID](rows), mapped(err)
}

// PBXSecret is the sealed password of a line on a company's phone system; NotFound where there is none.
func (tx *Tx) PBXSecret(company anteroom.CompanyID, extension string) ([]byte, error) {
	sealed, err := tx.q.PBXSecret(tx.ctx, db.PBXSecretParams{CompanyID: string(company), Extension: extension})
	return sealed, mapped(err)
}

// PutPBXSecret stores it.
func (tx *Tx) PutPBXSecret(company anteroom.CompanyID, extension string, sealed []byte) error {
	return mapped(tx.q.PutPBXSecret(tx.ctx, db.PutPBXSecretParams{CompanyID: string(company), Extension: extension, Secret: sealed}))
}

// PBXShelf is what a company's phone system is served, of one key or with an empty one all, as the steps that put it there.
func (tx *Tx) PBXShelf(company anteroom.CompanyID, key string) ([]anteroom.PBXStep, error) {
	rows, err := tx.q.PBXShelf(tx.ctx, db.PBXShelfParams{CompanyID: string(company), Item: key})
	list := make([]anteroom.PBXStep, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r), &list[i]); err != nil {
			return nil, err
		}
	}
	return list, mapped(err)
}

// Shelve puts what a step is about on the shelf, or takes it away.
func (tx *Tx) Shelve(company anteroom.CompanyID, step anteroom.PBXStep) error {
	if step.Act == anteroom.PBXRemove {
		return mapped(tx.q.DropFromPBXShelf(tx.ctx, db.DropFromPBXShelfParams{CompanyID: string(company), Item: step.Key()}))
	}
	raw, err := json.Marshal(step)
	if err != nil {
		return err
	}
	return mapped(tx.q.PutOnPBXShelf(tx.ctx, db.PutOnPBXShelfParams{CompanyID: string(company), Item: step.Key(), Step: string(raw)}))
}

// PBXAddress is the company whose phone system fetches its configuration by a token with that hash.
func (tx *Tx) PBXAddress(hash string) (anteroom.CompanyID, error) {
	id, err := tx.q.PBXAddress(tx.ctx, hash)
	return anteroom.CompanyID(id), mapped(err)
}

// DropPBXAddress takes a company's phone system its address.
func (tx *Tx) DropPBXAddress(company anteroom.CompanyID) error {
	return mapped(tx.q.DropPBXAddress(tx.ctx, string(company)))
}

// PutPBXAddress gives a company's phone system another address: the former leads nowhere.
func (tx *Tx) PutPBXAddress(company anteroom.CompanyID, hash string) error {
	return mapped(tx.q.PutPBXAddress(tx.ctx, db.PutPBXAddressParams{CompanyID: string(company), TokenHash: hash, Made: micros(tx.Now)}))
}

// PBXLeft are the differences that are left as they are on a company's phone system: their marks, by the keys of steps.
func (tx *Tx) PBXLeft(company anteroom.CompanyID) (map[string]string, error) {
	rows, err := tx.q.PBXLeft(tx.ctx, string(company))
	left := make(map[string]string, len(rows))
	for _, r := range rows {
		left[r.Item] = r.Mark
	}
	return left, mapped(err)
}

// PutPBXLeft has a difference left.
func (tx *Tx) PutPBXLeft(company anteroom.CompanyID, item, mark string) error {
	return mapped(tx.q.PutPBXLeft(tx.ctx, db.PutPBXLeftParams{CompanyID: string(company), Item: item, Mark: mark}))
}

// DropPBXLeft has it put right again.
func (tx *Tx) DropPBXLeft(company anteroom.CompanyID, item string) error {
	return mapped(tx.q.DropPBXLeft(tx.ctx, db.DropPBXLeftParams{CompanyID: string(company), Item: item}))
}
