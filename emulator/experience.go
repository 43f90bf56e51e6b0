package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// flow is one step of a person on the hosted pages: the interaction of their browser, and the request. Its methods are
// the operations of Logto's Experience API, which the hosted pages are written against as well; each writes the audit
// log. The tenant is locked exclusively while they run.
type flow struct {
	t    *tenant
	in   *interaction
	http *http.Request
}

// note writes a step to the audit log.
func (f *flow) note(step string, payload map[string]any, err error) {
	if payload == nil {
		payload = map[string]any{}
	}
	payload["applicationId"], payload["interaction"] = f.in.request.clientID, f.in.logView(f.http)
	if f.in.userID != "" {
		payload["userId"] = f.in.userID
	}
	f.t.appendLog(f.http, "Interaction."+f.in.event+"."+step, logFailure(payload, err, languageOf(f.http)))
}

// start begins an event. Signing in and registering can be switched off; resetting a password needs no method to be
// switched on, because a reset link may follow.
func (f *flow) start(event string) error {
	if f.eventIsOff(event) {
		return fail(http.StatusForbidden, "auth.forbidden")
	}
	f.in.begin(event)
	f.note("Create", nil, nil)
	return nil
}

func (f *flow) eventIsOff(event string) bool {
	mode := f.t.settings.signInExperience["signInMode"]
	return mode == eventSignIn && event == eventRegister || mode == eventRegister && event == eventSignIn
}

// changeEvent goes on as another event with what was proved so far; a one-time token opens registration that is off.
func (f *flow) changeEvent(event string) error {
	if f.in.event == "" {
		return fail(http.StatusNotFound, "session.interaction_not_found")
	}
	if (f.in.event == eventForgot) != (event == eventForgot) {
		return fail(http.StatusBadRequest, "session.not_supported_for_forgot_password")
	}
	if f.eventIsOff(event) && f.in.verifiedToken() == nil {
		return fail(http.StatusForbidden, "auth.forbidden")
	}
	f.in.event = event
	f.note("Update", nil, nil)
	return nil
}

// verifyPassword checks a typed identifier (username, email, phone) and password. 422 session.invalid_credentials, 401
// user.suspended, 422 password.expired, 400 when the identifier is locked.
func (f *flow) verifyPassword(identifier, value, password string) (*proof, error) {
	err := f.watched(identifier, value, f.t.passwordProblem(f.t.userBy(identifier, value), password))
	var made *proof
	if err == nil {
		made = f.in.keep(&proof{kind: proofPassword, verified: true, identifier: identifier, identifierValue: value})
	}
	f.note("Verification.Password.Submit", map[string]any{
		"payload": map[string]any{"identifier": map[string]any{"type": identifier, "value": value}, "password": logMasked},
	}, err)
	return made, err
}

// verifyToken checks and consumes a one-time token for the event under way.
func (f *flow) verifyToken(email, token string) (*proof, error) {
	have, err := f.t.consumeOneTimeToken(token, email, f.in.event)
	err = f.watched("email", email, err)
	var made *proof
	if err == nil {
		made = f.in.keep(&proof{
			kind: proofToken, verified: true, identifier: "email", identifierValue: email, tokenContext: have.context,
		})
	}
	f.note("Verification.OneTimeToken.Submit", map[string]any{"payload": map[string]any{
		"identifier": map[string]any{"type": "email", "value": email}, "token": logMasked,
	}}, err)
	return made, err
}

// userBy finds the person of an identifier, or nil.
func (t *tenant) userBy(identifier, value string) *user {
	switch identifier {
	case "username":
		return t.userByUsername(value)
	case "email":
		return t.people.byEmail(value)
	case "phone":
		return t.userByPhone(strings.TrimPrefix(value, "+"))
	}
	return nil
}

// identify says who the person is, by a proof (the newest when id is empty). Registering makes the person.
func (f *flow) identify(id string) error {
	p := f.in.proof(id, "")
	if id == "" && len(f.in.proofs) > 0 {
		p = f.in.proofs[len(f.in.proofs)-1]
	}
	err := f.identifyBy(p)
	payload := map[string]any{"payload": map[string]any{"verificationId": id}}
	if p != nil {
		payload["verification"] = p.view()
		payload["payload"] = map[string]any{"verificationId": p.id}
	}
	f.note("Identifier.Submit", payload, err)
	return err
}

func (f *flow) identifyBy(p *proof) error {
	switch {
	case f.in.event == "":
		return fail(http.StatusNotFound, "session.interaction_not_found")
	case p == nil:
		return fail(http.StatusNotFound, "session.verification_session_not_found")
	case !p.verified && p.kind != proofNewPassword:
		return fail(http.StatusBadRequest, "session.verification_failed")
	case f.in.event == eventRegister:
		return f.register(p)
	case f.in.event == eventForgot && p.kind == proofPassword:
		return fail(http.StatusUnprocessableEntity, "session.not_supported_for_forgot_password")
	case f.in.event == eventSignIn && p.kind == proofPassword && !f.t.signsInWith(p.identifier):
		return fail(http.StatusUnprocessableEntity, "user.sign_in_method_not_enabled")
	}
	u := f.t.userBy(p.identifier, p.identifierValue)
	if u == nil {
		return fail(http.StatusNotFound, "user.user_not_exist").withData(map[string]any{"identifier": p.identifierValue})
	}
	if u.isSuspended {
		return fail(http.StatusUnauthorized, "user.suspended")
	}
	f.in.userID = u.id
	return nil
}

// submit ends the interaction: what the person gave is written, and they may go on to the application, unless a second
// factor (403), something missing (422 user.missing_profile, user.missing_mfa) or an offer (422 user.suggest_mfa) is in
// the way. Resetting a password signs nobody in.
func (f *flow) submit() error {
	err := f.submittable()
	if err == nil {
		f.write()
	}
	f.note("Submit", nil, err)
	if err == nil {
		f.finish()
	}
	return err
}

func (f *flow) submittable() error {
	u := f.t.people.byID(f.in.userID)
	switch {
	case f.in.event == "":
		return fail(http.StatusNotFound, "session.interaction_not_found")
	case u == nil:
		return fail(http.StatusNotFound, "session.identifier_not_found")
	case u.isSuspended:
		return fail(http.StatusUnauthorized, "user.suspended")
	case f.in.event == eventForgot:
		if !f.in.given.resetPassword {
			return fail(http.StatusUnprocessableEntity, "user.new_password_required_in_profile")
		}
		return nil
	}
	for _, needed := range []func(*user) error{f.secondFactorNeeded, f.profileNeeded, f.factorsNeeded} {
		if err := needed(u); err != nil {
			return err
		}
	}
	return nil
}

// write stores what the person gave.
func (f *flow) write() {
	u, given := f.t.people.byID(f.in.userID), f.in.given
	mayTell := given != (givenProfile{}) || len(f.in.mfa.bound) > 0 || f.in.mfa.skipped
	f.t.people.change(u, func(u *user) {
		for _, part := range []struct {
			value string
			into  **string
		}{{given.username, &u.username}, {given.email, &u.primaryEmail}, {given.phone, &u.primaryPhone}} {
			if part.value != "" {
				*part.into = &part.value
			}
		}
	})
	if given.digest != "" {
		u.passwordDigest, u.passwordAlgorithm, u.isPasswordExpired = given.digest, given.algorithm, false
		u.passwordUpdatedAt = new(f.t.ms())
	}
	if given != (givenProfile{}) {
		u.updatedAt = f.t.ms()
	}
	u.mfa = append(u.mfa, f.in.mfa.bound...)
	if f.in.mfa.skipped {
		u.logtoConfig = merged(u.logtoConfig, map[string]any{
			"mfa": merged(object(u.logtoConfig).obj("mfa"), map[string]any{"skipped": true}),
		})
	}
	if mayTell {
		f.tell(userUpdated, func() members { return userMembers(u) })
	}
	if p := f.in.verifiedToken(); p != nil {
		f.tellProvisioned(u, f.t.provision(u, object(p.tokenContext).strs("jitOrganizationIds")))
	}
}

// finish lets the person go on, or after a reset puts the interaction back to its beginning.
func (f *flow) finish() {
	u := f.t.people.byID(f.in.userID)
	if f.in.event == eventForgot {
		f.tellSubmitted(u)
		f.in.begin("")
		return
	}
	f.t.noteSignIn(u)
	f.tellSubmitted(u)
	f.in.signedIn, f.in.submission = f.in.userID, f.in.submitted(f.http)
}

// provision makes a person a member of organizations, with the roles those give to newcomers. It returns the ids of those
// that the person has come into.
func (t *tenant) provision(u *user, organizationIDs []string) []string {
	var joined []string
	for _, id := range organizationIDs {
		o := t.organizations.get(id)
		if o == nil || !t.joinOrganization(u, o) {
			continue
		}
		o.members[u.id].roleIDs = slices.Clone(o.jitRoleIDs)
		joined = append(joined, id)
	}
	return joined
}
