package apiclient

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// mine is the token of the person who calls.
var mine = StaticToken("mine")

// rec is the record that proves who they are.
const rec Secret = "rec-of-somebody"

// accountSent is a call of the Account API and what it must put on the wire.
type accountSent struct {
	call func(context.Context, *AccountClient) error
	want string // method, path and query, body
	// proof is the record that must go along; "" wants no such header.
	proof Secret
}

var verificationCalls = map[string]accountSent{
	"password": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.VerifyPassword(ctx, mine, "p"))
	}, `POST /api/verifications/password {"password":"p"}`, ""},
	"send": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.SendCode(ctx, mine, Identifier{IdentifierEmail, "a@b.c"}))
	}, `POST /api/verifications/verification-code {"identifier":{"type":"email","value":"a@b.c"}}`, ""},
	"verify code": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.VerifyCode(ctx, mine, Identifier{IdentifierPhone, "82"}, "r", "123456"))
	}, `POST /api/verifications/verification-code/verify ` +
		`{"code":"123456","identifier":{"type":"phone","value":"82"},"verificationId":"r"}`, ""},
	"social": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.BeginSocial(ctx, mine, "c", "s", "https://x.example/back"))
	}, `POST /api/verifications/social {"connectorId":"c","redirectUri":"https://x.example/back","state":"s"}`, ""},
	"verify social": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.VerifySocial(ctx, mine, "r", map[string]string{"code": "c", "state": "s"}))
	}, `POST /api/verifications/social/verify {"connectorData":{"code":"c","state":"s"},"verificationRecordId":"r"}`, ""},
	"experience": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.Experience(ctx))
	}, "GET /api/.well-known/sign-in-exp", ""},
}

var identifierCalls = map[string]accountSent{
	"set e-mail": {func(ctx context.Context, a *AccountClient) error {
		return a.SetEmail(ctx, mine, rec, "a@b.c", "r")
	}, `POST /api/my-account/primary-email {"email":"a@b.c","newIdentifierVerificationRecordId":"r"}`, rec},
	"remove e-mail": {func(ctx context.Context, a *AccountClient) error {
		return a.RemoveEmail(ctx, mine, rec)
	}, "DELETE /api/my-account/primary-email", rec},
	"set phone": {func(ctx context.Context, a *AccountClient) error {
		return a.SetPhone(ctx, mine, rec, "82", "r")
	}, `POST /api/my-account/primary-phone {"newIdentifierVerificationRecordId":"r","phone":"82"}`, rec},
	"remove phone": {func(ctx context.Context, a *AccountClient) error {
		return a.RemovePhone(ctx, mine, rec)
	}, "DELETE /api/my-account/primary-phone", rec},
	"username": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.SetUsername(ctx, mine, rec, "ann"))
	}, `PATCH /api/my-account {"username":"ann"}`, rec},
	"no username": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.SetUsername(ctx, mine, rec, ""))
	}, `PATCH /api/my-account {"username":null}`, rec},
	"password": {func(ctx context.Context, a *AccountClient) error {
		return a.SetPassword(ctx, mine, rec, "p")
	}, `POST /api/my-account/password {"password":"p"}`, rec},
	"first password": {func(ctx context.Context, a *AccountClient) error {
		return a.SetPassword(ctx, mine, "", "p")
	}, `POST /api/my-account/password {"password":"p"}`, ""},
	"link": {func(ctx context.Context, a *AccountClient) error {
		return a.LinkIdentity(ctx, mine, rec, "r")
	}, `POST /api/my-account/identities {"newIdentifierVerificationRecordId":"r"}`, rec},
	"unlink": {func(ctx context.Context, a *AccountClient) error {
		return a.UnlinkIdentity(ctx, mine, rec, "google")
	}, "DELETE /api/my-account/identities/google", rec},
	"custom data": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.Update(ctx, mine, AccountPatch{CustomData: map[string]any{"k": 1}}))
	}, `PATCH /api/my-account {"customData":{"k":1}}`, ""},
	"no custom data": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.Update(ctx, mine, AccountPatch{CustomData: map[string]any{}}))
	}, `PATCH /api/my-account {"customData":{}}`, ""},
}

var factorCalls = map[string]accountSent{
	"factors": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.Factors(ctx, mine))
	}, "GET /api/my-account/mfa-verifications", ""},
	"make a secret": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.GenerateTOTP(ctx, mine))
	}, "POST /api/my-account/mfa-verifications/totp-secret/generate", ""},
	"authenticator": {func(ctx context.Context, a *AccountClient) error {
		return a.PutTOTP(ctx, mine, rec, "s", "1")
	}, `PUT /api/my-account/mfa-verifications/totp {"code":"1","secret":"s"}`, rec},
	"make codes": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.GenerateBackupCodes(ctx, mine))
	}, "POST /api/my-account/mfa-verifications/backup-codes/generate", ""},
	"add codes": {func(ctx context.Context, a *AccountClient) error {
		return a.AddBackupCodes(ctx, mine, rec, []Secret{"1", "2"})
	}, `POST /api/my-account/mfa-verifications {"codes":["1","2"],"type":"BackupCode"}`, rec},
	"codes": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.BackupCodes(ctx, mine, rec))
	}, "GET /api/my-account/mfa-verifications/backup-codes", rec},
	"rename passkey": {func(ctx context.Context, a *AccountClient) error {
		return a.RenamePasskey(ctx, mine, rec, "f", "n")
	}, `PATCH /api/my-account/mfa-verifications/f/name {"name":"n"}`, rec},
	"remove factor": {func(ctx context.Context, a *AccountClient) error {
		return a.RemoveFactor(ctx, mine, rec, "f")
	}, "DELETE /api/my-account/mfa-verifications/f", rec},
	"settings": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.MFASettings(ctx, mine))
	}, "GET /api/my-account/mfa-settings", ""},
	"set settings": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.SetMFASettings(ctx, mine, rec, AccountMFASettings{SkipOnSignIn: true}))
	}, `PATCH /api/my-account/mfa-settings {"skipMfaOnSignIn":true}`, rec},
	"sessions": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.Sessions(ctx, mine, rec))
	}, "GET /api/my-account/sessions", rec},
	"end session": {func(ctx context.Context, a *AccountClient) error {
		return a.EndSession(ctx, mine, rec, "s", GrantsFirstParty)
	}, "DELETE /api/my-account/sessions/s?revokeGrantsTarget=firstParty", rec},
	"end session alone": {func(ctx context.Context, a *AccountClient) error {
		return a.EndSession(ctx, mine, rec, "s", "")
	}, "DELETE /api/my-account/sessions/s", rec},
	"grants": {func(ctx context.Context, a *AccountClient) error {
		return drop(a.Grants(ctx, mine, rec))
	}, "GET /api/my-account/grants", rec},
	"revoke grant": {func(ctx context.Context, a *AccountClient) error {
		return a.RevokeGrant(ctx, mine, rec, "g")
	}, "DELETE /api/my-account/grants/g", rec},
}

// eachAccountCall runs f for every call in the tables.
func eachAccountCall(t *testing.T, f func(*testing.T, accountSent)) {
	for _, table := range []map[string]accountSent{verificationCalls, identifierCalls, factorCalls} {
		for name, tc := range table {
			t.Run(name, func(t *testing.T) { t.Parallel(); f(t, tc) })
		}
	}
}

func TestAccountClient_callsAreMadeAsDocumented(t *testing.T) {
	t.Parallel()
	eachAccountCall(t, func(t *testing.T, tc accountSent) {
		a, seen := account(t, func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, nil) })
		err := tc.call(t.Context(), a)
		if e, ok := errors.AsType[*Unavailable](err); err != nil && (!ok || e.Kind != KindMalformed) {
			t.Fatal(err) // null is no list, and this is about what is sent
		}
		h := seen.last(t)
		got := h.method + " " + h.path
		if h.query != "" {
			got += "?" + h.query
		}
		if h.body != "" {
			got += " " + h.body
		}
		if got != tc.want {
			t.Errorf("\ngot  %s\nwant %s", got, tc.want)
		}
		wantAuth := "Bearer mine"
		if strings.Contains(tc.want, "/.well-known/") {
			wantAuth = ""
		}
		if h.auth != wantAuth || h.proof != tc.proof.Reveal() {
			t.Errorf("sent with %q and the proof %q", h.auth, h.proof)
		}
	})
}

func TestAccountClient_errorsTellNoSecret(t *testing.T) {
	t.Parallel()
	refuse := func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		reply(w, http.StatusUnauthorized, map[string]any{
			"code": "verification_record.permission_denied", "message": r.Header.Get("logto-verification-id") + string(body),
		})
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		proof  Secret
	}{
		"refused": {refuse, rec}, "cut off": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, rec},
		"no header": {refuse, rec + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := account(t, c.answer)
			err := a.SetEmail(t.Context(), mine, c.proof, "ann@x.example", "record-two")
			if err == nil {
				t.Fatal("no error")
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				for _, secret := range []string{rec.Reveal(), "ann@x.example", "record-two", "mine"} {
					if strings.Contains(e.Error(), secret) {
						t.Errorf("%q tells %q", e, secret)
					}
				}
			}
		})
	}
}

// TestAccountClient_aRepeatedRemovalFindsNothing: what an earlier try has removed is
// removed, whatever the code that Logto says it with.
func TestAccountClient_aRepeatedRemovalFindsNothing(t *testing.T) {
	t.Parallel()
	for code, remove := range map[string]func(context.Context, *AccountClient) error{
		"oidc.session_not_found": func(ctx context.Context, a *AccountClient) error {
			return a.EndSession(ctx, mine, rec, "s", GrantsAll)
		},
		"verification_record.not_found": func(ctx context.Context, a *AccountClient) error {
			return a.RemoveFactor(ctx, mine, rec, "f")
		},
	} {
		tries := 0
		a, _ := account(t, func(w http.ResponseWriter, _ *http.Request) {
			if tries++; tries == 1 {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			reply(w, http.StatusBadRequest, map[string]string{"code": code})
		})
		if err := remove(t.Context(), a); err != nil || tries != 2 {
			t.Errorf("%s: %v after %d tries", code, err, tries)
		}
		if err := remove(t.Context(), a); !HasCode(err, code) {
			t.Errorf("%s at the first try: %v", code, err)
		}
	}
}

func TestAccountClient_sendsACodeOnce(t *testing.T) {
	t.Parallel()
	a, seen := account(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	for _, call := range []func() error{
		func() error { return a.PutTOTP(t.Context(), mine, rec, "s", "1") },
		func() error { return drop(a.VerifyCode(t.Context(), mine, Identifier{}, "r", "1")) },
		func() error { return drop(a.SendCode(t.Context(), mine, Identifier{})) },
		func() error { return a.SetPassword(t.Context(), mine, rec, "p") },
	} {
		before := seen.len()
		if err := call(); !OutcomeUnknown(err) || seen.len() != before+1 {
			t.Errorf("sent %d times: %v", seen.len()-before, err)
		}
	}
}

func TestUploadAvatar_sendsAFormOfOneFile(t *testing.T) {
	t.Parallel()
	a, seen := account(t, func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]string{"url": "https://x.example/a.png"})
	})
	got, err := a.UploadAvatar(t.Context(), mine, `나 "1".png`, "image/png\r\nX: y", []byte("data"))
	if err != nil || got != "https://x.example/a.png" {
		t.Fatalf("%q, %v", got, err)
	}
	if strings.Contains(seen.last(t).body, "X: y") {
		t.Error("a header of the caller's went into the form")
	}
	if _, err := a.UploadAvatar(t.Context(), mine, "me.png", "image/png", []byte("\x89PNG\r\n")); err != nil {
		t.Fatal(err)
	}
	h := seen.last(t)
	media, params, _ := mime.ParseMediaType(h.kind)
	form := multipart.NewReader(strings.NewReader(h.body), params["boundary"])
	part, err := form.NextPart()
	if err != nil || media != "multipart/form-data" {
		t.Fatalf("%s: %v", h.kind, err)
	}
	data, _ := io.ReadAll(part)
	if part.FormName() != "file" || part.FileName() != "me.png" || part.Header.Get("Content-Type") != "image/png" ||
		string(data) != "\x89PNG\r\n" {
		t.Errorf("sent %q as %v", data, part.Header)
	}
	if _, err := form.NextPart(); !errors.Is(err, io.EOF) {
		t.Errorf("after the file: %v", err)
	}
	if h.method+" "+h.path != "POST /api/my-account/user-assets/avatar" || h.auth != "Bearer mine" {
		t.Errorf("%s %s with %q", h.method, h.path, h.auth)
	}
}
