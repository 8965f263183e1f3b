// Package config is what the program must know before it can serve: addresses, folders, the database. It is read once,
// from a file and the environment under the same keys, and checked whole. What a person at work may change is in the
// database, never here.
package config

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Config is every setting. The key of a field is its tag; in the environment it is ANTEROOM_ and the key in capitals.
type Config struct {
	HTTP        string        `key:"http" default:"127.0.0.1:8080" help:"address on which the portal and the API are served"`
	Portal      string        `key:"portal" default:"" help:"address of the portal as people reach it, such as https://portal.example; empty: http:// and the address above"`
	SIP         string        `key:"sip" default:"127.0.0.1:5060" help:"address on which calls are answered, by UDP and TCP"`
	SIPTLS      string        `key:"sip_tls" default:"" help:"address on which calls are answered by TLS as well, such as 0.0.0.0:5061; empty: they are not"`
	SIPCert     string        `key:"sip_cert" default:"" help:"file with the certificate for it and those above, in PEM; it is read anew for each connection"`
	SIPKey      string        `key:"sip_key" default:"" help:"file with its private key, in PEM"`
	Advertise   string        `key:"advertise" default:"" help:"IP address told to callers for sound, where it is not the one of sip"`
	RTPLow      int           `key:"rtp_low" default:"0" help:"lowest UDP port for sound; 0: any free one"`
	RTPHigh     int           `key:"rtp_high" default:"0" help:"highest UDP port for sound"`
	Calls       int           `key:"calls" default:"500" help:"calls at a time; more are told to come again"`
	SourceCalls int           `key:"source_calls" default:"100" help:"calls that one address may begin in a second, four times as many at once; of other requests four times that; 0: no limit"`
	Callers     string        `key:"callers" default:"anyone" help:"who may call the companies' numbers by SIP: anyone, or trunks alone (and the companies' own phones always)"`
	Drain       time.Duration `key:"drain" default:"30s" help:"how long calls in progress may go on after TERM"`
	Data        string        `key:"data" default:"data" help:"folder for the database, the spool of calls and the cache of speech"`
	Database    string        `key:"database" default:"" help:"sqlite:PATH or postgres://…; empty: anteroom.db in data"`
	KeyFile     string        `key:"key_file" default:"" help:"file with the key that seals passwords of other systems, the same for all processes of one database; empty: anteroom.key in data, made at the first start"`
	Key         string        `key:"key" default:"" help:"that key itself, instead of a file; several, the first of which seals, separated by commas" secret:"yes"`
	KeyCommand  string        `key:"key_command" default:"" help:"program that prints the key, instead of a file, with its arguments separated by spaces; it is run at the start"`
	SMTP        string        `key:"smtp" default:"" help:"host:port of the mail server that takes our messages; empty: messages wait"`
	SMTPTLS     string        `key:"smtp_tls" default:"starttls" help:"none, starttls or tls"`
	SMTPUser    string        `key:"smtp_user" default:"" help:"user name on it; empty: no sign-in"`
	SMTPSecret  string        `key:"smtp_password" default:"" help:"password on it" secret:"yes"`
	DKIMDomains string        `key:"dkim_domains" default:"" help:"domains that our messages are signed for (DKIM), separated by commas, the first for senders of other domains; empty: they are not signed"`
	DKIMSelect  string        `key:"dkim_selector" default:"anteroom" help:"name under _domainkey where the public key stands"`
	DKIMKeyFile string        `key:"dkim_key_file" default:"" help:"file with the private key, RSA or Ed25519, in PEM"`
	Returns     string        `key:"returns" default:"" help:"address to which mail servers report what did not arrive, as the sender of the envelope of every message; empty: that of its sender"`
	ReturnsBox  string        `key:"returns_mailbox" default:"" help:"its mailbox, which is read and emptied of such reports: imaps://USER:PASSWORD@HOST:993, or imap, pop3s, pop3 (with STARTTLS)" secret:"yes"`
	MailAllow   string        `key:"mail_allow" default:"" help:"networks of companies' mail servers that may be reached although they are private, such as 10.0.0.0/8, separated by commas"`
	MailPorts   string        `key:"mail_ports" default:"" help:"ports of mail servers that may be reached beside the usual ones, separated by commas"`
	SenderName  string        `key:"sender_name" default:"Anteroom" help:"sender of messages that come from no company"`
	SenderEmail string        `key:"sender_email" default:"anteroom@localhost" help:"its address"`
	Speech      string        `key:"speech" default:"auto" help:"auto (espeak-ng where installed), embedded, or the http(s) address of a speech server"`
	SpeechKey   string        `key:"speech_key" default:"" help:"bearer key of the speech server" secret:"yes"`
	SpeechModel string        `key:"speech_model" default:"tts-1" help:"model asked of the speech server"`
	SpeechVoice string        `key:"speech_voice" default:"alloy" help:"voice asked of the speech server"`
}

const prefix = "ANTEROOM_"

// Load reads the file (empty: none) and the environment, which wins. The error names everything that is wrong.
func Load(file string, environ []string) (Config, error) {
	values := map[string]string{}
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return Config{}, fmt.Errorf("config: %w", err)
		}
		defer f.Close()
		if err := readFile(f, values); err != nil {
			return Config{}, err
		}
	}
	env := map[string]string{}
	for _, e := range environ {
		if k, v, ok := strings.Cut(e, "="); ok {
			env[k] = v
		}
	}
	each(&Config{}, func(f reflect.StructField, _ reflect.Value) {
		key := f.Tag.Get("key")
		if v, ok := env[prefix+strings.ToUpper(key)]; ok {
			values[key] = v
		}
	})
	return From(values)
}

// From makes a Config from values by key; what is not named has its default.
func From(values map[string]string) (Config, error) {
	var c Config
	var wrong []string
	known := map[string]bool{}
	each(&c, func(f reflect.StructField, v reflect.Value) {
		key := f.Tag.Get("key")
		known[key] = true
		text, given := values[key]
		if !given {
			text = f.Tag.Get("default")
		}
		if err := set(v, text); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", key, err))
		}
	})
	for k := range values {
		if !known[k] {
			wrong = append(wrong, k+": there is no such setting")
		}
	}
	if wrong = append(wrong, c.check()...); len(wrong) > 0 {
		return c, fmt.Errorf("config: %s", strings.Join(wrong, "; "))
	}
	return c, nil
}

func (c Config) check() (wrong []string) {
	for key, addr := range map[string]string{"http": c.HTTP, "sip": c.SIP, "sip_tls": c.SIPTLS, "smtp": c.SMTP} {
		if _, _, err := net.SplitHostPort(addr); addr != "" && err != nil {
			wrong = append(wrong, key+": host:port is wanted")
		}
	}
	if u, err := url.Parse(c.Portal); c.Portal != "" && (err != nil || u.Host == "" || !strings.HasPrefix(u.Scheme, "http")) {
		wrong = append(wrong, "portal: an http or https address is wanted")
	}
	if c.Advertise != "" && net.ParseIP(c.Advertise) == nil {
		wrong = append(wrong, "advertise: an IP address is wanted")
	}
	if c.RTPLow < 0 || c.RTPHigh < c.RTPLow || c.RTPHigh > 65535 {
		wrong = append(wrong, "rtp_low, rtp_high: a range of ports is wanted")
	}
	if c.Calls < 1 {
		wrong = append(wrong, "calls: at least 1")
	}
	if (c.SIPTLS == "") != (c.SIPCert == "") || (c.SIPTLS == "") != (c.SIPKey == "") {
		wrong = append(wrong, "sip_tls, sip_cert, sip_key: each asks for the others")
	}
	if c.Callers != "anyone" && c.Callers != "trunks" {
		wrong = append(wrong, "callers: anyone or trunks is wanted")
	}
	if c.SourceCalls < 0 {
		wrong = append(wrong, "source_calls: at least 0")
	}
	if _, _, err := c.MailReach(); err != nil {
		wrong = append(wrong, err.Error())
	}
	if (c.Key != "" && c.KeyCommand != "") || (c.KeyFile != "" && c.Key+c.KeyCommand != "") {
		wrong = append(wrong, "key, key_command, key_file: one of them")
	}
	if (c.DKIMDomains == "") != (c.DKIMKeyFile == "") {
		wrong = append(wrong, "dkim_domains, dkim_key_file: one asks for the other")
	}
	if c.SMTPTLS != "none" && c.SMTPTLS != "starttls" && c.SMTPTLS != "tls" {
		wrong = append(wrong, "smtp_tls: none, starttls or tls")
	}
	return wrong
}

// Describe prints every setting with its key, its default and its use.
func Describe(w io.Writer) error {
	var err error
	each(&Config{}, func(f reflect.StructField, _ reflect.Value) {
		if err == nil {
			_, err = fmt.Fprintf(w, "# %s\n# in the environment: %s%s\n%s = %s\n\n", f.Tag.Get("help"), prefix, strings.ToUpper(f.Tag.Get("key")), f.Tag.Get("key"), f.Tag.Get("default"))
		}
	})
	return err
}

func each(c *Config, do func(reflect.StructField, reflect.Value)) {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		do(v.Type().Field(i), v.Field(i))
	}
}

func set(v reflect.Value, text string) error {
	switch v.Interface().(type) {
	case string:
		v.SetString(text)
	case time.Duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%q is no duration such as 30s", text)
		}
		v.SetInt(int64(d))
	case int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%q is no whole number", text)
		}
		v.SetInt(int64(n))
	}
	return nil
}

// readFile reads lines of "key = value"; # begins a comment.
func readFile(r io.Reader, values map[string]string) error {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		k, v, ok := strings.Cut(line, "=")
		if !ok {
			return fmt.Errorf("config: line %d: key = value is wanted", n)
		}
		values[strings.TrimSpace(k)] = strings.TrimSpace(v)
	}
	return lines.Err()
}
