package emulator

import "net/http"

// identifierLines are the address and the number a person signs in with, and their password.
func identifierLines() []accountLine {
	return []accountLine{
		{http.MethodPost, "/password", setMyPassword},
		{http.MethodPost, "/primary-email", setMyEmail},
		{http.MethodDelete, "/primary-email", dropMyEmail},
		{http.MethodPost, "/primary-phone", setMyPhone},
		{http.MethodDelete, "/primary-phone", dropMyPhone},
	}
}

// setMyPassword ends no session. Who has nothing to prove their identity with may set their first password without.
func setMyPassword(a *accountCall) (response, error) {
	o, err := a.guarded(passwordSchema(), provenIfPossible, editable("password"), firstParty)
	if err != nil {
		return response{}, err
	}
	digest, algorithm, err := a.tenant.hashOfNew(a.user, o.str("password"))
	if err != nil {
		return response{}, err
	}
	u := a.user
	u.passwordDigest, u.passwordAlgorithm, u.isPasswordExpired = digest, algorithm, false
	u.passwordUpdatedAt = new(a.tenant.ms())
	a.changed()
	return noContent()
}

// setMyEmail takes an address that a code was verified for.
func setMyEmail(a *accountCall) (response, error) {
	o, err := a.guarded(obj(key{"email", str().regex(emailPattern)}, key{"newIdentifierVerificationRecordId", str()}),
		proven, editable("email"), scoped(http.StatusBadRequest, "email"), firstParty)
	if err != nil {
		return response{}, err
	}
	to := recipient{address: o.str("email")}
	if err := a.verifiedFor(o, recordEmail, to); err != nil {
		return response{}, err
	}
	if err := a.tenant.blockedEmail(to); err != nil {
		return response{}, err
	}
	if err := a.tenant.identifiers(object{"primaryEmail": to.address}, a.user); err != nil {
		return response{}, err
	}
	return a.change(func(u *user) { u.primaryEmail = &to.address })
}

// setMyPhone takes a number that a code was verified for, which nothing carries here (see sendCode).
func setMyPhone(a *accountCall) (response, error) {
	o, err := a.guarded(obj(key{"phone", str().regex(phonePattern)}, key{"newIdentifierVerificationRecordId", str()}),
		proven, editable("phone"), scoped(http.StatusBadRequest, "phone"), firstParty)
	if err != nil {
		return response{}, err
	}
	to := recipient{address: o.str("phone"), phone: true}
	if err := a.verifiedFor(o, recordPhone, to); err != nil {
		return response{}, err
	}
	if err := a.tenant.identifiers(object{"primaryPhone": to.address}, a.user); err != nil {
		return response{}, err
	}
	stored, err := storedPhone(to.address)
	if err != nil {
		return response{}, err
	}
	return a.change(func(u *user) { u.primaryPhone = &stored })
}

// verifiedFor asks for the record of a code to just this address or number.
func (a *accountCall) verifiedFor(o object, kind string, to recipient) error {
	rec, err := a.tenant.verifiedRecord(o.str("newIdentifierVerificationRecordId"), kind)
	if err != nil {
		return err
	}
	if rec.to != to {
		return noRecord()
	}
	return nil
}

func dropMyEmail(a *accountCall) (response, error) {
	err := a.needs(proven, editable("email"), scoped(http.StatusBadRequest, "email"), firstParty)
	if err == nil {
		err = a.user.without("primaryEmail")
	}
	if err != nil {
		return response{}, err
	}
	return a.change(func(u *user) { u.primaryEmail = nil })
}

func dropMyPhone(a *accountCall) (response, error) {
	err := a.needs(proven, editable("phone"), scoped(http.StatusBadRequest, "phone"), firstParty)
	if err == nil {
		err = a.user.without("primaryPhone")
	}
	if err != nil {
		return response{}, err
	}
	return a.change(func(u *user) { u.primaryPhone = nil })
}

// change writes the caller's identifiers and answers 204.
func (a *accountCall) change(write func(*user)) (response, error) {
	a.tenant.people.change(a.user, write)
	a.changed()
	return noContent()
}

// without refuses to take away the last thing a person signs in with. gone is "username", "primaryEmail",
// "primaryPhone" or the target of an identity.
func (u *user) without(gone string) error {
	for name, has := range map[string]bool{
		"username": u.username != nil, "primaryEmail": u.primaryEmail != nil, "primaryPhone": u.primaryPhone != nil,
	} {
		if has && name != gone {
			return nil
		}
	}
	for target := range u.identities {
		if target != gone {
			return nil
		}
	}
	return fail(http.StatusBadRequest, "user.last_sign_in_method_required")
}
