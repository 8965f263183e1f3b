package api

import "anteroom.dev/anteroom"

func (v *visit) billing() error {
	b, err := v.Office.BillingDetails(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(b)
}

func (v *visit) corrections() error {
	list, err := v.Office.Corrections(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(some(list))
}

// prices answers with the list of the VAR that the address names, or of the system.
func (v *visit) prices() error {
	l, err := v.Office.Prices(v.r.Context(), v.who, v.varID())
	if err != nil {
		return err
	}
	l.Rates, l.Taxes = anteroom.Rates(some(l.Rates)), some(l.Taxes)
	return v.write(l)
}
