package apiclient

import (
	"context"
	"net/http"
)

// PersonalAccessToken is a token a person uses in programs. Logto tells the
// value in every answer, lists included.
type PersonalAccessToken struct {
	UserID    string `json:"userId"`
	Name      string `json:"name"` // unique per person
	Value     Secret `json:"value"`
	CreatedAt Millis `json:"createdAt"`
	ExpiresAt Millis `json:"expiresAt"` // zero for never
}

// AccessTokens lists a person's tokens (GET /users/:id/personal-access-tokens).
func (s *UsersService) AccessTokens(ctx context.Context, id string) ([]PersonalAccessToken, error) {
	return everything[PersonalAccessToken](ctx, s.client, nil, "users", id, "personal-access-tokens")
}

// CreateAccessToken makes a token (POST /users/:id/personal-access-tokens, 201).
// A zero expiresAt is never; a past one 400 request.invalid_input. 422
// user.personal_access_token_name_exists, 404
// entity.relation_foreign_key_not_found for an unknown person.
func (s *UsersService) CreateAccessToken(ctx context.Context, id, name string, expiresAt Millis) (*PersonalAccessToken, error) {
	body := map[string]any{"name": name}
	if !expiresAt.IsZero() {
		body["expiresAt"] = expiresAt
	}
	return post[PersonalAccessToken](ctx, s.client, body, "users", id, "personal-access-tokens")
}

// RenameAccessToken gives a token another name
// (PATCH /users/:id/personal-access-tokens). 404 entity.not_exists, 422
// user.personal_access_token_name_exists.
func (s *UsersService) RenameAccessToken(ctx context.Context, id, name, newName string) (*PersonalAccessToken, error) {
	body := map[string]string{"currentName": name, "name": newName}
	return patch[PersonalAccessToken](ctx, s.client, body, "users", id, "personal-access-tokens")
}

// DeleteAccessToken removes a token by name, which goes into the body because it
// may be any text (POST /users/:id/personal-access-tokens/delete). 404
// entity.not_found.
func (s *UsersService) DeleteAccessToken(ctx context.Context, id, name string) error {
	body := map[string]string{"name": name}
	return tell(ctx, s.client, http.MethodPost, body, "users", id, "personal-access-tokens", "delete")
}
