package asterisk_test

import (
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/pbx/asterisk/asterisktest"
)

// Boxes are kept in the account's own file, with what a person changed in it; without the file there are none, and one that
// is not included is told.
func TestBoxes(t *testing.T) {
	line := func(extension, name, email string) anteroom.PBXStep {
		return anteroom.PBXStep{Act: anteroom.PBXAdd, Line: &anteroom.PBXLine{Extension: extension, Name: name, Email: email}}
	}
	t.Run("kept", func(t *testing.T) {
		server := asterisktest.Start(t, people(1))
		s, ctx := open(t, account(server))
		apply(t, ctx, s, []anteroom.PBXStep{line("2000", "Roy, Zoé; fille", "zoe@boreal.example")})
		file := server.File(t, "voicemail-boreal.conf")
		if !strings.Contains(file, "Roy  Zoé\\; fille,zoe@boreal.example,,attach=yes") {
			t.Fatalf("written: %s", file)
		}
		server.Write(t, "voicemail-boreal.conf", "[boreal]\n2000 => 1234,Zoé,zoe@boreal.example,,attach=no\n")
		apply(t, ctx, s, []anteroom.PBXStep{line("2000", "Zoé Roy", "roy@boreal.example")})
		if file = server.File(t, "voicemail-boreal.conf"); !strings.Contains(file, "1234,Zoé Roy,roy@boreal.example,,attach=no") {
			t.Errorf("changed: %s", file)
		}
		apply(t, ctx, s, []anteroom.PBXStep{{Act: anteroom.PBXRemove, Line: line("2000", "", "").Line}, line("2001", "Max", "max@boreal.example")})
		if file = server.File(t, "voicemail-boreal.conf"); strings.Contains(file, "2000") || strings.Count(file, "[boreal]") != 1 {
			t.Errorf("after one was taken away: %s", file)
		}
	})
	t.Run("none", func(t *testing.T) {
		f := people(1)
		f.Boxes = false
		server := asterisktest.Start(t, f)
		s, ctx := open(t, account(server))
		apply(t, ctx, s, []anteroom.PBXStep{line("2000", "Zoé", "zoe@boreal.example")})
		if found := read(t, ctx, s); found.Boxes || found.Lines[1].Email != "" {
			t.Errorf("%+v", found)
		}
		server.Write(t, "voicemail-boreal.conf", "")
		err := s.Apply(ctx, line("2000", "Zoé", "zoe@boreal.example"), "secret")
		if anteroom.KindOf(err) != anteroom.Invalid || !strings.Contains(err.Error(), "pbx.problem.boxes") {
			t.Errorf("a file that is not included: %v", err)
		}
	})
}

// A line is watched by a hint: by one that the operator's dialplan has for all, else by one that is made, and made again
// once it is lost.
func TestHints(t *testing.T) {
	for name, dialplan := range map[string]string{"made": "", "of the dialplan": "[boreal]\nexten => _X!,hint,PJSIP/boreal-${EXTEN}\n"} {
		t.Run(name, func(t *testing.T) {
			f := people(1)
			f.Extensions += dialplan
			server := asterisktest.Start(t, f)
			s, ctx := open(t, account(server))
			wanted := anteroom.PBXState{Lines: []anteroom.PBXLine{{Extension: "2000", Name: "Zoé Roy"}}}
			apply(t, ctx, s, anteroom.PlanPBX(wanted, read(t, ctx, s)))
			server.Command(t, "dialplan reload")
			server.Command(t, "dialplan remove extension 2000@boreal hint")
			apply(t, ctx, s, anteroom.PlanPBX(wanted, read(t, ctx, s)))
			if found := read(t, ctx, s); found.Lines[1].Unwatched {
				t.Error("it has no hint")
			}
			if got := server.Command(t, "core show hint 2000"); !strings.Contains(got, "PJSIP/boreal-2000") || !strings.Contains(got, "State:Unavailable") {
				t.Errorf("before it is registered: %s", got)
			}
			registered(t, server, "boreal-2000", "secret")
			for got := ""; !strings.Contains(got, "State:Idle"); got = server.Command(t, "core show hint 2000") {
				if ctx.Err() != nil {
					t.Fatalf("once it is: %s", got)
				}
			}
		})
	}
}
