package asterisk_test

import (
	"context"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/pbx"
	"anteroom.dev/anteroom/pbx/asterisk"
	"anteroom.dev/anteroom/pbx/asterisk/asterisktest"
	"anteroom.dev/anteroom/pbx/pbxtest"
)

// A real Asterisk does what every phone system must.
func TestConformance(t *testing.T) {
	pbxtest.Run(t, func(t *testing.T) pbxtest.Subject {
		server := asterisktest.Start(t, people(4))
		return pbxtest.Subject{Access: account(server), Connect: func(a anteroom.PBXAccess) pbxtest.System { return asterisk.New(a, pbx.Dialler{}) },
			SignsIn: func(t *testing.T, extension, password string) bool {
				return registers(t, server, "boreal-"+extension, password)
			}, Registers: func(t *testing.T, extension, password string) func(context.Context) error {
				return registered(t, server, "boreal-"+extension, password).Resynced
			}}
	})
}

// registered is a telephone that is, until the test ends.
func registered(t *testing.T, server *asterisktest.Server, name, password string) *fake.Phone {
	t.Helper()
	p, err := fake.NewPhone(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := p.Register(ctx, server.SIP, password); err != nil {
		t.Fatal(err)
	}
	return p
}

// registers tells whether a telephone can, over SIP.
func registers(t *testing.T, server *asterisktest.Server, name, password string) bool {
	t.Helper()
	p, err := fake.NewPhone(name)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	return p.Register(ctx, server.SIP, password) == nil
}
