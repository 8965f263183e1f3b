package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/config"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/web"
)

type demoCmd struct {
	HTTP  string `name:"http" default:"127.0.0.1:8080" help:"${help_demo_http}"`
	SIP   string `name:"sip" default:"127.0.0.1:5060" help:"${help_demo_sip}"`
	Mail  string `name:"mail" default:"127.0.0.1:8025" help:"${help_demo_mail}"`
	Data  string `default:"data/demo" help:"${help_demo_data}"`
	Ready string `help:"${help_demo_ready}"`
	Quiet bool   `help:"${help_demo_quiet}"`
}

// Run serves a system with sample companies on parts that are all built in.
func (c demoCmd) Run(ctx context.Context) error {
	level := slog.LevelInfo
	if c.Quiet {
		level = slog.LevelWarn
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	post, box, values, err := openMailHouse()
	if err != nil {
		return err
	}
	defer post.Close()
	values["http"], values["sip"], values["data"], values["smtp_tls"] = free("tcp", c.HTTP), free("udp", c.SIP), c.Data, "none"
	values["speech_allow"] = "127.0.0.1/32"               // a recogniser beside it
	values["source_calls"], values["calls"] = "0", "5000" // all who try it call from one machine, benchmarks too
	settings, err := config.From(values)
	if err != nil {
		return err
	}
	h, err := open(ctx, settings, log)
	if err != nil {
		return err
	}
	defer h.close()
	trap, err := fake.NewMailTrap(filepath.Join(c.Data, "mail"), h.catalogue)
	if err != nil {
		return err
	}
	defer trap.Close()
	h.relay.Addr = trap.SMTPAddr()
	inbox, err := net.Listen("tcp", free("tcp", c.Mail))
	if err != nil {
		return err
	}
	mailPage := "http://" + inbox.Addr().String()
	letters, err := specimens(h.catalogue)
	if err != nil {
		return err
	}
	if err := h.listen(web.Config{Demo: true, MailTrap: mailPage, Letters: letters}); err != nil {
		return err
	}
	made, err := h.sample(ctx, filepath.Join(c.Data, "demo.json"))
	if err != nil {
		return err
	}
	if err := h.knowMailbox(ctx, box); err != nil {
		return err
	}
	made.Portal, made.API, made.SIP, made.Mail = h.portal, h.portal+"/api/v1", h.voice.Addr(), mailPage
	made.Mailbox = box
	pages := &http.Server{Handler: trap.Handler(), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- pages.Serve(inbox) }()
	defer func() { _ = pages.Close(); <-served }()
	return h.serveReady(ctx, made, c.Ready)
}

// serveReady serves, and tells when the portal answers.
func (h *house) serveReady(ctx context.Context, made ready, file string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	served := make(chan error, 1)
	go func() { served <- h.serve(ctx) }()
	if err := answers(ctx, made.Portal+"/healthz"); err != nil {
		cancel()
		return errors.Join(err, <-served)
	}
	if err := made.write(file); err != nil {
		cancel()
		return errors.Join(err, <-served)
	}
	made.print(os.Stdout)
	err := <-served
	return err
}

// answers returns once the address answers.
func answers(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request) // the listener is open: it waits until it is served
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// free is the address, or the same host with port 0 where the default port is taken.
func free(network, address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil || port == "0" {
		return address
	}
	var taken io.Closer
	if network == "tcp" {
		taken, err = net.Listen("tcp", address)
	} else {
		taken, err = net.ListenPacket("udp", address)
	}
	if err != nil {
		return net.JoinHostPort(host, "0")
	}
	_ = taken.Close()
	return address
}

// ready is what the demo tells, once it serves.
type ready struct {
	Portal   string    `json:"portal"`
	API      string    `json:"api"`
	SIP      string    `json:"sip"`
	Mail     string    `json:"mail"`
	Mailbox  mailbox   `json:"mailbox"`
	Accounts []account `json:"accounts"`
	Numbers  []number  `json:"numbers"`
	Phones   []phone   `json:"phones"`
}

type account struct {
	Role      string             `json:"role"`
	Company   string             `json:"company,omitempty"`
	CompanyID anteroom.CompanyID `json:"company_id,omitempty"`
	VAR       string             `json:"var,omitempty"`
	Email     string             `json:"email"`
	Password  string             `json:"password"`
	Token     string             `json:"token"`
}

type number struct {
	Number     anteroom.NumberID   `json:"number"`
	Company    string              `json:"company"`
	CompanyID  anteroom.CompanyID  `json:"company_id"`
	Languages  []anteroom.Language `json:"languages"`
	Extensions []string            `json:"extensions"`
}

type phone struct {
	Company   string `json:"company"`
	Extension string `json:"extension"`
	User      string `json:"user"`
	Password  string `json:"password"`
}

// write writes the file whole or not at all: whoever waits for it never reads half of it.
func (r ready) write(file string) error {
	if file == "" {
		return nil
	}
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".part", raw, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".part", file)
}

// print tells the same to people.
func (r ready) print(w io.Writer) {
	fmt.Fprintf(w, "\nAnteroom serves.\n\n  Portal    %s\n  Messages  %s\n  API       %s  (described at /openapi.json)\n  SIP       %s\n\nSign in as\n", r.Portal, r.Mail, r.API, r.SIP)
	for _, a := range r.Accounts {
		fmt.Fprintf(w, "  %-26s %-30s %s  %s\n", a.Email, a.Password, a.Role, strings.TrimSpace(a.Company+a.VAR))
	}
	fmt.Fprintf(w, "\nA mailbox to connect\n  IMAP %s port %d, SMTP port %d, no encryption, user name %s, password %s\n", r.Mailbox.Host, r.Mailbox.IMAP, r.Mailbox.SMTP, r.Mailbox.User, r.Mailbox.Password)
	fmt.Fprintln(w, "\nNumbers")
	for _, n := range r.Numbers {
		var languages []string
		for _, l := range n.Languages {
			languages = append(languages, string(l))
		}
		fmt.Fprintf(w, "  %s  %-20s %-6s extensions %s\n", n.Number, n.Company, strings.Join(languages, ", "), strings.Join(n.Extensions, ", "))
	}
	if len(r.Numbers) > 0 {
		fmt.Fprintf(w, "\nPlace a first call:\n  bin/anteroom call --sip %s %s\n\n", r.SIP, string(r.Numbers[0].Number))
	}
}
