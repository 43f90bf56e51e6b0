package emulator

import "net/http"

// experienceRoutes is Logto's Experience API as far as its own hosted page uses it for the flows that are here. It
// needs no token: the interaction is the one of the browser's cookie.
func (s *Server) experienceRoutes() []route {
	const base = "/experience"
	table := []route{
		{method: http.MethodPut, path: base, handler: experience(startExperience)},
		{method: http.MethodPut, path: base + "/interaction-event", handler: experience(changeExperience)},
		{method: http.MethodPost, path: base + "/verification/password", handler: experience(experiencePassword)},
		{method: http.MethodPost, path: base + "/verification/new-password-identity", handler: experience(experienceNewPassword)},
		{method: http.MethodPost, path: base + "/verification/one-time-token/verify", handler: experience(experienceToken)},
		{method: http.MethodPost, path: base + "/verification/totp/secret", handler: experience(experienceNewTOTP)},
		{method: http.MethodPost, path: base + "/verification/totp/verify", handler: experience(experienceTOTP)},
		{method: http.MethodPost, path: base + "/verification/backup-code/generate", handler: experience(experienceNewCodes)},
		{method: http.MethodPost, path: base + "/verification/backup-code/verify", handler: experience(experienceBackupCode)},
		{method: http.MethodPost, path: base + "/identification", handler: experience(experienceIdentify)},
		{method: http.MethodPost, path: base + "/profile", handler: experience(experienceProfile)},
		{method: http.MethodPut, path: base + "/profile/password", handler: experience(experienceReset)},
		{method: http.MethodPost, path: base + "/profile/mfa", handler: experience(experienceBind)},
		{method: http.MethodPost, path: base + "/profile/mfa/mfa-skipped", handler: experience(experienceSkip)},
		{method: http.MethodPost, path: base + "/submit", handler: experience(s.experienceSubmit)},
	}
	for i := range table {
		table[i].public = true
	}
	return table
}

// experience finds the interaction of the browser: 400 session.not_found without one.
func experience(run func(*request, *flow) (response, error)) handler {
	return func(r *request) (response, error) {
		in := r.server.browserInteraction(r.http)
		if in == nil {
			return response{}, fail(http.StatusBadRequest, "session.not_found")
		}
		return run(r, &flow{t: r.tenant, in: in, http: r.http})
	}
}

func eventSchema() objectSchema {
	return obj(key{"interactionEvent", enum(eventSignIn, eventRegister, eventForgot)})
}

func startExperience(r *request, f *flow) (response, error) {
	o, err := r.guardBody(eventSchema())
	if err != nil {
		return response{}, err
	}
	return done(f.start(o.str("interactionEvent")))
}

func changeExperience(r *request, f *flow) (response, error) {
	o, err := r.guardBody(eventSchema())
	if err != nil {
		return response{}, err
	}
	return done(f.changeEvent(o.str("interactionEvent")))
}

// done is 204 or the error.
func done(err error) (response, error) {
	if err != nil {
		return response{}, err
	}
	return noContent()
}

// recorded answers the id of a verification record.
func recorded(p *proof, err error) (response, error) {
	if err != nil {
		return response{}, err
	}
	return ok(map[string]any{"verificationId": p.id})
}

func credentialSchema(identifiers ...string) objectSchema {
	return obj(
		key{"identifier", obj(key{"type", enum(identifiers...)}, key{"value", str()})}, key{"password", str().min(1)},
	)
}

func experiencePassword(r *request, f *flow) (response, error) {
	o, err := r.guardBody(credentialSchema("username", "email", "phone"))
	if err != nil {
		return response{}, err
	}
	id := o.obj("identifier")
	return recorded(f.verifyPassword(id.str("type"), id.str("value"), o.str("password")))
}

func experienceNewPassword(r *request, f *flow) (response, error) {
	o, err := r.guardBody(credentialSchema("username"))
	if err != nil {
		return response{}, err
	}
	return recorded(f.verifyNewPassword("username", o.obj("identifier").str("value"), o.str("password")))
}

func experienceToken(r *request, f *flow) (response, error) {
	o, err := r.guardBody(obj(
		key{"identifier", obj(key{"type", literal("email")}, key{"value", str()})}, key{"token", str().min(1)},
	))
	if err != nil {
		return response{}, err
	}
	return recorded(f.verifyToken(o.obj("identifier").str("value"), o.str("token")))
}

func experienceNewTOTP(r *request, f *flow) (response, error) {
	p, err := f.newTOTP()
	if err != nil {
		return response{}, err
	}
	image, err := totpImage(r.http.Host, accountLabel(r.tenant.people.byID(f.in.userID)), p.secret)
	if err != nil {
		return response{}, errInternal
	}
	return ok(map[string]any{"verificationId": p.id, "secret": p.secret, "secretQrCode": image})
}

func experienceTOTP(r *request, f *flow) (response, error) {
	o, err := r.guardBody(obj(key{"code", str()}, key{"verificationId", opt(str())}))
	if err != nil {
		return response{}, err
	}
	return recorded(f.verifyTOTP(o.str("code"), o.str("verificationId")))
}

func experienceNewCodes(_ *request, f *flow) (response, error) {
	p, err := f.newBackupSet()
	if err != nil {
		return response{}, err
	}
	return ok(map[string]any{"verificationId": p.id, "codes": p.codes})
}

func experienceBackupCode(r *request, f *flow) (response, error) {
	o, err := r.guardBody(obj(key{"code", str().min(1)}))
	if err != nil {
		return response{}, err
	}
	return recorded(f.verifyBackupCode(o.str("code")))
}

func experienceIdentify(r *request, f *flow) (response, error) {
	o, err := r.guardBody(obj(key{"verificationId", opt(str())}))
	if err != nil {
		return response{}, err
	}
	if err := f.identify(o.str("verificationId")); err != nil {
		return response{}, err
	}
	if f.in.event == eventRegister {
		return textStatus(http.StatusCreated), nil
	}
	return noContent()
}

func experienceProfile(r *request, f *flow) (response, error) {
	o, err := r.guardBody(obj(key{"type", enum("username", "password")}, key{"value", str().min(1)}))
	if err != nil {
		return response{}, err
	}
	return done(f.give(o.str("type"), o.str("value")))
}

func experienceReset(r *request, f *flow) (response, error) {
	o, err := r.guardBody(obj(key{"password", str()}))
	if err != nil {
		return response{}, err
	}
	return done(f.resetPassword(o.str("password")))
}

func experienceBind(r *request, f *flow) (response, error) {
	o, err := r.guardBody(obj(key{"type", enum(mfaTOTP, mfaBackup)}, key{"verificationId", str()}))
	if err != nil {
		return response{}, err
	}
	return done(f.bind(o.str("type"), o.str("verificationId")))
}

func experienceSkip(_ *request, f *flow) (response, error) { return done(f.skipMFA()) }

// experienceSubmit answers where the browser is to go on, or 204 after a reset.
func (s *Server) experienceSubmit(r *request, f *flow) (response, error) {
	if err := f.submit(); err != nil {
		return response{}, err
	}
	if f.in.signedIn == "" {
		return noContent()
	}
	return ok(map[string]any{"redirectTo": s.origin(r.http) + oidcPrefix + "/auth/" + f.in.uid})
}
