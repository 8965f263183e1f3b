// Package handset writes the configuration files of telephones and programs, in the forms that their makers document. It
// owns these forms and nothing else: it asks nobody, keeps nothing, and every value that it is given is escaped for its
// form, a value with the end of a line in it cut there.
package handset

import (
	"fmt"
	"net"
	"strings"

	"anteroom.dev/anteroom"
)

// File is a configuration.
type File struct {
	Type string // of its content, for HTTP
	Body []byte
}

// maker writes the configuration of one make.
type maker struct {
	mime  string
	write func(anteroom.HandsetSettings) string
	// own tells whether a phone with that MAC asks for its configuration under that name.
	own func(file, mac string) bool
}

func makers() map[anteroom.HandsetModel]maker {
	any := func(string, string) bool { return true }
	return map[anteroom.HandsetModel]maker{
		anteroom.Yealink:     {"text/plain; charset=utf-8", yealink, named("%s.cfg")},
		anteroom.Grandstream: {"application/xml", grandstream, named("cfg%s.xml")},
		anteroom.Poly:        {"application/xml", poly, named("%s-anteroom.cfg")},
		anteroom.Snom:        {"application/xml", snom, any},
		anteroom.CiscoMPP:    {"application/xml", cisco, any},
		anteroom.Fanvil:      {"text/plain; charset=utf-8", fanvil, named("%s.cfg")},
		anteroom.Linphone:    {"application/xml", linphone, any},
		anteroom.MicroSIP:    {"text/plain; charset=utf-8", microsip, any},
		anteroom.Baresip:     {"text/plain; charset=utf-8", baresip, any},
	}
}

// named is a file whose name holds the phone's MAC, in either case.
func named(form string) func(file, mac string) bool {
	return func(file, mac string) bool { return strings.EqualFold(file, fmt.Sprintf(form, mac)) }
}

// Write is the configuration that a phone asks for under a name (empty: under none); false where it is not to have that
// file: makes ask for files of their series too, and go on where there is none.
func Write(s anteroom.HandsetSettings, name string) (File, bool) {
	m, known := makers()[s.Model]
	if s.Model == anteroom.Poly && strings.EqualFold(name, s.MAC+".cfg") {
		return File{m.mime, []byte(polyMaster(s))}, true
	}
	if !known || name != "" && !m.own(name, s.MAC) {
		return File{}, false
	}
	return File{m.mime, []byte(m.write(s))}, true
}

// Path is what follows the address that a phone is given: makes that ask for a file of their own are given a folder.
func Path(m anteroom.HandsetModel) string {
	switch m {
	case anteroom.Snom:
		return "snom.xml"
	case anteroom.CiscoMPP:
		return "cisco.xml"
	case anteroom.Linphone:
		return "linphone.xml"
	case anteroom.MicroSIP:
		return "microsip.ini"
	case anteroom.Baresip:
		return "accounts"
	}
	return ""
}

// pair is an option and its value.
type pair struct{ key, value string }

// one keeps a value on its line.
func one(s string) string {
	if i := strings.IndexAny(s, "\r\n\x00"); i >= 0 {
		s = s[:i]
	}
	return s
}

// lines writes options one a line.
func lines(head, between string, pairs []pair) string {
	var b strings.Builder
	b.WriteString(head)
	for _, p := range pairs {
		b.WriteString(p.key + between + one(p.value) + "\n")
	}
	return b.String()
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;")

// escaped is a value in a document.
func escaped(s string) string {
	return escape.Replace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(one(s), "")))
}

func split(server string) (host, port string) {
	host, port, err := net.SplitHostPort(server)
	if err != nil {
		return server, "5060"
	}
	return host, port
}

// account is where an account is, and by which host and port that is reached: they differ where its address has a domain of
// its own.
func account(s anteroom.HandsetSettings) (domain, host, port string) {
	host, port = split(s.Server)
	if s.Domain == "" {
		return host, host, port
	}
	return s.Domain, host, port
}

// via adds options where an account is reached by way of another host than that of its domain.
func via(s anteroom.HandsetSettings, pairs []pair, more ...pair) []pair {
	if s.Domain == "" {
		return pairs
	}
	return append(pairs, more...)
}

// server is the domain with its port, as makes want it that take both in one.
func server(s anteroom.HandsetSettings) string {
	if s.Domain != "" {
		return s.Domain
	}
	return s.Server
}

// yealink is the form of Yealink's auto provisioning, "#!version:1.0.0.1" and options of account 1.
func yealink(s anteroom.HandsetSettings) string {
	domain, host, port := account(s)
	return lines("#!version:1.0.0.1\n", " = ", via(s, []pair{
		{"account.1.enable", "1"}, {"account.1.label", s.Label}, {"account.1.display_name", s.Label}, {"account.1.user_name", s.Name},
		{"account.1.auth_name", s.Name}, {"account.1.password", s.Password}, {"account.1.sip_server.1.address", domain}, {"account.1.sip_server.1.port", port},
		{"account.1.sip_server.1.transport_type", "0"}, {"account.1.sip_server.1.expires", "600"}, {"account.1.nat.rport", "1"}, {"account.1.dtmf.type", "1"},
		{"lang.gui", language(s.Language, "English", "French")}, {"static.auto_provision.server.url", s.Address}, {"static.auto_provision.repeat.enable", "1"},
		{"static.auto_provision.repeat.minutes", "1440"}},
		pair{"account.1.outbound_proxy_enable", "1"}, pair{"account.1.outbound_proxy.1.address", host}, pair{"account.1.outbound_proxy.1.port", port}))
}

func language(l anteroom.Language, english, french string) string {
	if l == "fr" {
		return french
	}
	return english
}

// grandstream is the XML of Grandstream's P values, account 1.
func grandstream(s anteroom.HandsetSettings) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gs_provision version=\"1\">\n  <mac>" + escaped(s.MAC) + "</mac>\n  <config version=\"1\">\n")
	path := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSuffix(s.Address, "/"), "https://"), "http://")
	by := "1" // P212: 1 HTTP, 2 HTTPS
	if strings.HasPrefix(s.Address, "https://") {
		by = "2"
	}
	for _, p := range via(s, []pair{{"P271", "1"}, {"P270", s.Label}, {"P47", server(s)}, {"P35", s.Name}, {"P36", s.Name}, {"P34", s.Password}, {"P3", s.Label},
		{"P32", "10"}, {"P130", "0"}, {"P2301", "0"}, {"P2302", "1"}, {"P212", by}, {"P237", path}, {"P194", "2"}, {"P193", "1440"}, {"P1362", language(s.Language, "en", "fr")}}, pair{"P48", s.Server}) {
		b.WriteString("    <" + p.key + ">" + escaped(p.value) + "</" + p.key + ">\n")
	}
	return b.String() + "  </config>\n</gs_provision>\n"
}

// polyMaster is the file that a Poly asks for first: it names the one with its options.
func polyMaster(s anteroom.HandsetSettings) string {
	return attributes("", "APPLICATION", []pair{{"CONFIG_FILES", s.MAC + "-anteroom.cfg"}})
}

// poly is the XML of Poly's UC Software: options are attributes.
func poly(s anteroom.HandsetSettings) string {
	domain, host, port := account(s)
	return attributes("PHONE_CONFIG", "ALL", via(s, []pair{
		{"reg.1.displayName", s.Label}, {"reg.1.label", s.Label}, {"reg.1.address", s.Name}, {"reg.1.auth.userId", s.Name}, {"reg.1.auth.password", s.Password},
		{"reg.1.server.1.address", domain}, {"reg.1.server.1.port", port}, {"reg.1.server.1.transport", "UDPOnly"}, {"reg.1.server.1.expires", "600"},
		{"device.set", "1"}, {"device.prov.serverName.set", "1"}, {"device.prov.serverName", s.Address},
		{"lcl.ml.lang", language(s.Language, "English_United_States", "French_France")}, {"voIpProt.SIP.specialEvent.checkSync.alwaysReboot", "0"}},
		pair{"reg.1.outboundProxy.address", host}, pair{"reg.1.outboundProxy.port", port}, pair{"reg.1.outboundProxy.transport", "UDPOnly"}))
}

func attributes(root, element string, pairs []pair) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n")
	if root != "" {
		b.WriteString("<" + root + ">\n  ")
	}
	b.WriteString("<" + element)
	for _, p := range pairs {
		b.WriteString("\n    " + p.key + "=\"" + escaped(p.value) + "\"")
	}
	b.WriteString("/>\n")
	if root != "" {
		b.WriteString("</" + root + ">\n")
	}
	return b.String()
}

// snom is the XML of Snom's settings, line 1.
func snom(s anteroom.HandsetSettings) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<settings>\n  <phone-settings e=\"2\">\n")
	for _, p := range via(s, []pair{{"user_active idx=\"1\"", "on"}, {"user_realname idx=\"1\"", s.Label}, {"user_name idx=\"1\"", s.Name}, {"user_pname idx=\"1\"", s.Name},
		{"user_pass idx=\"1\"", s.Password}, {"user_host idx=\"1\"", server(s)}, {"user_srtp idx=\"1\"", "off"}, {"user_expiry idx=\"1\"", "600"},
		{"setting_server", s.Address + Path(s.Model)}, {"settings_refresh_timer", "86400"}, {"language", language(s.Language, "English", "Français")}},
		pair{"user_outbound idx=\"1\"", s.Server}) {
		key, _, _ := strings.Cut(p.key, " ")
		b.WriteString("    <" + p.key + " perm=\"R\">" + escaped(p.value) + "</" + key + ">\n")
	}
	return b.String() + "  </phone-settings>\n</settings>\n"
}

// cisco is the flat profile of Cisco's multiplatform phones.
func cisco(s anteroom.HandsetSettings) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<flat-profile>\n")
	for _, p := range via(s, []pair{{"Line_Enable_1_", "Yes"}, {"Proxy_1_", server(s)}, {"Register_1_", "Yes"}, {"Display_Name_1_", s.Label}, {"User_ID_1_", s.Name},
		{"Auth_ID_1_", s.Name}, {"Use_Auth_ID_1_", "Yes"}, {"Password_1_", s.Password}, {"Short_Name_1_", s.Extension}, {"SIP_Transport_1_", "UDP"},
		{"NAT_Mapping_Enable_1_", "Yes"}, {"DTMF_Tx_Method_1_", "AVT"}, {"Register_Expires_1_", "600"}, {"Profile_Rule", s.Address + Path(s.Model)},
		{"Resync_Periodic", "86400"}, {"Station_Name", s.Label}},
		pair{"Outbound_Proxy_1_", s.Server}, pair{"Use_Outbound_Proxy_1_", "Yes"}) {
		b.WriteString("  <" + p.key + " ua=\"na\">" + escaped(p.value) + "</" + p.key + ">\n")
	}
	return b.String() + "</flat-profile>\n"
}

// fanvil is the form of Fanvil's configuration, options of SIP line 1.
func fanvil(s anteroom.HandsetSettings) string {
	domain, host, port := account(s)
	by := "4" // HTTP; 5: HTTPS
	if strings.HasPrefix(s.Address, "https://") {
		by = "5"
	}
	return lines("<<VOIP CONFIG FILE>>Version:2.0000000000\n\n<SIP CONFIG MODULE>\n", " :", via(s, []pair{
		{"SIP1 Phone Number", s.Name}, {"SIP1 Display Name", s.Label}, {"SIP1 Sip Name", s.Label}, {"SIP1 Register Addr", domain}, {"SIP1 Register Port", port},
		{"SIP1 Register User", s.Name}, {"SIP1 Register Pswd", s.Password}, {"SIP1 Register TTL", "600"}, {"SIP1 Enable Reg", "1"}, {"SIP1 DTMF Mode", "1"},
		{"SIP1 Transport", "0"}}, pair{"SIP1 Proxy Addr", host}, pair{"SIP1 Proxy Port", port})) +
		lines("\n<AUTOUPDATE CONFIG MODULE>\n", " :", []pair{{"Download Server IP", s.Address}, {"Config File Name", s.MAC + ".cfg"}, {"Download Protocol", by}, {"Download Mode", "2"}, {"Download Interval", "24"}}) +
		"<<END OF FILE>>\n"
}

// linphone is the XML of Linphone's remote provisioning (lpconfig).
func linphone(s anteroom.HandsetSettings) string {
	host, port := split(s.Server)
	section := func(name string, pairs []pair) string {
		b := "  <section name=\"" + name + "\">\n"
		for _, p := range pairs {
			b += "    <entry name=\"" + p.key + "\" overwrite=\"true\">" + escaped(p.value) + "</entry>\n"
		}
		return b + "  </section>\n"
	}
	quoted := strings.NewReplacer(`"`, "'", `\`, "/").Replace(one(s.Label))
	domain, at := host, host+":"+port
	if s.Domain != "" {
		domain, at = s.Domain, s.Domain
	}
	auth := []pair{{"username", s.Name}, {"userid", s.Name}, {"passwd", s.Password}, {"domain", domain}}
	if s.Realm != "" {
		auth = append(auth, pair{"realm", s.Realm})
	}
	return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<config xmlns=\"http://www.linphone.org/xsds/lpconfig.xsd\">\n" +
		section("auth_info_0", auth) +
		section("proxy_0", []pair{{"reg_proxy", "<sip:" + host + ":" + port + ";transport=udp>"}, {"reg_identity", `"` + quoted + `" <sip:` + s.Name + "@" + at + ">"},
			{"reg_expires", "600"}, {"reg_sendregister", "1"}, {"publish", "0"}}) +
		section("sip", []pair{{"default_proxy", "0"}, {"use_rfc2833", "1"}}) +
		section("misc", []pair{{"config-uri", s.Address + Path(s.Model)}}) + "</config>\n"
}

// microsip is the account of a MicroSIP.ini.
func microsip(s anteroom.HandsetSettings) string {
	proxy := ""
	if s.Domain != "" {
		proxy = s.Server
	}
	return lines("[Settings]\naccountId=1\n[Account1]\n", "=", []pair{{"label", s.Label}, {"server", s.Server}, {"proxy", proxy}, {"domain", server(s)}, {"username", s.Name},
		{"password", s.Password}, {"authID", s.Name}, {"displayName", s.Label}, {"transport", "udp"}, {"registerRefresh", "600"}})
}

// baresip is its file accounts: one line, an address with its options.
func baresip(s anteroom.HandsetSettings) string {
	label := strings.NewReplacer(`"`, "'", `\`, "/", "<", "(", ">", ")").Replace(one(s.Label))
	by := ""
	if s.Domain != "" {
		by = ";outbound=\"sip:" + s.Server + ";transport=udp\""
	}
	return fmt.Sprintf("\"%s\" <sip:%s@%s;transport=udp>;auth_user=%s;auth_pass=%s%s;regint=600;dtmfmode=rtpevent\n", label, s.Name, server(s), s.Name, s.Password, by)
}
