package apiclient

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// recordedInput is what the recorded bodies of the Account API are made of.
type recordedInput struct {
	Identifier     Identifier
	VerificationID string `json:"verificationId"`
	Code           string
	Password       string
	Email          string
	Record         string `json:"newIdentifierVerificationRecordId"`
	Type           MFAType
	Secret         string
	Codes          []Secret
	Name           string
	Username       *string
	Skip           bool `json:"skipMfaOnSignIn"`
}

// accountCall makes a recorded request by the method that is for it. id is the last
// variable segment of the path.
type accountCall func(ctx context.Context, a *AccountClient, proof Secret, id string, in recordedInput) error

// accountMethods are by method and path, variable segments as "*".
var accountMethods = map[string]accountCall{
	"POST /api/verifications/password": func(ctx context.Context, a *AccountClient, _ Secret, _ string, in recordedInput) error {
		return drop(a.VerifyPassword(ctx, mine, Secret(in.Password)))
	},
	"POST /api/verifications/verification-code": func(ctx context.Context, a *AccountClient, _ Secret, _ string, in recordedInput) error {
		return drop(a.SendCode(ctx, mine, in.Identifier))
	},
	"POST /api/verifications/verification-code/verify": func(ctx context.Context, a *AccountClient, _ Secret, _ string, in recordedInput) error {
		return drop(a.VerifyCode(ctx, mine, in.Identifier, Secret(in.VerificationID), Secret(in.Code)))
	},
	"POST /api/my-account/password": func(ctx context.Context, a *AccountClient, proof Secret, _ string, in recordedInput) error {
		return a.SetPassword(ctx, mine, proof, Secret(in.Password))
	},
	"POST /api/my-account/primary-email": func(ctx context.Context, a *AccountClient, proof Secret, _ string, in recordedInput) error {
		return a.SetEmail(ctx, mine, proof, in.Email, Secret(in.Record))
	},
	"DELETE /api/my-account/primary-email": func(ctx context.Context, a *AccountClient, proof Secret, _ string, _ recordedInput) error {
		return a.RemoveEmail(ctx, mine, proof)
	},
	"DELETE /api/my-account/primary-phone": func(ctx context.Context, a *AccountClient, proof Secret, _ string, _ recordedInput) error {
		return a.RemovePhone(ctx, mine, proof)
	},
	"PATCH /api/my-account": func(ctx context.Context, a *AccountClient, proof Secret, _ string, in recordedInput) error {
		if in.Username == nil {
			in.Username = new("")
		}
		return drop(a.SetUsername(ctx, mine, proof, *in.Username))
	},
	"GET /api/my-account/mfa-verifications": func(ctx context.Context, a *AccountClient, _ Secret, _ string, _ recordedInput) error {
		return drop(a.Factors(ctx, mine))
	},
	"POST /api/my-account/mfa-verifications": func(ctx context.Context, a *AccountClient, proof Secret, _ string, in recordedInput) error {
		return a.AddBackupCodes(ctx, mine, proof, in.Codes)
	},
	"PUT /api/my-account/mfa-verifications/totp": func(ctx context.Context, a *AccountClient, proof Secret, _ string, in recordedInput) error {
		return a.PutTOTP(ctx, mine, proof, Secret(in.Secret), Secret(in.Code))
	},
	"POST /api/my-account/mfa-verifications/totp-secret/generate": func(ctx context.Context, a *AccountClient, _ Secret, _ string, _ recordedInput) error {
		return drop(a.GenerateTOTP(ctx, mine))
	},
	"POST /api/my-account/mfa-verifications/backup-codes/generate": func(ctx context.Context, a *AccountClient, _ Secret, _ string, _ recordedInput) error {
		return drop(a.GenerateBackupCodes(ctx, mine))
	},
	"GET /api/my-account/mfa-verifications/backup-codes": func(ctx context.Context, a *AccountClient, proof Secret, _ string, _ recordedInput) error {
		return drop(a.BackupCodes(ctx, mine, proof))
	},
	"PATCH /api/my-account/mfa-verifications/*/name": func(ctx context.Context, a *AccountClient, proof Secret, id string, in recordedInput) error {
		return a.RenamePasskey(ctx, mine, proof, id, in.Name)
	},
	"DELETE /api/my-account/mfa-verifications/*": func(ctx context.Context, a *AccountClient, proof Secret, id string, _ recordedInput) error {
		return a.RemoveFactor(ctx, mine, proof, id)
	},
	"GET /api/my-account/mfa-settings": func(ctx context.Context, a *AccountClient, _ Secret, _ string, _ recordedInput) error {
		return drop(a.MFASettings(ctx, mine))
	},
	"PATCH /api/my-account/mfa-settings": func(ctx context.Context, a *AccountClient, proof Secret, _ string, in recordedInput) error {
		return drop(a.SetMFASettings(ctx, mine, proof, AccountMFASettings{SkipOnSignIn: in.Skip}))
	},
	"GET /api/my-account/sessions": func(ctx context.Context, a *AccountClient, proof Secret, _ string, _ recordedInput) error {
		return drop(a.Sessions(ctx, mine, proof))
	},
	"GET /api/my-account/grants": func(ctx context.Context, a *AccountClient, proof Secret, _ string, _ recordedInput) error {
		return drop(a.Grants(ctx, mine, proof))
	},
	"DELETE /api/my-account/identities/*": func(ctx context.Context, a *AccountClient, proof Secret, id string, _ recordedInput) error {
		return a.UnlinkIdentity(ctx, mine, proof, id)
	},
}

// TestReplay_accountMethods makes the recorded requests of the Account API by the
// methods that are for them: what Logto took must be sent as it was recorded, the
// record that proves identity among it, and every answer must become what it was.
func TestReplay_accountMethods(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/contract/account/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	used := map[string]bool{}
	compared := 0
	for _, file := range files {
		for _, step := range readScenario(t, file) {
			if step.Request == nil || step.Response == nil {
				continue
			}
			pattern, id := accountPattern(step)
			made, known := accountMethods[pattern]
			if !known || !expressible(step) {
				continue
			}
			used[pattern] = true
			compared++
			if err := replayAccountStep(step, made, id); err != nil {
				t.Errorf("%s, %q: %v", filepath.Base(file), step.Name, err)
			}
		}
	}
	for _, pattern := range slices.Sorted(maps.Keys(accountMethods)) {
		if !used[pattern] {
			t.Errorf("no recording has %s", pattern)
		}
	}
	if compared < 115 {
		t.Errorf("only %d recorded requests were compared", compared)
	}
}

// accountPattern is the method and path of a step, and the segment that varies.
func accountPattern(step scenarioStep) (pattern, id string) {
	segments := strings.Split(step.Request.Path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{{") || i > 0 && segments[i-1] == "identities" {
			id, segments[i] = segment, "*"
		}
	}
	return step.Request.Method + " " + strings.Join(segments, "/"), id
}

// expressible leaves out what the methods have no words for: other fields than the
// username, TOTP by POST, bodies of wrong types.
func expressible(step scenarioStep) bool {
	var body map[string]any
	_ = json.Unmarshal(step.Request.Body, &body)
	_, username := body["username"]
	switch step.Request.Method + " " + step.Request.Path {
	case "PATCH /api/my-account":
		return username && body["username"] != "" // "" clears with null
	case "POST /api/my-account/mfa-verifications":
		return body["type"] == string(MFATypeBackupCode)
	}
	return step.Request.Body == nil || json.Unmarshal(step.Request.Body, &recordedInput{}) == nil
}

func replayAccountStep(step scenarioStep, made accountCall, id string) error {
	var in recordedInput
	_ = json.Unmarshal(step.Request.Body, &in)
	proof := step.Request.Headers["logto-verification-id"]
	body := substitute(step.Response.Body)
	kind, _ := step.Response.Headers["content-type"].(string)
	answer := answering(step.Response.Status, map[string]string{"Content-Type": kind}, body)
	var differs error
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		differs = sentAs(step, r)
		return answer(r)
	})
	a, err := NewAccountClient("http://logto.test", WithHTTPClient(&http.Client{Transport: transport}),
		WithRetryPolicy(RetryPolicy{Tries: 1, Total: 1e9, Base: 1, Max: 1}))
	if err != nil {
		return err
	}
	err = made(context.Background(), a, Secret(proof), id, in)
	if step.Response.Status >= 300 {
		return compareError(err, step.Response.Status, body)
	}
	if err == nil {
		err = differs
	}
	return err
}

// sentAs wants a request to be what was recorded, placeholders as they are written.
func sentAs(step scenarioStep, r *http.Request) error {
	if r.Method != step.Request.Method || r.URL.Path != step.Request.Path {
		return fmt.Errorf("sent %s %s", r.Method, r.URL.Path)
	}
	if proof := r.Header.Get("logto-verification-id"); proof != step.Request.Headers["logto-verification-id"] {
		return fmt.Errorf("sent with the proof %q", proof)
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	var got, want any
	_ = json.Unmarshal(data, &got)
	_ = json.Unmarshal(step.Request.Body, &want)
	if !reflect.DeepEqual(got, want) {
		return fmt.Errorf("sent %s, recorded %s", data, step.Request.Body)
	}
	return nil
}
