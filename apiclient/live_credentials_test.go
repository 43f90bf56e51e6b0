package apiclient_test

import (
	"crypto/md5"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"roster/apiclient"
)

func TestContract_passwords(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	u := x.user("ann", apiclient.UserCreate{})
	if need(x.c.Users.HasPassword(ctx, u.ID))(t) {
		t.Error("somebody made without a password has one")
	}
	first, second := password(), password()
	refused(t, x.c.Users.VerifyPassword(ctx, u.ID, first), http.StatusUnprocessableEntity, "session.invalid_credentials")
	for _, secret := range []apiclient.Secret{first, second} {
		if got := need(x.c.Users.SetPassword(ctx, u.ID, secret))(t); got.HasPassword == nil || !*got.HasPassword {
			t.Errorf("hasPassword is %v after setting one", got.HasPassword)
		}
		done(t, x.c.Users.VerifyPassword(ctx, u.ID, secret))
	}
	refused(t, x.c.Users.VerifyPassword(ctx, u.ID, first), http.StatusUnprocessableEntity, "session.invalid_credentials")

	digest := md5.Sum([]byte(second.Reveal()))
	moved := x.user("moved", apiclient.UserCreate{
		PasswordDigest: apiclient.Secret(hex.EncodeToString(digest[:])), PasswordAlgorithm: "MD5",
	})
	done(t, x.c.Users.VerifyPassword(ctx, moved.ID, second))
	_, err := x.c.Users.Create(ctx, apiclient.UserCreate{Username: x.named("both"), Password: first, PasswordDigest: "x", PasswordAlgorithm: "MD5"})
	refused(t, err, http.StatusBadRequest, "user.password_and_digest")
	_, err = x.c.Users.Create(ctx, apiclient.UserCreate{Username: x.named("neither"), PasswordDigest: "x"})
	refused(t, err, http.StatusBadRequest, "user.password_algorithm_required")
}

func TestContract_secondFactors(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	u := x.user("ann", apiclient.UserCreate{})
	if kinds := x.factors(u.ID); len(kinds) != 0 {
		t.Errorf("factors of somebody new: %v", kinds)
	}
	_, err := x.c.Users.CreateMFA(ctx, u.ID, apiclient.MFATypeBackupCode)
	refused(t, err, http.StatusUnprocessableEntity, "session.mfa.backup_code_can_not_be_alone")
	totp := need(x.c.Users.CreateMFA(ctx, u.ID, apiclient.MFATypeTOTP))(t)
	if len(totp.Secret.Reveal()) < 16 || !strings.HasPrefix(totp.SecretQRCode.Reveal(), "data:image/png;base64,") {
		t.Errorf("a TOTP secret of %d letters, its picture %.20s", len(totp.Secret.Reveal()), totp.SecretQRCode.Reveal())
	}
	_, err = x.c.Users.CreateMFA(ctx, u.ID, apiclient.MFATypeTOTP)
	refused(t, err, http.StatusUnprocessableEntity, "user.totp_already_in_use")
	if codes := need(x.c.Users.CreateMFA(ctx, u.ID, apiclient.MFATypeBackupCode))(t).Codes; len(codes) != 10 {
		t.Errorf("%d backup codes", len(codes))
	}
	kinds := x.factors(u.ID)
	if len(kinds) != 2 || kinds[apiclient.MFATypeTOTP] == "" || kinds[apiclient.MFATypeBackupCode] == "" {
		t.Errorf("factors are %v", kinds)
	}
	for _, id := range kinds {
		done(t, x.c.Users.DeleteMFA(ctx, u.ID, id))
		refused(t, x.c.Users.DeleteMFA(ctx, u.ID, id), http.StatusNotFound, "entity.not_found")
	}
}

// factors are the ids of a person's second factors by kind.
func (x *tenant) factors(id string) map[apiclient.MFAType]string {
	x.Helper()
	kinds := map[apiclient.MFAType]string{}
	for _, factor := range need(x.c.Users.MFAVerifications(x.Context(), id))(x) {
		kinds[factor.Type] = factor.ID
		if age := time.Since(factor.CreatedAt); age < -time.Hour || age > time.Hour {
			x.Errorf("a factor made just now is %v old", age)
		}
	}
	return kinds
}

func TestContract_personalAccessTokens(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	u := x.user("ann", apiclient.UserCreate{})
	expires := apiclient.At(time.Now().Add(time.Hour).Truncate(time.Millisecond))
	made := need(x.c.Users.CreateAccessToken(ctx, u.ID, "ci / nightly", expires))(t)
	if !strings.HasPrefix(made.Value.Reveal(), "pat_") || !made.ExpiresAt.Equal(expires.Time) {
		t.Errorf("a token of %d letters that expires %v, want %v", len(made.Value.Reveal()), made.ExpiresAt, expires)
	}
	need(x.c.Users.CreateAccessToken(ctx, u.ID, "for ever", apiclient.Millis{}))(t)
	_, err := x.c.Users.CreateAccessToken(ctx, u.ID, "for ever", apiclient.Millis{})
	refused(t, err, http.StatusUnprocessableEntity, "user.personal_access_token_name_exists")
	_, err = x.c.Users.CreateAccessToken(ctx, u.ID, "late", apiclient.At(time.Now().Add(-time.Hour)))
	refused(t, err, http.StatusBadRequest, "request.invalid_input")

	renamed := need(x.c.Users.RenameAccessToken(ctx, u.ID, "ci / nightly", "weekly"))(t)
	if renamed.Name != "weekly" || renamed.Value != made.Value {
		t.Errorf("renamed to %q, value kept: %v", renamed.Name, renamed.Value == made.Value)
	}
	for _, token := range need(x.c.Users.AccessTokens(ctx, u.ID))(t) {
		if token.Name == "for ever" && !token.ExpiresAt.IsZero() {
			t.Errorf("for ever is until %v", token.ExpiresAt)
		}
		done(t, x.c.Users.DeleteAccessToken(ctx, u.ID, token.Name))
	}
	refused(t, x.c.Users.DeleteAccessToken(ctx, u.ID, "weekly"), http.StatusNotFound, "entity.not_found")
}

func TestContract_identities(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	ann, bea := x.user("ann", apiclient.UserCreate{}), x.user("bea", apiclient.UserCreate{})
	target, account := x.named("social"), x.named("account")
	_, err := x.c.Users.Identity(ctx, ann.ID, target)
	refused(t, err, http.StatusNotFound, "user.identity_not_exist")
	need(x.c.Users.SetIdentity(ctx, ann.ID, target, apiclient.Identity{UserID: "old"}))(t)
	all := need(x.c.Users.SetIdentity(ctx, ann.ID, target, apiclient.Identity{UserID: account}))(t)
	if len(all) != 1 || all[target].UserID != account {
		t.Errorf("replacing left %v", all)
	}
	if got := need(x.c.Users.Identity(ctx, ann.ID, target))(t); got.UserID != account {
		t.Errorf("linked to %q", got.UserID)
	}
	_, err = x.c.Users.SetIdentity(ctx, bea.ID, target, apiclient.Identity{UserID: account})
	refused(t, err, http.StatusUnprocessableEntity, "user.identity_already_in_use")
	if linked := need(x.c.Users.AllIdentities(ctx, ann.ID))(t); len(linked.Social) != 1 || linked.Social[0].Target != target || len(linked.SSO) != 0 {
		t.Errorf("all identities: %+v", linked)
	}
	done(t, x.c.Users.RemoveIdentity(ctx, ann.ID, target))
	refused(t, x.c.Users.RemoveIdentity(ctx, ann.ID, target), http.StatusNotFound, "user.identity_not_exist")
}
