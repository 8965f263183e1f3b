package api

import "anteroom.dev/anteroom"

func (v *visit) users() error {
	f, err := v.find("state", "operator", "package")
	if err != nil {
		return err
	}
	l, err := v.Office.Users(v.r.Context(), v.who, v.company(), f)
	return listed(v, l, err)
}

func (v *visit) user() error {
	d, err := v.Office.User(v.r.Context(), v.who, v.company(), anteroom.UserID(v.r.PathValue("user")))
	if err != nil {
		return err
	}
	d.Packages, d.Numbers, d.Phones = some(d.Packages), some(d.Numbers), some(d.Phones)
	return v.write(d)
}
