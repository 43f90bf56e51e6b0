package emulator

import (
	"io"
	"mime/multipart"
	"net/http"
	"slices"
)

// identityLines are the social accounts a person has linked. The tokens of a linked account are not kept here.
func identityLines() []accountLine {
	return []accountLine{
		{http.MethodPost, "/identities", func(a *accountCall) (response, error) { return linkMyIdentity(a, false) }},
		{http.MethodPut, "/identities", func(a *accountCall) (response, error) { return linkMyIdentity(a, true) }},
		{http.MethodDelete, "/identities/:target", unlinkMyIdentity},
		{http.MethodGet, "/identities/:target/access-token", noTokenKept},
		accountNotSupported(http.MethodPut, "/my-account", "/identities/:target/access-token"),
		{http.MethodGet, "/sso-identities/:connectorId/access-token", noTokenKept},
	}
}

// linkMyIdentity needs the record of a social account. One account belongs to one person, and only replacing puts it in
// the place of another one of the same provider.
func linkMyIdentity(a *accountCall, replaces bool) (response, error) {
	o, err := a.guarded(obj(key{"newIdentifierVerificationRecordId", str()}),
		editable("social"), scoped(http.StatusUnauthorized, "identities"), firstParty, provenIfPossible)
	if err != nil {
		return response{}, err
	}
	rec, err := a.tenant.verifiedRecord(o.str("newIdentifierVerificationRecordId"), recordSocial)
	if err == nil && rec.userID != a.user.id {
		err = noRecord()
	}
	if err != nil {
		return response{}, err
	}
	c, err := a.tenant.socialByID(rec.social.connectorID)
	if err != nil {
		return response{}, err
	}
	if a.tenant.linkedElsewhere(a.user, c.target, object(rec.social.account).str("id")) {
		return response{}, fail(http.StatusUnprocessableEntity, "user.identity_already_in_use")
	}
	if _, has := a.user.identities[c.target]; has && !replaces {
		return response{}, fail(http.StatusBadRequest, "user.identity_already_in_use")
	}
	linked := map[string]any{"userId": rec.social.account["id"], "details": rec.social.account}
	a.user.identities = merged(a.user.identities, map[string]any{c.target: linked})
	a.changed()
	return noContent()
}

// noTokenKept is the answer for a linked account whose provider's tokens were not stored.
func noTokenKept(a *accountCall) (response, error) {
	if !slices.Contains(a.scopes, "identities") {
		return response{}, fail(http.StatusForbidden, "auth.forbidden")
	}
	return response{}, fail(http.StatusNotFound, "secrets.third_party_token_set.token_not_found")
}

func unlinkMyIdentity(a *accountCall) (response, error) {
	err := a.needs(editable("social"), scoped(http.StatusBadRequest, "identities"), firstParty, provenIfPossible)
	if err != nil {
		return response{}, err
	}
	target := a.param("target")
	if _, linked := a.user.identities[target]; !linked {
		return response{}, noIdentity()
	}
	if err := a.user.without(target); err != nil {
		return response{}, err
	}
	left := merged(a.user.identities, nil)
	delete(left, target)
	a.user.identities = left
	a.changed()
	return noContent()
}

// portraitTypes are the pictures a person may upload of themselves.
var portraitTypes = []string{"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp"}

// uploadMyAvatar believes the file, not what it is called. The avatar stays what it is until it is changed.
func uploadMyAvatar(a *accountCall) (response, error) {
	if err := a.needs(scoped(http.StatusUnauthorized, "profile"), editable("avatar"), firstParty); err != nil {
		return response{}, err
	}
	return a.upload(isPortrait)
}

func isPortrait(file *multipart.FileHeader) bool {
	content, err := file.Open()
	if err != nil {
		return false
	}
	defer func() { _ = content.Close() }() // it was only read
	head, _ := io.ReadAll(io.LimitReader(content, 512))
	return slices.Contains(portraitTypes, http.DetectContentType(head))
}
