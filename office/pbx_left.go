package office

import (
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// pbxPlan is what would make a company's phone system hold what is here, but for the differences that are left.
func pbxPlan(tx *store.Tx, c anteroom.Company, found anteroom.PBXState) ([]anteroom.PBXStep, error) {
	wanted, err := wantedOn(tx, c.ID)
	if err != nil {
		return nil, err
	}
	left, err := tx.PBXLeft(c.ID)
	return anteroom.LeavePBX(anteroom.PlanPBX(wanted, known(found, c.Country)), left), err
}

// LeaveOnPhoneSystem leaves differences as they are on the phone system: an update passes them over, and nobody is told of
// them, until the phone system is changed again.
type LeaveOnPhoneSystem struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Items   []string           `json:"items"` // as the plan calls them: "line 201", "number +14185550100"
}

func (c LeaveOnPhoneSystem) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c LeaveOnPhoneSystem) Right() anteroom.Right { return anteroom.ManageUsers }

// pbxLeft is a difference that is left.
type pbxLeft struct {
	Difference string `json:"difference"`
	Mark       string `json:"mark"`
}

func (c LeaveOnPhoneSystem) Do(r *Run) error {
	plan, err := r.pbxRead(c.Company)
	if err != nil {
		return err
	}
	for _, item := range c.Items {
		i := slices.IndexFunc(plan, func(s anteroom.PBXStep) bool { return s.Key() == item && s.Act != anteroom.PBXKeep })
		if i < 0 {
			r.wrong.Wrong("items", "error.pbx.item", "item", item)
			continue
		}
		if err := r.leave(item, plan[i].Mark()); err != nil {
			return err
		}
	}
	return nil
}

// pbxRead is the plan of a company's phone system by what was read there last; none where it never was.
func (r *Run) pbxRead(id anteroom.CompanyID) ([]anteroom.PBXStep, error) {
	company, err := r.reached(id)
	if err != nil {
		return nil, err
	}
	report, err := r.tx.PBXReport(id)
	if err != nil || report.Read.IsZero() {
		return nil, err
	}
	return pbxPlan(r.tx, company, report.State)
}

// leaveNoMore has differences put right that were left.
func (r *Run) leaveNoMore(items []string) error {
	left, err := r.tx.PBXLeft(r.target.Company)
	for _, item := range items {
		if _, was := left[item]; !was || err != nil {
			continue
		}
		err = pbxLefts().remove(r, item)
	}
	return err
}

func pbxLefts() noun[pbxLeft] {
	return noun[pbxLeft]{
		name: "pbx_left", right: anteroom.ManageUsers,
		load: func(r *Run, id string) (pbxLeft, error) {
			left, err := r.tx.PBXLeft(r.target.Company)
			mark, there := left[id]
			return pbxLeft{id, mark}, exists(err, there)
		},
		put: func(r *Run, id string, _ *pbxLeft, l pbxLeft) error {
			return r.tx.PutPBXLeft(r.target.Company, id, l.Mark)
		},
		drop: func(r *Run, l pbxLeft) error { return r.tx.DropPBXLeft(r.target.Company, l.Difference) },
	}
}

// leave leaves a difference, whether or not an earlier one of the same thing was left.
func (r *Run) leave(item, mark string) error {
	n := pbxLefts()
	_, err := n.load(r, item)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return n.make(r, item, pbxLeft{item, mark})
	}
	if err != nil {
		return err
	}
	return n.edit(r, item, func(l *pbxLeft) error {
		l.Mark = mark
		return nil
	})
}
