package main

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/jobs"
	"anteroom.dev/anteroom/pbx"
	"anteroom.dev/anteroom/pbx/asterisk"
	"anteroom.dev/anteroom/pbx/freeswitch"
)

// connectPBX makes the adapter of a phone system. A further kind is a line here, and a folder in pbx.
func (h *house) connectPBX(a anteroom.PBXAccess) (jobs.PBX, error) {
	switch a.System.Kind {
	case "asterisk":
		return asterisk.New(a, pbx.Dialler{}), nil
	case "freeswitch":
		return freeswitch.New(a, pbx.Dialler{}, h.office), nil
	}
	return nil, anteroom.Fail(anteroom.Conflict, "error.pbx.unreached")
}

// pbxAccounts lets the office try passwords on phone systems.
type pbxAccounts struct{ h *house }

func (p pbxAccounts) CheckPBX(ctx context.Context, a anteroom.PBXAccess) error {
	system, err := p.h.connectPBX(a)
	if err != nil {
		return err
	}
	defer system.Close()
	return system.Check(ctx)
}
