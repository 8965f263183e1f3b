package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/jobs"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/pbx"
	"anteroom.dev/anteroom/pbx/asterisk"
	"anteroom.dev/anteroom/pbx/asterisk/asterisktest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// faulty is a phone system in memory that fails as it is told.
type faulty struct {
	mu    sync.Mutex
	state anteroom.PBXState
	adds  map[string]int // how often each was added while it was there
	fail  func(step anteroom.PBXStep) (before, after error)
}

func (f *faulty) Check(context.Context) error { return nil }
func (f *faulty) Close()                      {}

func (f *faulty) Resync(context.Context, string) error { return nil }

func (f *faulty) Read(context.Context) (anteroom.PBXState, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return anteroom.PBXState{Lines: append([]anteroom.PBXLine{}, f.state.Lines...), Numbers: append([]anteroom.PBXNumber{}, f.state.Numbers...)}, nil
}

func (f *faulty) Apply(_ context.Context, s anteroom.PBXStep, secret string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	before, after := f.fail(s)
	if before != nil {
		return before
	}
	f.do(s, secret)
	return after
}

func (f *faulty) do(s anteroom.PBXStep, secret string) {
	if s.Number != nil {
		for i := range f.state.Numbers {
			if f.state.Numbers[i].Number == s.Number.Number {
				f.state.Numbers[i] = *s.Number
				return
			}
		}
		f.state.Numbers = append(f.state.Numbers, *s.Number)
		return
	}
	line := *s.Line
	line.Ours = true
	for i := range f.state.Lines {
		if f.state.Lines[i].Extension == line.Extension {
			f.state.Lines[i] = line
			return
		}
	}
	f.adds[line.Extension+" "+secret]++
	f.state.Lines = append(f.state.Lines, line)
}

// onPBX is my company on a phone system that can be reached, in a house whose jobs are done.
func onPBX(t *testing.T, st *store.Store, address, manager string, connect jobs.Connect) *officetest.House {
	t.Helper()
	w := placed(t, st, address, manager)
	run(t, w, connect)
	return w
}

// placed is the same in a house where nobody does the jobs.
func placed(t *testing.T, st *store.Store, address, manager string) *officetest.House {
	t.Helper()
	w := officetest.Build(t, st)
	id := anteroom.SystemID(w.Do(t, officetest.Program(), office.AddPhoneSystem{Name: "PBX", Kind: "asterisk", Address: address, Manager: manager}).Made["phone_system"])
	w.Do(t, w.Mine.Vendor.Who, office.SetProvisioning{Company: w.Mine.ID, PBX: id, AccountID: "boreal"})
	w.Do(t, w.Mine.Vendor.Who, office.SetProvisioningPassword{Company: w.Mine.ID, Password: "right"})
	return w
}

// run does the jobs of a house until the test ends.
func run(t *testing.T, w *officetest.House, connect jobs.Connect) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		jobs.New(w.Office, jobs.Outside{PBX: connect}, slog.New(slog.DiscardHandler)).Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-done })
}

// status waits until the phone system of my company stands as it should.
func status(t *testing.T, w *officetest.House, what string, ready func(office.PhoneSystemStatus) bool) office.PhoneSystemStatus {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; <-time.After(20 * time.Millisecond) {
		s, err := w.CompanyPhoneSystem(context.Background(), w.Mine.Administrator.Who, w.Mine.ID)
		if err != nil {
			t.Fatal(err)
		}
		if ready(s) {
			return s
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: asked %s, read %s, problem %v, drift %d, left %d", what, s.Report.Asked, s.Report.Read, s.Report.Problem, s.Report.Drift, s.Report.Push.Left())
		}
	}
}

func fresh(s office.PhoneSystemStatus) bool {
	return !s.Report.Read.IsZero() && !s.Report.Reading(time.Now())
}

func pushed(s office.PhoneSystemStatus) bool { return fresh(s) && !s.Report.Push.Ended.IsZero() }

// acts are what a plan would do, in words.
func acts(plan []anteroom.PBXStep) string {
	var list []string
	for _, s := range plan {
		if s.Act != anteroom.PBXKeep {
			list = append(list, string(s.Act)+" "+s.Key())
		}
	}
	return strings.Join(list, ", ")
}

// Every step fails once, each in a way of its own: its answer is lost, half of it is written, it is not answered in time. Half of all
// that is asked goes wrong; in the end the phone system holds what is here, nothing twice, and the page says so.
func TestPushThroughFaults(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		f, asked, faults := &faulty{adds: map[string]int{}}, 0, map[string]string{}
		f.fail = func(s anteroom.PBXStep) (before, after error) { // it has the lock
			asked++
			if faults[s.Key()] != "" {
				return nil, nil
			}
			late := pbx.Failed(context.DeadlineExceeded)
			switch s.Key() {
			case "line 201":
				faults[s.Key()] = "lost"
				return nil, late
			case "line 202":
				half := *s.Line
				half.Name = ""
				faults[s.Key()] = "half"
				f.do(anteroom.PBXStep{Act: s.Act, Line: &half}, "half")
			default:
				faults[s.Key()] = "late"
			}
			return late, nil
		}
		w := onPBX(t, st, "http://127.0.0.1:1/ari", "tcp://127.0.0.1:1", func(anteroom.PBXAccess) (jobs.PBX, error) { return f, nil })
		status(t, w, "not read", fresh)
		w.Do(t, w.Mine.Administrator.Who, office.PushPhoneSystem{Company: w.Mine.ID})
		s := status(t, w, "not pushed", pushed)
		if s.Report.Push.Left() != 0 || acts(s.Plan) != "" || s.Report.Drift != 0 {
			t.Errorf("left %d, to do %q, drift %d", s.Report.Push.Left(), acts(s.Plan), s.Report.Drift)
		}
		if steps := len(s.Report.Push.Steps); len(faults) != steps || asked != 2*steps || steps < 3 {
			t.Errorf("of %d steps, asked %d times, failed %v", steps, asked, faults)
		}
		for line, n := range f.adds {
			if n != 1 {
				t.Errorf("%s added %d times", line, n)
			}
		}
		if len(f.state.Lines) != 2 || len(f.adds) != 2 {
			t.Errorf("lines %+v, added %v", f.state.Lines, f.adds)
		}
	})
}

// A step that the phone system refuses is told, and the others are done.
func TestPushRefused(t *testing.T) {
	st := storetest.SQLite(t)
	f := &faulty{adds: map[string]int{}, fail: func(s anteroom.PBXStep) (before, after error) {
		if s.Key() == "line 201" {
			return pbx.SignIn(), nil
		}
		return nil, nil
	}}
	w := onPBX(t, st, "http://127.0.0.1:1/ari", "tcp://127.0.0.1:1", func(anteroom.PBXAccess) (jobs.PBX, error) { return f, nil })
	status(t, w, "not read", fresh)
	w.Do(t, w.Mine.Administrator.Who, office.PushPhoneSystem{Company: w.Mine.ID})
	s := status(t, w, "not pushed", pushed)
	if s.Report.Push.Left() != 1 || acts(s.Plan) != "add line 201" {
		t.Errorf("left %d, to do %q", s.Report.Push.Left(), acts(s.Plan))
	}
	if p := s.Report.Push.Steps[0].Problem; p == nil || p.Key != "pbx.problem.sign_in" {
		t.Errorf("problem %v", p)
	}
}

// bigPBX is an Asterisk with lines and numbers of its own.
func bigPBX(lines, numbers int) asterisktest.Files {
	f := asterisktest.Files{Boxes: true, Voicemail: "[boreal]\n", Extensions: "[boreal-numbers]\n"}
	for i := range lines {
		e := 1000 + i
		f.PJSIP += fmt.Sprintf("[%d]\ntype=endpoint\ncontext=internal\naccountcode=boreal\ncallerid=\"Élise Roy%d\" <%d>\naors=%[1]d\n[%[1]d]\ntype=aor\n", e, i, e)
		f.Voicemail += fmt.Sprintf("%d => 4711,Elise Roy,elise%d@boreal.example\n", e, i)
	}
	for i := range numbers {
		f.Extensions += fmt.Sprintf("exten => 1418555%04d,1,Dial(PJSIP/%d,20)\n", 2000+i, 1000+i)
	}
	return f
}

// A company that comes from a real Asterisk with 200 lines and 50 numbers: three keys short, nothing is imported; with
// enough of them all users and numbers are, as shown; the Asterisk then gets what is ours, and applied twice nothing
// changes; what somebody changes there is found, and adopted or put right.
func TestAsterisk(t *testing.T) {
	server := asterisktest.Start(t, bigPBX(200, 50))
	st := storetest.SQLite(t)
	w := onPBX(t, st, server.REST, server.Manager, func(a anteroom.PBXAccess) (jobs.PBX, error) { return asterisk.New(a, pbx.Dialler{}), nil })
	me, c, ctx := w.Mine.Administrator.Who, w.Mine.ID, context.Background()
	w.Do(t, officetest.Program(), office.SetVARKeys{VAR: w.Mine.VAR, Keys: 400})
	w.Do(t, w.Mine.Vendor.Who, office.SetKeys{Company: c, Keys: 2 + 197})
	s := status(t, w, "not read", fresh)
	if len(s.Lines) != 200 || len(s.Numbers) != 50 {
		t.Fatalf("%d lines, %d numbers", len(s.Lines), len(s.Numbers))
	}
	file := w.Do(t, me, office.ImportPBXUsers{Company: c}).Made["import"]
	waitChecked(t, w, anteroom.ImportID(file))
	_, err := w.Office.Do(ctx, me, office.ImportUsers{Company: c, Import: anteroom.ImportID(file)}, office.Ask{})
	short, ok := errors.AsType[*anteroom.Error](err)
	if !ok || len(short.Fields) != 1 || short.Fields[0].Msg.Key != "error.import.keys" || fmt.Sprint(short.Fields[0].Msg.Args["count"]) != "3" ||
		!strings.Contains(fmt.Sprint(short.Fields[0].Msg.Args["whom"]), "@") {
		t.Fatalf("with 3 keys short: %v", err)
	}
	if n := len(status(t, w, "", fresh).Lines); n != 200 {
		t.Fatalf("%d lines left", n)
	}
	w.Do(t, w.Mine.Vendor.Who, office.SetKeys{Company: c, Keys: 2 + 200})
	w.Do(t, me, office.ImportUsers{Company: c, Import: anteroom.ImportID(file)})
	w.Do(t, w.Mine.Vendor.Who, office.ImportPBXNumbers{Company: c})
	s = status(t, w, "", fresh)
	if len(s.Lines) != 0 || len(s.Numbers) != 0 {
		t.Errorf("left %d lines, %d numbers", len(s.Lines), len(s.Numbers))
	}
	n, err := w.Number(ctx, me, c, "+14185552000")
	if err != nil || n.Extension != "1000" {
		t.Errorf("number %+v, %v", n, err)
	}
	shown := acts(s.Plan)
	if got := strings.Count(shown, "change number"); got != 50 || !strings.HasPrefix(shown, "add line 201, add line 202") {
		t.Fatalf("plan %s", shown)
	}
	w.Do(t, me, office.PushPhoneSystem{Company: c})
	s = status(t, w, "not pushed", pushed)
	var applied []anteroom.PBXStep
	for _, step := range s.Report.Push.Steps {
		applied = append(applied, step.PBXStep)
	}
	if diff := cmp.Diff(shown, acts(applied)); diff != "" || s.Report.Push.Left() != 0 {
		t.Errorf("shown and applied: %s", diff)
	}
	if again := acts(s.Plan); again != "" {
		t.Errorf("a second time it would %s", again)
	}
	driftAndBack(t, w, server)
}

func waitChecked(t *testing.T, w *officetest.House, id anteroom.ImportID) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; <-time.After(20 * time.Millisecond) {
		im, err := w.Import(context.Background(), w.Mine.Administrator.Who, w.Mine.ID, id)
		if err != nil {
			t.Fatal(err)
		}
		if im.Import.State == anteroom.ImportChecked {
			return
		}
		if im.Import.State != anteroom.ImportChecking || time.Now().After(deadline) {
			t.Fatalf("import %+v", im.Import)
		}
	}
}

// driftAndBack changes an Asterisk behind our back: a number and two names; one name is adopted, all else put right.
func driftAndBack(t *testing.T, w *officetest.House, server *asterisktest.Server) {
	t.Helper()
	me, c, ctx := w.Mine.Administrator.Who, w.Mine.ID, context.Background()
	server.Command(t, "database put boreal/number +14185552003 9999")
	behind := asterisk.New(anteroom.PBXAccess{System: anteroom.PhoneSystem{Address: server.REST, Manager: server.Manager}, Account: "boreal", Password: "right"}, pbx.Dialler{})
	defer behind.Close()
	for _, line := range status(t, w, "", fresh).Report.State.Lines {
		if line.Name = "Zoé Adoptée"; line.Extension != "201" && line.Extension != "202" {
			continue
		}
		if err := behind.Apply(ctx, anteroom.PBXStep{Act: anteroom.PBXChange, Line: &line}, ""); err != nil {
			t.Fatal(err)
		}
	}
	w.Do(t, me, office.ReadPhoneSystem{Company: c})
	s := status(t, w, "not read", func(s office.PhoneSystemStatus) bool { return fresh(s) && s.Report.Drift > 0 })
	if got := acts(s.Plan); got != "change line 201, change line 202, change number +14185552003" {
		t.Errorf("found %s", got)
	}
	w.Do(t, me, office.AdoptFromPBX{Company: c, Items: []string{"line 201"}})
	u, err := w.User(ctx, me, c, w.Mine.Users[0])
	if err != nil || u.User.Name() != "Zoé Adoptée" {
		t.Errorf("adopted %q, %v", u.User.Name(), err)
	}
	w.Do(t, me, office.PushPhoneSystem{Company: c})
	s = status(t, w, "not pushed", func(s office.PhoneSystemStatus) bool { return pushed(s) && s.Report.Drift == 0 })
	if got := acts(s.Plan); got != "" || len(s.Report.Push.Steps) != 2 {
		t.Errorf("after %d steps there is still to %s", len(s.Report.Push.Steps), got)
	}
}

// A company leaves its phone system while that is being read, and while it is brought up to date: neither stands there as
// under way for ever, and nothing more is done.
func TestPhoneSystemLeft(t *testing.T) {
	st := storetest.SQLite(t)
	f, gone := &faulty{adds: map[string]int{}, fail: func(anteroom.PBXStep) (before, after error) { return nil, nil }}, atomic.Bool{}
	w := onPBX(t, st, "http://127.0.0.1:1/ari", "tcp://127.0.0.1:1", func(anteroom.PBXAccess) (jobs.PBX, error) {
		if gone.Load() {
			return nil, anteroom.Fail(anteroom.Conflict, "error.pbx.unreached")
		}
		return f, nil
	})
	status(t, w, "not read", fresh)
	gone.Store(true)
	w.Do(t, w.Mine.Administrator.Who, office.PushPhoneSystem{Company: w.Mine.ID})
	w.Do(t, w.Mine.Administrator.Who, office.ReadPhoneSystem{Company: w.Mine.ID})
	s := status(t, w, "under way for ever", func(s office.PhoneSystemStatus) bool { return pushed(s) && s.Report.Problem != nil })
	if s.Report.Push.Left() != len(s.Report.Push.Steps) || s.Report.Push.Steps[0].Problem == nil || len(f.state.Lines) != 0 {
		t.Errorf("%+v", s.Report)
	}
}

// A phone system that answers nothing any more is given up after some tries, whatever the number of steps; each says why.
func TestPushGivenUp(t *testing.T) {
	st := storetest.SQLite(t)
	var asked atomic.Int64
	f := &faulty{adds: map[string]int{}, fail: func(anteroom.PBXStep) (before, after error) {
		asked.Add(1)
		return pbx.Failed(context.DeadlineExceeded), nil
	}}
	w := placed(t, st, "http://127.0.0.1:1/ari", "tcp://127.0.0.1:1")
	officetest.ReadPBX(t, w.Office, w.Mine.ID, anteroom.PBXState{}, nil)
	w.Do(t, w.Mine.Administrator.Who, office.PushPhoneSystem{Company: w.Mine.ID})
	for tries := 0; tries < 7; {
		list, err := w.Claim(context.Background(), 20, time.Hour, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range list {
			if j.Kind == anteroom.PushPBX {
				tries++
			}
			if err := w.Later(context.Background(), j, 0, "timeout"); err != nil {
				t.Fatal(err)
			}
		}
	}
	run(t, w, func(anteroom.PBXAccess) (jobs.PBX, error) { return f, nil })
	status(t, w, "not given up", func(s office.PhoneSystemStatus) bool { return !s.Report.Push.Ended.IsZero() })
	s := status(t, w, "not read", fresh)
	for _, step := range s.Report.Push.Steps {
		if step.Done || step.Problem == nil || step.Problem.Key != "pbx.problem.timeout" {
			t.Errorf("%s: %v", step.Key(), step.Problem)
		}
	}
	if n := asked.Load(); n > 12 {
		t.Errorf("asked %d times", n)
	}
}

// The credentials are revoked in the middle of an update: what is done stays, what is left says why, and once they are taken
// again the next update does just that, nothing twice.
func TestPushRevoked(t *testing.T) {
	st := storetest.SQLite(t)
	var revoked atomic.Bool
	f := &faulty{adds: map[string]int{}, fail: func(anteroom.PBXStep) (before, after error) {
		if revoked.Swap(true) {
			return pbx.SignIn(), nil
		}
		return nil, nil
	}}
	w := onPBX(t, st, "http://127.0.0.1:1/ari", "tcp://127.0.0.1:1", func(anteroom.PBXAccess) (jobs.PBX, error) { return f, nil })
	status(t, w, "not read", fresh)
	w.Do(t, w.Mine.Administrator.Who, office.PushPhoneSystem{Company: w.Mine.ID})
	s := status(t, w, "not pushed", pushed)
	left := s.Report.Push.Left()
	if left != len(s.Report.Push.Steps)-1 || !s.Report.Push.Steps[0].Done || s.Report.Push.Steps[1].Problem == nil {
		t.Fatalf("%+v", s.Report.Push)
	}
	f.mu.Lock()
	f.fail = func(anteroom.PBXStep) (before, after error) { return nil, nil }
	f.mu.Unlock()
	w.Do(t, w.Mine.Administrator.Who, office.PushPhoneSystem{Company: w.Mine.ID})
	s = status(t, w, "not pushed again", func(s office.PhoneSystemStatus) bool { return pushed(s) && s.Report.Drift == 0 })
	if len(s.Report.Push.Steps) != left || acts(s.Plan) != "" {
		t.Errorf("%d steps, still to %q", len(s.Report.Push.Steps), acts(s.Plan))
	}
	for line, n := range f.adds {
		if n != 1 {
			t.Errorf("%s added %d times", line, n)
		}
	}
}
