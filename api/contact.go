package api

func (v *visit) contacts() error {
	f, err := v.find()
	if err != nil {
		return err
	}
	l, _, err := v.Office.Contacts(v.r.Context(), v.who, v.company(), f)
	return listed(v, l, err)
}

func (v *visit) userContacts() error {
	f, err := v.find()
	if err != nil {
		return err
	}
	l, _, err := v.Office.UserContacts(v.r.Context(), v.who, v.company(), v.userID(), f)
	return listed(v, l, err)
}
