package paths_test

import (
	"net/url"
	"testing"

	"roster/views/paths"
)

func TestUser_keepsAHostileIDInOneSegment(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"u1a2b3":      "/users/u1a2b3",
		"a/b":         "/users/a%2Fb",
		"a?b#c":       "/users/a%3Fb%23c",
		"../sign-out": "/users/..%2Fsign-out",
		"김":           "/users/%EA%B9%80",
	} {
		if got := paths.User(id); got != want {
			t.Errorf("User(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestUserSection_escapesBothParts(t *testing.T) {
	t.Parallel()
	if got, want := paths.UserSection("a/b", "custom data"), "/users/a%2Fb/custom%20data"; got != want {
		t.Errorf("UserSection = %q, want %q", got, want)
	}
}

func TestSignIn_carriesNextAsOneParameter(t *testing.T) {
	t.Parallel()
	next := "/users?search=a%40b&page=2"
	u, err := url.Parse(paths.SignIn(next))
	if err != nil {
		t.Fatal(err)
	}
	if got := u.Query().Get("next"); got != next {
		t.Errorf("next = %q, want %q", got, next)
	}
	for _, none := range []string{"", "/"} {
		if got := paths.SignIn(none); got != "/sign-in" {
			t.Errorf("SignIn(%q) = %q, want /sign-in", none, got)
		}
	}
}
