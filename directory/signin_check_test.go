package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roster/directory"
)

func TestSignInCheck_findsOutWhyNot(t *testing.T) {
	t.Parallel()
	method := func(identifier string, password, code bool) map[string]any {
		return map[string]any{"identifier": identifier, "password": password, "verificationCode": code}
	}
	methods := func(s *signIns, all ...map[string]any) {
		s.settings.(map[string]any)["signIn"] = map[string]any{"methods": all}
	}
	ways := "=ways-in username-password email-password email-code"
	for name, test := range map[string]struct {
		person string
		change func(s *signIns)
		want   []string
	}{
		"nothing":   {complete, func(*signIns) {}, []string{".lock-unknown", ways}},
		"suspended": {`{"username":"ann_k","hasPassword":true,"isSuspended":true}`, func(*signIns) {}, []string{"!suspended", ".lock-unknown", "=ways-in username-password"}},
		"register only": {complete, func(s *signIns) { s.settings.(map[string]any)["signInMode"] = "Register" }, []string{
			"!register-only", ".lock-unknown", ways,
		}},
		"no password":   {`{"username":"ann_k","hasPassword":false}`, func(*signIns) {}, []string{"!no-password", ".lock-unknown"}},
		"no identifier": {`{"primaryPhone":"821012345678","hasPassword":true}`, func(*signIns) {}, []string{"!no-identifier", ".lock-unknown"}},
		"code by mail and nothing sends it": {`{"primaryEmail":"ann@example.com","hasPassword":false}`, func(s *signIns) {
			methods(s, method("email", false, true))
			s.connectors = []any{}
		}, []string{"!no-connector email", ".lock-unknown"}},
		"one way of two is closed": {`{"username":"ann_k","primaryPhone":"821012345678","hasPassword":true}`, func(s *signIns) {
			methods(s, method("username", true, false), method("phone", false, true))
		}, []string{"?no-connector phone", ".lock-unknown", "=ways-in username-password"}},
		"connectors not read": {`{"primaryEmail":"ann@example.com","hasPassword":false}`, func(s *signIns) { s.fails = "/connectors" }, []string{
			".lock-unknown", ".not-read connectors", "=ways-in email-code",
		}},
		"social works": {`{"identities":{"google":{"userId":"g"}}}`, func(s *signIns) {
			s.connectors = []map[string]any{{"id": "g", "type": "Social", "target": "google"}}
		}, []string{".lock-unknown", "=ways-in google"}},
		"social is off": {`{"identities":{"kakao":{"userId":"k"}},"hasPassword":false}`, func(*signIns) {}, []string{"!social-off kakao", ".lock-unknown"}},
		"social connector is gone": {`{"username":"ann_k","hasPassword":true,"identities":{"google":{"userId":"g"}}}`, func(*signIns) {}, []string{
			"?social-off google", ".lock-unknown", "=ways-in username-password",
		}},
		"second factor is missing": {complete, func(s *signIns) {
			demands(s, "Mandatory", "Totp")
		}, []string{"?mfa-missing", ".lock-unknown", ways}},
		"second factors": {complete, func(s *signIns) {
			s.factors = []map[string]any{{"id": "1", "type": "Totp"}, {"id": "2", "type": "BackupCode", "remainCodes": 0}}
		}, []string{".lock-unknown", ways, "=factors Totp"}},
		"backup codes are all there is": {complete, func(s *signIns) {
			s.factors = []map[string]any{{"id": "2", "type": "BackupCode", "remainCodes": 2}}
		}, []string{"?mfa-no-codes", ".lock-unknown", ways}},
		"no backup code is left, and nothing asks for one": {complete, func(s *signIns) { s.factors = []map[string]any{{"id": "2", "type": "BackupCode"}} }, []string{".lock-unknown", ways}},
		"no backup code is left": {complete, func(s *signIns) {
			demands(s, "PromptOnlyAtSignInMandatory", "Totp", "BackupCode")
			s.factors = []map[string]any{{"id": "2", "type": "BackupCode"}}
		}, []string{"?mfa-missing", ".lock-unknown", ways}},
		"a factor that is switched off": {complete, func(s *signIns) {
			demands(s, "PromptAtSignInAndSignUpMandatory", "WebAuthn")
			s.factors = []map[string]any{{"id": "1", "type": "Totp"}}
		}, []string{"?mfa-missing", ".lock-unknown", ways}},
		"the address is a factor": {complete, func(s *signIns) { demands(s, "Mandatory", "EmailVerificationCode") }, []string{
			".lock-unknown", ways, "=factors EmailVerificationCode",
		}},
		"second factor refused": {complete, func(s *signIns) {
			s.own = []map[string]any{logged("1", time.Minute, "Interaction.SignIn.Verification.Totp.Submit", "session.mfa.invalid_totp_code")}
		}, []string{"?mfa-failed session.mfa.invalid_totp_code", ".lock-unknown", ways}},
		"password expired": {complete, func(s *signIns) {
			s.own = []map[string]any{logged("1", time.Minute, "Interaction.SignIn.Submit", "user.password_expired")}
		}, []string{"?password-expired", ".lock-unknown", ways}},
		"password expired, and no way to renew it": {`{"username":"ann_k","hasPassword":true}`, func(s *signIns) {
			s.own = []map[string]any{logged("1", time.Minute, "Interaction.SignIn.Submit", "user.password_expired")}
		}, []string{"!password-expired", ".lock-unknown", "=ways-in username-password"}},
		"mistyped": {complete, func(s *signIns) {
			s.others = []map[string]any{mistyped("1", time.Minute, "ANN_K", "session.invalid_credentials"), mistyped("2", time.Minute, "somebody", "session.invalid_credentials")}
		}, []string{"?failure session.invalid_credentials", ".lock-unknown", ways}},
		"mistyped, and in since": {complete, func(s *signIns) {
			s.own = []map[string]any{logged("2", time.Minute, "Interaction.SignIn.Submit", "")}
			s.others = []map[string]any{mistyped("1", time.Hour, "ann_k", "session.invalid_credentials")}
		}, []string{".lock-unknown", ways}},
		"locked": {complete, func(s *signIns) {
			s.others = []map[string]any{mistyped("1", time.Minute, "ann@example.com", tooMany), mistyped("2", 2*time.Minute, "ann@example.com", "session.invalid_credentials")}
		}, []string{"!locked", "?failure session.invalid_credentials", ways}},
		"locked two hours ago": {complete, func(s *signIns) { s.others = []map[string]any{mistyped("1", 2*time.Hour, "ann_k", tooMany)} }, []string{".lock-unknown", ways}},
		"locked, and in since": {complete, func(s *signIns) {
			s.own = []map[string]any{logged("2", time.Minute, "Interaction.SignIn.Submit", "")}
			s.others = []map[string]any{mistyped("1", 20*time.Minute, "ann_k", tooMany)}
		}, []string{".lock-unknown", ways}},
		"settings not read": {complete, func(s *signIns) { s.fails = "/sign-in-exp" }, []string{".lock-unknown", ".not-read settings"}},
		"factors not read":  {complete, func(s *signIns) { s.fails = "/mfa-verifications" }, []string{".lock-unknown", ".not-read factors", ways}},
		"log not read":      {complete, func(s *signIns) { s.fails = "/logs" }, []string{".lock-unknown", ".not-read log", ways}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.logto.add("checked00000", test.person)
			s := usual()
			test.change(&s)
			if got := findings(t, w, s); !slices.Equal(got, test.want) {
				t.Errorf("\ngot  %q\nwant %q", got, test.want)
			}
		})
	}
}

// A lockout ends a fixed time after the attempt that began it, and when it is lifted.
func TestSignInCheck_knowsWhenALockoutEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add("checked00000", complete)
	s := usual()
	s.settings.(map[string]any)["sentinelPolicy"] = map[string]int{"lockoutDuration": 30}
	for i, ago := range []int{1, 10, 25, 50} { // the first of them began one that is over
		s.others = append(s.others, mistyped(fmt.Sprint(i), time.Duration(ago)*time.Minute, "ann_k", tooMany))
	}
	c, u := checkOf(t, w, s)
	f := c.Findings(u)[0]
	if ends := time.Until(f.Until).Round(time.Minute); f.Kind != directory.FindLocked || ends != 20*time.Minute {
		t.Errorf("%s for another %v", f.Kind, ends)
	}
	must(w.Unlock(t.Context(), w.as(helpdesk), "checked00000", "called"))
	if got := findings(t, w, s); slices.Contains(got, "!locked") {
		t.Errorf("after unlocking: %q", got)
	}
}

func TestSignInCheck_knowsWhatWasAskedForAndSentHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add("checked00000", complete)
	w.logto.expires = true
	must(w.ExpirePassword(t.Context(), w.as(helpdesk), "checked00000", "leaked"))
	now := time.Now()
	link := func(kind directory.LinkKind, expires time.Duration, as directory.LinkState) directory.Link {
		return directory.Link{ID: string(kind), Kind: kind, Person: "checked00000", Created: now.Add(-time.Hour), Expires: now.Add(expires), As: as}
	}
	w.links.rows = []directory.Link{
		link(directory.LinkInvite, -time.Minute, ""), link(directory.LinkReset, time.Hour, ""), link(directory.LinkOrganization, time.Hour, ""),
	}
	got := findings(t, w, usual())
	for _, want := range []string{"?password-expired", "?link-waiting reset", "?link-expired invite", "=organization-waiting organization"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %s", got, want)
		}
	}
}

func TestSignInCheck_isOneRound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		slow(w)
		began := time.Now()
		_, err := w.SignInCheck(t.Context(), w.as(auditor), "t0ordinary00")
		must(err)
		if took := time.Since(began); took != time.Second {
			t.Errorf("it took %v, its slowest call takes 1s", took)
		}
	})
}

// Logto's log holds codes and tokens, and whoever signs in chooses some of what
// stands there.
func TestSignInCheck_letsNothingOutOfAHostileLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add("checked00000", complete)
	s := usual()
	bad := func(id string, change func(payload map[string]any)) map[string]any {
		e := logged(id, time.Minute, "Interaction.SignIn.Submit", "session.invalid_credentials")
		change(e["payload"].(map[string]any))
		return e
	}
	s.own = []map[string]any{
		bad("1", func(p map[string]any) { p["error"] = "SECRET text" }),
		bad("2", func(p map[string]any) { p["error"] = map[string]any{"code": "<b>SECRET</b>"} }),
		bad("3", func(p map[string]any) { p["error"] = map[string]any{"code": 7} }),
		bad("4", func(p map[string]any) { p["error"] = map[string]any{"code": strings.Repeat("a", 900)} }),
		bad("5", func(p map[string]any) { p["ip"], p["applicationId"] = "SECRET", "<SECRET>" }),
		bad("6", func(p map[string]any) { p["payload"] = "SECRET" }),
		bad("7", func(p map[string]any) { p["payload"] = map[string]any{"identifier": []string{"SECRET"}} }),
		logged("8", time.Minute, "ExchangeTokenBy.AuthorizationCode", ""),
		logged("9", time.Minute, "Interaction.SignIn.SECRET.Submit", "x"),
		logged("10", time.Minute, "Interaction.SECRET.Submit", "x"),
	}
	s.others = []map[string]any{mistyped("1", time.Minute, "ann_k", "x"), {"id": "11", "key": "x", "payload": nil, "createdAt": 1}}
	c, u := checkOf(t, w, s)
	attempts := c.Attempts(u)
	if len(attempts) != 8 {
		t.Errorf("%d attempts", len(attempts))
	}
	if all := fmt.Sprint(attempts, c.Findings(u)); strings.Contains(all, "SECRET") || strings.Contains(all, "aaaa") {
		t.Errorf("it lets out %s", all)
	}
}
