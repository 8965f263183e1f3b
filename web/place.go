package web

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// companyID and varID are those that the address names.
func (v *visit) companyID() anteroom.CompanyID { return anteroom.CompanyID(v.r.PathValue("company")) }
func (v *visit) varID() anteroom.VARID         { return anteroom.VARID(v.r.PathValue("var")) }

// inCompany is the company that the address names, and the shell of a page about it.
func (v *visit) inCompany(title, here string) (office.Place, pages.Shell, error) {
	return v.in(title, here, anteroom.Target{Company: v.companyID()})
}

// inVAR does the same with a VAR, and inSystem with the system.
func (v *visit) inVAR(title, here string) (office.Place, pages.Shell, error) {
	return v.in(title, here, anteroom.Target{VAR: v.varID()})
}

func (v *visit) inSystem(title, here string) (office.Place, pages.Shell, error) {
	return v.in(title, here, anteroom.Target{})
}

func (v *visit) in(title, here string, of anteroom.Target) (office.Place, pages.Shell, error) {
	place, err := v.Office.Place(v.r.Context(), v.who, of)
	if err != nil {
		return place, pages.Shell{}, err
	}
	s := v.shell(title, here)
	s.Company, s.CompanyIs, s.VAR, s.Suspended = place.Company.ID, place.Company.Name, place.VAR.ID, place.Company.SuspendedReason
	if v.who.Level == anteroom.LevelSystem || v.who.Level == anteroom.LevelVAR {
		s.VARIs = place.VAR.Name
	}
	s.Saved, err = v.saved(s, of)
	return place, s, err
}

// savedFor is how long the message of what was stored can be seen again under its address.
const savedFor = 10 * time.Minute

// saved is what a Submit has just stored. The address names the entry of the history; what it did is read from there.
func (v *visit) saved(s pages.Shell, of anteroom.Target) (*pages.Saved, error) {
	id := v.r.URL.Query().Get("saved")
	if id == "" {
		return nil, nil
	}
	if id == "nothing" {
		return &pages.Saved{Nothing: true}, nil
	}
	list, err := v.Office.History(v.r.Context(), v.who, of, 0, 10)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		if string(c.ID) == id && c.Account == v.who.Account && time.Since(c.At) < savedFor {
			if s, err = v.named(s, c); err != nil {
				return nil, err
			}
			return &pages.Saved{Lines: s.Lines(c.Items), Change: c.ID, Undoable: pages.Undoable(c)}, nil
		}
	}
	return nil, nil
}
