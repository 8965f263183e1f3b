package web

// routes is every address of the portal.
func (p *portal) routes() {
	p.open("GET /{$}", (*visit).home)
	p.open("GET /sign-in", (*visit).signInForm)
	p.open("POST /sign-in", (*visit).signIn)
	p.open("POST /sign-out", (*visit).signOut)
	p.open("GET /forgot", (*visit).forgotForm)
	p.open("POST /forgot", (*visit).forgot)
	p.open("GET /reset/{token}", (*visit).resetForm)
	p.open("POST /reset/{token}", (*visit).reset)
	p.open("POST /appearance", (*visit).appearance)
	p.open("GET /help/profile", (*visit).helpProfile)
	p.open("GET /help/keys", (*visit).helpKeys)
	p.open("GET /accessibility", (*visit).accessibility)

	p.signed("GET /system/languages", (*visit).systemLanguages)
	p.signed("POST /system/languages", (*visit).systemLanguages)
	p.signed("GET /c/{company}/keys/set", (*visit).setKeys)
	p.signed("POST /c/{company}/keys/set", (*visit).setKeys)
	p.signed("GET /v/{var}/support", (*visit).support)
	p.signed("POST /v/{var}/support", (*visit).support)

	p.signed("GET /companies", (*visit).companies)
	p.signed("GET /c/{company}/{$}", (*visit).company)
	p.signed("GET /c/{company}/profile", (*visit).profile)
	p.signed("POST /c/{company}/profile", (*visit).submitProfile)
	p.signed("POST /c/{company}/profile/preview", (*visit).previewProfile)
	p.stream("GET /c/{company}/profile/events", (*visit).events)
	p.signed("GET /c/{company}/password", (*visit).passwordForm)
	p.signed("POST /c/{company}/password", (*visit).changePassword)
	p.signed("GET /c/{company}/history", (*visit).history)
	p.signed("GET /c/{company}/undo", (*visit).undoForm)
	p.signed("POST /c/{company}/undo", (*visit).undo)
	p.signed("GET /c/{company}/calls", (*visit).calls)
	p.signed("GET /c/{company}/packages", (*visit).packages)

	if p.Demo {
		p.open("GET /gallery", (*visit).gallery)
		p.open("GET /gallery/{page}/{state}", (*visit).specimen)
	}
	p.mux.HandleFunc("GET /static/{file}", p.static.serve)
	p.mux.HandleFunc("GET /healthz", healthy)
}
