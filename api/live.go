package api

func (v *visit) liveCalls() error {
	l, err := v.Office.LiveCalls(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(l)
}

func (v *visit) load() error {
	l, err := v.Office.SystemLoad(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.write(l)
}
