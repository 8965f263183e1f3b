package api

import "anteroom.dev/anteroom"

func (v *visit) receptionist() error {
	r, err := v.Office.Receptionist(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	r.Gaps, r.Astray, r.Reached = some(r.Gaps), some(r.Astray), some(r.Reached)
	r.Greeting, r.Week, r.Holidays = some(r.Greeting), some(r.Week), some(r.Holidays)
	return v.write(r)
}

func (v *visit) promptSound() error {
	id := anteroom.RecordingID(v.r.PathValue("sound"))
	wav, err := v.Office.PromptSound(v.r.Context(), v.who, v.company(), id)
	if err != nil {
		return err
	}
	return v.file(wavType, string(id)+".wav", wav)
}
