package directory_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/apiclient"
	"roster/directory"
)

func TestCreateToken_tellsTheValueOnceAndKeepsItNowhere(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	expires := time.Now().Add(30 * 24 * time.Hour).Truncate(time.Millisecond)
	made, err := w.CreateToken(t.Context(), w.as(admin), target, "  deploy 배포 ", expires, call)
	if err != nil || made.Name != "deploy 배포" || made.Value.Reveal() != madeToken || !made.Expires.Equal(expires) {
		t.Fatalf("%+v, %v", made, err)
	}
	want := map[string]string{
		"reason": `→"` + call + `"`, "patName": `→"deploy 배포"`, "patExpires": `→"` + expires.UTC().Format(time.RFC3339) + `"`,
	}
	if diff := cmp.Diff(want, w.values(t)); diff != "" {
		t.Error(diff)
	}
	w.holdsNothing(t, madeToken)
	if strings.Contains(fmt.Sprintf("%#v", made), madeToken) {
		t.Error("printing it tells the value")
	}
}

func TestCreateToken_checksWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	for name, problem := range map[string]string{
		" ": directory.Missing, strings.Repeat("한", 257): directory.TooLong, "a\x00b": directory.InvalidCharacters, "a\u202eb": directory.InvalidCharacters,
	} {
		_, err := w.CreateToken(t.Context(), w.as(admin), target, name, time.Now().Add(-time.Minute), "")
		invalid := as[*directory.Invalid](t, err)
		if invalid.Fields[directory.TokenName] != problem || invalid.Fields[directory.TokenExpires] != directory.InvalidDate {
			t.Errorf("%q: %v", name, err)
		}
	}
	if len(w.logto.changing())+len(w.trail.All()) > 0 {
		t.Errorf("sent %v", w.logto.changing())
	}
	_, err := w.CreateToken(t.Context(), w.as(admin), target, "ci", time.Time{}, "")
	if got := as[*directory.Refused](t, err).Fields[directory.TokenName]; got != "user.personal_access_token_name_exists" {
		t.Errorf("taken: %q", got)
	}
}

func TestCreateToken_saysWhenTheValueIsLost(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	w.logto.after = on("POST", cut)
	if _, err := w.CreateToken(t.Context(), w.as(admin), target, "deploy", time.Time{}, ""); !errors.Is(err, directory.ErrSecretLost) {
		t.Errorf("%v", err)
	}
}

func TestRenameToken_takesAnyOldNameAndChecksTheNew(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	w.logto.pats[target][0]["name"] = "../x?\x01"
	_, err := w.RenameToken(t.Context(), w.as(admin), target, "../x?\x01", "", "")
	if as[*directory.Invalid](t, err).Fields[directory.TokenName] != directory.Missing {
		t.Errorf("%v", err)
	}
	if _, err := w.RenameToken(t.Context(), w.as(admin), target, "../x?\x01", "build", ""); err != nil || w.logto.pats[target][0]["name"] != "build" {
		t.Errorf("%v, %v", err, w.logto.pats)
	}
	if ended, err := w.RenameToken(t.Context(), w.as(admin), target, "build", "build", ""); err != nil || !ended.Already {
		t.Errorf("same: %+v, %v", ended, err)
	}
	if _, err := w.RenameToken(t.Context(), w.as(admin), target, "nothere", "other", ""); !apiclient.IsNotFound(err) {
		t.Errorf("unknown: %v", err)
	}
}

func TestDeleteToken_isDoneOnce(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	if ended, err := w.DeleteToken(t.Context(), w.as(admin), target, "ci", ""); err != nil || ended.Already || len(w.logto.pats[target]) > 0 {
		t.Errorf("%+v, %v", ended, err)
	}
	if ended, err := w.DeleteToken(t.Context(), w.as(admin), target, "ci", ""); err != nil || !ended.Already || len(w.trail.All()) != 2 {
		t.Errorf("again: %+v, %v", ended, err)
	}
}

func TestEndSession_endsThatOneAndThePortalsThatBeganWithIt(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	ended, err := w.EndSession(t.Context(), w.as(helpdesk), target, "s1", "")
	if err != nil || ended != (directory.Ended{Sessions: 1}) || !slices.Equal(w.logto.sessions[target], []string{"s2"}) {
		t.Errorf("%+v, %v, left %v", ended, err, w.logto.sessions)
	}
	if !slices.Equal(w.ended, []string{target + " sid-of-s1"}) {
		t.Errorf("of the portal ended %v", w.ended)
	}
	if diff := cmp.Diff(map[string]string{"session": `"s1"→`}, w.values(t)); diff != "" {
		t.Error(diff)
	}
	if ended, err = w.EndSession(t.Context(), w.as(helpdesk), target, "s1", ""); err != nil || !ended.Already {
		t.Errorf("again: %+v, %v", ended, err)
	}
	w.lost = errors.New("no database")
	if ended, err = w.EndSession(t.Context(), w.as(helpdesk), target, "s2", ""); err != nil || !ended.PortalStays {
		t.Errorf("without a database: %+v, %v", ended, err)
	}
}

func TestRevokeGrants_endsThoseOfTheApplicationOnly(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	w.logto.grants[target] = []string{"app-g1", "app-g2", "other-g3"}
	ended, err := w.RevokeGrants(t.Context(), w.as(helpdesk), target, "app", call)
	if err != nil || ended != (directory.Ended{Grants: 2}) || !slices.Equal(w.logto.grants[target], []string{"other-g3"}) {
		t.Errorf("%+v, %v, left %v", ended, err, w.logto.grants)
	}
	if diff := cmp.Diff(map[string]string{"reason": `→"` + call + `"`, "application": `"app"→`, "grants": `"2"→"0"`}, w.values(t)); diff != "" {
		t.Error(diff)
	}
	if ended, err = w.RevokeGrants(t.Context(), w.as(helpdesk), target, "app", ""); err != nil || !ended.Already {
		t.Errorf("again: %+v, %v", ended, err)
	}
	w.logto.grants[target] = []string{"app-g1", "app-g2"}
	w.logto.before = on("DELETE /users/"+target+"/grants/app-g1", serverError)
	ended, err = w.RevokeGrants(t.Context(), w.as(helpdesk), target, "app", "")
	if as[*directory.Partial](t, err); ended.Grants != 1 {
		t.Errorf("partly: %+v", ended)
	}
}
