package web

import (
	"fmt"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// menuKeys are the keys of a telephone, with their names in controls.
func menuKeys() [][2]string {
	list := [][2]string{}
	for _, k := range "1234567890" {
		list = append(list, [2]string{string(k), string(k)})
	}
	return append(list, [2]string{"*", "star"}, [2]string{"#", "pound"})
}

func (v *visit) addMenu() error {
	_, s, x, err := v.front("menu.add.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: menuForm(s, x, anteroom.Menu{Wait: 5}, "menu.add.title"),
		command: func(f *form) office.Command {
			m := f.menu(x, anteroom.Menu{})
			return office.AddMenu{Company: s.Company, Name: m.Name, Prompts: m.Prompts, Keys: m.Keys, Extensions: m.Extensions, Wait: m.Wait, Silence: m.Silence}
		},
		at:   atReception,
		done: func(office.Outcome) string { return s.At("/receptionist") },
	})
}

// oneMenu is the menu that the address names.
func (v *visit) oneMenu(title string) (pages.Shell, office.Receptionist, anteroom.Menu, error) {
	_, s, x, err := v.front(title)
	at := slices.IndexFunc(x.Menus, func(m anteroom.Menu) bool { return string(m.ID) == v.r.PathValue("menu") })
	switch {
	case err != nil:
		return s, x, anteroom.Menu{}, err
	case at < 0:
		return s, x, anteroom.Menu{}, anteroom.Missing()
	}
	return s, x, x.Menus[at], nil
}

func (v *visit) menu() error {
	s, x, m, err := v.oneMenu("menu.title")
	if err != nil {
		return err
	}
	page := menuForm(s, x, m, "")
	page.After = pages.Parts([]pages.Part{{Danger: []pages.Link{{Path: menuPath(s, m) + "/remove", Text: s.T("menu.remove.title")}}}})
	return v.task(task{
		page: page,
		command: func(f *form) office.Command {
			to := f.menu(x, m)
			return office.EditMenu{Company: s.Company, Menu: m.ID, Name: to.Name, Prompts: to.Prompts, Keys: to.Keys, Extensions: to.Extensions, Wait: to.Wait, Silence: to.Silence}
		},
		at:   atReception,
		done: func(office.Outcome) string { return s.At("/receptionist") },
	})
}

func menuPath(s pages.Shell, m anteroom.Menu) string {
	return s.At("/receptionist/menus/" + string(m.ID))
}

// menuForm asks for a menu, or for an announcement.
func menuForm(s pages.Shell, x office.Receptionist, m anteroom.Menu, button string) pages.Task {
	prompts := pages.Section{Title: s.T("menu.prompts"), About: s.T("menu.prompts.about"), Controls: []pages.Control{{Name: "name", Label: "menu.name", Hint: "menu.name.hint", Value: m.Name, Required: true}}}
	for _, l := range promptLanguages(x) {
		prompts.Controls = append(prompts.Controls, pages.Control{Name: "prompt_" + string(l), Label: "menu.prompts", Words: s.T("menu.prompt", "language", s.P.LanguageName(l)), Kind: pages.Area, Value: anteroom.Said(m.Prompts, l).Text,
			Required: x.Languages.Has(l) && slices.Contains(x.Reached, m.ID)})
	}
	leads := pages.Section{Title: s.T("menu.keys"), About: s.T("menu.keys.about"), Controls: []pages.Control{{Name: "extensions", Label: "menu.extensions", Kind: pages.Tick, Checked: m.Extensions}}}
	keys := pages.Section{About: s.T("menu.keys.who"), Pairs: true}
	for _, k := range menuKeys() {
		keys.Controls = append(keys.Controls, toControls(s, x, k[1], "to.none", m.To(k[0]))...)
	}
	for i := range keys.Controls {
		keys.Controls[i].Hint = "" // About says it for all
	}
	patience := pages.Section{Title: s.T("menu.patience"), Controls: append([]pages.Control{{Name: "wait", Label: "menu.wait", Type: "number", Value: fmt.Sprint(m.Wait)}},
		toControls(s, x, "silence", "to.default.silence", m.Silence)...)}
	return pages.Task{Shell: s, Above: receptionLink(s), Intro: s.T("menu.intro"), Button: button, Version: x.Version, Sections: []pages.Section{prompts, leads, keys, patience}}
}

// promptLanguages are the languages of the company, then the others of the system: a prompt can be there before its language.
func promptLanguages(x office.Receptionist) []anteroom.Language {
	list := x.Languages.List()
	for _, l := range x.System {
		if !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	return list
}

// menu reads what was typed; recordings stay.
func (f *form) menu(x office.Receptionist, was anteroom.Menu) anteroom.Menu {
	m := anteroom.Menu{Name: f.text("name"), Extensions: f.ticked("extensions"), Wait: f.number("wait"), Silence: f.to("silence")}
	for _, l := range promptLanguages(x) {
		w := anteroom.Wording{Language: l, Text: strings.ReplaceAll(f.text("prompt_"+string(l)), "\r\n", "\n"), Sound: anteroom.Said(was.Prompts, l).Sound}
		m.Prompts = append(m.Prompts, w)
	}
	for _, k := range menuKeys() {
		if to := f.to(k[1]); to != "" {
			m.Keys = append(m.Keys, anteroom.MenuKey{Key: k[0], To: to})
		}
	}
	return m
}

func (v *visit) removeMenu() error {
	s, x, m, err := v.oneMenu("menu.remove.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page:    removeMenuForm(s, m, x.Version),
		command: func(*form) office.Command { return office.RemoveMenu{Company: s.Company, Menu: m.ID} },
		done:    func(office.Outcome) string { return s.At("/receptionist") },
	})
}

func removeMenuForm(s pages.Shell, m anteroom.Menu, version int64) pages.Task {
	return pages.Task{Shell: s, Above: receptionLink(s), Danger: true, Button: "menu.remove.title", Version: version, Intro: s.T("menu.remove.intro", "name", m.Name)}
}

func (v *visit) addGroup() error {
	_, s, x, err := v.front("group.add.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: groupForm(s, x, anteroom.Group{Seconds: 20}, "group.add.title"),
		command: func(f *form) office.Command {
			return office.AddGroup{Company: s.Company, Name: f.text("name"), Members: f.named("members"), InTurn: f.text("order") == "turn", Seconds: f.number("seconds"), Then: f.to("then")}
		},
		at:   atReception,
		done: func(office.Outcome) string { return s.At("/receptionist") },
	})
}

// oneGroup is the group that the address names.
func (v *visit) oneGroup(title string) (pages.Shell, office.Receptionist, anteroom.Group, error) {
	_, s, x, err := v.front(title)
	at := slices.IndexFunc(x.Groups, func(g anteroom.Group) bool { return string(g.ID) == v.r.PathValue("group") })
	switch {
	case err != nil:
		return s, x, anteroom.Group{}, err
	case at < 0:
		return s, x, anteroom.Group{}, anteroom.Missing()
	}
	return s, x, x.Groups[at], nil
}

func (v *visit) group() error {
	s, x, g, err := v.oneGroup("group.title")
	if err != nil {
		return err
	}
	page := groupForm(s, x, g, "")
	page.After = pages.Parts([]pages.Part{{Danger: []pages.Link{{Path: s.At("/receptionist/groups/" + string(g.ID) + "/remove"), Text: s.T("group.remove.title")}}}})
	return v.task(task{
		page: page,
		command: func(f *form) office.Command {
			return office.EditGroup{Company: s.Company, Group: g.ID, Name: f.text("name"), Members: f.named("members"), InTurn: f.text("order") == "turn", Seconds: f.number("seconds"), Then: f.to("then")}
		},
		at:   atReception,
		done: func(office.Outcome) string { return s.At("/receptionist") },
	})
}

func groupForm(s pages.Shell, x office.Receptionist, g anteroom.Group, button string) pages.Task {
	var members []string
	for _, id := range g.Members {
		if dial := x.Dial[id]; dial != "" {
			members = append(members, dial)
		} else {
			members = append(members, string(id))
		}
	}
	order := "all"
	if g.InTurn {
		order = "turn"
	}
	controls := []pages.Control{{Name: "name", Label: "group.name", Value: g.Name, Required: true},
		{Name: "members", Label: "group.members", Hint: "group.members.hint", Kind: pages.Area, Value: strings.Join(members, "\n"), Required: true},
		{Name: "order", Label: "group.order", Kind: pages.Radios, Value: order, Options: []pages.Option{{Value: "all", Text: s.T("group.order.all")}, {Value: "turn", Text: s.T("group.order.turn")}}},
		{Name: "seconds", Label: "group.seconds", Type: "number", Value: fmt.Sprint(g.Seconds)}}
	return pages.Task{Shell: s, Above: receptionLink(s), Intro: s.T("group.intro"), Button: button, Version: x.Version,
		Sections: []pages.Section{{Controls: append(controls, toControls(s, x, "then", "to.default.then", g.Then)...)}}}
}

func (v *visit) removeGroup() error {
	s, x, g, err := v.oneGroup("group.remove.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page:    removeGroupForm(s, g, x.Version),
		command: func(*form) office.Command { return office.RemoveGroup{Company: s.Company, Group: g.ID} },
		done:    func(office.Outcome) string { return s.At("/receptionist") },
	})
}

func removeGroupForm(s pages.Shell, g anteroom.Group, version int64) pages.Task {
	return pages.Task{Shell: s, Above: receptionLink(s), Danger: true, Button: "group.remove.title", Version: version, Intro: s.T("group.remove.intro", "name", g.Name)}
}
