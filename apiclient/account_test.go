package apiclient

import (
	"context"
	"net/http"
	"testing"
	"time"
)

// account is a client of the Account API beside the traffic it makes.
func account(t *testing.T, answer http.HandlerFunc) (*AccountClient, *traffic) {
	t.Helper()
	seen := &traffic{}
	mux := http.NewServeMux()
	mux.Handle(basePath+"/", http.StripPrefix(basePath, seen.record(answer)))
	a, err := NewAccountClient(testEndpoint, WithHTTPClient(&http.Client{Transport: serve(t, mux)}),
		WithRetryPolicy(RetryPolicy{Tries: 3, Total: time.Minute, Base: 1, Max: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return a, seen
}

func TestAccountClient_sendsTheTokenOfTheCall(t *testing.T) {
	t.Parallel()
	mine := StaticToken("mine")
	for _, tc := range []struct {
		call       func(context.Context, *AccountClient) error
		want, auth string
	}{
		{func(ctx context.Context, a *AccountClient) error { return drop(a.Get(ctx, mine)) }, "GET /api/my-account ", "Bearer mine"},
		{func(ctx context.Context, a *AccountClient) error {
			return drop(a.Update(ctx, mine, AccountPatch{Name: new("Ann"), Avatar: new("")}))
		}, `PATCH /api/my-account {"avatar":null,"name":"Ann"}`, "Bearer mine"},
		{func(ctx context.Context, a *AccountClient) error {
			return drop(a.UpdateProfile(ctx, mine, ProfilePatch{Nickname: new(""), Address: &Address{Country: "KR"}}))
		}, `PATCH /api/my-account/profile {"nickname":"","address":{"country":"KR"}}`, "Bearer mine"},
		{func(ctx context.Context, a *AccountClient) error { return drop(a.Center(ctx)) }, "GET /api/.well-known/account-center ", ""},
	} {
		a, seen := account(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"id":"u1"}`))
		})
		if err := tc.call(t.Context(), a); err != nil {
			t.Errorf("%s: %v", tc.want, err)
			continue
		}
		h := seen.last(t)
		if got := h.method + " " + h.path + " " + h.body; got != tc.want || h.auth != tc.auth {
			t.Errorf("sent %s with %q, want %s with %q", got, h.auth, tc.want, tc.auth)
		}
	}
}

func TestAccountClient_repeatsReadingAndNoChange(t *testing.T) {
	t.Parallel()
	a, seen := account(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	mine := StaticToken("mine")
	if _, err := a.Get(t.Context(), mine); !IsUnavailable(err) || seen.count("GET", "/api/my-account") != 3 {
		t.Errorf("read %d times: %v", seen.count("GET", "/api/my-account"), err)
	}
	_, err := a.Update(t.Context(), mine, AccountPatch{Name: new("Ann")})
	if !OutcomeUnknown(err) || seen.count("PATCH", "/api/my-account") != 1 {
		t.Errorf("changed %d times: %v", seen.count("PATCH", "/api/my-account"), err)
	}
}

func TestAccountClient_asksForAnotherTokenOnceWhenOneIsRefused(t *testing.T) {
	t.Parallel()
	a, seen := account(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("Authorization") != "Bearer new" {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"code":"auth.unauthorized"}`))
			return
		}
		_, _ = w.Write([]byte(`{"id":"u1"}`))
	})
	renewing := TokenFunc(func(_ context.Context, refused Secret) (Secret, error) {
		if refused == "old" {
			return "new", nil
		}
		return "old", nil
	})
	got, err := a.Get(t.Context(), renewing)
	if err != nil || got.ID != "u1" || seen.count("GET", "/") != 2 {
		t.Errorf("%+v, %v after %d calls", got, err, seen.count("GET", "/"))
	}
}

func TestNewAccountClient_holdsNoCredential(t *testing.T) {
	t.Parallel()
	for name, credential := range map[string]Option{
		"machine": WithClientCredentials("id", "secret", testResource), "token": WithTokenSource(StaticToken("t")),
	} {
		if _, err := NewAccountClient(testEndpoint, credential); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
