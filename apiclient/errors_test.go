package apiclient

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// predicates are all the questions an error can be asked.
var predicates = map[string]func(error) bool{
	"not found": IsNotFound, "conflict": IsConflict, "rate limited": IsRateLimited, "unauthorized": IsUnauthorized,
	"forbidden": IsForbidden, "invalid": IsInvalid, "credential": IsCredential, "unavailable": IsUnavailable,
	"outcome unknown": OutcomeUnknown,
}

// refusals are statuses and codes, and which predicates hold for them.
var refusals = []struct {
	status int
	code   string
	want   string // the predicates that hold
}{
	{404, "entity.not_found", "not found"},
	{404, "user.identity_not_exist", "not found"},
	{404, "", ""}, // no such route
	{405, "", ""},
	{422, "user.email_already_in_use", "conflict"},
	{422, "role.name_in_use", "conflict"},
	{422, "role.user_exists", "conflict"},
	{422, "scope.name_exists", "conflict"},
	{422, "entity.unique_integrity_violation", "conflict"},
	{422, "entity.invalid_input", "invalid"},
	{400, "guard.invalid_input", "invalid"},
	{400, "user.password_and_digest", "invalid"},
	{429, "request.message_rate_limited", "rate limited"},
	{429, "", "rate limited"},
	{401, "auth.unauthorized", "credential,unauthorized"},
	{401, "", "credential,unauthorized"},
	{403, "auth.forbidden", "credential,forbidden"},
	{401, "user.suspended", "unauthorized"},
	{401, "verification_record.permission_denied", "unauthorized"},
	{403, "role.internal_role_violation", "forbidden"},
	{403, "auth.third_party_application_forbidden", "forbidden"},
	{501, "connector.not_found", ""},
	{500, "", "outcome unknown,unavailable"},
	{500, "storage.upload_error", "outcome unknown,unavailable"},
	{503, "", "outcome unknown,unavailable"},
}

func TestCheck_namesEveryRefusal(t *testing.T) {
	t.Parallel()
	for _, tc := range refusals {
		t.Run(fmt.Sprint(tc.status, " ", tc.code), func(t *testing.T) {
			t.Parallel()
			c, mux, _ := setup(t)
			mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
				body := map[string]string{"message": "secret {{sentence}}"}
				if tc.code != "" {
					body["code"] = tc.code
				}
				reply(w, tc.status, body)
			})
			_, err := c.Users.Create(t.Context(), UserCreate{})
			if got := holding(err); got != tc.want {
				t.Errorf("%v is %q, want %q", err, got, tc.want)
			}
			if tc.code != "" && !HasCode(err, tc.code) {
				t.Errorf("%v does not have the code", err)
			}
			if strings.Contains(err.Error(), "sentence") || !strings.Contains(err.Error(), "POST /api/users") {
				t.Errorf("the text is %q", err)
			}
		})
	}
}

func holding(err error) string {
	var names []string
	for _, name := range []string{
		"conflict", "credential", "forbidden", "invalid", "not found", "outcome unknown", "rate limited", "unauthorized", "unavailable",
	} {
		if predicates[name](err) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

func TestPredicates_holdForNothingElse(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, errors.New("404"), fmt.Errorf("x: %w", http.ErrServerClosed)} {
		for name, is := range predicates {
			if is(err) {
				t.Errorf("%v is %s", err, name)
			}
		}
	}
	wrapped := fmt.Errorf("reading: %w", &Error{Status: 404, Code: "entity.not_found"})
	if !IsNotFound(wrapped) {
		t.Error("wrapping hides not found")
	}
}

func TestCheck_keepsFieldIssuesOnly(t *testing.T) {
	t.Parallel()
	c, mux, _ := setup(t)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 400, map[string]any{"code": "guard.invalid_input", "message": "m", "data": map[string]any{
			"name": "ZodError", "issues": []any{
				map[string]any{"code": "invalid_type", "path": []any{"profile", "familyName"}, "received": "typed by somebody"},
				map[string]any{"code": "too_small", "path": []any{"roleIds", 0}, "message": "typed by somebody"},
				map[string]any{"code": "not a code", "path": []any{"x"}},
			},
		}})
	})
	_, err := c.Users.Update(t.Context(), "u1", UserPatch{})
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("got %T", err)
	}
	want := []Issue{{Path: "profile.familyName", Code: "invalid_type"}, {Path: "roleIds.0", Code: "too_small"}}
	if diff := cmp.Diff(want, e.Issues); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(e.Error(), "typed") {
		t.Errorf("the text quotes input: %v", e)
	}
}

func TestCheckPassword_returnsTheBrokenRules(t *testing.T) {
	t.Parallel()
	answers := map[string]any{
		"short": map[string]any{"result": false, "issues": []any{map[string]any{
			"code": "password_rejected.too_short", "interpolation": map[string]any{"min": 8},
		}}},
		"refused": map[string]any{"code": "request.invalid_input", "message": "m"},
		"good":    map[string]any{"result": true},
	}
	for name, answer := range answers {
		c, mux, _ := setup(t)
		mux.HandleFunc("POST /api/sign-in-exp/default/check-password", func(w http.ResponseWriter, _ *http.Request) {
			status := http.StatusBadRequest
			if name == "good" {
				status = http.StatusOK
			}
			reply(w, status, answer)
		})
		issues, err := c.SignInExperience.CheckPassword(t.Context(), "u1", "x")
		var want []Issue
		if name == "short" {
			want = []Issue{{Code: "password_rejected.too_short", Limit: 8}}
		}
		if diff := cmp.Diff(want, issues); diff != "" || (err != nil) != (name == "refused") {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}

func TestRetryAfter_isReadInBothForms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 3, 4, 5, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"120": 2 * time.Minute, "0": 0, "-5": 0, "": 0, "soon": 0, "1.5": 0, "99999999999999": 0,
		"Sun, 22 Nov 2026 03:05:05 GMT":    time.Minute,
		"Sunday, 22-Nov-26 03:04:35 GMT":   30 * time.Second,
		"Sun, 22 Nov 2026 03:00:00 GMT":    0,
		"Sun Nov 22 03:04:15 2026":         10 * time.Second,
		"Sun, 22 Nov 2026 03:05:05 +0900 ": 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q is %v, want %v", value, got, want)
		}
	}
}
