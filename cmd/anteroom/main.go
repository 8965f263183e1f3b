// Command anteroom is the whole product: it serves (serve, demo), speaks to a server that runs (every command and
// query of the API, by name), and calls (call). It wires the rooms together and holds no rule.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"anteroom.dev/anteroom/locale"
	"github.com/alecthomas/kong"
)

// local are the commands that work on this machine; the others, made from the list of the office, speak to a server.
type local struct {
	Serve    serveCmd    `cmd:"" help:"${help_serve}"`
	Demo     demoCmd     `cmd:"" help:"${help_demo}"`
	Call     callCmd     `cmd:"" help:"${help_call}"`
	Seal     sealCmd     `cmd:"" help:"${help_seal}"`
	Settings settingsCmd `cmd:"" name:"config" help:"${help_settings}"`
	Version  versionCmd  `cmd:"" help:"${help_version}"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run is main without the process: 0 is done, 1 is refused or failed, 2 is called wrongly.
func run(ctx context.Context, args []string) int {
	args = twoDashes(args)
	if code, known := runRemote(ctx, args, os.Stdout, os.Stderr); known {
		return code
	}
	p, err := printer(nil, os.Getenv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "anteroom:", err)
		return 2
	}
	parser, err := parser(ctx, p)
	if err != nil {
		fmt.Fprintln(os.Stderr, "anteroom:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "anteroom:", misgiven(p, err))
		return 2
	}
	if err := parsed.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "anteroom:", complaint(p, err))
		return 1
	}
	return 0
}

// parser reads the local commands, in the words of the reader's language.
func parser(ctx context.Context, p locale.Printer) (*kong.Kong, error) {
	parser, err := kong.New(new(local), kong.Name("anteroom"), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(p), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Description(p.T("cli.help.about")), texts(p), kong.Help(localHelp(p)))
	if err != nil {
		return nil, err
	}
	parser.Model.HelpFlag.Help = p.T("cli.help.help")
	return parser, nil
}

// twoDashes lets a flag be written with one dash, as Go programs do: -http is --http.
func twoDashes(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		if a == "--" {
			return append(out[:i], args[i:]...)
		}
		if len(a) > 2 && a[0] == '-' && a[1] >= 'a' && a[1] <= 'z' {
			a = "-" + a
		}
		out[i] = a
	}
	return out
}

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Println(version())
	return nil
}

// version is that of the module, and the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	parts := []string{info.Main.Version}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			parts = append(parts, s.Value)
		}
	}
	return strings.Join(parts, " ")
}
