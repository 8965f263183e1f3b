package anteroom

// Level is where somebody stands in the order system, VAR, company, user.
type Level string

// The levels, from the top.
const (
	LevelSystem  Level = "system"
	LevelVAR     Level = "var"
	LevelCompany Level = "company"
	LevelUser    Level = "user"
	Nobody       Level = "" // not signed in
)

// Who is the person, or program, that asks.
type Who struct {
	Account AccountID
	Level   Level
	VAR     VARID     // of a VAR's or company's account
	Company CompanyID // of a company's account
	Name    string
	Lang    Language // the language this person reads
	Session string   // the session to spare when others end; empty for a token
	Source  Source
}

// Source is the way by which a change came.
type Source string

// The ways.
const (
	Portal  Source = "portal"
	API     Source = "api"
	CLI     Source = "cli"
	Program Source = "system" // Anteroom itself
)

// Right is one thing that may be done.
type Right string

// The rights, in the words of the table in SPEC section 2.
const (
	SeeCompany       Right = "see_company"     // profile, history, calls of a company
	EditProfile      Right = "edit_profile"    // name, languages, assistant, mail access, administrator's account
	ManageCompany    Right = "manage_company"  // create, suspend, keys, package list, phone system, credentials
	ManageUsers      Right = "manage_users"    // users, extensions, numbers, phones
	OfferPackages    Right = "offer_packages"  // Offer and Default
	ManageVARs       Right = "manage_vars"     // VARs and their key pools
	ManagePackages   Right = "manage_packages" // a package itself
	ManageSystem     Right = "manage_system"   // languages, phone systems
	ChangeOwnAccount Right = "change_own"      // own password
	OwnToken         Right = "own_token"       // a token of the API for oneself
)

// Target is whose object is asked for: a company (with its VAR), a VAR, or with both empty the system itself.
type Target struct {
	VAR     VARID
	Company CompanyID
}

// rights is the table: who may do what to things within reach.
var rights = map[Right][]Level{
	SeeCompany:       {LevelSystem, LevelVAR, LevelCompany},
	EditProfile:      {LevelSystem, LevelVAR, LevelCompany},
	ManageCompany:    {LevelSystem, LevelVAR},
	ManageUsers:      {LevelSystem, LevelVAR, LevelCompany},
	OfferPackages:    {LevelSystem, LevelVAR, LevelCompany},
	ManageVARs:       {LevelSystem},
	ManagePackages:   {LevelSystem, LevelVAR},
	ManageSystem:     {LevelSystem},
	ChangeOwnAccount: {LevelSystem, LevelVAR, LevelCompany},
}

// Sees tells whether the target exists for this person at all.
func (w Who) Sees(t Target) bool {
	switch w.Level {
	case LevelSystem:
		return true
	case LevelVAR:
		return w.VAR != "" && t.VAR == w.VAR
	case LevelCompany:
		return w.Company != "" && t.Company == w.Company
	}
	return false
}

// May asks for a right: nil, NotFound where the target does not exist for this person, or Forbidden.
func (w Who) May(r Right, t Target) error {
	if w.Level == Nobody {
		return Fail(Forbidden, "error.sign_in")
	}
	if r == OwnToken { // touches nothing but who asks
		return nil
	}
	if !w.Sees(t) {
		return Missing()
	}
	for _, l := range rights[r] {
		if l == w.Level {
			return nil
		}
	}
	return Fail(Forbidden, "error.forbidden")
}
