package anteroom

import (
	"slices"
	"time"
)

// Level is where somebody, or something, stands in the order system, VAR, company, user.
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
	VAR     VARID     // of a VAR's, company's or user's account
	Company CompanyID // of a company's or user's account
	User    UserID    // of a user's account
	Name    string
	Lang    Language // the language this person reads
	Session string   // the session to spare when others end; empty for a token
	Source  Source
	Acting  Acting // zero: for oneself
}

// Acting is what somebody from above holds who acts for a company: Level is then LevelCompany, and Account and Name are
// still the person's own.
type Acting struct {
	Level  Level  // the person's own
	For    string // the company's name
	Reason string
	Until  time.Time
}

// Is tells whether somebody acts for another.
func (a Acting) Is() bool { return a.Level != Nobody }

// Source is the way by which a change came.
type Source string

// The ways.
const (
	Portal      Source = "portal"
	API         Source = "api"
	CLI         Source = "cli"
	ByTelephone Source = "phone"  // of the assistant, after the PIN
	Program     Source = "system" // Anteroom itself
)

// Right is one thing that may be done.
type Right string

// The rights, in the words of the table in SPEC section 2.
const (
	SeeSystem          Right = "see_system"          // the system's lists, and what is across VARs
	SeeVAR             Right = "see_var"             // a VAR: its companies, keys, packages
	SeeCompany         Right = "see_company"         // profile, users, calls of a company
	SeeHistory         Right = "see_history"         // of one's own level and below
	ManageSystem       Right = "manage_system"       // languages, phone systems, mail providers
	ManageVARs         Right = "manage_vars"         // VARs, their key pools and administrators
	EditVAR            Right = "edit_var"            // a VAR's name and support contact
	ManagePackages     Right = "manage_packages"     // a package itself: each level its own only
	ManageCompany      Right = "manage_company"      // create, suspend, remove, keys, package list, phone system, credentials
	OfferPackages      Right = "offer_packages"      // Offer and Default
	EditProfile        Right = "edit_profile"        // name, languages, assistant, mail access, administrator's account
	ManageUsers        Right = "manage_users"        // users, options, extensions, assignment of numbers, phones
	ManageRestrictions Right = "manage_restrictions" // call restrictions: those of the system and of a VAR, each its own only
	SeeSelf            Right = "see_self"            // a user's own settings, and what is offered
	EditSelf           Right = "edit_self"           // a user's own settings
	ManageBrand        Right = "manage_brand"        // the look of the portal, of messages and of bills
	OwnMessages        Right = "own_messages"        // a user's voice messages: nobody's but the user's
	ActFor             Right = "act_for"             // open a company as its administrator
	ChangeOwnAccount   Right = "change_own"          // own password
	OwnAccount         Right = "own_account"         // what touches nothing but who asks: tokens of the API, the account above companies
)

// Target is whose object is asked for: a user's, a company's (with its VAR), a VAR's, or with all empty the system's.
type Target struct {
	VAR     VARID
	Company CompanyID
	User    UserID
}

// Level is the level of the object.
func (t Target) Level() Level {
	switch {
	case t.User != "":
		return LevelUser
	case t.Company != "":
		return LevelCompany
	case t.VAR != "":
		return LevelVAR
	}
	return LevelSystem
}

// rights is the table: who may do what, to things of which level within reach.
func rights() map[Right]map[Level][]Level {
	system, vendor, above := []Level{LevelSystem}, []Level{LevelVAR}, []Level{LevelSystem, LevelVAR}
	administrators := []Level{LevelSystem, LevelVAR, LevelCompany}
	everybody := []Level{LevelSystem, LevelVAR, LevelCompany, LevelUser}
	return map[Right]map[Level][]Level{
		SeeSystem:          {LevelSystem: system},
		SeeVAR:             {LevelVAR: above},
		SeeCompany:         {LevelCompany: administrators, LevelUser: administrators},
		SeeHistory:         {LevelSystem: system, LevelVAR: above, LevelCompany: administrators, LevelUser: everybody},
		ManageSystem:       {LevelSystem: system},
		ManageVARs:         {LevelSystem: system, LevelVAR: system},
		EditVAR:            {LevelVAR: above},
		ManagePackages:     {LevelSystem: system, LevelVAR: vendor},
		ManageCompany:      {LevelVAR: above, LevelCompany: above},
		OfferPackages:      {LevelCompany: administrators},
		EditProfile:        {LevelCompany: administrators},
		ManageUsers:        {LevelCompany: administrators, LevelUser: administrators},
		ManageRestrictions: {LevelSystem: system, LevelVAR: vendor, LevelCompany: administrators, LevelUser: administrators},
		SeeSelf:            {LevelUser: everybody},
		EditSelf:           {LevelUser: everybody},
		ManageBrand:        {LevelSystem: system, LevelVAR: above, LevelCompany: above},
		OwnMessages:        {LevelUser: {LevelUser}},
		ActFor:             {LevelCompany: above},
		ChangeOwnAccount:   {LevelSystem: system, LevelVAR: above, LevelCompany: administrators, LevelUser: everybody},
	}
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
	case LevelUser:
		return w.User != "" && t.Company == w.Company && t.User == w.User
	}
	return false
}

// May asks for a right: nil, NotFound where the target does not exist for this person, or Forbidden. Who acts for a
// company holds its administrator's rights, but for what is the administrator's own.
func (w Who) May(r Right, t Target) error {
	switch {
	case w.Level == Nobody:
		return Fail(Forbidden, "error.sign_in")
	case w.Acting.Is() && (r == OwnAccount || r == ChangeOwnAccount || r == ActFor):
		return Fail(Forbidden, "error.acting")
	case r == OwnAccount: // touches nothing but who asks
		return nil
	case !w.Sees(t):
		return Missing()
	case slices.Contains(rights()[r][t.Level()], w.Level):
		return nil
	}
	return Fail(Forbidden, "error.forbidden")
}
