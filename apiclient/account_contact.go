package apiclient

import (
	"context"
	"net/http"
)

// The calls below take the id of a record that proves the person's identity, see
// [Verification]; without it they answer 401 verification_record.permission_denied,
// whatever else is wrong. A field that the tenant has not opened is 400
// account_center.field_not_editable, and 400 auth.unauthorized tells that the token is
// without the scope (email or phone).

// SetEmail makes an address the person's. record is of a code that reached it (POST
// /my-account/primary-email, 204). 400 verification_record.not_found when it is not
// verified, too old or of another address; 422 user.email_already_in_use; 400
// guard.invalid_input.
func (a *AccountClient) SetEmail(ctx context.Context, tokens TokenSource, proof Secret, email string, record Secret) error {
	body := map[string]string{"email": email, "newIdentifierVerificationRecordId": record.Reveal()}
	return tell(ctx, a.proving(tokens, proof), http.MethodPost, body, "my-account", "primary-email")
}

// RemoveEmail takes the person's address away (DELETE /my-account/primary-email, 204,
// also when there is none). 400 user.last_sign_in_method_required.
func (a *AccountClient) RemoveEmail(ctx context.Context, tokens TokenSource, proof Secret) error {
	return remove(ctx, a.proving(tokens, proof), nil, "my-account", "primary-email")
}

// SetPhone makes a number the person's, digits with the country code first (POST
// /my-account/primary-phone, 204). Errors as those of SetEmail: 422
// user.phone_already_in_use.
func (a *AccountClient) SetPhone(ctx context.Context, tokens TokenSource, proof Secret, phone string, record Secret) error {
	body := map[string]string{"phone": phone, "newIdentifierVerificationRecordId": record.Reveal()}
	return tell(ctx, a.proving(tokens, proof), http.MethodPost, body, "my-account", "primary-phone")
}

// RemovePhone takes the person's number away (DELETE /my-account/primary-phone).
// Answers as those of RemoveEmail.
func (a *AccountClient) RemovePhone(ctx context.Context, tokens TokenSource, proof Secret) error {
	return remove(ctx, a.proving(tokens, proof), nil, "my-account", "primary-phone")
}

// SetUsername changes the person's username; "" clears it (PATCH /my-account). 422
// user.username_already_in_use, and user.username_too_short, username_too_long,
// username_uppercase_not_allowed and their kin of the tenant's policy; 400
// guard.invalid_input for what is no username; 400 user.last_sign_in_method_required.
func (a *AccountClient) SetUsername(ctx context.Context, tokens TokenSource, proof Secret, username string) (*Account, error) {
	body := map[string]*string{"username": nil}
	if username != "" {
		body["username"] = &username
	}
	return patch[Account](ctx, a.proving(tokens, proof), body, "my-account")
}
