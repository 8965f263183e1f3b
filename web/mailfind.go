package web

import (
	"errors"
	"net/http"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
)

// findSection asks for an address from which the settings are found (R26).
func findSection(s pages.Shell, email string) pages.Section {
	return pages.Section{Title: s.T("mail.find.title"), About: s.T("mail.find.about"), Extra: pages.Button{Name: "find", Text: s.T("mail.find")}, Controls: []pages.Control{
		{Name: "email", Label: "mail.email", Type: "email", Value: email, Required: true}}}
}

// findMail answers where settings are to be found, or others of those that were found to be filled in; false: something
// else is asked for.
func (v *visit) findMail(page *pages.Task, f *form, of anteroom.Target) (answered bool, err error) {
	if f.Has("take") {
		return true, v.show(http.StatusOK, pages.TaskPage(*page))
	}
	if !f.Has("find") {
		return false, nil
	}
	found, err := v.Office.FindMail(v.r.Context(), v.who, of, f.text("email"))
	if err == nil && len(found) == 0 {
		var none anteroom.Fields
		none.Wrong("email", "mail.error.found.none")
		err = none.Err()
	}
	if e, ok := errors.AsType[*anteroom.Error](err); ok && (e.Kind == anteroom.Invalid || e.Kind == anteroom.Unavailable) {
		return true, v.mailRefused(*page, nil, nil, err)
	}
	if err != nil {
		return true, err
	}
	page.Before = pages.Components(pages.MailFoundNotice(page.Shell, v.r.URL.Path, foundFields(found, f.text("email"))), page.Before)
	for _, c := range page.Controls() {
		for _, field := range fieldsOf(found[0], f.text("email")) {
			if c.Name == field[0] {
				c.Value = field[1]
			}
		}
	}
	return true, v.show(http.StatusOK, pages.TaskPage(*page))
}

func foundFields(list []anteroom.MailFound, email string) []pages.MailFound {
	out := make([]pages.MailFound, len(list))
	for i, m := range list {
		out[i] = pages.MailFound{Source: m.Source, Where: m.Where, Hosts: m.Access.Incoming.Host + ", " + m.Access.Outgoing.Host, Fields: fieldsOf(m, email)}
	}
	return out
}

// fieldsOf are settings as the fields of the form.
func fieldsOf(m anteroom.MailFound, email string) [][2]string {
	list := [][2]string{{"email", email}, {"user_name", m.User}, {"incoming.protocol", string(m.Access.Incoming.Protocol)}}
	for prefix, s := range map[string]anteroom.MailServer{"incoming.": m.Access.Incoming, "outgoing.": m.Access.Outgoing} {
		list = append(list, [2]string{prefix + "host", s.Host}, [2]string{prefix + "port", strconv.Itoa(s.Port)}, [2]string{prefix + "security", string(s.Security)}, [2]string{prefix + "sign_in", string(s.SignIn)})
	}
	return list
}
