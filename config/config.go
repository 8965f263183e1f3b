// Package config is what the program must know before it can serve: addresses, folders, the database. It is read once,
// from a file and the environment under the same keys, and checked whole. What a person at work may change is in the
// database, never here. What is said of settings, and of wrong ones, are texts of the catalogue (locale/).
package config

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// Config is every setting. The key of a field is its tag; in the environment it is ANTEROOM_ and the key in capitals.
type Config struct {
	HTTP        string        `key:"http" default:"127.0.0.1:8080"`
	Portal      string        `key:"portal" default:""`
	SIP         string        `key:"sip" default:"127.0.0.1:5060"`
	SIPTLS      string        `key:"sip_tls" default:""`
	SIPCert     string        `key:"sip_cert" default:""`
	SIPKey      string        `key:"sip_key" default:""`
	Advertise   string        `key:"advertise" default:""`
	RTPLow      int           `key:"rtp_low" default:"0"`
	RTPHigh     int           `key:"rtp_high" default:"0"`
	Calls       int           `key:"calls" default:"500"`
	SourceCalls int           `key:"source_calls" default:"100"`
	Callers     string        `key:"callers" default:"anyone"`
	Drain       time.Duration `key:"drain" default:"30s"`
	Data        string        `key:"data" default:"data"`
	Database    string        `key:"database" default:""`
	KeyFile     string        `key:"key_file" default:""`
	Key         string        `key:"key" default:"" secret:"yes"`
	KeyCommand  string        `key:"key_command" default:""`
	SMTP        string        `key:"smtp" default:""`
	SMTPTLS     string        `key:"smtp_tls" default:"starttls"`
	SMTPUser    string        `key:"smtp_user" default:""`
	SMTPSecret  string        `key:"smtp_password" default:"" secret:"yes"`
	DKIMDomains string        `key:"dkim_domains" default:""`
	DKIMSelect  string        `key:"dkim_selector" default:"anteroom"`
	DKIMKeyFile string        `key:"dkim_key_file" default:""`
	Returns     string        `key:"returns" default:""`
	ReturnsBox  string        `key:"returns_mailbox" default:"" secret:"yes"`
	MailAllow   string        `key:"mail_allow" default:""`
	MailPorts   string        `key:"mail_ports" default:""`
	SenderName  string        `key:"sender_name" default:"Anteroom"`
	SenderEmail string        `key:"sender_email" default:"anteroom@localhost"`
	Speech      string        `key:"speech" default:"auto"`
	SpeechKey   string        `key:"speech_key" default:"" secret:"yes"`
	SpeechModel string        `key:"speech_model" default:"tts-1"`
	SpeechVoice string        `key:"speech_voice" default:"alloy"`
	SpeechAllow string        `key:"speech_allow" default:""`
}

const prefix = "ANTEROOM_"

// Load reads the file (empty: none) and the environment, which wins. The error, of the kind Invalid, has a field for
// everything that is wrong, by the key of the setting.
func Load(file string, environ []string) (Config, error) {
	values := map[string]string{}
	var wrong anteroom.Fields
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return Config{}, err
		}
		defer f.Close()
		if wrong, err = readFile(f, values); err != nil {
			return Config{}, fmt.Errorf("%s: %w", file, err)
		}
	}
	env := map[string]string{}
	for _, e := range environ {
		if k, v, ok := strings.Cut(e, "="); ok {
			env[k] = v
		}
	}
	for _, s := range Settings() {
		if v, ok := env[s.Environment]; ok {
			values[s.Key] = v
		}
	}
	return from(values, wrong)
}

// From makes a Config from values by key; what is not named has its default. The error is that of Load.
func From(values map[string]string) (Config, error) { return from(values, nil) }

func from(values map[string]string, wrong anteroom.Fields) (Config, error) {
	var c Config
	known := map[string]bool{}
	each(&c, func(f reflect.StructField, v reflect.Value) {
		key := f.Tag.Get("key")
		known[key] = true
		text, given := values[key]
		if !given {
			text = f.Tag.Get("default")
		}
		if unreadable := set(v, text); unreadable != "" {
			wrong.Wrong(key, unreadable, "value", text)
			set(v, f.Tag.Get("default")) // so that check has nothing more to say of it
		}
	})
	for _, k := range slices.Sorted(maps.Keys(values)) {
		if !known[k] {
			wrong.Wrong(k, "config.wrong.unknown")
		}
	}
	c.check(&wrong)
	return c, failed(wrong)
}

// Wrong is the error of one setting that is found wrong later, in words of the catalogue.
func Wrong(key, text string, args ...any) error {
	var wrong anteroom.Fields
	wrong.Wrong(key, text, args...)
	return failed(wrong)
}

// failed is the error of settings that are wrong; nil where none is.
func failed(wrong anteroom.Fields) error {
	if len(wrong) == 0 {
		return nil
	}
	return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("config.wrong", "count", len(wrong)), Fields: wrong}
}

func (c Config) check(wrong *anteroom.Fields) {
	for _, a := range [][2]string{{"http", c.HTTP}, {"sip", c.SIP}, {"sip_tls", c.SIPTLS}, {"smtp", c.SMTP}} {
		if _, _, err := net.SplitHostPort(a[1]); a[1] != "" && err != nil {
			wrong.Wrong(a[0], "config.wrong.host_port")
		}
	}
	if u, err := url.Parse(c.Portal); c.Portal != "" && (err != nil || u.Host == "" || !strings.HasPrefix(u.Scheme, "http")) {
		wrong.Wrong("portal", "config.wrong.address")
	}
	if c.Advertise != "" && net.ParseIP(c.Advertise) == nil {
		wrong.Wrong("advertise", "config.wrong.ip")
	}
	if c.RTPLow < 0 || c.RTPHigh < c.RTPLow || c.RTPHigh > 65535 {
		wrong.Wrong("rtp_low, rtp_high", "config.wrong.ports")
	}
	if c.Calls < 1 {
		wrong.Wrong("calls", "config.wrong.least", "least", 1)
	}
	if (c.SIPTLS == "") != (c.SIPCert == "") || (c.SIPTLS == "") != (c.SIPKey == "") {
		wrong.Wrong("sip_tls, sip_cert, sip_key", "config.wrong.together")
	}
	if c.Callers != "anyone" && c.Callers != "trunks" {
		wrong.Wrong("callers", "config.wrong.choice", "choices", "anyone, trunks")
	}
	if c.SourceCalls < 0 {
		wrong.Wrong("source_calls", "config.wrong.least", "least", 0)
	}
	_, _, unreachable := c.mailReach()
	*wrong = append(*wrong, unreachable...)
	networks("speech_allow", c.SpeechAllow, wrong)
	if (c.Key != "" && c.KeyCommand != "") || (c.KeyFile != "" && c.Key+c.KeyCommand != "") {
		wrong.Wrong("key, key_command, key_file", "config.wrong.one")
	}
	if (c.DKIMDomains == "") != (c.DKIMKeyFile == "") {
		wrong.Wrong("dkim_domains, dkim_key_file", "config.wrong.together")
	}
	if c.SMTPTLS != "none" && c.SMTPTLS != "starttls" && c.SMTPTLS != "tls" {
		wrong.Wrong("smtp_tls", "config.wrong.choice", "choices", "none, starttls, tls")
	}
}

// Setting is one of them as it is described: by the text config.about.KEY of the catalogue.
type Setting struct {
	Key         string
	Environment string // its name in the environment
	Default     string
}

// Settings are all of them, in the order in which they are described.
func Settings() []Setting {
	var list []Setting
	each(&Config{}, func(f reflect.StructField, _ reflect.Value) {
		key := f.Tag.Get("key")
		list = append(list, Setting{key, prefix + strings.ToUpper(key), f.Tag.Get("default")})
	})
	return list
}

func each(c *Config, do func(reflect.StructField, reflect.Value)) {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		do(v.Type().Field(i), v.Field(i))
	}
}

// set takes the text as the type of a field; the key of what is wrong with it, empty where nothing is.
func set(v reflect.Value, text string) (wrong string) {
	switch v.Interface().(type) {
	case string:
		v.SetString(text)
	case time.Duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			return "config.wrong.duration"
		}
		v.SetInt(int64(d))
	case int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return "config.wrong.number"
		}
		v.SetInt(int64(n))
	}
	return ""
}

// readFile reads lines of "key = value"; # begins a comment. Lines that are none are wrong, the others are taken.
func readFile(r io.Reader, values map[string]string) (wrong anteroom.Fields, err error) {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		k, v, ok := strings.Cut(line, "=")
		if !ok {
			wrong.Wrong("", "config.wrong.line", "line", n)
			continue
		}
		values[strings.TrimSpace(k)] = strings.TrimSpace(v)
	}
	return wrong, lines.Err()
}
