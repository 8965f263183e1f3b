package mail_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
	"time"
)

// dovecot is a real server of IMAP and POP3, of a folder of its own.
type dovecot struct {
	dir                        string
	IMAP, IMAPS, POP3, POP3S   int
	User, Password, Token      string
	Cert, Key, Internal, Login string
	UID, GID                   string
	TokenInfo                  string
	Ways                       string // to sign in with a token
}

const dovecotConf = `
base_dir = {{.Dir}}/run
log_path = {{.Dir}}/log
ssl = yes
ssl_cert = <{{.Cert}}
ssl_key = <{{.Key}}
ssl_min_protocol = TLSv1.2
protocols = imap pop3
listen = 127.0.0.1
default_internal_user = {{.Internal}}
default_internal_group =
default_login_user = {{.Login}}
disable_plaintext_auth = yes
auth_mechanisms = plain login {{.Ways}}
auth_failure_delay = 0
login_trusted_networks =
mail_location = maildir:{{.Dir}}/mail/%u
mail_uid = {{.UID}}
mail_gid = {{.GID}}
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = oauth2
  mechanisms = {{.Ways}}
  args = {{.Dir}}/oauth2.conf
}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u {{.Dir}}/users
}
userdb {
  driver = static
  args = uid={{.UID}} gid={{.GID}} home={{.Dir}}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Trash {
    auto = create
    special_use = \Trash
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = {{.IMAP}}
  }
  inet_listener imaps {
    port = {{.IMAPS}}
    ssl = yes
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = {{.POP3}}
  }
  inet_listener pop3s {
    port = {{.POP3S}}
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`

// freePorts are ports that were free a moment ago.
func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// openDovecot starts a server with a certificate; ssl is Dovecot's own setting: yes, no or required.
func openDovecot(t *testing.T, a *authority, certificate tls.Certificate, ways string) *dovecot {
	t.Helper()
	program, err := exec.LookPath("dovecot")
	if err != nil {
		t.Skip("no dovecot: test/install installs it (November 2026)")
	}
	dir, err := os.MkdirTemp("/tmp", "dv") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	p := freePorts(t, 4)
	d := &dovecot{dir: dir, IMAP: p[0], IMAPS: p[1], POP3: p[2], POP3S: p[3], User: "elise@boreal.example", Password: "Tr0mbone-\"quoted\\é", Token: "ya29.a-token", Ways: ways}
	d.Cert, d.Key = a.files(dir, certificate)
	d.identity(t)
	d.tokens(t)
	d.write(t, "users", d.User+":{PLAIN}"+d.Password+"\n")
	d.write(t, "oauth2.conf", "tokeninfo_url = "+d.TokenInfo+"\nintrospection_mode = auth\ntimeout_msecs = 5000\nusername_attribute = email\n")
	d.configure(t)
	for _, sub := range []string{"mail/" + d.User + "/new", "mail/" + d.User + "/cur", "mail/" + d.User + "/tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	d.own(t)
	d.start(t, program)
	return d
}

// Dir is the server's folder, for the template.
func (d *dovecot) Dir() string { return d.dir }

func (d *dovecot) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o644); err != nil { //nolint:gosec // read by the server's own user
		t.Fatal(err)
	}
}

func (d *dovecot) configure(t *testing.T) {
	t.Helper()
	var b bytes.Buffer
	if err := template.Must(template.New("").Parse(dovecotConf)).Execute(&b, d); err != nil {
		t.Fatal(err)
	}
	d.write(t, "dovecot.conf", b.String())
}

// identity is whose processes there are: root's server gives its rights up, another's keeps them.
func (d *dovecot) identity(t *testing.T) {
	t.Helper()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	d.Internal, d.Login, d.UID, d.GID = me.Username, me.Username, me.Uid, me.Gid
	if me.Uid == "0" {
		nobody, err := user.Lookup("nobody")
		if err != nil {
			t.Fatal(err)
		}
		d.Internal, d.Login, d.UID, d.GID = "dovecot", "dovenull", nobody.Uid, nobody.Gid
	}
}

func (d *dovecot) own(t *testing.T) {
	t.Helper()
	if err := os.Chmod(d.dir, 0o755); err != nil { //nolint:gosec // the server's own user passes through
		t.Fatal(err)
	}
	if out, err := exec.Command("chown", "-R", d.UID+":"+d.GID, filepath.Join(d.dir, "mail")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// tokens is what Dovecot asks whose token it was given.
func (d *dovecot) tokens(t *testing.T) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.RawQuery, d.Token) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"email":%q,"expires_in":3600}`, d.User)
	}))
	t.Cleanup(s.Close)
	d.TokenInfo = s.URL + "/?access_token="
}

func (d *dovecot) start(t *testing.T, program string) {
	t.Helper()
	var said bytes.Buffer
	cmd := exec.Command(program, "-F", "-c", filepath.Join(d.dir, "dovecot.conf"))
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(d.dir, "log"))
			t.Logf("dovecot: %s%s", said.String(), log)
		}
	})
	listens(t, ended, d.IMAP, d.POP3S)
}

// listens waits until a server takes connections.
func listens(t *testing.T, ended <-chan error, ports ...int) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for _, port := range ports {
		for {
			conn, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
			if err == nil {
				_ = conn.Close()
				break
			}
			if time.Now().After(deadline) {
				t.Fatal("the server does not listen")
			}
			select {
			case err := <-ended:
				t.Fatalf("the server ended: %v", err)
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}

// deliver puts a message into the inbox, as of that time.
func (d *dovecot) deliver(t *testing.T, at time.Time, raw string) {
	t.Helper()
	name := filepath.Join(d.dir, "mail", d.User, "new", fmt.Sprintf("%d.M%dP1.test", at.Unix(), at.Nanosecond()))
	if err := os.WriteFile(name, []byte(raw), 0o666); err != nil { //nolint:gosec // read by the server's own user
		t.Fatal(err)
	}
	if err := os.Chtimes(name, at, at); err != nil {
		t.Fatal(err)
	}
	d.own(t)
}
