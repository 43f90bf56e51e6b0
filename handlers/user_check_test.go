package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

// seenBy is anna as a viewer may act on her.
func seenBy(who string) dossier {
	u := anna
	viewer := players[who]
	actor := access.Actor{ID: viewer.ID, Capabilities: viewer.Capabilities, AuthTime: viewer.AuthTime}
	return dossier{id: anna.ID, Dossier: directory.Dossier{User: &u, Rights: directory.RightsOf(actor, access.Target{ID: anna.ID}, now)}}
}

func TestCheck_everyFindingHasWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	kinds := []directory.Finding{
		{Kind: directory.FindSuspended},
		{Kind: directory.FindRegisterOnly},
		{Kind: directory.FindLocked},
		{Kind: directory.FindLockUnknown},
		{Kind: directory.FindNoIdentifier},
		{Kind: directory.FindNoPassword},
		{Kind: directory.FindNoConnector, Detail: "email"},
		{Kind: directory.FindNoConnector, Detail: "phone"},
		{Kind: directory.FindSocialOff, Detail: "kakao"},
		{Kind: directory.FindPasswordExpired},
		{Kind: directory.FindMFAFailed},
		{Kind: directory.FindMFAMissing},
		{Kind: directory.FindMFANoCodes},
		{Kind: directory.FindFactors},
		{Kind: directory.FindFailure, Code: "a.b"},
		{Kind: directory.FindLinkWaiting, Detail: "invite"},
		{Kind: directory.FindLinkWaiting, Detail: "reset"},
		{Kind: directory.FindLinkUndelivered, Detail: "invite"},
		{Kind: directory.FindLinkExpired, Detail: "invite"},
		{Kind: directory.FindLinkExpired, Detail: "reset"},
		{Kind: directory.FindOrganization, Detail: "organization"},
		{Kind: directory.FindWaysIn},
	}
	for _, part := range []string{"settings", "factors", "connectors", "log", "links", "trail"} {
		kinds = append(kinds, directory.Finding{Kind: directory.FindNotRead, Detail: part})
	}
	for _, f := range kinds {
		item := seenBy("admin").checkItem(f)
		for _, m := range []views.Message{item.Title, item.Text} {
			for _, l := range i18n.Locales() {
				if text := i18n.T(i18n.WithLocale(t.Context(), l), m.Key, m.Args...); m.Key != "" && (text == m.Key || text == "") {
					t.Errorf("%s %s has no words in %s: %q", f.Kind, f.Detail, l, text)
				}
			}
		}
		if item.Title.None() {
			t.Errorf("%s %s has no words", f.Kind, f.Detail)
		}
	}
}

func TestCheck_offersWhatTheViewerMay(t *testing.T) {
	t.Parallel()
	fixes := func(who string, kind directory.FindingKind) (list []string) {
		for _, f := range seenBy(who).checkItem(directory.Finding{Kind: kind}).Fixes {
			list = append(list, f.Href)
		}
		return list
	}
	for _, test := range []struct {
		who  string
		kind directory.FindingKind
		want []string
	}{
		{"helpdesk", directory.FindSuspended, []string{annaPage + "/reactivate"}},
		{"auditor", directory.FindSuspended, nil},
		{"late", directory.FindLocked, []string{annaPage + "/unlock"}}, // the page offers to sign in anew
		{"helpdesk", directory.FindNoPassword, []string{annaPage + "/reset-password"}},
		{"admin", directory.FindNoPassword, []string{annaPage + "/reset-password", annaPage + "/password"}},
		{"auditor", directory.FindMFANoCodes, []string{annaPage + "/security"}},
		{"admin", directory.FindMFANoCodes, []string{annaPage + "/mfa/reset", annaPage + "/security"}},
	} {
		if got := fixes(test.who, test.kind); !slices.Equal(got, test.want) {
			t.Errorf("%s about %s: %q, want %q", test.who, test.kind, got, test.want)
		}
	}
}

func TestCheck_everyCodeIsASentence(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"": "Logto gives no reason.", "session.invalid_credentials": "The password was wrong, or there is no such account.",
		"user.suspended": "The account was suspended.", "user.password_expired": "The password had expired.",
		"session.verification_blocked_too_many_attempts": "Refused after too many failed attempts.",
		"session.mfa.invalid_totp_code":                  "The code of the authenticator app was wrong.",
		"session.mfa.something_new":                      "The second factor was not accepted.",
		"session.mfa.webauthn_verification_failed":       "The passkey was not accepted.",
		"verification_code.expired":                      "The code had expired.",
		"verification_code.code_mismatch":                "The code was wrong or not asked for.",
		"user.user_not_exist":                            "There is no account for what was typed.",
		"session.connector_session_not_found":            "The other provider, or its connector, gave no usable answer.",
		"session.invalid_credentials_of_another_kind":    "Logto's reason: session.invalid_credentials_of_another_kind",
		"brand.new": "Logto's reason: brand.new",
	} {
		m := codeWords(code)
		if got := i18n.T(i18n.WithLocale(t.Context(), i18n.English), m.Key, m.Args...); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	for _, s := range codeSentences {
		for _, l := range i18n.Locales() {
			if i18n.T(i18n.WithLocale(t.Context(), l), s.key) == s.key {
				t.Errorf("%s has no sentence in %s", s.code, l)
			}
		}
	}
}

func TestCheck_failsByItself(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["SignInCheck"] = &apiclient.Unavailable{Kind: apiclient.KindTimeout, Err: errors.New("slow")}
	w := p.do(t, ask{as: "admin", path: annaPage + "/sign-in-check"})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Anna Kim") || !strings.Contains(w.Body.String(), `href="`+annaPage+`/sign-in-check"`) {
		t.Errorf("%d", w.Code)
	}
}

func TestCheck_namesTheApplicationAndShowsTen(t *testing.T) {
	t.Parallel()
	d := seenBy("admin")
	d.origins.applications = map[string]string{"app1": "Wiki"}
	attempts := make([]directory.Attempt, 12)
	attempts[0] = directory.Attempt{At: now, Event: "SignIn", Step: directory.AttemptPassword, Code: "session.invalid_credentials", Application: "app1"}
	props := d.checkProps(nil, attempts)
	if len(props.Attempts) != 10 || props.Attempts[0].Application != "Wiki" || props.Attempts[0].What.Key != "check.event.password" || props.Attempts[0].Why.Key != "check.code.credentials" {
		t.Errorf("%d, the first is %+v", len(props.Attempts), props.Attempts[0])
	}
}
