package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite"
)

// pages reads the Company Profile as its administrator, and the same bytes from a bare handler.
func pages(ctx context.Context, d *demo) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	client := &http.Client{Jar: jar, Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	a := d.ready.Accounts[0]
	signIn, err := client.PostForm(d.ready.Portal+"/sign-in", url.Values{"email": {a.Email}, "password": {a.Password}})
	if err != nil {
		return err
	}
	_ = signIn.Body.Close()
	page := d.ready.Portal + "/c/" + a.CompanyID + "/profile"
	var body []byte
	get := func(address string) error {
		r, err := client.Get(address)
		if err != nil {
			return err
		}
		defer r.Body.Close()
		body, err = io.ReadAll(r.Body)
		if err == nil && r.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s: %s", address, r.Status)
		}
		return err
	}
	if err := get(page); err != nil {
		return err
	}
	address, stop, err := child(ctx, "http", fmt.Sprint(len(body)))
	if err != nil {
		return err
	}
	defer stop()
	for _, workers := range []int{1, 8} {
		ours, err := measure(1200, workers, func() error { return fetch(client, page) })
		if err != nil {
			return err
		}
		bare, err := measure(1200, workers, func() error { return fetch(client, "http://"+address) })
		if err != nil {
			return err
		}
		beside(fmt.Sprintf("page, %d at a time", workers), ours, bare)
	}
	return nil
}

func fetch(client *http.Client, address string) error {
	r, err := client.Get(address)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return err
}

// command carries out a command of the first company by the API; out is what it answers.
func (d *demo) command(ctx context.Context, client *http.Client, name string, fields, out any) error {
	a := d.ready.Accounts[0]
	body, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.ready.API+"/companies/"+a.CompanyID+"/"+name, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+a.Token)
	request.Header.Set("Content-Type", "application/json")
	r, err := client.Do(request)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	answer, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s %s", name, r.Status, answer)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, out)
}

// submits changes the assistant through the API, and commits a row and an update on the same disk.
func submits(ctx context.Context, d *demo) error {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	var n atomic.Int64
	submit := func() error {
		var done struct{ Version int64 }
		return d.command(ctx, client, "set-assistant", map[string]string{"name": fmt.Sprintf("Emma %d", n.Add(1)), "email": "emma@boreal.example"}, &done)
	}
	commit, done, err := rawCommit()
	if err != nil {
		return err
	}
	defer done()
	for _, workers := range []int{1, 8} {
		ours, err := measure(800, workers, submit)
		if err != nil {
			return err
		}
		bare, err := measure(800, workers, commit)
		if err != nil {
			return err
		}
		beside(fmt.Sprintf("Submit, %d at a time", workers), ours, bare)
	}
	return nil
}

// rawCommit is the least durable change: an update and an insert in one transaction.
func rawCommit() (func() error, func(), error) {
	dir, err := os.MkdirTemp("", "anteroom-raw")
	if err != nil {
		return nil, nil, err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "raw.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec("CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT); CREATE TABLE b (id INTEGER PRIMARY KEY, v TEXT); INSERT INTO a VALUES (1, '')")
	row := string(bytes.Repeat([]byte("x"), 400))
	commit := func() error {
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }()
		if _, err := tx.Exec("UPDATE a SET v = ? WHERE id = 1", row); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO b (v) VALUES (?)", row); err != nil {
			return err
		}
		return tx.Commit()
	}
	return commit, func() { _ = db.Close(); _ = os.RemoveAll(dir) }, err
}

// child starts a baseline as a process of its own, which prints its address.
func child(ctx context.Context, what string, args ...string) (string, func(), error) {
	p, address, err := childProcess(ctx, what, args...)
	if err != nil {
		return "", nil, err
	}
	return address, func() { _ = p.Process.Kill(); _ = p.Wait() }, nil
}

func childProcess(ctx context.Context, what string, args ...string) (*exec.Cmd, string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	p := exec.CommandContext(ctx, self, append([]string{"bare", what}, args...)...)
	p.Stderr = os.Stderr
	out, err := p.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := p.Start(); err != nil {
		return nil, "", err
	}
	var address string
	_, err = fmt.Fscanln(out, &address)
	return p, address, err
}

// bare is the child: what the machine can do at best.
func bare(what string, args []string) error {
	switch what {
	case "http":
		var size int
		if _, err := fmt.Sscan(args[0], &size); err != nil {
			return err
		}
		body := bytes.Repeat([]byte("x"), size)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		fmt.Println(l.Addr())
		server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })}
		return server.Serve(l)
	case "sip":
		return bareSIP()
	case "load":
		return runLoad(args)
	}
	return fmt.Errorf("no baseline %q", what)
}
