package api

import (
	"io"

	"anteroom.dev/anteroom/office"
)

func (v *visit) contacts() error {
	f, err := v.find()
	if err != nil {
		return err
	}
	l, _, err := v.Office.Contacts(v.r.Context(), v.who, v.company(), f)
	return listed(v, l, err)
}

func (v *visit) userContacts() error {
	f, err := v.find()
	if err != nil {
		return err
	}
	l, _, err := v.Office.UserContacts(v.r.Context(), v.who, v.company(), v.userID(), f)
	return listed(v, l, err)
}

func (v *visit) exportContacts() error {
	q, err := v.parameters("q", "as")
	if err != nil {
		return err
	}
	find, err := found(q, nil)
	if err != nil {
		return err
	}
	return v.table(v.p.T("contacts.export.name"), q.Get("as"), func(out io.Writer, f office.TableForm) error {
		return v.Office.ExportContacts(v.r.Context(), v.who, v.company(), v.userID(), find, f, func() io.Writer { return out })
	})
}
