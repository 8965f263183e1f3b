package office

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// This file holds the commands on a company's phone system: reading it, taking what is there, and making it hold what is
// here. The commands work on what was last read; jobs alone speak to the phone system.

// mostLines are how many lines of a company are kept on its phone system, or taken from there.
const mostLines = 10_000

// ReadPhoneSystem has what a company's account holds on its phone system read anew.
type ReadPhoneSystem struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c ReadPhoneSystem) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ReadPhoneSystem) Right() anteroom.Right { return anteroom.ManageUsers }

func (c ReadPhoneSystem) Do(r *Run) error {
	if _, err := r.reached(c.Company); err != nil {
		return err
	}
	return r.readPBX(c.Company)
}

func (r *Run) readPBX(company anteroom.CompanyID) error {
	report, err := r.tx.PBXReport(company)
	if err != nil {
		return err
	}
	report.Asked = r.tx.Now
	if err := r.tx.PutPBXReport(company, report); err != nil {
		return err
	}
	return r.queue(anteroom.ReadPBX, company, "")
}

// otherAccount forgets what was read from the account that a company had before, which says nothing of the one it has now,
// and has that read. A phone system that it left fetches its configuration no more.
func (r *Run) otherAccount(before, after anteroom.Company) error {
	if err := r.tx.PutPBXReport(after.ID, anteroom.PBXReport{}); err != nil {
		return err
	}
	if before.PBX != after.PBX {
		if err := r.tx.DropPBXAddress(after.ID); err != nil {
			return err
		}
	}
	_, err := r.reached(after.ID)
	if anteroom.KindOf(err) == anteroom.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	return r.readPBX(after.ID)
}

// reached is the company, where its phone system can be read; else Conflict.
func (r *Run) reached(id anteroom.CompanyID) (anteroom.Company, error) {
	c, err := r.tx.Company(id)
	if err != nil {
		return c, err
	}
	p, err := r.tx.PhoneSystem(c.PBX)
	if err == nil && !keepable(c, p) || anteroom.KindOf(err) == anteroom.NotFound {
		err = anteroom.Fail(anteroom.Conflict, "error.pbx.unreached")
	}
	return c, err
}

func keepable(c anteroom.Company, p anteroom.PhoneSystem) bool {
	return p.Reached() && c.AccountID != "" && c.PasswordSet
}

// ImportPBXUsers takes the lines of the phone system that are nobody's here as a file of users: its rows are checked, and
// no user is made of it until ImportUsers (R43–R45).
type ImportPBXUsers struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c ImportPBXUsers) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ImportPBXUsers) Right() anteroom.Right { return anteroom.ManageUsers }

// Do is never reached: prepare makes the command that brings the file.
func (c ImportPBXUsers) Do(*Run) error { return anteroom.Fail(anteroom.Internal, "error.internal") }

func (c ImportPBXUsers) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	var list []anteroom.PBXLine
	var name string
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := reach(tx, who, c.Right(), c.Of()); err != nil {
			return err
		}
		report, err := tx.PBXReport(c.Company)
		if err != nil {
			return err
		}
		wanted, err := wantedOn(tx, c.Company)
		if err != nil {
			return err
		}
		list, name = strangers(wanted, report.State), report.Read.Format("PBX 2006-01-02 15.04.csv")
		return nil
	})
	if err == nil && len(list) == 0 {
		err = anteroom.Fail(anteroom.Conflict, "error.pbx.nothing")
	}
	if err != nil {
		return nil, err
	}
	file, err := linesFile(list)
	if err != nil {
		return nil, err
	}
	return UploadUsers{Company: c.Company, Name: name, File: file}.prepare(ctx, o, who)
}

// strangers are the lines of extensions that are nobody's here.
func strangers(wanted, found anteroom.PBXState) []anteroom.PBXLine {
	known := map[string]bool{}
	for _, l := range wanted.Lines {
		known[l.Extension] = true
	}
	var list []anteroom.PBXLine
	for _, l := range found.Lines {
		if !known[l.Extension] {
			known[l.Extension] = true
			list = append(list, l)
		}
	}
	return list
}

// linesFile is a table of users.
func linesFile(list []anteroom.PBXLine) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"first", "last", "email", "extension"}) // in memory: Error tells below
	for _, l := range list {
		first, last := parted(l.Name)
		_ = w.Write([]string{first, last, l.Email, l.Extension})
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// parted takes a name apart at its first space, as phone systems write it; of one word it is the last name.
func parted(name string) (first, last string) {
	first, last, two := strings.Cut(name, " ")
	if !two {
		return "", first
	}
	return first, strings.TrimSpace(last)
}

// ImportPBXNumbers gives a company the telephone numbers that its phone system takes calls for and that are nobody's here:
// those that ring a user's extension are that user's, all others the receptionist's (R43).
type ImportPBXNumbers struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c ImportPBXNumbers) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ImportPBXNumbers) Right() anteroom.Right { return anteroom.ManageCompany }

func (c ImportPBXNumbers) Do(r *Run) error {
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	report, err := r.tx.PBXReport(c.Company)
	if err != nil {
		return err
	}
	taken := 0
	for _, n := range known(report.State, company.Country).Numbers {
		_, err := r.tx.Number(anteroom.NumberID(n.Number))
		if err == nil {
			continue
		}
		if anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
		if err := r.importNumber(n); err != nil {
			return err
		}
		taken++
	}
	if taken == 0 && len(r.wrong) == 0 {
		return anteroom.Fail(anteroom.Conflict, "error.pbx.nothing")
	}
	return nil
}

func (r *Run) importNumber(n anteroom.PBXNumber) error {
	made := anteroom.Number{ID: anteroom.NumberID(n.Number), Company: r.target.Company, Voice: true}
	if n.To != "" {
		user, err := r.tx.UserByExtension(r.target.Company, n.To)
		if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
		made.User = user
	}
	return numbers().make(r, n.Number, made)
}

// known is what was found, with its numbers in E.164 and without those that are none in the country.
func known(found anteroom.PBXState, country string) anteroom.PBXState {
	out := found
	out.Numbers = nil
	at := map[anteroom.NumberID]int{} // a number may be kept in two forms
	for _, n := range found.Numbers {
		id, _ := numberIn(country, n.Number)
		if id == "" { // with its country code and without a plus
			id, _ = numberIn(country, "+"+n.Number)
		}
		n.Number = string(id)
		if i, twice := at[id]; twice && n.Ours {
			out.Numbers[i] = n
		} else if !twice && id != "" {
			at[id], out.Numbers = len(out.Numbers), append(out.Numbers, n)
		}
	}
	return out
}

// wantedOn is what a company's phone system should hold: a line for every user with an extension, and the company's
// numbers, all handed over.
func wantedOn(tx *store.Tx, company anteroom.CompanyID) (s anteroom.PBXState, err error) {
	find := anteroom.Find{Most: pageSize, Sort: "extension"}
	for len(s.Lines) < mostLines {
		rows, next, err := tx.UserLines(company, find)
		if err != nil {
			return s, err
		}
		for _, u := range rows {
			if u.Extension != "" {
				s.Lines = append(s.Lines, anteroom.PBXLine{Extension: u.Extension, Name: u.Name(), Email: u.Email})
			}
		}
		if next == "" {
			break
		}
		find.After = next
	}
	s.Numbers, err = handedOver(tx, company)
	return s, err
}

// handedOver are a company's numbers, whoever answers them.
func handedOver(tx *store.Tx, company anteroom.CompanyID) (list []anteroom.PBXNumber, err error) {
	find := anteroom.Find{Most: pageSize}
	for len(list) < mostLines {
		rows, next, err := tx.NumberLines(company, find)
		if err != nil {
			return nil, err
		}
		for _, n := range rows {
			list = append(list, anteroom.PBXNumber{Number: string(n.ID)})
		}
		if next == "" {
			break
		}
		find.After = next
	}
	return list, nil
}

// PushPhoneSystem makes the phone system hold what is here, by the plan that the page shows: what is missing there is
// added, what differs is changed, what was made from here and is no more is taken away (R44). With Only it does some of that,
// and no longer leaves what of it was left.
type PushPhoneSystem struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Only    []string           `json:"only,omitempty"` // differences, as the plan calls them: "line 201", "number +14185550100"; none: all
}

func (c PushPhoneSystem) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c PushPhoneSystem) Right() anteroom.Right { return anteroom.ManageUsers }

func (c PushPhoneSystem) Do(r *Run) error {
	company, err := r.reached(c.Company)
	if err != nil {
		return err
	}
	report, err := r.tx.PBXReport(c.Company)
	if err != nil {
		return err
	}
	if report.Read.IsZero() || report.Reading(r.tx.Now) {
		return anteroom.Fail(anteroom.Conflict, "error.pbx.unread")
	}
	if err := r.leaveNoMore(c.Only); err != nil {
		return err
	}
	plan, err := pbxPlan(r.tx, company, report.State)
	if err != nil {
		return err
	}
	push := anteroom.PBXPush{Begun: r.tx.Now, By: r.who.Name}
	for _, s := range plan {
		if s.Act != anteroom.PBXKeep && (len(c.Only) == 0 || slices.Contains(c.Only, s.Key())) {
			push.Steps = append(push.Steps, anteroom.PBXOutcome{PBXStep: s})
		}
	}
	return r.push(c.Company, report, push)
}

// pushed is a plan that was applied, as the history keeps it.
type pushed struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Removed int `json:"removed"`
	// Items are the lines and numbers, as the plan calls them; of a large plan the first.
	Items string `json:"items"`
}

const mostPushed = 20 // items of a plan that the history names

func summed(steps []anteroom.PBXOutcome) (sum pushed) {
	for _, s := range steps {
		switch s.Act {
		case anteroom.PBXAdd:
			sum.Added++
		case anteroom.PBXChange:
			sum.Changed++
		case anteroom.PBXRemove:
			sum.Removed++
		}
	}
	var items []string
	for _, s := range steps[:min(len(steps), mostPushed)] {
		items = append(items, s.Key())
	}
	if sum.Items = strings.Join(items, ", "); len(steps) > mostPushed {
		sum.Items += " …"
	}
	return sum
}

func (r *Run) push(company anteroom.CompanyID, report anteroom.PBXReport, push anteroom.PBXPush) error {
	if len(push.Steps) == 0 {
		return nil
	}
	sum := summed(push.Steps)
	r.effect(true, "effect.pbx.push", "added", sum.Added, "changed", sum.Changed, "removed", sum.Removed)
	if _, err := r.changed("pbx_push", string(company), nil, sum); err != nil {
		return err
	}
	report.Push = push
	if err := r.tx.PutPBXReport(company, report); err != nil {
		return err
	}
	return r.queue(anteroom.PushPBX, company, "")
}
