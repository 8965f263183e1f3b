package web

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// support names the VAR, and whom its companies ask for help.
func (v *visit) support() error {
	place, s, err := v.inVAR("support.title", "support")
	if err != nil {
		return err
	}
	return v.task(task{
		page: supportForm(s, place.VAR, place.Version),
		command: func(f *form) office.Command {
			return office.EditVAR{VAR: place.VAR.ID, Name: f.text("name"), SupportEmail: f.text("support_email"), SupportPhone: f.text("support_phone")}
		},
		done: func(office.Outcome) string { return s.AtVAR("/support") },
	})
}

func supportForm(s pages.Shell, vendor anteroom.VAR, version int64) pages.Task {
	return pages.Task{Shell: s, Intro: s.T("support.intro"), Version: version, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "name", Label: "field.var.name", Value: vendor.Name, Required: true},
		{Name: "support_email", Label: "field.var.support_email", Type: "email", Value: vendor.SupportEmail, Required: true},
		{Name: "support_phone", Label: "field.var.support_phone", Type: "tel", Value: vendor.SupportPhone},
	}}}}
}
