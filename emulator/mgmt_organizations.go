package emulator

import "net/http"

// organizationRoutes are the organizations themselves.
func organizationRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/organizations", handler: createOrganization},
		{method: http.MethodGet, path: "/organizations/:id", handler: getOrganization},
		{method: http.MethodPatch, path: "/organizations/:id", handler: patchOrganization},
		{method: http.MethodDelete, path: "/organizations/:id", handler: deleteOrganization},
		{method: http.MethodGet, path: "/organizations", handler: listOrganizations},
		{method: http.MethodGet, path: "/users/:userId/organizations", handler: listUserOrganizations},
	}
}

func organizationView(o *organization) map[string]any {
	return map[string]any{
		"tenantId": tenantID, "id": o.id, "name": o.name, "description": o.description, "customData": o.customData,
		"isMfaRequired": o.isMFARequired, "color": o.color, "branding": o.branding, "customCss": o.customCSS,
		"createdAt": o.createdAt,
	}
}

// newOrganizationSchema is also the body of PATCH, with every key optional.
func newOrganizationSchema() objectSchema {
	return obj(
		key{"name", str().min(1).max(128)}, key{"description", opt(nullable(str().max(256)))},
		key{"customData", opt(jsonObject())}, key{"isMfaRequired", opt(boolean())},
		key{"color", opt(obj(
			key{"primaryColor", str()}, key{"isDarkModeEnabled", boolean()}, key{"darkPrimaryColor", str()},
		).partial())},
		key{"branding", opt(obj(
			key{"logoUrl", str().url()}, key{"darkLogoUrl", str().url()}, key{"favicon", str().url()}, key{"darkFavicon", str().url()},
		).partial())},
		key{"customCss", opt(nullable(str()))},
	)
}

func (o *organization) apply(in object) {
	if in.has("name") {
		o.name = in.str("name")
	}
	if in.has("description") {
		o.description = in.column("description")
	}
	if in.has("customCss") {
		o.customCSS = in.column("customCss")
	}
	if in.has("isMfaRequired") {
		o.isMFARequired = in.flag("isMfaRequired")
	}
	for name, into := range map[string]*map[string]any{"customData": &o.customData, "color": &o.color, "branding": &o.branding} {
		if in.has(name) {
			*into = in.obj(name)
		}
	}
}

func createOrganization(r *request) (response, error) {
	in, err := r.guardBody(newOrganizationSchema())
	if err != nil {
		return response{}, err
	}
	made := &organization{
		id: shortID(), customData: map[string]any{}, color: map[string]any{}, branding: map[string]any{},
		createdAt: r.tenant.ms(), members: map[string]*membership{},
	}
	made.apply(in)
	r.tenant.organizations.add(made.id, made)
	return created(organizationView(made))
}

func (r *request) organization() (*organization, error) {
	return row(&r.tenant.organizations, r.param("id"))
}

func getOrganization(r *request) (response, error) {
	have, err := r.organization()
	if err != nil {
		return response{}, err
	}
	return ok(organizationView(have))
}

// patchOrganization replaces what was sent. That there is nothing to write is found before the
// organization is looked for.
func patchOrganization(r *request) (response, error) {
	in, err := r.guardBody(newOrganizationSchema().partial())
	if err != nil {
		return response{}, err
	}
	if len(in) == 0 {
		return response{}, nothingToWrite()
	}
	have := r.tenant.organizations.get(r.param("id"))
	if have == nil {
		return response{}, notExists()
	}
	have.apply(in)
	return ok(organizationView(have))
}

func deleteOrganization(r *request) (response, error) {
	have := r.tenant.organizations.get(r.param("id"))
	if have == nil {
		return response{}, notFound()
	}
	r.tenant.removeOrganization(have)
	r.tenant.dropInvitationsTo(have.id)
	return noContent()
}

// contains is the search behind `q`: some column contains the text, in any case. % and _ in the text
// are wild, as they reach PostgreSQL unescaped.
func containing(q string) *matcher {
	if q == "" {
		return nil
	}
	return newMatcher("like", []string{"%" + q + "%"}, false)
}

// anyFits reports whether the matcher fits a column; no matcher fits everything.
func (m *matcher) anyFits(columns ...*string) (bool, error) {
	if m == nil {
		return true, nil
	}
	for _, c := range columns {
		if c == nil {
			continue
		}
		if hit, err := m.fits(*c); hit || err != nil {
			return hit, err
		}
	}
	return false, nil
}

func listOrganizations(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	q, err := r.guardQuery(obj(key{"q", str()}, key{"showFeatured", str()}).partial())
	if err != nil {
		return response{}, err
	}
	match := containing(q.str("q"))
	found, err := filter(r.tenant.organizations.rows, func(o *organization) (bool, error) { return match.anyFits(&o.id, &o.name) })
	if err != nil {
		return response{}, err
	}
	view := organizationView
	if truthy(q.str("showFeatured")) {
		view = r.tenant.organizationWithMembers
	}
	return listPage(views(pageOf(found, p), view), p, len(found))
}

func (t *tenant) organizationWithMembers(o *organization) map[string]any {
	view := organizationView(o)
	users := []*user{}
	for _, id := range firstKeys(o.members, 3) {
		users = append(users, t.people.byID(id))
	}
	view["usersCount"], view["featuredUsers"] = len(o.members), featured(users)
	return view
}

// listUserOrganizations is not paged.
func listUserOrganizations(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	list := []map[string]any{}
	for _, id := range u.organizationIDs {
		have := r.tenant.organizations.get(id)
		view := organizationView(have)
		view["organizationRoles"] = r.tenant.roleRefs(have.members[u.id].roleIDs)
		list = append(list, view)
	}
	return ok(list)
}

// roleRefs are the ids and names of organization roles.
func (t *tenant) roleRefs(ids []string) []map[string]any {
	out := []map[string]any{}
	for _, id := range ids {
		if have := t.orgRoles.get(id); have != nil {
			out = append(out, map[string]any{"id": have.id, "name": have.name})
		}
	}
	return out
}
