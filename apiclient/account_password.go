package apiclient

import (
	"context"
	"net/http"
)

// SetPassword gives the person a new password, without a look at the old one (POST
// /my-account/password, 204). Other sessions stay. Who has neither password nor e-mail
// address nor phone number needs no proof. 422 password.rejected with the broken rules
// as Issues; 422 user.same_password; 401 verification_record.permission_denied; 400
// account_center.field_not_editable.
func (a *AccountClient) SetPassword(ctx context.Context, tokens TokenSource, proof, password Secret) error {
	body := map[string]string{"password": password.Reveal()}
	return tell(ctx, a.proving(tokens, proof), http.MethodPost, body, "my-account", "password")
}
