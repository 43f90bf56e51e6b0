package apiclient

import (
	"context"
	"net/http"
)

// SetPassword replaces a person's password (PATCH /users/:id/password). Logto
// checks it against no policy, ends no session and sends no mail.
func (s *UsersService) SetPassword(ctx context.Context, id string, password Secret) (*User, error) {
	return patch[User](ctx, s.client, map[string]string{"password": password.Reveal()}, "users", id, "password")
}

// VerifyPassword checks a person's password (POST /users/:id/password/verify).
// Wrong, or none set: 422 session.invalid_credentials.
func (s *UsersService) VerifyPassword(ctx context.Context, id string, password Secret) error {
	body := map[string]string{"password": password.Reveal()}
	return tell(ctx, s.client, http.MethodPost, body, "users", id, "password", "verify")
}

// SetPasswordExpired makes a person choose a new password at their next
// sign-in, or not (PATCH /users/:id/password/expiration). 400
// sign_in_experiences.password_expiration_not_enabled while the tenant's policy is off.
func (s *UsersService) SetPasswordExpired(ctx context.Context, id string, expired bool) (*User, error) {
	return patch[User](ctx, s.client, map[string]bool{"isExpired": expired}, "users", id, "password", "expiration")
}

// hasPassword is the answer of GET /users/:id/has-password.
type hasPassword struct {
	HasPassword bool `json:"hasPassword"`
}

// HasPassword tells whether a person has a password (GET /users/:id/has-password).
func (s *UsersService) HasPassword(ctx context.Context, id string) (bool, error) {
	has, err := value(get[hasPassword](ctx, s.client, nil, "users", id, "has-password"))
	return has.HasPassword, err
}
