package emulator

import (
	"net/http"
	"slices"
)

func secretView(a *application, s *applicationSecret) map[string]any {
	return map[string]any{
		"tenantId": tenantID, "applicationId": a.id, "name": s.name, "value": s.value,
		"createdAt": s.createdAt, "expiresAt": s.expiresAt,
	}
}

func (a *application) secret(name string) *applicationSecret {
	if i := slices.IndexFunc(a.secrets, func(s *applicationSecret) bool { return s.name == name }); i >= 0 {
		return a.secrets[i]
	}
	return nil
}

func listSecrets(r *request) (response, error) {
	have, err := r.application()
	if err != nil {
		return response{}, err
	}
	return ok(views(have.secrets, func(s *applicationSecret) map[string]any { return secretView(have, s) }))
}

func createSecret(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"name", str().min(1).max(256)}, key{"expiresAt", opt(nullable(num()))}))
	if err != nil {
		return response{}, err
	}
	expires, err := r.tenant.futureTime(o)
	if err != nil {
		return response{}, err
	}
	have, err := r.application()
	if err != nil {
		return response{}, err
	}
	if have.secret(o.str("name")) != nil {
		return response{}, fail(http.StatusUnprocessableEntity, "application.secret_name_exists")
	}
	made := &applicationSecret{name: o.str("name"), value: secretText(), createdAt: r.tenant.ms(), expiresAt: expires}
	have.secrets = append(have.secrets, made)
	return created(secretView(have, made))
}

// futureTime is expiresAt in ms, nil when there is none; a time that has passed is refused.
func (t *tenant) futureTime(o object) (*int64, error) {
	if _, is := o["expiresAt"].(float64); !is {
		return nil, nil
	}
	at := int64(o.num("expiresAt"))
	if at <= t.ms() {
		return nil, fail(http.StatusBadRequest, "request.invalid_input").
			withMessage("Input is invalid. The value of `expiresAt` must be in the future.")
	}
	return &at, nil
}

func renameSecret(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"name", str().min(1).max(256)}))
	if err != nil {
		return response{}, err
	}
	have := r.tenant.applications.get(r.param("id"))
	if have == nil || have.secret(r.param("name")) == nil {
		return response{}, notExists()
	}
	s := have.secret(r.param("name"))
	if other := have.secret(o.str("name")); other != nil && other != s {
		return response{}, fail(http.StatusUnprocessableEntity, "application.secret_name_exists")
	}
	s.name = o.str("name")
	return ok(secretView(have, s))
}

func deleteSecret(r *request) (response, error) {
	have := r.tenant.applications.get(r.param("id"))
	if have == nil || have.secret(r.param("name")) == nil {
		return response{}, notFound()
	}
	have.secrets = slices.DeleteFunc(have.secrets, func(s *applicationSecret) bool { return s.name == r.param("name") })
	return noContent()
}
