package asterisk_test

import (
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/pbx"
	"anteroom.dev/anteroom/pbx/asterisk"
	"anteroom.dev/anteroom/pbx/asterisk/asterisktest"
	"anteroom.dev/anteroom/pbx/pbxtest"
)

// A real Asterisk does what every phone system must.
func TestConformance(t *testing.T) {
	pbxtest.Run(t, func(t *testing.T) pbxtest.Subject {
		return pbxtest.Subject{Access: account(asterisktest.Start(t, people(4))),
			Connect: func(a anteroom.PBXAccess) pbxtest.System { return asterisk.New(a, pbx.Dialler{}) }}
	})
}
