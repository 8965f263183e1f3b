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

// PurgeCompany ends some rows of a company, most of them at the most; false: nothing but the company, its balance of keys
// and one entry of that is left, for DropCompany.
func (tx *Tx) PurgeCompany(id anteroom.CompanyID, most int) (more bool, err error) {
	if err := tx.q.StopActingFor(tx.ctx, string(id)); err != nil {
		return true, mapped(err)
	}
	rows := func(purge func(context.Context, db.PurgePhonesParams) (int64, error)) part {
		return func(most int32) (int64, error) {
			return purge(tx.ctx, db.PurgePhonesParams{CompanyID: string(id), Most: most})
		}
	}
	return parts(most, []part{
		func(most int32) (int64, error) {
			list, err := tx.q.AccountsOfCompany(tx.ctx, db.AccountsOfCompanyParams{CompanyID: string(id), Most: most})
			return tx.purgeAccounts(list, err)
		},
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeRestrictionUsers(ctx, db.PurgeRestrictionUsersParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeRestrictions(ctx, db.PurgeRestrictionsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeHandsets(ctx, db.PurgeHandsetsParams(p))
		}),
		rows(tx.q.PurgePhones),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeReceptionParts(ctx, db.PurgeReceptionPartsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			p.Most = max(1, p.Most/soundWeight)
			n, err := tx.q.PurgePromptSounds(ctx, db.PurgePromptSoundsParams(p))
			return n * soundWeight, err
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeCallerLanguages(ctx, db.PurgeCallerLanguagesParams(p))
		}),
		func(int32) (int64, error) { return tx.q.DropMailAccess(tx.ctx, string(id)) },
		func(int32) (int64, error) { return tx.q.DropAssistantProbe(tx.ctx, string(id)) },
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeUserMail(ctx, db.PurgeUserMailParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgePBXSecrets(ctx, db.PurgePBXSecretsParams(p))
		}),
		func(int32) (int64, error) { return tx.q.PurgePBXReport(tx.ctx, string(id)) },
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgePBXShelf(ctx, db.PurgePBXShelfParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgePBXLeft(ctx, db.PurgePBXLeftParams(p))
		}),
		func(int32) (int64, error) { return tx.q.PurgePBXAddress(tx.ctx, string(id)) },
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeInvitations(ctx, db.PurgeInvitationsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeUserWords(ctx, db.PurgeUserWordsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeUserPackages(ctx, db.PurgeUserPackagesParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeNumbers(ctx, db.PurgeNumbersParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeMessages(ctx, db.PurgeMessagesParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeStatuses(ctx, db.PurgeStatusesParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeContacts(ctx, db.PurgeContactsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeCallRules(ctx, db.PurgeCallRulesParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeGreetings(ctx, db.PurgeGreetingsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeFullMailboxes(ctx, db.PurgeFullMailboxesParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeVoicemails(ctx, db.PurgeVoicemailsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			p.Most = max(1, p.Most/soundWeight)
			n, err := tx.q.PurgeRecordings(ctx, db.PurgeRecordingsParams(p))
			return n * soundWeight, err
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeCalls(ctx, db.PurgeCallsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeImportWords(ctx, db.PurgeImportWordsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeImportRows(ctx, db.PurgeImportRowsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			p.Most = max(1, p.Most/soundWeight)
			n, err := tx.q.PurgeImportPieces(ctx, db.PurgeImportPiecesParams(p))
			return n * soundWeight, err
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeImports(ctx, db.PurgeImportsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeSpending(ctx, db.PurgeSpendingParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeSpendingCaps(ctx, db.PurgeSpendingCapsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeUsage(ctx, db.PurgeUsageParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeHoldings(ctx, db.PurgeHoldingsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeBills(ctx, db.PurgeBillsParams(p))
		}),
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeAdjustments(ctx, db.PurgeAdjustmentsParams(p))
		}),
		func(int32) (int64, error) { return tx.q.DropBilling(tx.ctx, string(id)) },
		func(int32) (int64, error) { return tx.dropBrand(string(id)) },
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeJobs(ctx, db.PurgeJobsParams(p))
		}),
		func(most int32) (int64, error) { return tx.purgeUsersOf(id, most) },
		rows(func(ctx context.Context, p db.PurgePhonesParams) (int64, error) {
			return tx.q.PurgeCompanyPackages(ctx, db.PurgeCompanyPackagesParams(p))
		}),
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
