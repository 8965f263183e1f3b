package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/config"
	"anteroom.dev/anteroom/locale"
)

type settingsCmd struct {
	Describe describeCmd `cmd:"" default:"1" help:"${help_describe}"`
}

type describeCmd struct{}

// Run prints every setting.
func (describeCmd) Run(p locale.Printer) error { return describe(os.Stdout, p) }

// describe prints a file of settings in which each has its default, and its use as a comment.
func describe(out io.Writer, p locale.Printer) error {
	for _, s := range config.Settings() {
		if _, err := fmt.Fprintf(out, "# %s\n# %s\n%s = %s\n\n", p.T("config.about."+s.Key), p.T("config.environment", "name", s.Environment), s.Key, s.Default); err != nil {
			return err
		}
	}
	return nil
}

// complaint is why a local command failed: what we say to people in the reader's words, every wrong setting on a line;
// of anything else what its maker says.
func complaint(p locale.Printer, err error) string {
	e, ok := errors.AsType[*anteroom.Error](err)
	if !ok || !p.Has(e.Msg.Key) {
		return printable(err.Error())
	}
	lines := []string{p.Text(e.Msg)}
	for _, f := range e.Fields {
		why := p.Text(f.Msg)
		if f.Field != "" {
			why = p.T("config.wrong.at", "setting", f.Field, "why", why)
		}
		lines = append(lines, "  "+why)
	}
	return printable(strings.Join(lines, "\n"))
}
