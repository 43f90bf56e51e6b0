package directory_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

const (
	secret = "Tr0ub4dor and three"
	call   = "called, proved who they are"
)

// everything is asked for together with a password.
var everything = directory.PasswordOptions{Expire: true, EndSessions: true, Reason: call}

// worldToSet has somebody with a password and two sessions, and what an earlier one left.
func worldToSet(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.logto.expires = true
	w.logto.passwords[target] = "old"
	w.logto.users[target]["hasPassword"] = true
	w.logto.sessions[target], w.logto.grants[target] = []string{"s1", "s2"}, []string{"g1"}
	return w
}

func TestSetPassword_asksThePolicySetsExpiresAndSignsOut(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	ended, err := w.SetPassword(t.Context(), w.as(admin), target, secret, everything)
	if err != nil || ended != (directory.Ended{Sessions: 2, Grants: 1}) || w.logto.passwords[target] != secret {
		t.Fatalf("%+v, %v", ended, err)
	}
	sent := w.logto.changing()
	if diff := cmp.Diff([]string{"PATCH /users/" + target + "/password", "PATCH /users/" + target + "/password/expiration"}, sent[:2]); diff != "" {
		t.Error(diff)
	}
	slices.Sort(sent[2:4])
	if diff := cmp.Diff([]string{
		"DELETE /users/" + target + "/sessions/s1", "DELETE /users/" + target + "/sessions/s2", "DELETE /users/" + target + "/grants/g1",
	}, sent[2:]); diff != "" {
		t.Error(diff)
	}
	if at := slices.Index(w.logto.made(), "POST /sign-in-exp/default/check-password"); at < 0 || at > slices.Index(w.logto.made(), sent[0]) {
		t.Errorf("the policy is asked as call %d", at)
	}
	if !slices.ContainsFunc(w.logto.bodies, func(b string) bool { return strings.Contains(b, `"userId":"`+target+`"`) }) {
		t.Error("the policy is asked about nobody")
	}
	want := map[string]string{
		"reason": `→"` + call + `"`, "password": `"[redacted]"→"[redacted]"`, "isExpired": `→"true"`, "sessions": `→"0"`,
	}
	if diff := cmp.Diff(want, w.values(t)); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(w.ended, []string{target}) {
		t.Errorf("ended the portal's sessions of %v", w.ended)
	}
}

func TestSetPassword_leavesWhatWasNotAskedFor(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	delete(w.logto.users[target], "hasPassword")
	if _, err := w.SetPassword(t.Context(), w.as(admin), target, secret, directory.PasswordOptions{Reason: call}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"PATCH /users/" + target + "/password"}, w.logto.changing()); diff != "" || len(w.ended) > 0 {
		t.Errorf("%s, ended %v", diff, w.ended)
	}
	if got := w.values(t)["password"]; got != `→"[redacted]"` {
		t.Errorf("of somebody who had none the trail says %s", got)
	}
}

func TestSetPassword_saysEverythingThatIsWrongAtOnce(t *testing.T) {
	t.Parallel()
	rules := []directory.PasswordRule{{Code: "password_rejected.too_short", Limit: 8}, {Code: "password_rejected.restricted.user_info"}}
	for name, test := range map[string]struct {
		password, reason string
		rules            []directory.PasswordRule
		fields           map[string]string
	}{
		"nothing":     {"", "", nil, map[string]string{"password": directory.Missing, "reason": directory.Missing}},
		"a null byte": {"a\x00b", call, nil, map[string]string{"password": directory.InvalidCharacters}},
		"no text":     {"\xff", call, nil, map[string]string{"password": directory.InvalidCharacters}},
		"policy":      {badPassword, call, rules, nil},
		"both":        {badPassword, " ", rules, map[string]string{"reason": directory.Missing}},
		"long reason": {secret, strings.Repeat("가", directory.MaxReason+1), nil, map[string]string{"reason": directory.TooLong}},
	} {
		w := worldToSet(t)
		_, err := w.SetPassword(t.Context(), w.as(admin), target, apiclient.Secret(test.password), directory.PasswordOptions{EndSessions: true, Reason: test.reason})
		rejected, _ := errors.AsType[*directory.PasswordRejected](err)
		invalid, _ := errors.AsType[*directory.Invalid](err)
		if (rejected != nil) != (test.rules != nil) || rejected != nil && !slices.Equal(rejected.Rules, test.rules) {
			t.Errorf("%s: %v", name, err)
		}
		if (invalid != nil) != (test.fields != nil) || invalid != nil && !maps.Equal(invalid.Fields, test.fields) {
			t.Errorf("%s: %v", name, err)
		}
		if len(w.logto.changing()) > 0 || len(w.trail.All()) > 0 || len(w.ended) > 0 {
			t.Errorf("%s: sent %v", name, w.logto.changing())
		}
	}
}

// Whoever may set a password may not for that reason do what else can be asked for.
func TestSetPassword_needsTheRightsForEachPart(t *testing.T) {
	t.Parallel()
	for want, o := range map[access.Action]directory.PasswordOptions{
		access.UserExpirePassword: {Expire: true, Reason: call}, access.UserEndSessions: {EndSessions: true, Reason: call},
	} {
		w := worldToSet(t)
		_, err := w.SetPassword(t.Context(), w.as(senior), target, secret, o)
		if denied := as[*access.Denied](t, err); denied.Action != want || len(w.logto.made()) > 0 {
			t.Errorf("%v after %v", err, w.logto.made())
		}
		w.ReplaceCheck(refusesOnceKnown(want))
		if _, err = w.SetPassword(t.Context(), w.as(admin), "t0helpdesk00", secret, o); as[*access.Denied](t, err).Action != want || len(w.logto.changing()) > 0 {
			t.Errorf("the target is not looked at for %s: %v", want, err)
		}
	}
}

func TestSetPassword_tellsWhatIsDoneWhenALaterPartFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		call         string
		fault        func(*http.Request) (*http.Response, error)
		done, failed []string
		phase        string
	}{
		"expiring":                {"PATCH /users/" + target + "/password/expiration", serverError, []string{"password"}, []string{"isExpired", "sessions"}, "unknown"},
		"expiring refused":        {"PATCH /users/" + target + "/password/expiration", func(*http.Request) (*http.Response, error) { return refuse(400, "x.y"), nil }, []string{"password"}, []string{"isExpired", "sessions"}, "failed"},
		"reading the sessions":    {"GET /users/" + target + "/sessions", serverError, []string{"password", "isExpired"}, []string{"sessions"}, "unknown"},
		"one of the sessions":     {"DELETE /users/" + target + "/sessions/s2", serverError, []string{"password", "isExpired", "sessions"}, []string{"sessions"}, "unknown"},
		"one refused":             {"DELETE /users/" + target + "/sessions/s2", func(*http.Request) (*http.Response, error) { return refuse(429, ""), nil }, []string{"password", "isExpired", "sessions"}, []string{"sessions"}, "failed"},
		"what earlier ones left":  {"DELETE /users/" + target + "/grants/g1", serverError, []string{"password", "isExpired", "sessions"}, []string{"sessions"}, "unknown"},
		"reading what these left": {"GET /users/" + target + "/grants", serverError, []string{"password", "isExpired", "sessions"}, []string{"sessions"}, "unknown"},
	} {
		w := worldToSet(t)
		w.logto.before = on(test.call, test.fault)
		_, err := w.SetPassword(t.Context(), w.as(admin), target, secret, everything)
		got := as[*directory.Partial](t, err)
		if !slices.Equal(got.Done, test.done) || !slices.Equal(got.Failed, test.failed) {
			t.Errorf("%s: done %v, failed %v", name, got.Done, got.Failed)
		}
		if e := w.decoded(t)[1]; e.Phase != test.phase || !slices.Equal(e.Done, test.done) || !slices.Equal(e.Failed, test.failed) {
			t.Errorf("%s: the trail says %s, done %v, failed %v", name, e.Phase, e.Done, e.Failed)
		}
		if w.logto.passwords[target] != secret || len(w.ended) != 1 {
			t.Errorf("%s: ended the portal's sessions of %v", name, w.ended)
		}
	}
}

func TestSetPassword_findsOutWhatWasNotAnswered(t *testing.T) {
	t.Parallel()
	path := "PATCH /users/" + target + "/password"
	for effect, arrange := range map[string]func(*logto){
		"took-effect": func(l *logto) { l.after = on(path, hang) },
		"no-effect":   func(l *logto) { l.before = on(path, hang) },
		"not-known": func(l *logto) {
			l.before = func(call string, r *http.Request) (*http.Response, error) {
				if strings.HasSuffix(call, "/password") || strings.HasSuffix(call, "/verify") {
					return hang(r)
				}
				return nil, nil
			}
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := worldToSet(t)
			arrange(w.logto)
			_, err := w.SetPassword(t.Context(), w.as(admin), target, secret, directory.PasswordOptions{EndSessions: true, Reason: call})
			if (err == nil) != (effect == "took-effect") || errors.Is(err, directory.ErrUncertain) != (effect == "not-known") {
				t.Errorf("%s: %v", effect, err)
			}
			if e := w.entries(t)[1]; e.Phase != "unknown" || e.Effect != effect {
				t.Errorf("%s: the trail says %+v", effect, e)
			}
			// The old password's sessions must not outlive what may be a new one.
			if out := len(w.ended) == 1; out != (effect != "no-effect") {
				t.Errorf("%s: ended %v", effect, w.ended)
			}
		})
	}
}

func TestSetPassword_appearsNowhere(t *testing.T) {
	t.Parallel()
	for _, fault := range []func(*http.Request) (*http.Response, error){
		nil, serverError, cut,
		func(*http.Request) (*http.Response, error) { return refuse(422, "x.y"), nil },
		func(*http.Request) (*http.Response, error) {
			return reply(400, map[string]string{"message": secret}), nil
		},
	} {
		for _, where := range []string{"POST /sign-in-exp", "PATCH"} {
			w := worldToSet(t)
			if fault != nil {
				w.logto.before = on(where, fault)
			}
			_, err := w.SetPassword(t.Context(), w.as(admin), target, secret, everything)
			var log strings.Builder
			slog.New(slog.NewTextHandler(&log, nil)).Error("x", "error", err)
			trail, _ := json.Marshal(w.decoded(t))
			for name, text := range map[string]string{"error": fmt.Sprintf("%v %+v %#v", err, err, err), "log": log.String(), "trail": string(trail)} {
				if strings.Contains(text, secret) {
					t.Errorf("%s: the %s holds it: %s", where, name, text)
				}
			}
		}
	}
}

func TestExpirePassword_needsAPasswordAndATenantThatAllowsIt(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	if err := w.ExpirePassword(t.Context(), w.as(helpdesk), target, call); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"reason": `→"` + call + `"`, "isExpired": `→"true"`}, w.values(t)); diff != "" || len(w.ended) > 0 {
		t.Errorf("%s, ended %v", diff, w.ended)
	}
	w.logto.users[target]["hasPassword"] = false
	err := w.ExpirePassword(t.Context(), w.as(helpdesk), target, call)
	if diff := cmp.Diff(map[string]string{directory.MustRenew: directory.NoPassword}, as[*directory.Invalid](t, err).Fields); diff != "" {
		t.Error(diff)
	}
	off := newWorld(t)
	err = off.ExpirePassword(t.Context(), off.as(admin), target, call)
	want := map[string]string{directory.MustRenew: "sign_in_experiences.password_expiration_not_enabled"}
	if diff := cmp.Diff(want, as[*directory.Refused](t, err).Fields); diff != "" {
		t.Error(diff)
	}
	if e := off.entries(t)[1]; e.Phase != "refused" || e.Code != want[directory.MustRenew] {
		t.Errorf("the trail says %+v", e)
	}
}

// Logto shows nobody whether a password is expired, so that is not known.
func TestExpirePassword_isUncertainWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	w.logto.after = on("PATCH", serverError)
	if err := w.ExpirePassword(t.Context(), w.as(admin), target, call); !errors.Is(err, directory.ErrUncertain) || w.entries(t)[1].Effect != "not-known" {
		t.Errorf("%v, %+v", err, w.entries(t))
	}
}

// Logto sends a code to whoever has to renew a password: without an address they
// would be locked out.
func TestExpire_locksNobodyOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.expires = true
	w.logto.users[ordinary]["primaryEmail"] = ""
	for what, act := range map[string]func() error{
		"expire": func() error { return w.ExpirePassword(t.Context(), w.as(admin), ordinary, "old") },
		"set": func() error {
			_, err := w.SetPassword(t.Context(), w.as(admin), ordinary, "correct horse", directory.PasswordOptions{Reason: "new", Expire: true})
			return err
		},
	} {
		if err := act(); as[*directory.Invalid](t, err).Fields[directory.MustRenew] != directory.NoAddress || len(w.logto.changing()) > 1 { // check-password is asked by POST
			t.Errorf("%s: %v, %v", what, err, w.logto.changing())
		}
	}
}
