package emulator

import "slices"

// scopeClaims are the claims of each scope, in the order of the discovery document.
var scopeClaims = []struct {
	scope  string
	claims []string
}{
	{"openid", []string{"sub"}},
	{"profile", []string{
		"name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
		"website", "gender", "birthdate", "zoneinfo", "locale", "updated_at", "username", "created_at",
	}},
	{"email", []string{"email", "email_verified"}},
	{"phone", []string{"phone_number", "phone_number_verified"}},
	{"address", []string{"address"}},
	{"custom_data", []string{"custom_data"}},
	{"identities", []string{"identities", "sso_identities"}},
	{"roles", []string{"roles"}},
	{"urn:logto:scope:organizations", []string{"organizations", "organization_data"}},
	{"urn:logto:scope:organization_roles", []string{"organization_roles"}},
}

// extendedClaims go into the ID token only when the tenant says so; userinfo always has them.
var extendedClaims = []string{
	"custom_data", "identities", "sso_identities", "roles", "organizations", "organization_data", "organization_roles",
}

// profileKeys are the claims that come from the person's profile.
var profileKeys = map[string]string{
	"family_name": "familyName", "given_name": "givenName", "middle_name": "middleName", "nickname": "nickname",
	"profile": "profile", "website": "website", "gender": "gender", "birthdate": "birthdate", "zoneinfo": "zoneinfo",
	"locale": "locale", "address": "address",
}

func supportedClaims() []string {
	var all []string
	for _, s := range scopeClaims {
		all = append(all, s.claims...)
	}
	return append(all, "sid", "auth_time", "iss")
}

// userClaims are the claims of a person for a set of scopes. allowed filters extended claims (nil lets all pass). A
// claim without a value is absent, except where Logto says null: name, picture, username, e-mail, phone.
func (t *tenant) userClaims(u *user, scopes, allowed []string, everything bool) map[string]any {
	claims := map[string]any{"sub": u.id}
	for _, line := range scopeClaims {
		if !slices.Contains(scopes, line.scope) {
			continue
		}
		for _, name := range line.claims {
			if !everything && slices.Contains(extendedClaims, name) && !slices.Contains(allowed, name) {
				continue
			}
			if value, has := t.claim(u, name); has {
				claims[name] = value
			}
		}
	}
	return claims
}

func (t *tenant) claim(u *user, name string) (value any, has bool) {
	switch name {
	case "sub":
		return u.id, true
	case "name":
		return u.name, true
	case "picture":
		return u.avatar, true
	case "username":
		return u.username, true
	case "preferred_username":
		if preferred, has := u.profile["preferredUsername"]; has {
			return preferred, true
		}
		return u.username, true
	case "updated_at":
		return u.updatedAt, true
	case "created_at":
		return u.createdAt, true
	case "email":
		return u.primaryEmail, true
	case "email_verified":
		return u.primaryEmail != nil, true
	case "phone_number":
		return u.primaryPhone, true
	case "phone_number_verified":
		return u.primaryPhone != nil, true
	case "custom_data":
		return u.customData, true
	case "identities":
		return u.identities, true
	case "sso_identities":
		return []any{}, true
	}
	if key := profileKeys[name]; key != "" {
		value, has = u.profile[key]
		return value, has
	}
	return t.membershipClaim(u, name)
}

func (t *tenant) membershipClaim(u *user, name string) (value any, has bool) {
	roles, organizations, data, organizationRoles := []string{}, []string{}, []any{}, []string{}
	for _, id := range u.roleIDs {
		if r := t.roles.get(id); r != nil {
			roles = append(roles, r.name)
		}
	}
	for _, id := range u.organizationIDs {
		o := t.organizations.get(id)
		organizations = append(organizations, id)
		data = append(data, map[string]any{"id": id, "name": o.name, "description": o.description})
		for _, roleID := range o.members[u.id].roleIDs {
			if r := t.orgRoles.get(roleID); r != nil {
				organizationRoles = append(organizationRoles, id+":"+r.name)
			}
		}
	}
	switch name {
	case "roles":
		return roles, true
	case "organizations":
		return organizations, true
	case "organization_data":
		return data, true
	case "organization_roles":
		return organizationRoles, true
	}
	return nil, false
}
