// Package asterisktest runs a real Asterisk for tests, from Debian's packages as test/asterisk unpacks them: on loopback
// only, on free ports, in a folder of the test, without root.
package asterisktest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Host is what runs it: a testing.TB, or a benchmark of its own.
type Host interface {
	Helper()
	Cleanup(func())
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Skip(args ...any)
	TempDir() string
}

// Files are what is added to the configuration of an Asterisk, in the form of its files.
type Files struct {
	PJSIP, Extensions, Voicemail string
	Postgres                     string // address of a database that it reads in real time, with the tables of lines and voicemail; empty: none
	Boxes                        bool   // voicemail.conf includes the file of the user's account, which is empty
}

// Server is a running Asterisk, with one user of ARI and AMI.
type Server struct {
	REST     string // http://127.0.0.1:port/ari
	Manager  string // tcp://127.0.0.1:port
	SIP      string // 127.0.0.1:port, UDP and TCP
	User     string
	Password string
	Process  int // its process id

	folder string
	linker []string
}

// Start runs an Asterisk until the test ends. Without one the test is skipped; `make test` gets it first.
func Start(t Host, f Files) *Server {
	t.Helper()
	root := unpacked(t)
	ports := free(t, 3)
	s := &Server{REST: fmt.Sprintf("http://127.0.0.1:%d/ari", ports[0]), Manager: fmt.Sprintf("tcp://127.0.0.1:%d", ports[1]),
		SIP: fmt.Sprintf("127.0.0.1:%d", ports[2]), User: "boreal", Password: "right", folder: t.TempDir()}
	lib := root + "/usr/lib/x86_64-linux-gnu"
	s.linker = []string{firstOf(t, lib+"/ld-linux-x86-64.so.2", root+"/lib64/ld-linux-x86-64.so.2"), "--library-path",
		strings.Join([]string{root + "/lib/x86_64-linux-gnu", lib, lib + "/asterisk", root + "/usr/lib", root + "/lib"}, ":"), root + "/usr/sbin/asterisk",
		"-C", s.folder + "/etc/asterisk.conf"}
	s.configure(t, root, ports, f)
	s.run(t)
	return s
}

// unpacked is where test/asterisk puts it.
func unpacked(t Host) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skip("no cache folder (since it was written)")
	}
	suite := os.Getenv("ANTEROOM_ASTERISK_SUITE")
	if suite == "" {
		suite = "forky"
	}
	root := filepath.Join(cache, "anteroom", "asterisk-"+suite)
	if _, err := os.Stat(root + "/ready"); err != nil {
		t.Skip("no Asterisk here: test/asterisk gets it (since it was written)")
	}
	return root
}

func firstOf(t Host, paths ...string) string {
	for _, p := range paths {
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	t.Fatalf("none of %v", paths)
	return ""
}

// free are ports on which nothing listens at this moment, by TCP and UDP.
func free(t Host, n int) []int {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }() // kept until all are found, so that none is found twice
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func (s *Server) configure(t Host, root string, ports []int, f Files) {
	for _, d := range []string{"etc", "lib", "spool", "log", "run", "cache", "db", "keys"} {
		if err := os.MkdirAll(filepath.Join(s.folder, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range []string{"documentation", "static-http", "rest-api"} {
		for _, at := range []string{"/usr/share/asterisk/", "/var/lib/asterisk/"} {
			if _, err := os.Stat(root + at + d); err == nil {
				_ = os.Symlink(root+at+d, filepath.Join(s.folder, "lib", d)) // the first of both
			}
		}
	}
	modules := root + "/usr/lib/x86_64-linux-gnu/asterisk/modules"
	user, password := s.User, s.Password
	if f.Boxes {
		f.Voicemail = "#include voicemail-" + user + ".conf\n" + f.Voicemail
		if err := os.WriteFile(filepath.Join(s.folder, "etc", "voicemail-"+user+".conf"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sorcery, left := overREST, leftOut
	if f.Postgres != "" {
		sorcery, left = realtime, strings.ReplaceAll(leftOut, "noload => res_config_pgsql.so\n", "")
		s.database(t, f.Postgres)
	}
	for name, text := range map[string]string{
		"asterisk.conf": strings.NewReplacer("DIR", s.folder, "MODULES", modules).Replace("[directories]\nastetcdir => DIR/etc\nastmoddir => MODULES\n" +
			"astvarlibdir => DIR/lib\nastdbdir => DIR/db\nastkeydir => DIR/keys\nastdatadir => DIR/lib\nastagidir => DIR/lib/agi-bin\nastspooldir => DIR/spool\n" +
			"astrundir => DIR/run\nastlogdir => DIR/log\nastcachedir => DIR/cache\n[options]\ndocumentation_language = en_US\n"),
		"modules.conf":      "[modules]\nautoload=yes\n" + left,
		"sorcery.conf":      sorcery,
		"pjsip.conf":        fmt.Sprintf("[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:%d\n[tcp]\ntype=transport\nprotocol=tcp\nbind=127.0.0.1:%[1]d\n%s", ports[2], f.PJSIP),
		"extensions.conf":   "[general]\nstatic=yes\n" + f.Extensions,
		"voicemail.conf":    "[general]\nformat=wav\n" + f.Voicemail,
		"rtp.conf":          "[general]\n" + soundPorts + "icesupport=no\n",
		"http.conf":         fmt.Sprintf("[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=%d\n", ports[0]),
		"ari.conf":          fmt.Sprintf("[general]\nenabled=yes\n[%s]\ntype=user\nread_only=no\npassword=%s\n", user, password),
		"manager.conf":      fmt.Sprintf("[general]\nenabled=yes\nbindaddr=127.0.0.1\nport=%d\n[%s]\nsecret=%s\nread=all\nwrite=all\n", ports[1], user, password),
		"logger.conf":       "[general]\n[logfiles]\nmessages => notice,warning,error\n",
		"cdr.conf":          "[general]\nenable=no\n",
		"cel.conf":          "[general]\nenable=no\n",
		"stasis.conf":       "[general]\n",
		"pjsip_notify.conf": "[resync]\nEvent=>check-sync\n",
	} {
		if err := os.WriteFile(filepath.Join(s.folder, "etc", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// soundPorts are below those of fake.FreePort, and below those that the system gives to whoever asks for any. Where somebody else has the
// port behind that of a call's sound, which is for RTCP, Asterisk 22.10 answers a call with SRTP by 488: ast_rtp_prop_set goes on without
// RTCP, ast_rtp_get_stat then fails, and with it crypto_activate, and nothing above debug says so.
const soundPorts = "rtpstart=10000\nrtpend=19999\n"

// overREST keeps what is made over ARI, and realtime what stands in tables.
const (
	overREST = "[res_pjsip]\nendpoint=config,pjsip.conf,criteria=type=endpoint\nendpoint=astdb,ps_endpoints\nauth=config,pjsip.conf,criteria=type=auth\n" +
		"auth=astdb,ps_auths\naor=config,pjsip.conf,criteria=type=aor\naor=astdb,ps_aors\n"
	realtime = "[res_pjsip]\nendpoint=config,pjsip.conf,criteria=type=endpoint\nendpoint=realtime,ps_endpoints\nauth=config,pjsip.conf,criteria=type=auth\n" +
		"auth=realtime,ps_auths\naor=config,pjsip.conf,criteria=type=aor\naor=realtime,ps_aors\n"
)

const leftOut = "noload => res_hep.so\nnoload => res_hep_pjsip.so\nnoload => res_hep_rtcp.so\nnoload => res_snmp.so\nnoload => res_config_ldap.so\n" +
	"noload => res_config_pgsql.so\nnoload => res_corosync.so\nnoload => cdr_pgsql.so\nnoload => cel_pgsql.so\nnoload => pbx_dundi.so\nnoload => chan_unistim.so\n" +
	"noload => chan_iax2.so\nnoload => res_phoneprov.so\nnoload => res_pjsip_phoneprov_provider.so\nnoload => app_voicemail_imap.so\nnoload => app_voicemail_odbc.so\n"

// database has it read tables of a PostgreSQL in real time, as the address names it.
func (s *Server) database(t Host, address string) {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	rows := ""
	for _, table := range []string{"ps_endpoints", "ps_auths", "ps_aors", "voicemail"} {
		rows += table + " => pgsql," + name + "," + table + "\n"
	}
	for file, text := range map[string]string{
		"extconfig.conf": "[settings]\n" + rows,
		"res_pgsql.conf": fmt.Sprintf("[general]\ndbhost=%s\ndbport=%s\ndbname=%s\ndbuser=%s\ndbpass=none\nrequirements=warn\n", u.Hostname(), u.Port(), name, u.User.Username()),
	} {
		if err := os.WriteFile(filepath.Join(s.folder, "etc", file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// run starts it, and returns once it is booted.
func (s *Server) run(t Host) {
	t.Helper()
	cmd := exec.Command(s.linker[0], append(s.linker[1:], "-f")...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.Process = cmd.Process.Pid
	ended := make(chan struct{})
	go func() { defer close(ended); _ = cmd.Wait() }()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-ended
	})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !s.booted(ctx) {
		select {
		case <-tick.C:
		case <-ended:
			t.Fatalf("Asterisk ended: %s", s.log())
		case <-ctx.Done():
			t.Fatalf("Asterisk does not boot: %s", s.log())
		}
	}
}

func (s *Server) booted(ctx context.Context) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.REST+"/asterisk/ping", nil)
	if err != nil {
		return false
	}
	r.SetBasicAuth(s.User, s.Password)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func (s *Server) log() string {
	raw, _ := os.ReadFile(s.folder + "/log/messages") // for a message alone
	return string(raw[max(0, len(raw)-2000):])
}

// File is a file of its configuration.
func (s *Server) File(t Host, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(s.folder, "etc", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Write replaces a file of its configuration, which is read when it is asked to.
func (s *Server) Write(t Host, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, "etc", name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Command does a command of its console, as somebody would behind our back.
func (s *Server) Command(t Host, command string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, s.linker[0], append(s.linker[1:], "-rx", command)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", command, err, out)
	}
	return string(out)
}
