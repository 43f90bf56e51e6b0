package emulator

import (
	"io"
	"mime/multipart"
	"net/http"
	"slices"
)

// identityLines are the social accounts a person has linked. What a linked account gave access to is not kept here.
func identityLines() []accountLine {
	return []accountLine{
		{http.MethodPost, "/identities", linkMyIdentity},
		{http.MethodPut, "/identities", linkMyIdentity},
		{http.MethodDelete, "/identities/:target", unlinkMyIdentity},
		accountNotSupported(http.MethodGet, "/my-account", "/identities/:target/access-token"),
		accountNotSupported(http.MethodPut, "/my-account", "/identities/:target/access-token"),
		accountNotSupported(http.MethodGet, "/my-account", "/sso-identities/:connectorId/access-token"),
	}
}

// linkMyIdentity needs the record of a social account, which cannot be verified here (see verificationLines).
func linkMyIdentity(a *accountCall) (response, error) {
	o, err := a.guarded(obj(key{"newIdentifierVerificationRecordId", str()}),
		editable("social"), scoped(http.StatusUnauthorized, "identities"), firstParty, provenIfPossible)
	if err != nil {
		return response{}, err
	}
	if _, err := a.tenant.verifiedRecord(o.str("newIdentifierVerificationRecordId"), recordSocial); err != nil {
		return response{}, err
	}
	return notSupported("social connectors")(a.request)
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
	a.user.identities, a.user.updatedAt = left, a.tenant.ms()
	return noContent()
}

// portraitTypes are the pictures a person may upload of themselves.
var portraitTypes = []string{"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp"}

// uploadMyAvatar believes the file, not what it is called. It stores the picture; the avatar is another call.
func (s *Server) uploadMyAvatar(a *accountCall) (response, error) {
	if err := a.needs(scoped(http.StatusUnauthorized, "profile"), editable("avatar"), firstParty); err != nil {
		return response{}, err
	}
	return s.later(a.request, isPortrait)
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
