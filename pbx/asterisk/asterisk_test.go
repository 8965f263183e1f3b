package asterisk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/pbx"
	"anteroom.dev/anteroom/pbx/asterisk"
	"anteroom.dev/anteroom/pbx/asterisk/asterisktest"
	"github.com/google/go-cmp/cmp"
)

// people is the account of a company that had its Asterisk before: lines in files, some with a voicemail box, numbers in
// the dialplan; and another company's line.
func people(n int) asterisktest.Files {
	f := asterisktest.Files{Boxes: true}
	f.Voicemail, f.Extensions = "[boreal]\n", "[boreal-numbers]\n"
	for i := range n {
		e := 1000 + i
		f.PJSIP += fmt.Sprintf("[%d]\ntype=endpoint\ncontext=internal\naccountcode=boreal\ncallerid=\"Élise Roy %d\" <%d>\nmailboxes=%d@boreal\naors=%d\n[%[3]d]\ntype=aor\n", e, i, e, e, e)
		f.Voicemail += fmt.Sprintf("%d => 4711,Elise Roy %d,elise%d@boreal.example\n", e, i, i)
	}
	for i := range n / 4 {
		f.Extensions += fmt.Sprintf("exten => +1418555%04d,1,Dial(PJSIP/%d,20)\n same => n,Hangup()\n", i, 1000+i)
	}
	f.PJSIP += "[other]\ntype=endpoint\naccountcode=boreal2\ncallerid=\"Not Ours\" <4000>\n"
	return f
}

func account(s *asterisktest.Server) anteroom.PBXAccess {
	return anteroom.PBXAccess{System: anteroom.PhoneSystem{Kind: "asterisk", Address: s.REST, Manager: s.Manager}, Account: s.User, Password: s.Password}
}

func open(t *testing.T, a anteroom.PBXAccess) (*asterisk.System, context.Context) {
	s := asterisk.New(a, pbx.Dialler{})
	t.Cleanup(s.Close)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return s, ctx
}

// Lines and numbers are read from a real Asterisk; a plan that is applied twice changes nothing the second time, and what
// somebody changes there meanwhile is found.
func TestAsterisk(t *testing.T) {
	server := asterisktest.Start(t, people(8))
	s, ctx := open(t, account(server))
	if err := s.Check(ctx); err != nil {
		t.Fatal(err)
	}
	found := read(t, ctx, s)
	if len(found.Lines) != 8 || len(found.Numbers) != 2 {
		t.Fatalf("found %+v", found)
	}
	if want := (anteroom.PBXLine{Extension: "1000", Name: "Élise Roy 0", Email: "elise0@boreal.example", Peer: "1000"}); found.Lines[0] != want {
		t.Errorf("line %+v", found.Lines[0])
	}
	if want := (anteroom.PBXNumber{Number: "+14185550001", To: "1001"}); found.Numbers[1] != want {
		t.Errorf("number %+v", found.Numbers[1])
	}
	wanted := anteroom.PBXState{Lines: []anteroom.PBXLine{{Extension: "1000", Name: "Élise Roy 0"}, {Extension: "2000", Name: `Zoé "Z" Côté`}, {Extension: "2001", Name: "Max Roy"}},
		Numbers: []anteroom.PBXNumber{{Number: "+14185550001"}, {Number: "+14185559999"}}}
	for range 2 {
		apply(t, ctx, s, anteroom.PlanPBX(wanted, found))
	}
	found = read(t, ctx, s)
	wanted.Lines[1].Name = "Zoé 'Z' Côté" // a quote would end the name there
	expect(t, anteroom.PlanPBX(wanted, found), "")

	server.Command(t, `database put boreal/number +14185559999 1003`)
	found = read(t, ctx, s)
	wanted.Lines = wanted.Lines[:2]
	wanted.Lines[1].Name = "Zoé Côté"
	expect(t, anteroom.PlanPBX(wanted, found), "change line 2000 (Zoé 'Z' Côté), remove line 2001, change number +14185559999 (1003)")
	apply(t, ctx, s, anteroom.PlanPBX(wanted, found))
	expect(t, anteroom.PlanPBX(wanted, read(t, ctx, s)), "")
	if auths := server.Command(t, "pjsip show auths"); strings.Contains(auths, "boreal-2001") || !strings.Contains(auths, "boreal-2000") {
		t.Errorf("auths: %s", auths)
	}
}

func read(t *testing.T, ctx context.Context, s *asterisk.System) anteroom.PBXState {
	t.Helper()
	found, err := s.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func apply(t *testing.T, ctx context.Context, s *asterisk.System, plan []anteroom.PBXStep) {
	t.Helper()
	for _, step := range plan {
		if err := s.Apply(ctx, step, "secret"); err != nil {
			t.Fatalf("%s %s: %v", step.Act, step.Key(), err)
		}
	}
}

// expect holds what a plan does against "act key (what stands there), …".
func expect(t *testing.T, plan []anteroom.PBXStep, want string) {
	t.Helper()
	var got []string
	for _, s := range plan {
		if s.Act == anteroom.PBXKeep {
			continue
		}
		text := string(s.Act) + " " + s.Key()
		if s.Found != "" {
			text += " (" + s.Found + ")"
		}
		got = append(got, text)
	}
	if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
		t.Errorf("plan: %s", diff)
	}
}

// What is wrong with an account, or stands in the way, is said in words.
func TestProblems(t *testing.T) {
	server := asterisktest.Start(t, people(1))
	for _, row := range []struct {
		name   string
		change func(*anteroom.PBXAccess)
		want   string
	}{
		{"a wrong password", func(a *anteroom.PBXAccess) { a.Password = "wrong" }, "pbx.problem.sign_in"},
		{"another account", func(a *anteroom.PBXAccess) { a.Account = "nobody" }, "pbx.problem.sign_in"},
		{"nothing listens", func(a *anteroom.PBXAccess) { a.System.Address = "http://127.0.0.1:1/ari" }, "pbx.problem.refused"},
		{"no such name", func(a *anteroom.PBXAccess) { a.System.Manager = "tcp://pbx.invalid:5038" }, "pbx.problem.name"},
		{"no TLS there", func(a *anteroom.PBXAccess) { a.System.Manager = strings.Replace(a.System.Manager, "tcp:", "tls:", 1) }, "pbx.problem.tls"},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := account(server)
			row.change(&a)
			s, ctx := open(t, a)
			err := s.Check(ctx)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("%v, not %s", err, row.want)
			}
			if err != nil && strings.Contains(err.Error(), a.Password) {
				t.Errorf("the password is told: %v", err)
			}
		})
	}
}
