package emulator

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// userIdentityRoutes are the social and enterprise accounts a person has linked.
func userIdentityRoutes() []route {
	const path = "/users/:userId/identities"
	return []route{
		{method: http.MethodPut, path: path + "/:target", handler: putIdentity},
		{method: http.MethodPost, path: path, handler: linkByConnector},
		{method: http.MethodDelete, path: path + "/:target", handler: deleteIdentity},
		{method: http.MethodGet, path: path + "/:target", handler: getIdentity},
		{method: http.MethodGet, path: "/users/:userId/sso-identities/:ssoConnectorId", handler: getSSOIdentity},
		{method: http.MethodGet, path: "/users/:userId/all-identities", handler: listIdentities},
	}
}

func noIdentity() error { return fail(http.StatusNotFound, "user.identity_not_exist") }

func getIdentity(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	have, linked := u.identities[r.param("target")]
	if !linked {
		return response{}, noIdentity()
	}
	return ok(map[string]any{"identity": have})
}

// putIdentity links or replaces; the same account of the same target belongs to one person.
func putIdentity(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"userId", str()}, key{"details", opt(jsonObject())}))
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	target := r.param("target")
	if r.tenant.linkedElsewhere(u, target, o.str("userId")) {
		return response{}, fail(http.StatusUnprocessableEntity, "user.identity_already_in_use")
	}
	_, had := u.identities[target]
	u.identities = merged(u.identities, map[string]any{target: map[string]any(o)})
	u.updatedAt = r.tenant.ms()
	if had {
		return ok(u.identities)
	}
	return created(u.identities)
}

// linkedElsewhere tells whether an account of a target is somebody else's.
func (t *tenant) linkedElsewhere(u *user, target, id string) bool {
	for other := range t.people.newestFirst() {
		if have := object(other.identities).obj(target); other != u && have != nil && have.str("userId") == id {
			return true
		}
	}
	return false
}

// linkByConnector needs a sign-in at a provider that an administrator began, which cannot be done here.
func linkByConnector(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"connectorId", str()}, key{"connectorData", jsonObject()}))
	if err != nil {
		return response{}, err
	}
	if r.tenant.mgmt.social.get(o.str("connectorId")) != nil {
		return notSupported(http.MethodPost + " /api/users/:userId/identities")(r)
	}
	return response{}, notFound()
}

// deleteIdentity answers with the user, not with 204.
func deleteIdentity(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	if _, linked := u.identities[r.param("target")]; !linked {
		return response{}, noIdentity()
	}
	left := merged(u.identities, nil)
	delete(left, r.param("target"))
	u.identities, u.updatedAt = left, r.tenant.ms()
	return ok(userView(u))
}

func getSSOIdentity(r *request) (response, error) {
	if _, err := r.user(); err != nil {
		return response{}, err
	}
	return response{}, fail(http.StatusNotFound, "user.enterprise_sso_identity_not_exists")
}

// listIdentities goes in the order in which PostgreSQL keeps the keys of a jsonb object: the shorter first.
func listIdentities(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	targets := sortedKeys(u.identities)
	slices.SortStableFunc(targets, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	social := []map[string]any{}
	for _, target := range targets {
		social = append(social, map[string]any{"target": target, "identity": u.identities[target]})
	}
	return ok(map[string]any{"socialIdentities": social, "ssoIdentities": []any{}})
}
