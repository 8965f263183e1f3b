package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"anteroom.dev/anteroom/api"
	"anteroom.dev/anteroom/locale"
	"github.com/alecthomas/kong"
)

// printer is the language of who types: the one that is asked for, else that of the terminal.
func printer(args []string, env func(string) string) (locale.Printer, error) {
	catalogue, err := locale.Load()
	if err != nil {
		return locale.Printer{}, err
	}
	asked := tongue(env)
	for i, a := range args {
		name, value, inline := strings.Cut(strings.TrimLeft(a, "-"), "=")
		switch {
		case name != "answer-in":
		case inline:
			asked = value
		case i+1 < len(args):
			asked = args[i+1]
		}
	}
	return catalogue.In(catalogue.Match(asked, catalogue.Languages())), nil
}

// texts are the help of the local commands, as kong takes them: ${help_serve} in a tag is the text cli.help.serve.
func texts(p locale.Printer) kong.Vars {
	vars := kong.Vars{}
	for _, name := range []string{"about", "serve", "demo", "call", "seal", "settings", "version", "describe", "rotate", "retire", "config", "number", "sip", "from", "keys", "record",
		"demo_http", "demo_sip", "demo_mail", "demo_data", "demo_ready", "demo_quiet"} {
		vars["help_"+name] = p.T("cli.help." + name)
	}
	return vars
}

// localHelp prints kong's help with its headings in the reader's language, and names what is asked of a server.
func localHelp(p locale.Printer) kong.HelpPrinter {
	return func(options kong.HelpOptions, ctx *kong.Context) error {
		out := ctx.Stdout
		var written bytes.Buffer
		ctx.Stdout = &written
		err := kong.DefaultHelpPrinter(options, ctx)
		ctx.Stdout = out
		if err != nil {
			return err
		}
		text := strings.NewReplacer("Usage: ", p.T("cli.usage")+" ", "\nFlags:\n", "\n"+p.T("cli.flags")+"\n", "\nCommands:\n", "\n"+p.T("cli.commands")+"\n", "\nArguments:\n", "\n"+p.T("cli.arguments")+"\n",
			`Run "anteroom <command> --help" for more information on a command.`, p.T("cli.more")).Replace(written.String())
		if _, err := io.WriteString(out, text); err != nil || ctx.Selected() != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "\n%s\n%s", p.T("cli.remote"), inColumns(remoteNames(), 80))
		return err
	}
}

// inColumns are words, in lines of that width.
func inColumns(words []string, width int) string {
	var b strings.Builder
	line := " "
	for _, w := range words {
		if len(line)+1+len(w) > width {
			b.WriteString(line + "\n")
			line = " "
		}
		line += " " + w
	}
	return b.String() + line + "\n"
}

// help prints how the command or query is given: what it does, what must be given, and every flag.
func (r *remote) help(out io.Writer, p locale.Printer) {
	fmt.Fprintf(out, "%s anteroom %s", p.T("cli.usage"), r.name)
	must := r.missing()
	for _, name := range must {
		fmt.Fprintf(out, " --%s …", strings.ReplaceAll(name, "_", "-"))
	}
	fmt.Fprintln(out, " [--…]")
	fmt.Fprintf(out, "\n%s\n\n%s\n", r.about(p), p.T("cli.flags"))
	r.flags.VisitAll(func(f *flag.Flag) {
		fmt.Fprintf(out, "  --%-18s %s\n", f.Name, f.Usage)
	})
}

// about is what the command or query does.
func (r *remote) about(p locale.Printer) string {
	if r.command != nil {
		return said(p, api.About(r.command, ""), locale.Described+r.name)
	}
	return said(p, api.AboutQuery(r.name), locale.Described+r.name)
}

// aboutFlag is what the flag of a field, a parameter or a part of the address is for; of some names it differs from
// what it is in all others.
func (r *remote) aboutFlag(p locale.Printer, name, described string) string {
	return said(p, asFlag(described), locale.Described+r.name+"."+name, locale.Described+"flag."+name)
}

// asFlag is a sentence of the API's description, as the flags beside it are described.
func asFlag(sentence string) string {
	sentence = strings.TrimSuffix(sentence, ".")
	first, size := utf8.DecodeRuneInString(sentence)
	if next, _ := utf8.DecodeRuneInString(sentence[size:]); unicode.IsUpper(next) {
		return sentence // PNG, ISO
	}
	return string(unicode.ToLower(first)) + sentence[size:]
}

// said is the first of these texts that the catalogue has, else what the API's description says.
func said(p locale.Printer, described string, keys ...string) string {
	for _, key := range keys {
		if p.Has(key) {
			return p.T(key)
		}
	}
	return described
}

// wrongFlag tells what is wrong with the flags in the reader's language; the flag package has its own.
func wrongFlag(p locale.Printer, err error) string {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		return p.T("cli.flag.unknown", "flag", "--"+strings.TrimPrefix(name, "-"))
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return p.T("cli.flag.empty", "flag", "--"+strings.TrimPrefix(name, "-"))
	}
	if _, rest, ok := strings.Cut(strings.Replace(text, " for -", " for flag -", 1), " for flag -"); ok { // of yes or no it says so
		name, _, _ := strings.Cut(rest, ":")
		return p.T("cli.flag.wrong", "flag", "--"+name)
	}
	return text
}

// misgiven tells how a local command was given wrongly in the reader's language; kong has its own.
func misgiven(p locale.Printer, err error) string {
	text, hint, _ := strings.Cut(err.Error(), ", did you mean ")
	if hint = strings.Trim(hint, `"?`); hint == "-h" {
		hint = ""
	}
	if hint != "" {
		hint = " " + p.T("cli.wrong.hint", "word", hint)
	}
	if name, ok := strings.CutPrefix(text, "unknown flag "); ok {
		return p.T("cli.flag.unknown", "flag", name) + hint
	}
	if word, ok := strings.CutPrefix(text, "unexpected argument "); ok {
		return p.T("cli.wrong.argument", "word", printable(word)) + hint
	}
	if list, ok := strings.CutPrefix(text, "expected one of "); ok {
		return p.T("cli.wrong.command", "words", strings.ReplaceAll(list, `"`, ""))
	}
	if name, ok := strings.CutPrefix(text, `expected "`); ok {
		return p.T("cli.missing", "flag", strings.TrimSuffix(name, `"`))
	}
	if name, _, ok := strings.Cut(text, ": expected string value but got \"EOL\""); ok {
		return p.T("cli.flag.empty", "flag", name)
	}
	return printable(text)
}

// forPerson tells whether what is printed is read by a person, not by a program.
func forPerson(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
