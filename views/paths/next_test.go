package paths_test

import (
	"net/url"
	"strings"
	"testing"

	"roster/views/paths"
)

func TestSafeNext_keepsOwnPathsOnly(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"/":                             "/",
		"/users":                        "/users",
		"/users/":                       "/users/",
		"/users?search=a%40b.c&page=2":  "/users?search=a%40b.c&page=2",
		"/users?next=https://x.example": "/users?next=https://x.example",
		"/users/a%2Fb":                  "/users/a%2Fb",
		"/users/@ada":                   "/users/@ada",
		"/users?search=김":               "/users?search=김",
		"/users#part":                   "/users",
		"/sign-in-help":                 "/sign-in-help",

		"":                               "/",
		"users":                          "/",
		"https://evil.example/":          "/",
		"//evil.example":                 "/",
		"///evil.example":                "/",
		`/\evil.example`:                 "/",
		`\\evil.example`:                 "/",
		`/users\..\..`:                   "/",
		"/\tx":                           "/",
		"/\n/evil.example":               "/",
		"/%09/evil.example":              "/",
		"/%2F/evil.example":              "/",
		"/%2Fevil.example":               "/",
		"/%5Cevil.example":               "/",
		"/%5c%5cevil.example":            "/",
		"/.//evil.example":               "/",
		"/users/../..//evil.example":     "/",
		"/%2e%2e//evil.example":          "/",
		"/users//x":                      "/",
		"/%00":                           "/",
		"/%zz":                           "/",
		"/\xff":                          "/",
		"/\u007f":                        "/",
		" /users":                        "/",
		"javascript:alert(1)":            "/",
		"data:text/html,x":               "/",
		"@evil.example":                  "/",
		"user@evil.example/":             "/",
		"//user@evil.example":            "/",
		"https:evil.example":             "/",
		"/sign-in":                       "/",
		"/sign-in?next=/users":           "/",
		"/sign-in/again":                 "/",
		"/sign-out":                      "/",
		"/callback?code=x":               "/",
		"/%63allback":                    "/",
		"/backchannel-logout":            "/",
		"/" + strings.Repeat("x", 2_000): "/",
	} {
		if got := paths.SafeNext(raw); got != want {
			t.Errorf("SafeNext(%q) = %q, want %q", raw, got, want)
		}
	}
}

func FuzzSafeNext(f *testing.F) {
	for _, s := range []string{"/", "/users?x=1", "//e", `/\e`, "/%2f/e", "/\t/e", "/.//e", "https://e", "/a@b", "/%5c", "/..//e", "/users/a%2Fb#c"} {
		f.Add(s)
	}
	base, err := url.Parse("https://roster.example/callback")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := paths.SafeNext(raw)
		if got[0] != '/' || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t\x00") {
			t.Fatalf("SafeNext(%q) = %q", raw, got)
		}
		u, err := base.Parse(got)
		if err != nil || u.Host != base.Host || u.Scheme != "https" || u.User != nil || strings.HasPrefix(u.Path, "//") {
			t.Fatalf("SafeNext(%q) = %q leads to %v, %v", raw, got, u, err)
		}
		if again := paths.SafeNext(got); again != got {
			t.Fatalf("SafeNext(%q) = %q, and of that %q", raw, got, again)
		}
	})
}
