package api

import "anteroom.dev/anteroom"

// packages answers with those of the VAR that the address names, or with the system-wide ones.
func (v *visit) packages() error {
	list, err := v.Office.Packages(v.r.Context(), v.who, v.varID())
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) companyPackages() error {
	list, err := v.Office.CompanyPackages(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) userPackages() error {
	list, _, err := v.Office.UserPackages(v.r.Context(), v.who, v.company(), anteroom.UserID(v.r.PathValue("user")))
	if err != nil {
		return err
	}
	return v.write(some(list))
}
