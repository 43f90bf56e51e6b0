package handlers

import (
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/audit"
	"roster/auth"
	"roster/i18n"
	"roster/views"
)

// knownPortal is a portal whose ordinary person has everything there can be.
func knownPortal(t *testing.T) *portal {
	t.Helper()
	p := newPortal(t)
	p.own.own = account.Own{
		Enabled: true,
		User: apiclient.User{
			Name: "Nora Own", Username: "nora", PrimaryEmail: "nora@example.com", PrimaryPhone: "821012345678", Avatar: "https://own.example/n.png",
			CustomData: apiclient.CustomData{"plan": "gold", "seats": json.Number("12"), "tags": []any{"<b>"}},
			Identities: map[string]apiclient.Identity{"google": {UserID: "g-1", Details: json.RawMessage(`{"name":"Nora G","email":"n@gmail.example","rawData":{"access_token":"ya29.never"}}`)}},
			Profile:    apiclient.Profile{Nickname: "Nick", Locale: "ko-KR", Profile: "https://own.example", Address: apiclient.Address{Country: "KR", Locality: "Seoul"}},
			CreatedAt:  apiclient.At(now.AddDate(0, -3, 0)), UpdatedAt: apiclient.At(now.AddDate(0, 0, -2)), LastSignInAt: apiclient.At(now),
			ApplicationID: "app-1", HasPassword: new(true),
		},
		Controls: map[string]string{
			"name": "Edit", "username": "ReadOnly", "email": "Edit", "phone": "Edit", "avatar": "Edit", "profile": "Edit",
			"customData": "ReadOnly", "social": "Edit", "password": "Edit", "mfa": "Edit", "session": "Edit",
		},
	}
	p.own.factors = annasSecurity().Factors
	p.own.kept = account.Kept{Entries: 1284, Links: 2, Notes: 1}
	p.own.acts = audit.Acts{List: []audit.Act{
		act(audit.Entry{Action: access.UserSuspend, ActorID: "helga", ActorName: "Helga Desk", ActorIP: "198.51.100.7", TargetID: "id-of-person", Fields: []string{"reason", "isSuspended"}}, audit.PhaseDone, "left <us>"),
		act(audit.Entry{Action: access.UserRead, ActorID: "helga", ActorName: "Helga Desk", TargetID: "id-of-person"}, audit.PhaseEvent, ""),
		act(audit.Entry{Action: account.ProfileUpdate, ActorID: "id-of-person", ActorName: "person", ActorIP: "192.0.2.1", TargetID: "id-of-person", Fields: []string{"name", "profile.address.country"}}, audit.PhaseDone, ""),
		act(audit.Entry{Action: access.UserDelete, ActorID: "id-of-person", TargetID: annaID}, audit.PhaseDenied, ""),
		act(audit.Entry{Action: "GET /users/{id}", ActorID: "id-of-person", TargetID: annaID}, audit.PhaseDenied, ""),
		act(audit.Entry{Action: "user.teleport", ActorID: "", TargetID: "id-of-person", Effect: audit.NotKnown}, audit.PhaseUnknown, ""),
		act(audit.Entry{Action: audit.SessionSignIn, ActorID: "id-of-person", ActorIP: "192.0.2.1"}, audit.PhaseEvent, ""),
	}, Next: 17}
	return p
}

func act(e audit.Entry, outcome, reason string) audit.Act {
	e.At = now.Add(-3 * 60e9)
	if reason != "" {
		raw, _ := json.Marshal(reason)
		e.Values = map[string]audit.ChangedValue{"reason": {After: raw}, "isSuspended": {After: json.RawMessage(`"true"`)}}
	}
	return audit.Act{Entry: e, Outcome: outcome}
}

func TestMyData_showsAllPartsInBothLanguages(t *testing.T) {
	t.Parallel()
	p := knownPortal(t)
	for _, l := range i18n.Locales() {
		w := p.do(t, ask{as: "person", path: "/profile/data", headers: map[string]string{"Accept-Language": string(l)}})
		ctx := i18n.WithLocale(t.Context(), l)
		see(t, w, "id-of-person", "nora@example.com", "+82 10-1234-5678", `"plan": "gold"`, `"seats": 12`, "Google", "Nora G", "g-1", "Seoul", "ko-KR", "app-1",
			"Helga Desk", "left <us>", "1,284", "/profile/data?before=17", "/profile/data.json",
			i18n.T(ctx, "data.password-set"), i18n.T(ctx, "activity.user-suspend"), i18n.T(ctx, "activity.user-read"), i18n.T(ctx, "activity.outcome.denied"),
			i18n.T(ctx, "activity.outcome.unknown"), "user.teleport", "/users/…", "Anna's key", i18n.T(ctx, "data.elsewhere-text"), `href="/profile/connections"`, i18n.T(ctx, "activity.from", "address", "192.0.2.1"),
			i18n.T(ctx, "field.name")+", "+i18n.T(ctx, "field.country"), i18n.T(ctx, "activity.by-nobody"), i18n.T(ctx, "own.tab.profile"))
		for _, never := range []string{"ya29.never", "198.51.100.7", "isSuspended", "<b>", "<us>"} {
			if strings.Contains(w.Body.String(), never) {
				t.Errorf("%s: %q is shown", l, never)
			}
		}
	}
}

func TestMyData_isAboutNobodyElse(t *testing.T) {
	t.Parallel()
	p := knownPortal(t)
	for _, query := range []string{"?id=" + annaID, "?user=" + annaID + "&person=" + annaID, "/" + annaID, "?before=-1", "?before=x", "?before=99999999999999999999"} {
		for _, path := range []string{"/profile/data", "/profile/data.json"} {
			w := p.do(t, ask{as: "person", path: path + query})
			if strings.HasPrefix(query, "/") {
				if w.Code != http.StatusNotFound {
					t.Errorf("%s%s: %d", path, query, w.Code)
				}
			} else if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "id-of-person") || strings.Contains(w.Body.String(), anna.Name) {
				t.Errorf("%s%s: %d", path, query, w.Code)
			}
		}
	}
	if slices.ContainsFunc(p.own.asked, func(a string) bool { return !strings.HasPrefix(a, "id-of-person 0 ") }) {
		t.Errorf("asked for %q", p.own.asked)
	}
	if w := p.do(t, ask{as: "person", method: http.MethodPost, path: "/profile/data", unsigned: true}); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
	if len(p.people.calls) > 0 {
		t.Errorf("the directory was asked: %q", p.people.calls)
	}
}

func TestMyData_showsOlderActivityAlone(t *testing.T) {
	t.Parallel()
	p := knownPortal(t)
	p.own.readErr = errors.New("not to be asked")
	w := p.do(t, ask{as: "person", path: "/profile/data?before=17&id=" + annaID})
	see(t, w, "Helga Desk", i18n.T(t.Context(), "data.activity-newest"), "/profile/data?before=17")
	if strings.Contains(w.Body.String(), "nora@example.com") || !slices.Equal(p.own.asked, []string{"id-of-person 17 50"}) {
		t.Errorf("asked for %q", p.own.asked)
	}
}

func TestMyData_eachPartFailsByItself(t *testing.T) {
	t.Parallel()
	away := &apiclient.Unavailable{Kind: apiclient.KindRefused, Err: errors.New("refused")}
	for name, tc := range map[string]struct {
		fail func(*fakeAccount)
		says []string
	}{
		"Logto":    {func(f *fakeAccount) { f.readErr = away }, []string{"me@example.com", "Helga Desk", "1,284", i18n.T(t.Context(), "failure.unreachable")}},
		"portal":   {func(f *fakeAccount) { f.errs = map[string]error{"Kept": away} }, []string{"nora@example.com", "Helga Desk", i18n.T(t.Context(), "data.portal-failed")}},
		"activity": {func(f *fakeAccount) { f.errs = map[string]error{"Activity": away} }, []string{"nora@example.com", "1,284", i18n.T(t.Context(), "data.activity-failed")}},
	} {
		p := knownPortal(t)
		tc.fail(p.own)
		w := p.do(t, ask{as: "person", path: "/profile/data"})
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", name, w.Code)
		}
		see(t, w, tc.says...)
	}
	p := knownPortal(t)
	p.own.readErr = errSignIn
	if w := p.do(t, ask{as: "person", path: "/profile/data"}); w.Code != http.StatusSeeOther {
		t.Errorf("a session that is over: %d", w.Code)
	}
}

func TestMyData_saysWhatLogtoDoesNotShow(t *testing.T) {
	t.Parallel()
	p := knownPortal(t)
	p.own.own.Controls = map[string]string{"name": "ReadOnly", "email": "Off", "Later": "Edit"}
	w := p.do(t, ask{as: "person", path: "/profile/data"})
	// The session knows the address and a nickname; the username and the rest nobody tells.
	see(t, w, "Nora Own", "me@example.com", "Nick", i18n.T(t.Context(), "data.off"),
		i18n.T(t.Context(), "data.hidden", "parts", "Avatar image URL, Phone number, Username, Password"))
	for _, off := range []string{"nora@example.com", "Seoul", "gold", "g-1"} {
		if strings.Contains(w.Body.String(), off) {
			t.Errorf("%s is Off and shown", off)
		}
	}
	p.own.own = account.Own{}
	w = p.do(t, ask{as: "person", path: "/profile/data"})
	see(t, w, "me@example.com", i18n.T(t.Context(), "data.closed"))
	if strings.Contains(html.UnescapeString(w.Body.String()), i18n.T(t.Context(), "data.off")) {
		t.Error("said twice")
	}
}

func TestMyDataCopy_isAFileOfThisShape(t *testing.T) {
	t.Parallel()
	p := knownPortal(t)
	w := p.do(t, ask{as: "member", path: "/profile/data.json"})
	for name, want := range map[string]string{
		"Content-Type": "application/json; charset=utf-8", "Content-Disposition": `attachment; filename="my-data-2026-11-22.json"`, "Cache-Control": "no-store",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	want, err := os.ReadFile("testdata/my-data.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), w.Body.String()); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(p.own.exports, []string{"id-of-person"}) {
		t.Errorf("recorded for %q", p.own.exports)
	}
}

func TestMyDataCopy_saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	p := knownPortal(t)
	lost := errors.New("lost")
	p.own.readErr, p.own.errs = lost, map[string]error{"Kept": lost, "Activity": lost}
	p.own.acts = audit.Acts{}
	w := p.do(t, ask{as: "person", path: "/profile/data.json"})
	var got dataCopy
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || !slices.Equal(got.Incomplete, []string{"account", "portal", "activity"}) || got.Account.Email != "me@example.com" {
		t.Errorf("%+v, %v", got, err)
	}
	p.own.errs["Export"] = lost
	if w := p.do(t, ask{as: "person", path: "/profile/data.json"}); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "exportedAt") {
		t.Errorf("a copy that is not recorded: %d", w.Code)
	}
}

// Whoever signs in by their company has an account there, which only userinfo tells of.
func TestMyData_hasEnterpriseIdentities(t *testing.T) {
	t.Parallel()
	d := ownData{person: &auth.Person{UserInfo: auth.UserInfo{Enterprise: []auth.EnterpriseIdentity{{Issuer: "https://idp.acme.example", ID: "u-1"}}}}}
	want := []identityCopy{{Provider: "https://idp.acme.example", Enterprise: true, ExternalID: "u-1"}}
	if diff := cmp.Diff(want, d.copy(now).Identities); diff != "" {
		t.Error(diff)
	}
}

func TestMyData_saysWhatCouldNotBeReadOfSecondFactors(t *testing.T) {
	t.Parallel()
	p := knownPortal(t)
	p.own.factorsErr = &apiclient.Unavailable{Kind: apiclient.KindRefused}
	see(t, p.do(t, ask{as: "person", path: "/profile/data"}), "nora@example.com", i18n.T(t.Context(), "data.factors-failed"))
	see(t, p.do(t, ask{as: "person", path: "/profile/data.json"}), `"incomplete": [`, `"factors"`, `"notIncluded"`)
}

func TestActivity_everyActionHasASentenceInBothLanguages(t *testing.T) {
	t.Parallel()
	actions := append(account.Actions(), audit.SessionSignIn, audit.SessionSignOut, audit.SessionRefused, audit.SessionEnded, audit.PersonForget, "link.start", "link.accept")
	for _, rule := range access.Rules() {
		actions = append(actions, rule.Action)
	}
	for _, action := range actions {
		if key := views.ActivityKey(string(action)); !i18n.Has(key) {
			t.Errorf("no catalogue has %s", key)
		}
	}
}

func TestReasons_areAskedForWithAWordAboutWhoReadsThem(t *testing.T) {
	t.Parallel()
	says := i18n.T(t.Context(), "form.reason-shown")
	for _, path := range []string{"suspend", "reset-password", "mfa/reset", "sign-out", "tokens/new"} {
		for _, shown := range []bool{true, false} {
			p := newPortal(t)
			p.deps.ShowAccess = shown
			p.handler = Routes(p.deps)
			body := p.do(t, ask{as: "admin", path: "/users/" + annaID + "/" + path}).Body.String()
			if !strings.Contains(body, `name="reason"`) || strings.Contains(body, says) != shown {
				t.Errorf("%s, %v: %v", path, shown, strings.Contains(body, says))
			}
		}
	}
	p := newPortal(t)
	p.deps.ShowAccess = true
	p.handler = Routes(p.deps)
	if body := p.do(t, ask{as: "admin", path: "/users/" + annaID + "/delete"}).Body.String(); strings.Contains(body, says) {
		t.Error("whoever is deleted reads nothing")
	}
}

func TestMyDataCopy_isNotTakenByAnotherSite(t *testing.T) {
	t.Parallel()
	for from, status := range map[string]int{"cross-site": 403, "same-site": 403, "same-origin": 200, "none": 200, "": 200} {
		p := knownPortal(t)
		w := p.do(t, ask{as: "member", path: "/profile/data.json", headers: map[string]string{"Sec-Fetch-Site": from}})
		if w.Code != status || len(p.own.exports) > 0 != (status == 200) {
			t.Errorf("%q: %d, recorded for %q", from, w.Code, p.own.exports)
		}
	}
	// A sign-in comes back from Logto's site, so it comes back to the page.
	if to := newPortal(t).do(t, ask{path: "/profile/data.json"}).Header().Get("Location"); to != "/sign-in?next=%2Fprofile%2Fdata" {
		t.Errorf("without a session: to %q", to)
	}
}
