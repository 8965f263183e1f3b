package anteroom

import (
	"strings"
	"testing"
)

// Everybody, and whose things there are: two VARs with a company and a user each.
func everybody() (people map[string]Who, things map[string]Target) {
	people = map[string]Who{
		"system":  {Level: LevelSystem},
		"var":     {Level: LevelVAR, VAR: "v1"},
		"company": {Level: LevelCompany, VAR: "v1", Company: "c1"},
		"user":    {Level: LevelUser, VAR: "v1", Company: "c1", User: "u1"},
		"nobody":  {},
	}
	things = map[string]Target{
		"system": {}, "var": {VAR: "v1"}, "company": {VAR: "v1", Company: "c1"}, "user": {VAR: "v1", Company: "c1", User: "u1"},
		"other var": {VAR: "v2"}, "other company": {VAR: "v2", Company: "c2"}, "sister company": {VAR: "v1", Company: "c3"},
		"other user": {VAR: "v2", Company: "c2", User: "u2"}, "colleague": {VAR: "v1", Company: "c1", User: "u3"},
	}
	return people, things
}

// The matrix of SPEC section 2 (each cell by its commands: office/matrix_test.go): for a right over a thing, who has it (yes), who sees the thing and has not
// (no), and to whom it does not exist (-). In the order system, VAR, company, user; nobody never has any.
func TestMatrix(t *testing.T) {
	people, things := everybody()
	order := []string{"system", "var", "company", "user"}
	for _, row := range []struct {
		right Right
		thing string
		want  string
	}{
		// system languages, phone systems, mail providers, VARs, VAR key pools
		{SeeSystem, "system", "yes - - -"}, {ManageSystem, "system", "yes - - -"}, {ManageVARs, "system", "yes - - -"},
		{ManageVARs, "var", "yes no - -"}, {SeeVAR, "var", "yes yes - -"}, {EditVAR, "var", "yes yes - -"}, {SeeVAR, "other var", "yes - - -"},
		{EditVAR, "other var", "yes - - -"}, {ManageVARs, "other var", "yes - - -"},
		// packages: system-wide; a VAR's own
		{ManagePackages, "system", "yes - - -"}, {ManagePackages, "var", "no yes - -"}, {ManagePackages, "other var", "no - - -"},
		// company: create, suspend, remove, key count, package list, PBX, provisioning credentials
		{ManageCompany, "var", "yes yes - -"}, {ManageCompany, "company", "yes yes no -"}, {ManageCompany, "sister company", "yes yes - -"},
		{ManageCompany, "other company", "yes - - -"}, {ManageCompany, "other var", "yes - - -"},
		// Offer and Default
		{OfferPackages, "company", "yes yes yes -"}, {OfferPackages, "other company", "yes - - -"},
		// company name, languages, assistant, mail access, own administrator account
		{EditProfile, "company", "yes yes yes -"}, {EditProfile, "other company", "yes - - -"}, {EditProfile, "sister company", "yes yes - -"},
		{SeeCompany, "company", "yes yes yes -"}, {SeeCompany, "other company", "yes - - -"}, {ActFor, "company", "yes yes no -"},
		{ActFor, "other company", "yes - - -"},
		// users, options, extensions, number assignment, receptionist, company restrictions, company contacts
		{ManageUsers, "company", "yes yes yes -"}, {ManageUsers, "user", "yes yes yes no"}, {ManageUsers, "colleague", "yes yes yes -"},
		{ManageUsers, "other user", "yes - - -"}, {EditSelf, "user", "yes yes yes yes"}, {EditSelf, "colleague", "yes yes yes -"},
		{EditSelf, "other user", "yes - - -"}, {SeeSelf, "user", "yes yes yes yes"}, {SeeSelf, "colleague", "yes yes yes -"},
		// restrictions: those above are each level's own
		{ManageRestrictions, "system", "yes - - -"}, {ManageRestrictions, "var", "no yes - -"}, {ManageRestrictions, "company", "yes yes yes -"},
		{ManageBrand, "system", "yes - - -"}, {ManageBrand, "var", "yes yes - -"}, {ManageBrand, "company", "yes yes no -"}, {ManageBrand, "other company", "yes - - -"},
		{ManageRestrictions, "user", "yes yes yes no"}, {ManageRestrictions, "other company", "yes - - -"},
		// history: own level and below
		{SeeHistory, "system", "yes - - -"}, {SeeHistory, "var", "yes yes - -"}, {SeeHistory, "company", "yes yes yes -"},
		{SeeHistory, "user", "yes yes yes yes"}, {SeeHistory, "colleague", "yes yes yes -"}, {SeeHistory, "other company", "yes - - -"},
	} {
		var got []string
		for _, name := range order {
			got = append(got, verdict(people[name].May(row.right, things[row.thing])))
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s over %s: got %s, want %s", row.right, row.thing, strings.Join(got, " "), row.want)
		}
		if err := people["nobody"].May(row.right, things[row.thing]); KindOf(err) != Forbidden {
			t.Errorf("%s over %s: nobody got %v", row.right, row.thing, err)
		}
	}
}

func verdict(err error) string {
	switch {
	case err == nil:
		return "yes"
	case KindOf(err) == NotFound:
		return "-"
	}
	return "no"
}

// Every right stands in the matrix: none is had by whoever asks.
func TestEveryRight(t *testing.T) {
	people, things := everybody()
	for right := range rights() {
		for thing, target := range things {
			if target.Level() == LevelSystem || target.Level() == LevelVAR {
				if people["company"].May(right, target) == nil || people["user"].May(right, target) == nil {
					t.Errorf("%s over %s from below", right, thing)
				}
			}
		}
	}
	for _, who := range []string{"system", "var", "company", "user"} {
		if err := people[who].May(OwnAccount, Target{}); err != nil {
			t.Errorf("%s has no token of its own: %v", who, err)
		}
	}
}

// Who acts for a company holds its administrator's rights over it alone, and none that is the administrator's own.
func TestActing(t *testing.T) {
	who := Who{Level: LevelCompany, VAR: "v1", Company: "c1", Acting: Acting{Level: LevelVAR}}
	mine, other := Target{VAR: "v1", Company: "c1"}, Target{VAR: "v1", Company: "c3"}
	for _, row := range []struct {
		right  Right
		target Target
		want   string
	}{
		{EditProfile, mine, "yes"}, {ManageUsers, mine, "yes"}, {ManageCompany, mine, "no"}, {EditProfile, other, "-"},
		{ChangeOwnAccount, mine, "no"}, {OwnAccount, Target{}, "no"}, {ActFor, mine, "no"}, {ManageSystem, Target{}, "-"},
	} {
		if got := verdict(who.May(row.right, row.target)); got != row.want {
			t.Errorf("%s over %+v: got %s, want %s", row.right, row.target, got, row.want)
		}
	}
}

// An account that lost its company or VAR sees nothing, not everything.
func TestEmptyScopeSeesNothing(t *testing.T) {
	for _, who := range []Who{{Level: LevelCompany}, {Level: LevelVAR}, {Level: LevelUser}, {Level: LevelUser, Company: "c1"}, {Level: "unheard of"}} {
		if who.Sees(Target{}) || who.Sees(Target{VAR: "v1", Company: "c1"}) {
			t.Errorf("%+v sees", who)
		}
	}
}
