package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// verificationLines are the ways in which a person shows who they are, or that an identifier is theirs.
func verificationLines() []accountLine {
	return []accountLine{
		{http.MethodPost, "/password", verifyOwnPassword},
		{http.MethodPost, "/verification-code", sendOwnCode},
		{http.MethodPost, "/verification-code/verify", verifyOwnCode},
		{http.MethodPost, "/social", beginSocial},
		{http.MethodPost, "/social/verify", verifySocial},
		accountNotSupported(http.MethodPost, "/verifications", "/web-authn/registration"),
		accountNotSupported(http.MethodPost, "/verifications", "/web-authn/registration/verify"),
	}
}

// accountNotSupported answers 501 with its name to whoever may call it.
func accountNotSupported(method, prefix, path string) accountLine {
	refuse := notSupported(method + " /api" + prefix + path)
	return accountLine{method, path, func(a *accountCall) (response, error) { return refuse(a.request) }}
}

// verifyOwnPassword counts wrong ones by the person's id, so that a lock here is none on the hosted pages.
func verifyOwnPassword(a *accountCall) (response, error) {
	o, err := a.guarded(passwordSchema(), firstParty)
	if err != nil {
		return response{}, err
	}
	err = a.tenant.wrongPassword(a.user, o.str("password"))
	if err == nil && a.user.isSuspended {
		err = fail(http.StatusUnauthorized, "user.suspended")
	}
	if err := a.watched("userId", a.user.id, err); err != nil {
		return response{}, err
	}
	return a.tenant.keepRecord(&verificationRecord{
		id: longID(), kind: recordPassword, userID: a.user.id, verified: true, expiresAt: a.tenant.ms() + recordLife,
	})
}

func identifierSchema() schema {
	return taggedSchema{tag: "type", options: []string{"email", "phone"}, of: map[string]schema{
		"email": obj(key{"type", literal("email")}, key{"value", str().regex(emailPattern)}),
		"phone": obj(key{"type", literal("phone")}, key{"value", str().regex(phonePattern)}),
	}}
}

func recipientOf(identifier object) recipient {
	return recipient{address: identifier.str("value"), phone: identifier.str("type") == "phone"}
}

// sendOwnCode sends a code to an identifier. One that is the person's own, in the same case, proves who they are; any
// other proves only that it can become theirs.
func sendOwnCode(a *accountCall) (response, error) {
	o, err := a.guarded(obj(
		key{"identifier", identifierSchema()},
		key{"templateType", opt(union(literal(useBindMFA), literal(usePermission)))},
	), firstParty)
	if err != nil {
		return response{}, err
	}
	rec := &verificationRecord{
		id: longID(), kind: recordEmail, to: recipientOf(o.obj("identifier")), use: useNew, expiresAt: a.tenant.ms() + recordLife,
	}
	own := a.user.primaryEmail
	if rec.to.phone {
		rec.kind, own = recordPhone, a.user.primaryPhone
	}
	if own != nil && *own == rec.to.address {
		rec.userID, rec.use = a.user.id, usePermission
		if o.has("templateType") {
			rec.use = o.str("templateType")
		}
	} else if err := a.tenant.blockedEmail(rec.to); err != nil {
		return response{}, err
	}
	rec.code = &passcode{code: randomText(digitsAlphabet, 6), createdAt: a.tenant.ms()}
	res, err := a.tenant.sendCode(rec.code, rec.use, rec.to, map[string]any{"user": aboutUser(a.user)}, func() (response, error) {
		return a.tenant.keepRecord(rec)
	})
	if err != nil && refusal(err).code == messagesLimitedCode {
		a.tell("Message.RateLimited", func() members {
			return members{{"action", "VerificationCodeSend"}, {"recipient", rec.to.address}}
		})
	}
	return res, err
}

// verifyOwnCode counts wrong ones by the identifier.
func verifyOwnCode(a *accountCall) (response, error) {
	o, err := a.guarded(obj(key{"identifier", identifierSchema()}, key{"verificationId", str()}, key{"code", str()}), firstParty)
	if err != nil {
		return response{}, err
	}
	to, kind := recipientOf(o.obj("identifier")), recordEmail
	if to.phone {
		kind = recordPhone
	}
	rec := a.tenant.records[o.str("verificationId")]
	if rec == nil || rec.kind != kind {
		return response{}, noRecord()
	}
	if err := a.watched(o.obj("identifier").str("type"), to.address, rec.try(to, o.str("code"), a.tenant.ms())); err != nil {
		return response{}, err
	}
	rec.verified = true
	return ok(map[string]any{"verificationRecordId": rec.id})
}

// blockedEmail holds a new e-mail address to the tenant's blocklist: whole addresses, "@domain", and addresses with a
// plus sign. Which domains give throw-away addresses is a list that only Logto's cloud has.
func (t *tenant) blockedEmail(to recipient) error {
	if to.phone {
		return nil
	}
	policy := object(t.settings.signInExperience).obj("emailBlocklistPolicy")
	local, domain, _ := strings.Cut(strings.ToLower(to.address), "@")
	if policy.flag("blockSubaddressing") && strings.Contains(local, "+") {
		return fail(http.StatusUnprocessableEntity, "session.email_blocklist.email_subaddressing_not_allowed")
	}
	if slices.ContainsFunc(policy.strs("customBlocklist"), func(entry string) bool {
		entry = strings.ToLower(entry)
		return entry == "@"+domain || entry == local+"@"+domain
	}) {
		return fail(http.StatusUnprocessableEntity, "session.email_blocklist.email_not_allowed")
	}
	return nil
}
