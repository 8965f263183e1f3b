package anteroom

import (
	"slices"
	"testing"
	"time"
)

func TestFold(t *testing.T) {
	for s, want := range map[string]string{
		"Côté-Roy": "cote-roy", "ÉLISE": "elise", "Zoë": "zoe", "Œuvre": "oeuvre", "O’Connor": "o'connor", "Đặng": "đang", "ﬁn": "fin", "": "",
	} {
		if got := Fold(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	u := User{First: "Marie-Ève", Last: "Côté Roy", Email: "M.Cote@Boreal.example", Extension: "201", Number: "48151623"}
	want := []string{"marie", "eve", "cote", "roy", "m.cote@boreal.example", "201", "48151623"}
	if got := u.Words(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPIN(t *testing.T) {
	for pin, want := range map[string]string{
		"4815": "", "481516234201": "", "481": "error.pin.wrong", "4815162342012": "error.pin.wrong", "48a5": "error.pin.wrong", "": "error.pin.wrong",
		"٤٨١٥": "error.pin.wrong", "7777": "error.pin.easy", "1234": "error.pin.easy", "9876": "error.pin.easy", "1235": "",
	} {
		var f Fields
		f.PIN("pin", pin)
		got := ""
		if len(f) > 0 {
			got = f[0].Msg.Key
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", pin, got, want)
		}
	}
}

// The last day of an account is one on which it works.
func TestExpired(t *testing.T) {
	u := User{Options: Options{Expires: "2027-03-31"}}
	for at, want := range map[string]bool{"2027-03-30T12:00:00Z": false, "2027-03-31T23:59:59Z": false, "2027-04-01T00:00:00Z": true} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if u.Expired(now) != want {
			t.Errorf("%s: got %v", at, !want)
		}
	}
	if (User{}).Expired(time.Now()) {
		t.Error("without a last day it ends")
	}
}

// The key that a user holds follows the state.
func TestUserKey(t *testing.T) {
	gone := time.Now()
	for _, row := range []struct {
		user User
		want Keys
	}{
		{User{State: UserActive}, Keys{Used: 1}}, {User{State: UserInvited}, Keys{Reserved: 1}},
		{User{State: UserActive, Removed: gone}, Keys{}}, {User{State: UserInvited, Removed: gone}, Keys{}},
	} {
		if got := row.user.Key(); got != row.want {
			t.Errorf("%+v: got %+v", row.user, got)
		}
	}
}

func TestUserCheck(t *testing.T) {
	good := User{First: "Marc", Last: "Tremblay", Email: "marc@boreal.example", Extension: "201", Language: "fr", Options: DefaultOptions()}
	spoken := Languages{First: "fr"}
	var f Fields
	if good.Check(&f, spoken); len(f) != 0 {
		t.Fatal(f)
	}
	for field, break1 := range map[string]func(*User){
		"last":           func(u *User) { u.Last = " " },
		"email":          func(u *User) { u.Email = "marc" },
		"extension":      func(u *User) { u.Extension = "1234567" },
		"language":       func(u *User) { u.Language = "en" },
		"mail_messages":  func(u *User) { u.Options.MailMessages = 0 },
		"contacts":       func(u *User) { u.Options.Contacts = 5001 },
		"voice_messages": func(u *User) { u.Options.VoiceMessages = -1 },
		"expires":        func(u *User) { u.Options.Expires = "31/03/2027" },
	} {
		u, f := good, Fields{}
		break1(&u)
		if u.Check(&f, spoken); len(f) != 1 || f[0].Field != field {
			t.Errorf("%s: got %v", field, f)
		}
	}
}

// A phone's former password holds until its time, and nothing of it is left then.
func TestPassed(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		until time.Duration
		holds bool
	}{{time.Second, true}, {0, false}, {-time.Hour, false}} {
		p := Phone{HA1MD5: "present", FormerMD5: "former", FormerSHA256: "former", FormerUntil: now.Add(row.until)}.Passed(now)
		if p.HA1MD5 != "present" || (p.FormerMD5 != "") != row.holds || (p.FormerSHA256 != "") != row.holds {
			t.Errorf("%v: %+v", row.until, p)
		}
	}
}
