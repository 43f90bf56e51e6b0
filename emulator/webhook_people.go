package emulator

// applicationOf is an application as events show it, nothing when it is gone.
func (t *tenant) applicationOf(id string) members {
	app := t.applications.get(id)
	if app == nil {
		return nil
	}
	return members{{"application", ordered(map[string]any{
		"id": app.id, "type": app.kind, "name": app.name, "description": app.description,
	}, applicationOrder)}}
}

// tell tells of an event that a person on the hosted pages causes.
func (f *flow) tell(event string, about func() members) {
	f.t.tell(f.http, event, func() members {
		body := members{{"createdAt", f.t.now().UTC().Format(isoFormat)}, {"interactionEvent", f.in.event}}
		body = append(body, sentBy(f.http)...)
		body = append(body, members{
			{"applicationId", f.in.request.clientID}, {"sessionId", f.in.uid}, {"ip", clientIP(f.http)},
		}...)
		return append(append(body, f.t.applicationOf(f.in.request.clientID)...), about()...)
	})
}

// submittedEvents are what hooks hear when somebody has come to the end of a hosted page's business.
var submittedEvents = map[string]string{
	eventSignIn: "PostSignIn", eventRegister: "PostRegister", eventForgot: "PostResetPassword",
}

// tellSubmitted tells that the person of the interaction has signed in, registered or chosen a new password.
func (f *flow) tellSubmitted(u *user) {
	f.t.tell(f.http, submittedEvents[f.in.event], func() members {
		body := members{
			{"interactionEvent", f.in.event}, {"createdAt", f.t.now().UTC().Format(isoFormat)}, {"sessionId", f.in.uid},
		}
		body = append(body, sentBy(f.http)...)
		body = append(body, members{{"userId", u.id}, {"userIp", clientIP(f.http)}, {"user", userData(u)}}...)
		return append(body, f.t.applicationOf(f.in.request.clientID)...)
	})
}

// tellProvisioned tells of organizations that took the person in by themselves.
func (f *flow) tellProvisioned(u *user, organizationIDs []string) {
	for _, id := range organizationIDs {
		f.tell(memberUpdated, func() members { return membershipDelta(id, []string{u.id}, nil) })
	}
}

// watched is the tenant's watch over guessing, which tells of a lock. kind is that of the target: username, email,
// phone or userId.
func (f *flow) watched(kind, target string, err error) error {
	err = f.t.watched(target, err)
	if isLocked(err) {
		f.tell(lockout, func() members { return members{{"type", kind}, {"value", target}} })
	}
	return err
}

// watched is the same for the Account API.
func (a *accountCall) watched(kind, target string, err error) error {
	err = a.tenant.watched(target, err)
	if isLocked(err) {
		a.tell(lockout, func() members { return members{{"type", kind}, {"value", target}} })
	}
	return err
}

func isLocked(err error) bool { return err != nil && refusal(err).code == tooManyAttemptsCode }

// changed notes that a person changed their own account, and tells of it.
func (a *accountCall) changed() {
	a.user.updatedAt = a.tenant.ms()
	a.tell(userUpdated, func() members { return userMembers(a.user) })
}
