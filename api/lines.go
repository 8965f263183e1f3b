package api

func (v *visit) trunks() error {
	list, err := v.Office.TrunkList(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) spendingCaps() error {
	caps, err := v.Office.SpendingCaps(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(caps)
}
