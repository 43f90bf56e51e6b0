package emulator

import (
	"cmp"
	"net/http"
	"slices"
)

// profileField describes a field of a person's profile or custom data that the tenant collects.
type profileField struct {
	id        string
	data      object // name, type, label, description, required, config
	createdAt int64  // ms
	order     float64
}

func (f *profileField) name() string { return f.data.str("name") }

func profileFieldRoutes() []route {
	const path = "/custom-profile-fields"
	return []route{
		{method: http.MethodGet, path: path, handler: listProfileFields},
		{method: http.MethodGet, path: path + "/:name", handler: getProfileField},
		{method: http.MethodPost, path: path, handler: createProfileField},
		{method: http.MethodPost, path: path + "/batch", handler: createProfileFields},
		{method: http.MethodPut, path: path + "/:name", handler: putProfileField},
		{method: http.MethodDelete, path: path + "/:name", handler: deleteProfileField},
		{method: http.MethodPost, path: path + "/properties/sie-order", handler: orderProfileFields},
	}
}

func profileFieldView(f *profileField) map[string]any {
	view := map[string]any{
		"tenantId": tenantID, "id": f.id, "label": nil, "description": nil, "config": map[string]any{},
		"createdAt": f.createdAt, "sieOrder": f.order,
	}
	return merged(view, f.data)
}

// profileFields are all fields in their order on the sign-up page.
func (t *tenant) profileFields() []*profileField {
	rows := slices.Clone(t.mgmt.profileFields.rows)
	slices.SortStableFunc(rows, func(a, b *profileField) int { return cmp.Compare(a.order, b.order) })
	return rows
}

func (r *request) profileField() (*profileField, error) {
	if f := r.tenant.mgmt.profileFields.get(r.param("name")); f != nil {
		return f, nil
	}
	return nil, notFound()
}

func listProfileFields(r *request) (response, error) {
	return ok(views(r.tenant.profileFields(), profileFieldView))
}

func getProfileField(r *request) (response, error) {
	f, err := r.profileField()
	if err != nil {
		return response{}, err
	}
	return ok(profileFieldView(f))
}

func createProfileField(r *request) (response, error) {
	o, err := r.guardBody(profileFieldSchema(true))
	if err != nil {
		return response{}, err
	}
	if err := r.tenant.newField(o); err != nil {
		return response{}, err
	}
	return created(profileFieldView(r.tenant.addField(o)))
}

// createProfileFields makes all or none.
func createProfileFields(r *request) (response, error) {
	rep := &report{}
	value, got := arr(profileFieldSchema(true)).check(r.body, nil, rep)
	if got != valid {
		return response{}, invalidInput(rep)
	}
	made := []*profileField{}
	names := map[string]bool{}
	for _, item := range value.([]any) {
		o := item.(object)
		if err := r.tenant.newField(o); err != nil {
			return response{}, err
		}
		if names[o.str("name")] {
			return response{}, notUnique()
		}
		names[o.str("name")] = true
	}
	for _, item := range value.([]any) {
		made = append(made, r.tenant.addField(item.(object)))
	}
	return created(views(made, profileFieldView))
}

// newField checks the rules that the schema cannot tell.
func (t *tenant) newField(o object) error {
	if err := fieldRules(o, false); err != nil {
		return err
	}
	if t.mgmt.profileFields.get(o.str("name")) != nil {
		return notUnique()
	}
	return nil
}

func (t *tenant) addField(o object) *profileField {
	made := &profileField{id: longID(), data: o, createdAt: t.ms(), order: 1}
	for _, f := range t.mgmt.profileFields.rows {
		made.order = max(made.order, f.order+1)
	}
	t.mgmt.profileFields.add(made.name(), made)
	return made
}

func putProfileField(r *request) (response, error) {
	o, err := r.guardBody(profileFieldSchema(false))
	if err != nil {
		return response{}, err
	}
	o["name"] = r.param("name")
	if err := fieldRules(o, true); err != nil {
		return response{}, err
	}
	f := r.tenant.mgmt.profileFields.get(r.param("name"))
	if f == nil {
		return response{}, notExists()
	}
	f.data = merged(f.data, o)
	return ok(profileFieldView(f))
}

// deleteProfileField takes the field out of the account center as well.
func deleteProfileField(r *request) (response, error) {
	name := r.param("name")
	if !r.tenant.mgmt.profileFields.remove(name) {
		return response{}, notFound()
	}
	r.tenant.keepKnownFields()
	return noContent()
}

// keepKnownFields drops fields that do not exist from the account center.
func (t *tenant) keepKnownFields() {
	list, is := t.settings.accountCenter["profileFields"].([]any)
	if !is {
		return
	}
	t.settings.accountCenter = merged(t.settings.accountCenter, map[string]any{"profileFields": t.knownFields(list)})
}

// knownFields are those of a list of {name} that exist.
func (t *tenant) knownFields(list []any) []any {
	known := []any{}
	for _, one := range list {
		if o, is := one.(object); is && t.mgmt.profileFields.get(o.str("name")) != nil {
			known = append(known, one)
		}
	}
	return known
}

func orderProfileFields(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"order", arr(obj(key{"name", str()}, key{"sieOrder", num()}))}))
	if err != nil {
		return response{}, err
	}
	list, _ := o["order"].([]any)
	if len(r.tenant.knownFields(list)) != len(list) {
		return response{}, fail(http.StatusBadRequest, "custom_profile_fields.entity_not_exists_with_names")
	}
	for _, one := range list {
		r.tenant.mgmt.profileFields.get(one.(object).str("name")).order = one.(object).num("sieOrder")
	}
	return listProfileFields(r)
}
