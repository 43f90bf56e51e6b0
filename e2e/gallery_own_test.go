package e2e

// Steps to the states of the pages that change something of one's own account.

// sentProof has a code sent for the identity check, to somebody of its own: another one
// could be sent to the same address only after a while.
func sentProof(s *scene) {
	const password = "Zx9!vQ2#tL-own"
	username := "coded_" + s.look.Language
	s.tenant.make("/users", map[string]any{
		"username": username, "password": password, "name": "Cora Coded", "primaryEmail": username + "@example.com",
	})
	s.loseCookies()
	s.open("/sign-in")
	s.logIn(username, password)
	s.arrives("/profile")
	opens("/profile/verify")(s)
	s.click(css("#own-step button[name=then][value=email]"))
	s.holds("a field for the code", stepField("code").js)
}

// provenOnce confirms who one is, unless that was done moments ago.
func provenOnce(s *scene) {
	opens("/profile/verify")(s)
	if s.has(stepField("password")) {
		s.fill(stepField("password"), s.page.program.person("person").Password)
		s.save("own-step")
	}
	s.arrives("/profile")
}

// sentCode has a code sent to a new address. Nobody reads it.
func sentCode(s *scene) {
	s.fill(stepField("primaryEmail"), "somebody.with.a.long.name-"+s.look.Language+"@new-address.example.org")
	s.save("own-step")
	s.holds("a field for the code", stepField("code").js)
}

func wrongCode(s *scene) {
	s.fill(stepField("code"), "12345")
	s.save("own-step")
	s.holds("the code marked as wrong", `document.querySelector('#own-step [name=code][aria-invalid=true]')`)
}
