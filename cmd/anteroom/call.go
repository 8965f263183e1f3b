package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/speech"
)

type callCmd struct {
	Number string `arg:"" help:"${help_number}"`
	SIP    string `name:"sip" default:"127.0.0.1:5060" help:"${help_sip}"`
	From   string `default:"15145550199" help:"${help_from}"`
	Keys   string `help:"${help_keys}"`
	Record string `help:"${help_record}" type:"path"`
}

// Run calls, shows how loud it is at the other end, and presses the keys that are typed, until either side hangs up.
func (c callCmd) Run(ctx context.Context, p locale.Printer) error {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the SIP library says on it how it closes its sockets
	phone, err := fake.NewPhone(c.From)
	if err != nil {
		return err
	}
	defer phone.Close()
	dialling, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	number := strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "").Replace(c.Number)
	call, err := phone.Dial(dialling, number, c.SIP)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Number, err)
	}
	fmt.Println(p.T("cli.call.answered"))
	go typed(call)
	go c.press(ctx, call)
	shown := 0
	for !call.Over() && call.Listen(ctx, 500*time.Millisecond) == nil {
		heard := call.Heard()
		fmt.Print(loudness(heard[shown:]))
		shown = len(heard)
	}
	if !call.Over() {
		call.Hangup()
	}
	fmt.Println("\n" + p.T("cli.call.ended", "seconds", float64(len(call.Heard()))/8000))
	if c.Record != "" {
		return os.WriteFile(c.Record, speech.WAV(call.Heard()), 0o600)
	}
	return nil
}

// typed presses the keys that come in on standard input.
func typed(call *fake.Call) {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		call.Key(strings.Map(func(r rune) rune {
			if strings.ContainsRune("0123456789*#", r) {
				return r
			}
			return -1
		}, lines.Text()))
	}
}

func (c callCmd) press(ctx context.Context, call *fake.Call) {
	for _, key := range c.Keys {
		wait := time.Second
		if key == ',' {
			wait = 3 * time.Second
		}
		if call.Listen(ctx, wait) != nil || call.Over() {
			return
		}
		if strings.ContainsRune("0123456789*#", key) {
			call.Key(string(key))
		}
	}
}

// loudness is a mark for half a second of sound: from silence to loud.
func loudness(pcm []int16) string {
	sum := 0
	for _, s := range pcm {
		sum += max(int(s), -int(s))
	}
	if len(pcm) == 0 {
		return " "
	}
	level := 0
	for mean := sum / len(pcm); mean > 60 && level < 7; mean /= 3 {
		level++
	}
	return string([]rune(" ▁▂▃▄▅▆▇")[level])
}
