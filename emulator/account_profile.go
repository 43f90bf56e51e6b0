package emulator

import (
	"cmp"
	"net/http"
)

// patchMyAccount replaces what was sent, customData as a whole. Only a new user name needs a proof of identity.
func patchMyAccount(a *accountCall) (response, error) {
	o, err := a.guarded(obj(
		key{"name", nullable(str())}, key{"avatar", nullable(str().url())},
		key{"username", nullable(str().regex(usernamePattern))}, key{"customData", jsonObject()},
	).partial())
	if err != nil {
		return response{}, err
	}
	if err := a.mayPatch(o); err != nil {
		return response{}, err
	}
	if len(o) == 0 {
		return response{}, nothingToWrite()
	}
	if err := checkLengths(o); err != nil {
		return response{}, err
	}
	a.tenant.people.change(a.user, func(u *user) { applyPatch(u, o, nil) })
	a.changed()
	return ok(a.view())
}

func (a *accountCall) mayPatch(o object) error {
	for _, field := range []string{"name", "avatar", "username", "customData"} {
		if o.has(field) && a.control(field) != controlEdit {
			return editable(field)(a)
		}
	}
	if err := a.needs(scoped(http.StatusBadRequest, "profile")); err != nil {
		return err
	}
	if o.has("customData") {
		if err := a.needs(scoped(http.StatusBadRequest, "custom_data")); err != nil {
			return err
		}
	}
	if err := a.needs(firstParty); err != nil || !o.has("username") {
		return err
	}
	if err := a.needs(proven); err != nil {
		return err
	}
	if o["username"] == nil {
		return a.user.without("username")
	}
	if err := a.tenant.usernameAllowed(o.str("username")); err != nil {
		return err
	}
	return a.tenant.identifiers(o, a.user)
}

// patchMyProfile merges the top level; a key cannot be taken away.
func patchMyProfile(a *accountCall) (response, error) {
	o, err := a.guarded(profileSchema(), editable("profile"), scoped(http.StatusBadRequest, "profile"))
	if err != nil {
		return response{}, err
	}
	if o.has("address") {
		if err := a.needs(scoped(http.StatusBadRequest, "address")); err != nil {
			return response{}, err
		}
	}
	if err := a.needs(firstParty); err != nil {
		return response{}, err
	}
	a.user.profile = merged(a.user.profile, o)
	a.changed()
	return ok(a.profile())
}

// usernameAllowed holds a user name that a person chose to the tenant's policy: first its length in UTF-16 units, then
// its kinds of characters. An administrator is not bound by it.
func (t *tenant) usernameAllowed(name string) error {
	policy := object(t.settings.signInExperience).obj("usernamePolicy")
	refuse := func(what string) error { return fail(http.StatusUnprocessableEntity, "user.username_"+what) }
	switch n := utf16Len(name); {
	case n < int(cmp.Or(policy.num("minLength"), 1)):
		return refuse("too_short")
	case n > int(cmp.Or(policy.num("maxLength"), 128)):
		return refuse("too_long")
	}
	for _, kind := range []struct {
		name   string
		isThis func(c rune) bool
	}{
		{"lowercase", func(c rune) bool { return 'a' <= c && c <= 'z' }},
		{"uppercase", func(c rune) bool { return 'A' <= c && c <= 'Z' }},
		{"numbers", func(c rune) bool { return '0' <= c && c <= '9' }},
		{"underscore", func(c rune) bool { return c == '_' }},
	} {
		if policy.obj("allowedChars")[kind.name] != false {
			continue
		}
		for _, c := range name {
			if kind.isThis(c) {
				return refuse(kind.name + "_not_allowed")
			}
		}
	}
	return nil
}
