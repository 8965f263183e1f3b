package web

import (
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// holdMusic says what whoever is held hears.
func (v *visit) holdMusic() error {
	_, s, x, err := v.front("hold.title")
	if err != nil {
		return err
	}
	return v.taskWithSound(task{
		page: holdForm(s, x),
		command: func(f *form) office.Command {
			c := office.SetHoldMusic{Company: s.Company, File: f.made()}
			if len(c.File) == 0 && !f.ticked("built_in") {
				f.wrong.Wrong("file", "error.hold.file")
			}
			return c
		},
		done: func(office.Outcome) string { return s.At("/receptionist") },
	})
}

func holdForm(s pages.Shell, x office.Receptionist) pages.Task {
	controls := []pages.Control{{Name: "file", Label: "wording.file", Hint: "wording.file.hint", Kind: pages.File, Read: true, Type: ".wav,.mp3,audio/wav,audio/mpeg"}, {Name: "made", Kind: pages.Hidden}}
	if x.Hold != "" {
		controls = append(controls, pages.Control{Name: "built_in", Label: "hold.back", Kind: pages.Tick})
	}
	return pages.Task{Shell: s, Above: receptionLink(s), Upload: true, Version: x.Version, Intro: s.T("hold.intro"), Sections: []pages.Section{{Controls: controls}}}
}

// hearHold is what whoever is held hears now.
func (v *visit) hearHold() error {
	_, s, x, err := v.front("hold.title")
	if err != nil {
		return err
	}
	if x.Hold == "" {
		return v.sound(v.HoldMusic)
	}
	wav, err := v.Office.PromptSound(v.r.Context(), v.who, s.Company, x.Hold)
	if err != nil {
		return err
	}
	return v.sound(wav)
}
