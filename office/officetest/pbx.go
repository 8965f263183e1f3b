package officetest

import (
	"context"
	"sync/atomic"

	"anteroom.dev/anteroom"
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
