package anteroom

import "testing"

// The table of SPEC section 2, for what there is: who may do what, to whose.
func TestMay(t *testing.T) {
	mine, other := Target{VAR: "v1", Company: "c1"}, Target{VAR: "v2", Company: "c2"}
	people := map[string]Who{
		"system":  {Level: LevelSystem},
		"var":     {Level: LevelVAR, VAR: "v1"},
		"company": {Level: LevelCompany, VAR: "v1", Company: "c1"},
		"nobody":  {},
	}
	for _, row := range []struct {
		who    string
		right  Right
		target Target
		want   string
	}{
		{"system", ManageVARs, Target{}, "yes"}, {"system", EditProfile, mine, "yes"}, {"system", EditProfile, other, "yes"},
		{"var", ManageCompany, mine, "yes"}, {"var", ManageCompany, other, "not_found"}, {"var", ManageVARs, Target{}, "not_found"},
		{"var", ManageSystem, Target{}, "not_found"}, {"var", ManageCompany, Target{VAR: "v1"}, "yes"}, {"var", ManageVARs, Target{VAR: "v1"}, "forbidden"},
		{"company", EditProfile, mine, "yes"}, {"company", SeeCompany, mine, "yes"}, {"company", ManageCompany, mine, "forbidden"},
		{"company", EditProfile, other, "not_found"}, {"company", ManageCompany, other, "not_found"}, {"company", ManageCompany, Target{VAR: "v1"}, "not_found"},
		{"company", OwnToken, Target{}, "yes"}, {"nobody", OwnToken, Target{}, "forbidden"}, {"nobody", SeeCompany, mine, "forbidden"},
	} {
		got := "yes"
		if err := people[row.who].May(row.right, row.target); err != nil {
			got = KindOf(err).String()
		}
		if got != row.want {
			t.Errorf("%s, %s, %+v: got %s, want %s", row.who, row.right, row.target, got, row.want)
		}
	}
}

// An account that lost its company or VAR sees nothing, not everything.
func TestEmptyScopeSeesNothing(t *testing.T) {
	for _, who := range []Who{{Level: LevelCompany}, {Level: LevelVAR}, {Level: LevelUser}, {Level: "unheard of"}} {
		if who.Sees(Target{}) || who.Sees(Target{VAR: "v1", Company: "c1"}) {
			t.Errorf("%+v sees", who)
		}
	}
}
