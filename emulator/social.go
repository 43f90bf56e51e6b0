package emulator

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
)

// socialConnector is a way to sign in elsewhere. The elsewhere is a page of this server, see social_page.go.
type socialConnector struct {
	id, target, name string
	syncProfile      bool
}

// socialNames are what providers call themselves, by target.
var socialNames = map[string]string{"google": "Google", "github": "GitHub", "kakao": "Kakao", "apple": "Apple"}

// seedSocial makes a connector of each target, which the sign-in experience offers.
func (t *tenant) seedSocial(targets []string) {
	for _, target := range targets {
		c := &socialConnector{id: shortID(), target: target, name: cmp.Or(socialNames[target], target)}
		t.mgmt.social.add(c.id, c)
	}
	t.settings.signInExperience["socialSignInConnectorTargets"] = t.knownTargets(targets)
}

// knownTargets drops the targets that there is no connector of.
func (t *tenant) knownTargets(targets []string) []any {
	known := []any{}
	for _, target := range targets {
		if t.mgmt.social.find(func(c *socialConnector) bool { return c.target == target }) != nil {
			known = append(known, target)
		}
	}
	return known
}

// presented is what everybody may see of a connector.
func (c *socialConnector) presented() map[string]any {
	return map[string]any{
		"id": c.id, "target": c.target, "platform": "Universal", "name": map[string]any{"en": c.name},
		"logo": c.logo(), "logoDark": nil, "isStandard": false, "isTokenStorageSupported": false,
	}
}

// logo is the first letter in a ring: the real ones belong to their owners.
func (c *socialConnector) logo() string {
	const ring = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">` +
		`<circle cx="12" cy="12" r="11" fill="#fff" stroke="#4A5568" stroke-width="2"/>` +
		`<text x="12" y="16.5" text-anchor="middle" font-family="sans-serif" font-size="13" font-weight="700" fill="#4A5568">%s</text></svg>`
	initial := strings.ToUpper(string([]rune(c.name)[:1]))
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(fmt.Appendf(nil, ring, initial))
}

// socialView is a connector as the Management API shows it. It has no configuration: there is nobody to show one to.
func socialView(c *socialConnector) map[string]any {
	return merged(c.presented(), map[string]any{
		"connectorId": c.target + "-universal", "type": "Social", "isDemo": false, "syncProfile": c.syncProfile,
		"enableTokenStorage": false, "config": map[string]any{}, "metadata": map[string]any{}, "extraInfo": map[string]any{},
		"description": map[string]any{"en": "Stands in for " + c.name + "."}, "formItems": []any{},
	})
}

// offeredSocial are the connectors that the sign-in experience names, in its order.
func (t *tenant) offeredSocial() []any {
	offered := []any{}
	for _, target := range object(t.settings.signInExperience).strs("socialSignInConnectorTargets") {
		if c := t.mgmt.social.find(func(c *socialConnector) bool { return c.target == target }); c != nil {
			offered = append(offered, c.presented())
		}
	}
	return offered
}

// socialByID is a social connector, or why there is none.
func (t *tenant) socialByID(id string) (*socialConnector, error) {
	if c := t.mgmt.social.get(id); c != nil {
		return c, nil
	}
	if t.mgmt.connectors.get(id) != nil {
		return nil, fail(http.StatusBadRequest, "connector.unexpected_type")
	}
	return nil, fail(http.StatusUnprocessableEntity, "session.invalid_connector_id")
}

// beginSocial makes a record of a sign-in at a provider, and says where the browser goes for it.
func beginSocial(a *accountCall) (response, error) {
	o, err := a.guarded(obj(
		key{"connectorId", str()}, key{"state", str()}, key{"redirectUri", str().url()}, key{"scope", opt(str())},
	), firstParty)
	if err != nil {
		return response{}, err
	}
	if o.str("state") == "" {
		return response{}, fail(http.StatusBadRequest, "session.insufficient_info")
	}
	c, err := a.tenant.socialByID(o.str("connectorId"))
	if err != nil {
		return response{}, err
	}
	rec := &verificationRecord{
		id: longID(), kind: recordSocial, userID: a.user.id, expiresAt: a.tenant.ms() + recordLife,
		social: &socialSignIn{connectorID: c.id, state: o.str("state"), redirectURI: o.str("redirectUri")},
	}
	res, err := a.tenant.keepRecord(rec)
	if err != nil {
		return response{}, err
	}
	res.body.(map[string]any)["authorizationUri"] = a.server.origin(a.http) + rec.social.address()
	return res, nil
}

// verifySocial turns what the provider sent back into the account that was signed in to. It wants the state and the
// address that the sign-in began with, from the person who began it. This is stricter than Logto, whose source compares
// no state and keeps no person with such a record: an application has to compare them before it calls.
func verifySocial(a *accountCall) (response, error) {
	o, err := a.guarded(obj(key{"verificationRecordId", str()}, key{"connectorData", jsonObject()}), firstParty)
	if err != nil {
		return response{}, err
	}
	rec := a.tenant.liveRecord(o.str("verificationRecordId"))
	if rec == nil || rec.social == nil || rec.userID != a.user.id {
		return response{}, noRecord()
	}
	data := o.obj("connectorData")
	if data.str("state") != rec.social.state {
		return response{}, fail(http.StatusBadRequest, "session.connector_validation_session_not_found")
	}
	c, err := a.tenant.socialByID(rec.social.connectorID)
	if err != nil {
		return response{}, err
	}
	account, err := a.tenant.redeemSocial(c, data.str("code"), data.str("redirectUri"))
	if err != nil {
		return response{}, err
	}
	rec.social.account, rec.verified = account, true
	return ok(map[string]any{"verificationRecordId": rec.id})
}
