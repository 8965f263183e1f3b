package mail_test

import (
	"bytes"
	"crypto/tls"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"testing"
	"text/template"
	"time"
)

// exim is a real server of SMTP, of a folder of its own. What it takes it throws away. The part before the @ of a
// recipient, and of a sender, provokes failures.
type exim struct {
	dir            string
	SMTP, SMTPS    int
	Name, Group    string
	User, Password string
	Cert, Key      string
	TLS            bool
}

const eximConf = `
primary_hostname = mail.boreal.example
exim_user = {{.Name}}
exim_group = {{.Group}}
spool_directory = {{.Dir}}/spool
log_file_path = {{.Dir}}/log/%slog
pid_file_path = {{.Dir}}/pid
never_users =
daemon_smtp_ports = {{.SMTP}} : {{.SMTPS}}
local_interfaces = 127.0.0.1
{{if .TLS}}tls_on_connect_ports = {{.SMTPS}}
tls_advertise_hosts = *
tls_certificate = {{.Cert}}
tls_privatekey = {{.Key}}
auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
{{else}}tls_advertise_hosts =
auth_advertise_hosts = *
{{end}}
smtputf8_advertise_hosts =
acl_smtp_mail = mail
acl_smtp_rcpt = rcpt
acl_smtp_data = data
queue_only = true
host_lookup =
rfc1413_query_timeout = 0s

begin acl
mail:
  deny senders = refused@*
       message = 5.7.1 You may not send as that
  defer senders = later@*
       message = 4.3.2 Come back later
  accept
rcpt:
  accept senders = :
         recipients = assistant@boreal.example
  deny senders = :
       recipients = nobody@*
       message = 5.1.1 No such user here
  defer senders = :
       recipients = grey@*
       message = 4.7.1 Greylisted, please come again
  deny !authenticated = *
       message = 5.7.0 Sign in first
  deny recipients = nobody@*
       message = 5.1.1 No such user here
  deny recipients = full@*
       message = 5.2.2 The mailbox is full
  defer recipients = grey@*
       message = 4.7.1 Greylisted, please come again
  accept
data:
  deny condition = ${if eq{$recipients}{spam@boreal.example}}
       message = 5.7.1 This looks like spam
  discard

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{"{{eq{$auth2}{"}}{{.User}}{{"}}{eq{$auth3}{"}}{{.Password}}{{"}}}"}}}
  server_set_id = $auth2
`

func openExim(t *testing.T, a *authority, certificate *tls.Certificate) *exim {
	t.Helper()
	program, err := exec.LookPath("exim4")
	if err != nil {
		t.Skip("no exim4: test/install installs it (November 2026)")
	}
	dir, err := os.MkdirTemp("/tmp", "ex")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	p := freePorts(t, 2)
	e := &exim{dir: dir, SMTP: p[0], SMTPS: p[1], User: "elise", Password: "Tr0mbone"}
	if certificate != nil {
		e.TLS = true
		e.Cert, e.Key = a.files(dir, *certificate)
	}
	e.identity(t)
	e.start(t, program)
	return e
}

// Dir is the server's folder, for the template.
func (e *exim) Dir() string { return e.dir }

func (e *exim) identity(t *testing.T) {
	t.Helper()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	if me.Uid == "0" {
		if me, err = user.Lookup("Debian-exim"); err != nil {
			t.Fatal(err)
		}
	}
	group, err := user.LookupGroupId(me.Gid)
	if err != nil {
		t.Fatal(err)
	}
	e.Name, e.Group = me.Username, group.Name
	for _, sub := range []string{"spool", "log"} {
		if err := os.MkdirAll(filepath.Join(e.dir, sub), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("chown", "-R", e.Name+":"+e.Group, e.dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func (e *exim) start(t *testing.T, program string) {
	t.Helper()
	var b, said bytes.Buffer
	if err := template.Must(template.New("").Parse(eximConf)).Execute(&b, e); err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(e.dir, "exim.conf")
	if err := os.WriteFile(conf, b.Bytes(), 0o644); err != nil { //nolint:gosec // read by the server's own user
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-C", conf, "-bdf", "-q1h")
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
		}
		if t.Failed() {
			main, _ := os.ReadFile(filepath.Join(e.dir, "log", "mainlog"))
			panicked, _ := os.ReadFile(filepath.Join(e.dir, "log", "paniclog"))
			t.Logf("exim: %s%s%s", said.String(), main, panicked)
		}
	})
	listens(t, ended, e.SMTP)
}
