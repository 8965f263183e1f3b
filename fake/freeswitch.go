package fake

import (
	"bufio"
	"context"
	"crypto/md5" //nolint:gosec // the digest of SIP
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// FreeSWITCH is what of one an adapter meets: the event socket (mod_event_socket), the commands of the console that are
// asked there, and a directory and a dialplan that are fetched over HTTP before its own files are looked in
// (mod_xml_curl). It was written from the documents of both; it places no calls.
type FreeSWITCH struct {
	Password string // of the event socket

	listener           net.Listener
	http               *http.Client
	all                sync.WaitGroup
	mu                 sync.Mutex
	files              element
	bindings           []string
	open               map[net.Conn]bool
	registered, synced []string
	gateways           map[string]bool // by name: whether each answers its ping
}

// element is a piece of XML.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Elements []element  `xml:",any"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// find walks down by tags, anywhere below, to the first whose attribute has a value.
func (e element) find(tag, attr, value string) (element, bool) {
	for _, c := range e.Elements {
		if c.XMLName.Local == tag && (attr == "" || c.attr(attr) == value) {
			return c, true
		}
		if found, ok := c.find(tag, attr, value); ok {
			return found, true
		}
	}
	return element{}, false
}

func (e element) all(tag string) (list []element) {
	for _, c := range e.Elements {
		if c.XMLName.Local == tag {
			list = append(list, c)
		}
		list = append(list, c.all(tag)...)
	}
	return list
}

// NewFreeSWITCH runs one with files: a document of sections as freeswitch.xml holds them.
func NewFreeSWITCH(files string) (*FreeSWITCH, error) {
	f := &FreeSWITCH{Password: "right", http: &http.Client{Timeout: 10 * time.Second}, open: map[net.Conn]bool{}, gateways: map[string]bool{}}
	if err := xml.Unmarshal([]byte(files), &f.files); err != nil {
		return nil, err
	}
	var err error
	if f.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	f.all.Go(f.accept)
	return f, nil
}

// Manager is the address of its event socket.
func (f *FreeSWITCH) Manager() string { return "tcp://" + f.listener.Addr().String() }

// Bind has sections directory and dialplan fetched there too, as a binding of xml_curl.conf does.
func (f *FreeSWITCH) Bind(address string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.bindings = append(f.bindings, address)
}

// Close ends it.
func (f *FreeSWITCH) Close() {
	_ = f.listener.Close()
	f.mu.Lock()
	for c := range f.open {
		_ = c.Close()
	}
	f.mu.Unlock()
	f.all.Wait()
	f.http.CloseIdleConnections()
}

func (f *FreeSWITCH) accept() {
	for {
		conn, err := f.listener.Accept()
		if err != nil {
			return
		}
		f.mu.Lock()
		f.open[conn] = true
		f.mu.Unlock()
		f.all.Go(func() {
			f.serve(conn)
			_ = conn.Close()
			f.mu.Lock()
			delete(f.open, conn)
			f.mu.Unlock()
		})
	}
}

// serve is a session: it asks for the password first, and once it has it does commands until exit.
func (f *FreeSWITCH) serve(conn net.Conn) {
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	in := textproto.NewReader(bufio.NewReader(io.LimitReader(conn, 1<<20)))
	say := func(format string, parts ...any) bool {
		_, err := fmt.Fprintf(conn, format, parts...)
		return err == nil
	}
	say("Content-Type: auth/request\n\n")
	for known := false; ; {
		line, err := command(in)
		if err != nil {
			return
		}
		name, rest, _ := strings.Cut(line, " ")
		switch {
		case name == "auth" && rest == f.Password:
			known = say("Content-Type: command/reply\nReply-Text: +OK accepted\n\n")
		case name == "auth" || name == "userauth":
			say("Content-Type: command/reply\nReply-Text: -ERR invalid\n\nContent-Type: text/disconnect-notice\nContent-Length: 0\n\n")
			return
		case name == "exit":
			say("Content-Type: command/reply\nReply-Text: +OK bye\n\n")
			return
		case !known:
			return
		case name == "api":
			out := f.Command(rest)
			say("Content-Type: api/response\nContent-Length: %d\n\n%s", len(out), out)
		default:
			say("Content-Type: command/reply\nReply-Text: -ERR command not found\n\n")
		}
	}
}

// command is the first line of a command, which ends with an empty one.
func command(in *textproto.Reader) (first string, err error) {
	for {
		line, err := in.ReadLine()
		switch {
		case err != nil:
			return "", err
		case line == "" && first != "":
			return first, nil
		case first == "":
			first = line
		}
	}
}

// Command does a command of the console, and is what it prints.
func (f *FreeSWITCH) Command(line string) string {
	words := strings.Fields(line)
	switch {
	case len(words) == 3 && words[0] == "list_users" && words[1] == "domain":
		return f.listUsers(words[2])
	case len(words) == 4 && words[0] == "find_user_xml" && words[1] == "id":
		return printed(f.user(words[2], words[3], url.Values{}))
	case len(words) == 5 && words[0] == "xml_locate":
		section, _ := f.locate(words[1], words[2], words[3], words[4], url.Values{})
		return printed(section.find(words[2], words[3], words[4]))
	case len(words) == 4 && words[0] == "sofia" && words[1] == "status" && words[2] == "gateway":
		return f.gateway(words[3])
	case len(words) == 2 && words[0] == "sofia_contact":
		return f.contact(strings.TrimPrefix(words[1], "*/"))
	case len(words) == 5 && words[0] == "sofia" && words[1] == "profile" && words[3] == "check_sync":
		f.mu.Lock()
		defer f.mu.Unlock()
		f.synced = append(f.synced, words[4])
		return "+OK\n"
	case len(words) > 0 && words[0] == "xml_flush_cache":
		return "+OK cleared 0 entries\n"
	}
	return "-ERR " + line + " Command not found!\n"
}

// Ping has a gateway answer, or not, when its profile pings it. A profile finds out of it when it starts (Rescan).
func (f *FreeSWITCH) Ping(name string, answers bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gateways[name] = answers
}

// Rescan has a sofia profile look for the gateways of a domain that it names, as it does when it starts; each is up until it
// is pinged in vain. It tells the names and the addresses of their proxies.
func (f *FreeSWITCH) Rescan(profile, domain string) map[string]string {
	section, _ := f.locate("directory", "domain", "name", domain, url.Values{"purpose": {"gateways"}, "profile": {profile}})
	d, _ := section.find("domain", "name", domain)
	found := map[string]string{}
	for _, g := range d.all("gateway") {
		proxy, _ := g.find("param", "name", "proxy")
		found[g.attr("name")] = proxy.attr("value")
		f.Ping(g.attr("name"), true)
	}
	return found
}

// gateway is what "sofia status gateway" prints.
func (f *FreeSWITCH) gateway(name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	answers, known := f.gateways[name]
	if !known {
		return "Invalid Gateway!\n"
	}
	line, status := strings.Repeat("=", 97), "UP"
	if !answers {
		status = "DOWN"
	}
	return line + "\nName    \t" + name + "\nProfile \texternal\nPingFreq\t30\nState   \tNOREG\nStatus  \t" + status + " (ping)\nCallsIN \t0\nCallsOUT\t0\n" + line + "\n"
}

// Register has a telephone of user@domain registered.
func (f *FreeSWITCH) Register(who string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.registered = append(f.registered, who)
}

// Synced are the users whose telephones were told to fetch their configuration.
func (f *FreeSWITCH) Synced() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string{}, f.synced...)
}

func (f *FreeSWITCH) contact(who string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.registered {
		if r == who {
			return "sofia/internal/sip:" + who + ";fs_path=sip%3A192.0.2.9"
		}
	}
	return "error/user_not_registered"
}

func printed(e element, found bool) string {
	raw, err := xml.Marshal(e)
	if !found || err != nil {
		return "-ERR can't find anything\n"
	}
	return string(raw) + "\n"
}

func (f *FreeSWITCH) listUsers(domain string) string {
	var b strings.Builder
	b.WriteString("userid|context|domain|group|contact|callgroup|effective_caller_id_name|effective_caller_id_number\n")
	section, _ := f.locate("directory", "", "", "", url.Values{})
	d, _ := section.find("domain", "name", domain)
	for _, u := range d.all("user") {
		name, _ := u.find("variable", "name", "effective_caller_id_name")
		fmt.Fprintf(&b, "%s|default|%s|default|error/user_not_registered||%s|%[1]s\n", u.attr("id"), domain, name.attr("value"))
	}
	return b.String() + "\n+OK\n"
}

func (f *FreeSWITCH) user(id, domain string, params url.Values) (element, bool) {
	params.Set("key", "id")
	params.Set("user", id)
	params.Set("domain", domain)
	section, _ := f.locate("directory", "domain", "name", domain, params)
	d, _ := section.find("domain", "name", domain)
	return d.find("user", "id", id)
}

// locate is the first document that has the section, and in it the tag that is looked for.
func (f *FreeSWITCH) locate(section, tag, key, value string, params url.Values) (element, bool) {
	for _, s := range f.documents(section, tag, key, value, params) {
		if _, ok := s.find(tag, key, value); ok || tag == "" {
			return s, true
		}
	}
	return element{}, false
}

// documents are what the bindings answer, in their order, and behind them the files.
func (f *FreeSWITCH) documents(section, tag, key, value string, params url.Values) (list []element) {
	f.mu.Lock()
	bindings, files := append([]string{}, f.bindings...), f.files
	f.mu.Unlock()
	for name, v := range map[string]string{"hostname": "fs", "section": section, "tag_name": tag, "key_name": key, "key_value": value} {
		params.Set(name, v)
	}
	for _, b := range bindings {
		if s, ok := f.fetch(b, section, params); ok {
			list = append(list, s)
		}
	}
	if s, ok := files.find("section", "name", section); ok {
		list = append(list, s)
	}
	return list
}

func (f *FreeSWITCH) fetch(address, section string, params url.Values) (element, bool) {
	answer, err := f.http.PostForm(address, params)
	if err != nil {
		return element{}, false
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20)) // as XML_CURL_MAX_BYTES
	var document element
	if err != nil || answer.StatusCode != http.StatusOK || xml.Unmarshal(raw, &document) != nil || document.attr("type") != "freeswitch/xml" {
		return element{}, false
	}
	return document.find("section", "name", section)
}

// SignsIn tells whether somebody with that password could register.
func (f *FreeSWITCH) SignsIn(id, domain, password string) bool {
	u, found := f.user(id, domain, url.Values{"action": {"sip_auth"}, "sip_auth_method": {"REGISTER"}})
	sum := md5.Sum([]byte(id + ":" + domain + ":" + password)) //nolint:gosec // of the protocol
	hash, hashed := u.find("param", "name", "a1-hash")
	plain, _ := u.find("param", "name", "password")
	return found && (hashed && hash.attr("value") == hex.EncodeToString(sum[:]) || !hashed && plain.attr("value") == password)
}

// Route is what the dialplan does first with a call from 127.0.0.1 to a number in a context: an application and its data;
// empty: nothing.
func (f *FreeSWITCH) Route(_ context.Context, in, number string) (application, data string) {
	asked := url.Values{"Hunt-Context": {in}, "Hunt-Destination-Number": {number}, "Caller-Context": {in}, "Caller-Destination-Number": {number}, "variable_sip_from_user": {"<\"&>"}}
	section, _ := f.locate("dialplan", "", "", "", asked)
	c, _ := section.find("context", "name", in)
	for _, e := range c.all("extension") {
		if application, data, ok := e.route(map[string]string{"destination_number": number, "network_addr": "127.0.0.1"}); ok {
			return application, data
		}
	}
	return "", ""
}

// route is the first action of an extension all of whose conditions hold, with what the last one found.
func (e element) route(call map[string]string) (application, data string, ok bool) {
	for _, c := range e.all("condition") {
		match, err := regexp.Compile(c.attr("expression"))
		if err != nil {
			return "", "", false
		}
		parts := match.FindStringSubmatch(call[c.attr("field")])
		if parts == nil {
			return "", "", false
		}
		if a, found := c.find("action", "", ""); found && !ok {
			application, data, ok = a.attr("application"), a.attr("data"), true
			if len(parts) > 1 {
				data = strings.ReplaceAll(data, "$1", parts[1])
			}
		}
	}
	return application, data, ok
}
