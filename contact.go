package anteroom

// Contact is somebody outside whom a user, or everybody of a company, calls by name.
type Contact struct {
	ID      ContactID `json:"id"`
	Company CompanyID `json:"company"`
	User    UserID    `json:"user,omitempty"` // whose own; empty: the company's
	First   string    `json:"first"`
	Last    string    `json:"last"`
	Number  NumberID  `json:"number"`
}

// MostCompanyContacts are what a company may keep. What a user may is in Options.
const MostCompanyContacts = 5000

// Name is how the contact is announced.
func (c Contact) Name() string { return User{First: c.First, Last: c.Last}.Name() }

// Check names what is wrong with the contact's own fields.
func (c Contact) Check(f *Fields) {
	f.Name("first", c.First, 0, 60)
	f.Name("last", c.Last, 1, 60)
	if c.Number == "" {
		f.Wrong("number", "error.contact.number")
	}
}
