// Package pbxtest holds what every adapter of a phone system must do, as one table, and a wire to the phone system that
// breaks as it is told. It is for tests only; an adapter's own test says where the phone system is, and calls Run.
package pbxtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"github.com/google/go-cmp/cmp"
)

// System is what is tested: the methods that jobs asks of an adapter.
type System interface {
	Check(ctx context.Context) error
	Read(ctx context.Context) (anteroom.PBXState, error)
	Apply(ctx context.Context, step anteroom.PBXStep, secret string) error
	Resync(ctx context.Context, extension string) error
	Close()
}

// Subject is an account on a running phone system that nothing was written into from here yet.
type Subject struct {
	Access  anteroom.PBXAccess
	Connect func(anteroom.PBXAccess) System
	// Secret makes a password that of all lines, where it is served by us; nil: it is written.
	Secret func(password string)
	// SignsIn tells whether a telephone of a line that was made from here can sign in with a password.
	SignsIn func(t *testing.T, extension, password string) bool
	// Registers is a telephone that is registered at such a line until the test ends, and waits until it is told to fetch its
	// configuration.
	Registers func(t *testing.T, extension, password string) (told func(ctx context.Context) error)
}

// Run holds an adapter against the table; start makes a phone system for each of its rows.
func Run(t *testing.T, start func(t *testing.T) Subject) {
	for _, row := range []struct {
		name string
		test func(t *testing.T, s Subject)
	}{
		{"what is applied is read again, and a second plan keeps everything", applied},
		{"applied twice, a plan changes nothing", twice},
		{"a name is changed, a line taken away, and both may be repeated", changed},
		{"a line has a voicemail box, and can be watched", boxed},
		{"what was there before stays as it was", untouched},
		{"a telephone signs in with the password that the line was given last", signedIn},
		{"a telephone is told to fetch its configuration", resynced},
		{"names that people have are read as they were written", named},
		{"credentials that are not taken are told as such, and not repeated", credentials},
		{"an answer that does not come ends with the context", silent},
		{"a write that breaks off is made good by the next", partial},
		{"an answer that is lost is made good by the next", lost},
		{"half of all connections break: it converges, and nothing is doubled", faults},
	} {
		t.Run(row.name, func(t *testing.T) { row.test(t, start(t)) })
	}
}

// open connects, with the limit of time that all of a row has.
func (s Subject) open(t *testing.T) (System, context.Context) {
	t.Helper()
	system := s.Connect(s.Access)
	t.Cleanup(system.Close)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return system, ctx
}

// wanted is what the rows write: extensions and numbers that no subject has of its own.
func wanted() anteroom.PBXState {
	return anteroom.PBXState{
		Lines: []anteroom.PBXLine{{Extension: "7201", Name: "Chantal Roy", Email: "chantal@boreal.example"},
			{Extension: "7202", Name: "Max Côté", Email: "max@boreal.example"}, {Extension: "7203", Name: "Ève Lé", Email: "eve@boréal.example"}},
		Numbers: []anteroom.PBXNumber{{Number: "+14185557201"}, {Number: "+14185557202"}},
	}
}

func read(t *testing.T, ctx context.Context, s System) anteroom.PBXState {
	t.Helper()
	found, err := s.Read(ctx)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return found
}

// todo are the steps of a plan that do something.
func todo(want, found anteroom.PBXState) []anteroom.PBXStep {
	return slices.DeleteFunc(anteroom.PlanPBX(want, found), func(s anteroom.PBXStep) bool { return s.Act == anteroom.PBXKeep })
}

func apply(t *testing.T, ctx context.Context, s System, plan []anteroom.PBXStep) {
	t.Helper()
	for _, step := range plan {
		if err := s.Apply(ctx, step, secretOf(step)); err != nil {
			t.Fatalf("%s %s: %v", step.Act, step.Key(), err)
		}
	}
}

// secretOf is the password of a line that a step makes, the same each time, as that of a line is.
func secretOf(step anteroom.PBXStep) string {
	if step.Line == nil {
		return ""
	}
	return "secret of " + step.Line.Extension
}

// settled fails unless the phone system holds what is wanted, each once.
func settled(t *testing.T, want, found anteroom.PBXState) {
	t.Helper()
	for _, step := range todo(want, found) {
		t.Errorf("still to %s %s (%q)", step.Act, step.Key(), step.Found)
	}
	seen := map[string]int{}
	for _, l := range found.Lines {
		seen["line "+l.Extension]++
	}
	for _, n := range found.Numbers {
		seen["number "+n.Number]++
	}
	for key, n := range seen {
		if n != 1 {
			t.Errorf("%s is there %d times", key, n)
		}
	}
}

func applied(t *testing.T, subject Subject) {
	s, ctx := subject.open(t)
	if err := s.Check(ctx); err != nil {
		t.Fatal(err)
	}
	apply(t, ctx, s, todo(wanted(), read(t, ctx, s)))
	found := read(t, ctx, s)
	settled(t, wanted(), found)
	ours := 0
	for _, l := range found.Lines {
		if l.Ours {
			ours++
		}
	}
	if ours != 3 {
		t.Errorf("%d lines are ours: %+v", ours, found.Lines)
	}
}

// boxed: a line that is made has a voicemail box, whose name and address follow it, and is seen to be busy.
func boxed(t *testing.T, subject Subject) {
	s, ctx := subject.open(t)
	want := wanted()
	apply(t, ctx, s, todo(want, read(t, ctx, s)))
	want.Lines[0].Email = "letourneau@boreal.example"
	found := read(t, ctx, s)
	if !found.Boxes {
		t.Fatal("it keeps no boxes")
	}
	if got := words(todo(want, found)); got != "change line 7201" {
		t.Errorf("plan: %s", got)
	}
	apply(t, ctx, s, todo(want, found))
	found = read(t, ctx, s)
	settled(t, want, found)
	for _, l := range found.Lines {
		if l.Ours && (l.Email == "" || l.Unwatched) {
			t.Errorf("%+v", l)
		}
	}
}

func twice(t *testing.T, subject Subject) {
	s, ctx := subject.open(t)
	plan := todo(wanted(), read(t, ctx, s))
	apply(t, ctx, s, plan)
	once := read(t, ctx, s)
	apply(t, ctx, s, plan)
	if diff := cmp.Diff(once, read(t, ctx, s)); diff != "" {
		t.Error(diff)
	}
}

func changed(t *testing.T, subject Subject) {
	s, ctx := subject.open(t)
	want := wanted()
	apply(t, ctx, s, todo(want, read(t, ctx, s)))
	want.Lines = want.Lines[:2]
	want.Lines[0].Name, want.Numbers = "Chantal Létourneau", want.Numbers[:1]
	plan := todo(want, read(t, ctx, s))
	if got := words(plan); got != "change line 7201, remove line 7203, remove number +14185557202" {
		t.Errorf("plan: %s", got)
	}
	for range 2 {
		apply(t, ctx, s, plan)
		settled(t, want, read(t, ctx, s))
	}
}

func words(plan []anteroom.PBXStep) string {
	var list []string
	for _, s := range plan {
		list = append(list, fmt.Sprint(s.Act, " ", s.Key()))
	}
	return strings.Join(list, ", ")
}

func untouched(t *testing.T, subject Subject) {
	s, ctx := subject.open(t)
	before := read(t, ctx, s)
	if len(before.Lines) == 0 || len(before.Numbers) == 0 {
		t.Fatalf("the subject has nothing of its own: %+v", before)
	}
	apply(t, ctx, s, todo(wanted(), before))
	gone := read(t, ctx, s)
	gone.Lines = slices.DeleteFunc(gone.Lines, func(l anteroom.PBXLine) bool { return l.Ours })
	gone.Numbers = slices.DeleteFunc(gone.Numbers, func(n anteroom.PBXNumber) bool { return n.Ours })
	if diff := cmp.Diff(before, gone); diff != "" {
		t.Error(diff)
	}
	if plan := todo(anteroom.PBXState{}, before); len(plan) != 0 {
		t.Errorf("what is theirs would be touched: %s", words(plan))
	}
}

func signedIn(t *testing.T, subject Subject) {
	s, ctx := subject.open(t)
	line := anteroom.PBXStep{Act: anteroom.PBXAdd, Line: &anteroom.PBXLine{Extension: "7201", Name: "Chantal Roy"}}
	for _, password := range []string{"first", "second"} {
		if err := s.Apply(ctx, line, password); err != nil {
			t.Fatal(err)
		}
		if subject.Secret != nil {
			subject.Secret(password)
		}
		for _, tried := range []string{"first", "second", "third"} {
			if got := subject.SignsIn(t, "7201", tried); got != (tried == password) {
				t.Errorf("given %s, with %s it signs in: %v", password, tried, got)
			}
		}
	}
}

func resynced(t *testing.T, subject Subject) {
	s, ctx := subject.open(t)
	plan := todo(wanted(), read(t, ctx, s))
	apply(t, ctx, s, plan)
	if err := s.Resync(ctx, "7201"); anteroom.KindOf(err) != anteroom.Unavailable {
		t.Errorf("none is registered: %v", err)
	}
	if subject.Secret != nil {
		subject.Secret(secretOf(plan[0]))
	}
	told := subject.Registers(t, "7201", secretOf(plan[0]))
	if err := s.Resync(ctx, "7201"); err != nil {
		t.Fatal(err)
	}
	if err := told(ctx); err != nil {
		t.Errorf("it is not told: %v", err)
	}
}

func named(t *testing.T, subject Subject) {
	s, ctx := subject.open(t)
	var want anteroom.PBXState
	for i, name := range []string{"Zoé Côté-O'Neil", "Roy & Fils", "Roy <Québec>", "王小明", "a|b,c;d", "100% ${x} #1"} {
		want.Lines = append(want.Lines, anteroom.PBXLine{Extension: fmt.Sprint(7300 + i), Name: name})
	}
	apply(t, ctx, s, todo(want, read(t, ctx, s)))
	settled(t, want, read(t, ctx, s))
}

func credentials(t *testing.T, subject Subject) {
	subject.Access.Password = "revoked-4711"
	s, ctx := subject.open(t)
	_, readError := s.Read(ctx)
	for what, err := range map[string]error{"check": s.Check(ctx), "read": readError} {
		if anteroom.KindOf(err) != anteroom.Invalid || !strings.Contains(fmt.Sprint(err), "pbx.problem.sign_in") {
			t.Errorf("%s: %v", what, err)
		}
		if strings.Contains(fmt.Sprint(err), subject.Access.Password) {
			t.Errorf("%s tells the password: %v", what, err)
		}
	}
}
