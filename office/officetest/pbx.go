package officetest

import (
	"context"
	"sync/atomic"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Accounts are those of companies on phone systems: any password is taken, until one is Only.
type Accounts struct {
	Only atomic.Pointer[string]
}

// CheckPBX takes a password, or says that the phone system does not.
func (a *Accounts) CheckPBX(_ context.Context, access anteroom.PBXAccess) error {
	if only := a.Only.Load(); only != nil && access.Password != *only {
		return anteroom.Fail(anteroom.Invalid, "pbx.problem.sign_in")
	}
	return nil
}

// ReadPBX has a company's phone system read, and brings what was found, or why it failed.
func ReadPBX(t testing.TB, o *office.Office, id anteroom.CompanyID, found anteroom.PBXState, why *anteroom.Text) {
	t.Helper()
	asked, err := o.PBXAsked(context.Background(), id)
	if err == nil {
		err = o.PBXWas(context.Background(), id, anteroom.PBXReading{Asked: asked, Found: found, Problem: why})
	}
	if err != nil {
		t.Fatal(err)
	}
}
