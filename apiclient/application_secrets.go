package apiclient

import "context"

// ApplicationSecret is one of an application's client secrets. Logto tells the
// value in every answer, lists included.
type ApplicationSecret struct {
	ApplicationID string `json:"applicationId"`
	Name          string `json:"name"` // unique per application
	Value         Secret `json:"value"`
	CreatedAt     Millis `json:"createdAt"`
	ExpiresAt     Millis `json:"expiresAt"` // zero for never
}

// Secrets lists an application's secrets, none of a public client
// (GET /applications/:id/secrets). 404 entity.not_exists_with_id.
func (s *ApplicationsService) Secrets(ctx context.Context, id string) ([]ApplicationSecret, error) {
	return everything[ApplicationSecret](ctx, s.client, nil, "applications", id, "secrets")
}

// CreateSecret adds a secret (POST /applications/:id/secrets, 201). A zero
// expiresAt is never, a past one 400 request.invalid_input; 422
// application.secret_name_exists.
func (s *ApplicationsService) CreateSecret(ctx context.Context, id, name string, expiresAt Millis) (*ApplicationSecret, error) {
	body := map[string]any{"name": name}
	if !expiresAt.IsZero() {
		body["expiresAt"] = expiresAt
	}
	return post[ApplicationSecret](ctx, s.client, body, "applications", id, "secrets")
}

// RenameSecret gives a secret another name (PATCH
// /applications/:id/secrets/:name). The name is part of the path: one with a
// slash in it is [ErrInvalidID], here and in DeleteSecret. 404 entity.not_exists,
// 422 application.secret_name_exists.
func (s *ApplicationsService) RenameSecret(ctx context.Context, id, name, newName string) (*ApplicationSecret, error) {
	return patch[ApplicationSecret](ctx, s.client, map[string]string{"name": newName}, "applications", id, "secrets", name)
}

// DeleteSecret removes a secret, which stops working at once (DELETE
// /applications/:id/secrets/:name). 404 entity.not_found.
func (s *ApplicationsService) DeleteSecret(ctx context.Context, id, name string) error {
	return remove(ctx, s.client, nil, "applications", id, "secrets", name)
}
