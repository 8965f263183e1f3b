package store

import (
	"context"
	"math"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// This file ends for good what was removed. Each method does a bounded part of it, and leaves a database that contradicts
// itself nowhere: whoever dies between two parts leaves nothing half done. What refers goes before what is referred to.

// PurgeUsers ends some of the users that were removed before a moment, and tells how many.
func (tx *Tx) PurgeUsers(before time.Time, most int) (int, error) {
	rows, err := tx.q.UsersToPurge(tx.ctx, db.UsersToPurgeParams{Removed: micros(before), Limit: int32(most)})
	if err != nil {
		return 0, mapped(err)
	}
	for _, r := range rows {
		if err := tx.purgeUser(r.CompanyID, r.ID); err != nil {
			return 0, mapped(err)
		}
	}
	return len(rows), nil
}

func (tx *Tx) purgeUser(company, id string) error {
	account, err := tx.AccountOfUser(anteroom.CompanyID(company), anteroom.UserID(id))
	if err == nil {
		err = tx.purgeAccount(string(account))
	}
	if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	for _, step := range []func() error{
		func() error {
			return tx.q.FreeNumbersOfUser(tx.ctx, db.FreeNumbersOfUserParams{CompanyID: company, UserID: id})
		},
		func() error {
			return tx.q.DropRestrictionUsersOfUser(tx.ctx, db.DropRestrictionUsersOfUserParams{CompanyID: company, UserID: id})
		},
		func() error {
			return tx.q.DropRestrictionsOfUser(tx.ctx, db.DropRestrictionsOfUserParams{CompanyID: company, UserID: id})
		},
		func() error {
			return tx.q.DropHandsetsOfUser(tx.ctx, db.DropHandsetsOfUserParams{CompanyID: company, UserID: id})
		},
		func() error {
			return tx.q.DropPhonesOfUser(tx.ctx, db.DropPhonesOfUserParams{CompanyID: company, UserID: id})
		},
		func() error {
			return tx.q.DropOrdersOfUser(tx.ctx, db.DropOrdersOfUserParams{CompanyID: company, UserID: id})
		},
		func() error {
			return tx.q.DropMailOfUser(tx.ctx, db.DropMailOfUserParams{CompanyID: company, UserID: id})
		},
		func() error {
			return tx.q.DropPackagesOfUser(tx.ctx, db.DropPackagesOfUserParams{CompanyID: company, UserID: id})
		},
		func() error {
			return tx.q.DropUserWords(tx.ctx, db.DropUserWordsParams{CompanyID: company, UserID: id})
		},
		func() error { return tx.dropSmartOf(company, id) },
		func() error { return tx.DropInvitation(anteroom.CompanyID(company), anteroom.UserID(id)) },
		func() error { return tx.q.DropUser(tx.ctx, db.DropUserParams{CompanyID: company, ID: id}) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) purgeAccount(id string) error {
	if err := tx.q.DropSessions(tx.ctx, db.DropSessionsParams{AccountID: id}); err != nil {
		return err
	}
	if err := tx.q.DropTokens(tx.ctx, id); err != nil {
		return err
	}
	if err := tx.q.DropResets(tx.ctx, id); err != nil {
		return err
	}
	return tx.q.DropAccount(tx.ctx, id)
}

// CompanyToPurge is a company that was removed before a moment, by itself or with its VAR; NotFound: there is none.
func (tx *Tx) CompanyToPurge(before time.Time) (anteroom.CompanyID, error) {
	id, err := tx.q.CompanyToPurge(tx.ctx, micros(before))
	return anteroom.CompanyID(id), mapped(err)
}

// VARToPurge is a VAR that was removed before a moment, and has no company any more; NotFound: there is none.
func (tx *Tx) VARToPurge(before time.Time) (anteroom.VARID, error) {
	id, err := tx.q.VARToPurge(tx.ctx, micros(before))
	return anteroom.VARID(id), mapped(err)
}

// part ends some rows, most of them at the most, and tells how many.
type part func(most int32) (int64, error)

// parts runs them in turn until most rows are ended; true: there may be more.
func parts(most int, list []part) (more bool, err error) {
	for _, p := range list {
		n, err := p(int32(most))
		if err != nil {
			return true, mapped(err)
		}
		if most -= int(n); most <= 0 {
			return true, nil
		}
	}
	return false, nil
}

// soundWeight is how many rows a recording counts as: a minute of sound is a megabyte.
const soundWeight = 20

// rows is the part that ends rows of one table.
func rows[P ~struct {
	CompanyID string
	Most      int32
}](tx *Tx, id anteroom.CompanyID, purge func(context.Context, P) (int64, error)) part {
	return func(most int32) (int64, error) { return purge(tx.ctx, P{CompanyID: string(id), Most: most}) }
}

// heavy is a part whose rows weigh as sound does.
func heavy(p part) part {
	return func(most int32) (int64, error) {
		n, err := p(max(1, most/soundWeight))
		return n * soundWeight, err
	}
}

// PurgeCompany ends some rows of a company, most of them at the most; false: nothing but the company, its balance of keys
// and one entry of that is left, for DropCompany.
func (tx *Tx) PurgeCompany(id anteroom.CompanyID, most int) (more bool, err error) {
	if err := tx.q.StopActingFor(tx.ctx, string(id)); err != nil {
		return true, mapped(err)
	}
	return parts(most, []part{
		func(most int32) (int64, error) {
			list, err := tx.q.AccountsOfCompany(tx.ctx, db.AccountsOfCompanyParams{CompanyID: string(id), Most: most})
			return tx.purgeAccounts(list, err)
		},
		rows(tx, id, tx.q.PurgeRestrictionUsers),
		rows(tx, id, tx.q.PurgeRestrictions),
		rows(tx, id, tx.q.PurgeHandsets),
		rows(tx, id, tx.q.PurgePhones),
		rows(tx, id, tx.q.PurgeReceptionParts),
		heavy(rows(tx, id, tx.q.PurgePromptSounds)),
		rows(tx, id, tx.q.PurgeCallerLanguages),
		func(int32) (int64, error) { return tx.q.DropMailAccess(tx.ctx, string(id)) },
		func(int32) (int64, error) { return tx.q.DropAssistantProbe(tx.ctx, string(id)) },
		rows(tx, id, tx.q.PurgeUserMail),
		rows(tx, id, tx.q.PurgePBXSecrets),
		func(int32) (int64, error) { return tx.q.PurgePBXReport(tx.ctx, string(id)) },
		rows(tx, id, tx.q.PurgePBXShelf),
		rows(tx, id, tx.q.PurgePBXLeft),
		func(int32) (int64, error) { return tx.q.PurgePBXAddress(tx.ctx, string(id)) },
		rows(tx, id, tx.q.PurgeInvitations),
		rows(tx, id, tx.q.PurgeUserWords),
		rows(tx, id, tx.q.PurgeUserPackages),
		rows(tx, id, tx.q.PurgeNumbers),
		rows(tx, id, tx.q.PurgeMessages),
		rows(tx, id, tx.q.PurgeStatuses),
		rows(tx, id, tx.q.PurgeContacts),
		rows(tx, id, tx.q.PurgeCallRules),
		rows(tx, id, tx.q.PurgeGreetings),
		rows(tx, id, tx.q.PurgeFullMailboxes),
		rows(tx, id, tx.q.PurgeVoicemails),
		heavy(rows(tx, id, tx.q.PurgeRecordings)),
		rows(tx, id, tx.q.PurgeOrders),
		rows(tx, id, tx.q.PurgeCalls),
		rows(tx, id, tx.q.PurgeImportWords),
		rows(tx, id, tx.q.PurgeImportRows),
		heavy(rows(tx, id, tx.q.PurgeImportPieces)),
		rows(tx, id, tx.q.PurgeImports),
		rows(tx, id, tx.q.PurgeSpending),
		rows(tx, id, tx.q.PurgeSpendingCaps),
		rows(tx, id, tx.q.PurgeUsage),
		rows(tx, id, tx.q.PurgeHoldings),
		rows(tx, id, tx.q.PurgeBills),
		rows(tx, id, tx.q.PurgeAdjustments),
		func(int32) (int64, error) { return tx.q.DropBilling(tx.ctx, string(id)) },
		func(int32) (int64, error) { return tx.dropBrand(string(id)) },
		rows(tx, id, tx.q.PurgeJobs),
		func(most int32) (int64, error) { return tx.purgeUsersOf(id, most) },
		rows(tx, id, tx.q.PurgeCompanyPackages),
		func(most int32) (int64, error) {
			return tx.q.PurgeChangeSubjects(tx.ctx, db.PurgeChangeSubjectsParams{Scope: string(id), Most: most})
		},
		func(most int32) (int64, error) { return tx.purgeChanges(string(id), most) },
		func(most int32) (int64, error) { return tx.foldKeys(string(id), most) },
	})
}

func (tx *Tx) purgeAccounts(ids []string, err error) (int64, error) {
	for _, id := range ids {
		if err := tx.purgeAccount(id); err != nil {
			return 0, err
		}
	}
	return int64(len(ids)), err
}

// purgeUsersOf ends users of a company, of whom nothing else is left; their keys are freed.
func (tx *Tx) purgeUsersOf(id anteroom.CompanyID, most int32) (int64, error) {
	users, err := tx.q.UsersOfCompany(tx.ctx, db.UsersOfCompanyParams{CompanyID: string(id), Limit: most})
	if err != nil {
		return 0, err
	}
	var held anteroom.Keys
	for _, u := range users {
		k := anteroom.User{State: anteroom.UserState(u.State), Removed: fromMicros(u.Removed)}.Key()
		held.Reserved, held.Used = held.Reserved+k.Reserved, held.Used+k.Used
		if err := tx.q.DropUser(tx.ctx, db.DropUserParams{CompanyID: string(id), ID: u.ID}); err != nil {
			return 0, err
		}
	}
	if err := tx.MoveKeys(string(id), anteroom.KeysFreed, held.Used, ""); err != nil {
		return 0, err
	}
	return int64(len(users)), tx.MoveKeys(string(id), anteroom.KeysReleased, held.Reserved, "")
}

// purgeChanges ends the newest entries of a history: what is left of the chain is whole.
func (tx *Tx) purgeChanges(scope string, most int32) (int64, error) {
	return tx.q.PurgeChanges(tx.ctx, db.PurgeChangesParams{Scope: scope, Most: most})
}

// foldKeys makes one entry of the oldest ones of a ledger, of the same sum.
func (tx *Tx) foldKeys(owner string, most int32) (int64, error) {
	sum, err := tx.q.SumKeyEntries(tx.ctx, db.SumKeyEntriesParams{Owner: owner, Most: max(2, most)})
	if err != nil || sum.Entries < 2 {
		return 0, err
	}
	if err := tx.q.DropKeyEntries(tx.ctx, db.DropKeyEntriesParams{Owner: owner, Seq: sum.Seq}); err != nil {
		return 0, err
	}
	return sum.Entries, tx.q.AddKeyEntry(tx.ctx, db.AddKeyEntryParams{Owner: owner, Seq: sum.Seq, What: string(anteroom.KeysOpening), Total: sum.Total,
		Reserved: sum.Reserved, Used: sum.Used})
}

// DropCompany ends a company of which PurgeCompany left nothing else; its keys are its VAR's again.
func (tx *Tx) DropCompany(c anteroom.Company) error {
	if err := tx.MoveKeys(string(c.VAR), anteroom.KeysReturned, c.Keys, string(c.ID)); err != nil {
		return err
	}
	if err := tx.dropKeys(string(c.ID)); err != nil {
		return err
	}
	return mapped(tx.q.DropCompany(tx.ctx, string(c.ID)))
}

func (tx *Tx) dropKeys(owner string) error {
	all := db.DropKeyEntriesParams{Owner: owner, Seq: math.MaxInt64}
	if err := tx.q.DropKeyEntries(tx.ctx, all); err != nil {
		return mapped(err)
	}
	return mapped(tx.q.DropKeyBalance(tx.ctx, owner))
}

// PurgeVAR ends some rows of a VAR that has no company, most of them at the most; false: it is ended whole.
func (tx *Tx) PurgeVAR(id anteroom.VARID, most int) (more bool, err error) {
	more, err = parts(most, []part{
		func(most int32) (int64, error) {
			list, err := tx.q.AccountsOfVAR(tx.ctx, db.AccountsOfVARParams{VarID: string(id), Most: most})
			return tx.purgeAccounts(list, err)
		},
		func(most int32) (int64, error) {
			return tx.q.PurgeVARRestrictions(tx.ctx, db.PurgeVARRestrictionsParams{VarID: string(id), Most: most})
		},
		func(int32) (int64, error) {
			if err := tx.q.DropPriceList(tx.ctx, string(id)); err != nil {
				return 0, err
			}
			return 0, tx.q.DropPricesOfVAR(tx.ctx, string(id))
		},
		func(int32) (int64, error) { return tx.dropBrand(string(id)) },
		func(int32) (int64, error) { return tx.dropWholesale(string(id)) },
		func(most int32) (int64, error) {
			return tx.q.PurgeVARPackages(tx.ctx, db.PurgeVARPackagesParams{VarID: string(id), Most: most})
		},
		func(most int32) (int64, error) {
			return tx.q.PurgeChangeSubjects(tx.ctx, db.PurgeChangeSubjectsParams{Scope: string(id), Most: most})
		},
		func(most int32) (int64, error) { return tx.purgeChanges(string(id), most) },
		func(most int32) (int64, error) { return tx.foldKeys(string(id), most) },
	})
	if err != nil || more {
		return more, err
	}
	if err := tx.dropKeys(string(id)); err != nil {
		return true, err
	}
	return false, mapped(tx.q.DropVAR(tx.ctx, string(id)))
}
