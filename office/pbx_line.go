package office

import (
	"crypto/rand"
	"slices"

	"anteroom.dev/anteroom"
)

// GiveLinePassword makes a new password for a line on a company's phone system that was made from here, shows it once, and
// has it written there: what a telephone of that phone system signs in with. Phones that have the former sign in no more.
type GiveLinePassword struct {
	Company   anteroom.CompanyID `json:"-" path:"company"`
	Extension string             `json:"extension"`
}

func (c GiveLinePassword) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c GiveLinePassword) Right() anteroom.Right { return anteroom.ManageUsers }

// lineEntry is a password that was given, as the history keeps it.
type lineEntry struct {
	Extension string `json:"extension"`
}

func (c GiveLinePassword) Do(r *Run) error {
	line, found, err := r.lineOf(c.Company, c.Extension)
	if err != nil {
		return err
	}
	if !found {
		r.wrong.Wrong("extension", "error.pbx.not_ours", "extension", c.Extension)
		return nil
	}
	secret := rand.Text()
	r.made["name"], r.made["password"] = line.Peer, secret
	r.effect(true, "effect.pbx.line", "extension", line.Extension)
	if _, err := r.changed("pbx_line", line.Extension, nil, lineEntry{line.Extension}); err != nil {
		return err
	}
	return r.setLinePassword(c.Company, line, secret)
}

// lineOf is the line of an extension that was made on the phone system from here, where its password can be set now; else
// Conflict.
func (r *Run) lineOf(company anteroom.CompanyID, extension string) (line anteroom.PBXLine, found bool, err error) {
	if _, err := r.reached(company); err != nil {
		return line, false, err
	}
	report, err := r.tx.PBXReport(company)
	if err != nil {
		return line, false, err
	}
	if report.Push.Running(r.tx.Now) {
		return line, false, anteroom.Fail(anteroom.Conflict, "error.pbx.pushing")
	}
	line, found = ownLine(report, extension)
	return line, found, nil
}

// ownLine is the line of an extension that was made from here, as it was last read.
func ownLine(report anteroom.PBXReport, extension string) (anteroom.PBXLine, bool) {
	i := slices.IndexFunc(report.State.Lines, func(l anteroom.PBXLine) bool { return l.Ours && l.Extension == extension })
	if i < 0 {
		return anteroom.PBXLine{}, false
	}
	return report.State.Lines[i], true
}

// setLinePassword keeps a line's password, and has it written to the phone system.
func (r *Run) setLinePassword(company anteroom.CompanyID, line anteroom.PBXLine, secret string) error {
	report, err := r.tx.PBXReport(company)
	if err != nil {
		return err
	}
	if err := r.tx.PutPBXSecret(company, line.Extension, r.office.sealer.Seal(secret, lineOwner(company, line.Extension))); err != nil {
		return err
	}
	report.Push = anteroom.PBXPush{Begun: r.tx.Now, By: r.who.Name, Steps: []anteroom.PBXOutcome{{PBXStep: anteroom.PBXStep{Act: anteroom.PBXAdd, Line: &line, Why: anteroom.T("pbx.why.line.password")}}}}
	if err := r.tx.PutPBXReport(company, report); err != nil {
		return err
	}
	return r.queue(anteroom.PushPBX, company, "")
}
