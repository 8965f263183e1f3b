package anteroom

// MailPresets are the two mail providers whose customers sign in with a browser everywhere: for the system's list, where
// the operator adds the client id under which the provider knows this installation.
func MailPresets() []KnownProvider {
	server := func(p MailProtocol, host string, port int, s MailSecurity) MailServer {
		return MailServer{Protocol: p, Host: host, Port: port, Security: s, SignIn: MailOAuth}
	}
	return []KnownProvider{{
		MailProvider: MailProvider{Name: "Google", Domains: []string{"gmail.com", "googlemail.com"}, MX: []string{"google.com", "googlemail.com"},
			Incoming: []MailServer{server(IMAP, "imap.gmail.com", 993, MailTLS), server(POP3, "pop.gmail.com", 995, MailTLS)},
			Outgoing: []MailServer{server(SMTP, "smtp.gmail.com", 465, MailTLS), server(SMTP, "smtp.gmail.com", 587, MailSTARTTLS)}},
		Issuer: MailIssuer{Authorize: "https://accounts.google.com/o/oauth2/v2/auth", Token: "https://oauth2.googleapis.com/token", Scopes: []string{"https://mail.google.com/"}},
	}, {
		MailProvider: MailProvider{Name: "Microsoft", Domains: []string{"outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "hotmail.ca", "live.com", "live.fr", "live.ca", "msn.com"}, MX: []string{"protection.outlook.com", "mx.microsoft"},
			Incoming: []MailServer{server(IMAP, "outlook.office365.com", 993, MailTLS), server(POP3, "outlook.office365.com", 995, MailTLS)},
			Outgoing: []MailServer{server(SMTP, "smtp.office365.com", 587, MailSTARTTLS)}},
		Issuer: MailIssuer{Authorize: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize", Token: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
			Scopes: []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/POP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send", "offline_access"}},
	}}
}
