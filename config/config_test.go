package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), "anteroom.conf")
	if err := os.WriteFile(file, []byte("# ours\nhttp = 127.0.0.1:9000\ndrain = 5s\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file, []string{"ANTEROOM_HTTP=127.0.0.1:9001", "HOME=/root"})
	if err != nil {
		t.Fatal(err)
	}
	if c.HTTP != "127.0.0.1:9001" || c.Drain != 5*time.Second || c.Calls != 500 {
		t.Errorf("got %+v", c)
	}
}

func TestWrong(t *testing.T) {
	_, err := From(map[string]string{"http": "nonsense", "calls": "many", "colour": "red", "smtp_tls": "perhaps", "rtp_low": "9", "rtp_high": "1"})
	for _, want := range []string{"http:", "calls:", "colour: config.wrong.unknown", "smtp_tls:", "rtp_low, rtp_high:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not among %v", want, err)
		}
	}
}
