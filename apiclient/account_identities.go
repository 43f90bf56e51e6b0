package apiclient

import (
	"context"
	"net/http"
)

// LinkIdentity links the social account that a record of [AccountClient.VerifySocial]
// is about (POST /my-account/identities, 204). Who has neither password nor e-mail
// address nor phone number needs no proof. 422 user.identity_already_in_use when it is
// another person's, 400 with the same code when this one has an account of that
// provider; 400 verification_record.not_found for the record; 401
// verification_record.permission_denied; 400 account_center.field_not_editable; 401
// auth.unauthorized without the scope identities.
func (a *AccountClient) LinkIdentity(ctx context.Context, tokens TokenSource, proof, record Secret) error {
	body := map[string]string{"newIdentifierVerificationRecordId": record.Reveal()}
	return tell(ctx, a.proving(tokens, proof), http.MethodPost, body, "my-account", "identities")
}

// UnlinkIdentity unlinks the social account of a connector's target, such as "google"
// (DELETE /my-account/identities/:target, 204). 404 user.identity_not_exist; 400
// user.last_sign_in_method_required; 400 auth.unauthorized without the scope
// identities; otherwise as LinkIdentity.
func (a *AccountClient) UnlinkIdentity(ctx context.Context, tokens TokenSource, proof Secret, target string) error {
	return remove(ctx, a.proving(tokens, proof), nil, "my-account", "identities", target)
}
