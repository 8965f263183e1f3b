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
	if _, err := r.reached(c.Company); err != nil {
		return err
	}
	report, err := r.tx.PBXReport(c.Company)
	if err != nil {
		return err
	}
	if report.Push.Running(r.tx.Now) {
		return anteroom.Fail(anteroom.Conflict, "error.pbx.pushing")
	}
	i := slices.IndexFunc(report.State.Lines, func(l anteroom.PBXLine) bool { return l.Ours && l.Extension == c.Extension })
	if i < 0 {
		r.wrong.Wrong("extension", "error.pbx.not_ours", "extension", c.Extension)
		return nil
	}
	line, secret := report.State.Lines[i], rand.Text()
	r.made["name"], r.made["password"] = line.Peer, secret
	r.effect(true, "effect.pbx.line", "extension", line.Extension)
	if _, err := r.changed("pbx_line", line.Extension, nil, lineEntry{line.Extension}); err != nil {
		return err
	}
	if err := r.tx.PutPBXSecret(c.Company, line.Extension, r.office.sealer.Seal(secret, lineOwner(c.Company, line.Extension))); err != nil {
		return err
	}
	report.Push = anteroom.PBXPush{Begun: r.tx.Now, By: r.who.Name, Steps: []anteroom.PBXOutcome{{PBXStep: anteroom.PBXStep{Act: anteroom.PBXAdd, Line: &line, Why: anteroom.T("pbx.why.line.password")}}}}
	if err := r.tx.PutPBXReport(c.Company, report); err != nil {
		return err
	}
	return r.queue(anteroom.PushPBX, c.Company, "")
}
