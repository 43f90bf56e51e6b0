package emulator

import (
	"net/http"
	"slices"
)

// userRoutes are the users themselves.
func userRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/users/:userId", handler: getUser},
		{method: http.MethodGet, path: "/users/:userId/custom-data", handler: getCustomData},
		{method: http.MethodPatch, path: "/users/:userId/custom-data", handler: patchCustomData},
		{method: http.MethodGet, path: "/users/:userId/logto-configs", handler: getLogtoConfigs},
		{method: http.MethodPatch, path: "/users/:userId/logto-configs", handler: patchLogtoConfigs},
		{method: http.MethodPatch, path: "/users/:userId/profile", handler: patchProfile},
		{method: http.MethodPost, path: "/users", handler: createUser},
		{method: http.MethodPatch, path: "/users/:userId", handler: patchUser},
		{method: http.MethodPatch, path: "/users/:userId/password", handler: setPassword},
		{method: http.MethodPatch, path: "/users/:userId/password/expiration", handler: expirePassword},
		{method: http.MethodPost, path: "/users/:userId/password/verify", handler: verifyUserPassword},
		{method: http.MethodGet, path: "/users/:userId/has-password", handler: hasPassword},
		{method: http.MethodPatch, path: "/users/:userId/is-suspended", handler: suspendUser},
		{method: http.MethodDelete, path: "/users/:userId", handler: deleteUser},
		{method: http.MethodGet, path: "/users", handler: listUsers},
	}
}

func listUsers(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	s, err := parseSearch(r.query, userColumns...)
	if err != nil {
		return response{}, err
	}
	roleID, orgID := r.query.get("excludeRoleId"), r.query.get("excludeOrganizationId")
	if roleID != "" && orgID != "" {
		return response{}, fail(http.StatusBadRequest, "request.invalid_input").
			withMessage("Input is invalid. Parameter `excludeRoleId` and `excludeOrganizationId` cannot be used at the same time.")
	}
	withHash := truthy(r.query.get("includePasswordHash"))
	if s.empty() && roleID == "" && orgID == "" {
		return listPage(userViews(r.tenant.people.window(p.offset, p.limit), withHash), p, r.tenant.people.len())
	}
	keep := func(u *user) bool {
		return !slices.Contains(u.roleIDs, roleID) && !slices.Contains(u.organizationIDs, orgID)
	}
	found, total, err := r.tenant.searchUsers(s, p, keep)
	if err != nil {
		return response{}, err
	}
	return listPage(userViews(found, withHash), p, total)
}

// searchUsers goes through everyone once, newest first, and returns one page of those who fit.
func (t *tenant) searchUsers(s *search, p *paging, keep func(*user) bool) (found []*user, total int, err error) {
	columns := make([]*string, 0, len(userColumns))
	for u := range t.people.newestFirst() {
		if s.rulesOut(u.folded) || !keep(u) {
			continue
		}
		columns = userRow(u, columns)
		hit, err := s.fits(columns)
		if err != nil {
			return nil, 0, err
		}
		if !hit {
			continue
		}
		if total >= p.offset && len(found) < p.limit {
			found = append(found, u)
		}
		total++
	}
	return found, total, nil
}

func getUser(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	view := userView(u)
	if truthy(r.query.get("includeSsoIdentities")) {
		view["ssoIdentities"] = []any{}
	}
	if truthy(r.query.get("includePasswordHash")) {
		addHash(view, u)
	}
	return ok(view)
}

func createUser(r *request) (response, error) {
	o, err := r.guardBody(newUserSchema())
	if err != nil {
		return response{}, err
	}
	digest, algorithm, err := r.tenant.checkNewUser(o)
	if err != nil {
		return response{}, err
	}
	u := &user{
		id: shortID(), username: o.column("username"), primaryEmail: o.column("primaryEmail"),
		name: o.column("name"), avatar: o.column("avatar"),
		customData: orEmpty(o.obj("customData")), profile: orEmpty(o.obj("profile")), identities: map[string]any{},
		createdAt: r.tenant.ms(), updatedAt: r.tenant.ms(), logtoConfig: map[string]any{},
	}
	if phone := o.str("primaryPhone"); phone != "" {
		stored, err := storedPhone(phone)
		if err != nil {
			return response{}, err
		}
		u.primaryPhone = &stored
	}
	if err := checkLengths(o); err != nil {
		return response{}, err
	}
	if digest != "" {
		u.passwordDigest, u.passwordAlgorithm = digest, algorithm
		u.passwordUpdatedAt = new(r.tenant.ms())
	}
	r.tenant.people.add(u)
	for _, role := range r.tenant.roles.rows {
		if role.isDefault && role.kind == kindUser {
			r.tenant.grantRole(u, role)
		}
	}
	return ok(userView(u))
}

// checkNewUser makes the checks of POST /users in Logto's order and returns the password's digest.
func (t *tenant) checkNewUser(o object) (digest, algorithm string, err error) {
	digest, algorithm = o.str("passwordDigest"), o.str("passwordAlgorithm")
	if o.has("password") && digest != "" {
		return "", "", fail(http.StatusBadRequest, "user.password_and_digest")
	}
	if digest != "" && algorithm == "" {
		return "", "", fail(http.StatusBadRequest, "user.password_algorithm_required")
	}
	if err := t.identifiers(o, nil); err != nil {
		return "", "", err
	}
	if algorithm == "Legacy" {
		if _, err := parseLegacyDigest(digest); err != nil {
			return "", "", err
		}
	}
	if o.has("password") {
		digest, algorithm = hashPassword(o.str("password"))
	}
	return digest, algorithm, nil
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// patchUser replaces what was sent. "" and null clear a column; customData and profile are replaced
// as a whole.
func patchUser(r *request) (response, error) {
	o, err := r.guardBody(userPatchSchema())
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	if err := r.tenant.identifiers(o, u); err != nil {
		return response{}, err
	}
	if len(o) == 0 {
		return response{}, nothingToWrite()
	}
	phone := o.column("primaryPhone")
	if phone != nil {
		stored, err := storedPhone(*phone)
		if err != nil {
			return response{}, err
		}
		phone = &stored
	}
	if err := checkLengths(o); err != nil {
		return response{}, err
	}
	r.tenant.people.change(u, func(u *user) { applyPatch(u, o, phone) })
	u.updatedAt = r.tenant.ms()
	return ok(userView(u))
}

func applyPatch(u *user, o object, phone *string) {
	for name, into := range map[string]**string{
		"username": &u.username, "primaryEmail": &u.primaryEmail, "name": &u.name, "avatar": &u.avatar,
	} {
		if o.has(name) {
			*into = o.column(name)
		}
	}
	if o.has("primaryPhone") {
		u.primaryPhone = phone
	}
	if o.has("customData") {
		u.customData = o.obj("customData")
	}
	if o.has("profile") {
		u.profile = o.obj("profile")
	}
}

// suspendUser sets the flag; suspending also ends the person's sessions and tokens. Grants stay.
func suspendUser(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"isSuspended", boolean()}))
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	u.isSuspended, u.updatedAt = o.flag("isSuspended"), r.tenant.ms()
	if u.isSuspended {
		r.tenant.signOutUser(u.id)
	}
	return ok(userView(u))
}

func deleteUser(r *request) (response, error) {
	if r.param("userId") == r.caller.subject {
		return response{}, fail(http.StatusBadRequest, "user.cannot_delete_self")
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	r.tenant.removeUser(u)
	r.tenant.dropInvitationsOf(u.id)
	r.tell("User.Deleted", func() members { return append(userMembers(u), r.apiContext(http.StatusNoContent)...) })
	return noContent()
}
