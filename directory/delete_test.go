package directory_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/apiclient"
	"roster/audit"
	"roster/directory"
)

func TestDelete_keepsASealedPictureOfWhoItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.users[target]["hasPassword"] = true
	w.logto.users[target]["identities"] = map[string]any{"google": map[string]any{"userId": "g1", "details": map[string]any{"accessToken": "ya29.secret"}}}
	w.logto.roles[target] = []string{"senior"}
	w.logto.organizationRoles[target] = []string{"guest"}
	if _, err := w.Delete(t.Context(), w.as(admin), target, why, " "+target+"@example.com\n"); err != nil {
		t.Fatal(err)
	}
	if got := w.logto.get(target); got != "null" || !slices.Equal(w.ended, []string{target}) {
		t.Errorf("Logto still has %s; ended %v", got, w.ended)
	}
	intent := w.decoded(t)[0]
	var user map[string]any
	must(json.Unmarshal(intent.Values["user"].Before, &user))
	if user["primaryEmail"] != target+"@example.com" || user["name"] != "Ann" {
		t.Errorf("the picture is %v", user)
	}
	values := w.values(t)
	delete(values, "user")
	want := map[string]string{
		"reason": `→"left the company"`, "customData": `{"team":"red"}→`, "roles": `{"names":["senior"]}→`,
		"organizations": `{"o":{"name":"O","roles":["guest"]}}→`,
	}
	if diff := cmp.Diff(want, values); diff != "" {
		t.Error(diff)
	}
	for _, r := range w.trail.All() {
		if strings.Contains(string(r.Body), "Ann") || strings.Contains(string(r.Body), why) {
			t.Errorf("readable in the trail: %s", r.Body)
		}
	}
	if strings.Contains(string(intent.Values["user"].Before), "ya29") {
		t.Error("a token is in the picture")
	}
	must(w.log.Forget(t.Context(), w.as(admin), target, "", nil))
	if e := w.decoded(t)[0]; !e.Forgotten || e.Values != nil {
		t.Errorf("forgotten, and yet it reads %v", e.Values)
	}
	if report, err := audit.Verify(t.Context(), w.log.Records(t.Context(), 1), []byte("an audit key of thirty-two bytes"), audit.Head{}); err != nil || len(report.Open) > 0 {
		t.Errorf("%v %+v", err, report)
	}
}

func TestDelete_asksForTheIdentifier(t *testing.T) {
	t.Parallel()
	people := map[string]struct{ fields, identifier string }{
		"username": {`{"username":"ann","primaryEmail":"a@b.c","primaryPhone":"821012345678"}`, "ann"},
		"e-mail":   {`{"primaryEmail":"a@b.c","primaryPhone":"821012345678"}`, "a@b.c"},
		"phone":    {`{"primaryPhone":"821012345678"}`, "821012345678"},
		"id":       {`{}`, "p00000000001"},
	}
	for what, p := range people {
		w := newWorld(t)
		w.logto.add("p00000000001", p.fields)
		for typed, problem := range map[string]string{
			"": directory.Missing, "  ": directory.Missing, strings.ToUpper(p.identifier) + "X": directory.Mismatch,
			p.identifier[1:]: directory.Mismatch, p.identifier + p.identifier: directory.Mismatch, "Ann": directory.Mismatch,
		} {
			_, err := w.Delete(t.Context(), w.as(admin), "p00000000001", why, typed)
			if diff := cmp.Diff(map[string]string{directory.Confirm: problem}, as[*directory.Invalid](t, err).Fields); diff != "" {
				t.Errorf("%s, %q: %s", what, typed, diff)
			}
		}
		if len(w.logto.changing()) > 0 || len(w.entries(t)) > 0 {
			t.Errorf("%s: something was done", what)
		}
		if _, err := w.Delete(t.Context(), w.as(admin), "p00000000001", why, p.identifier); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestDelete_ofSomebodyGoneSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ended, err := w.Delete(t.Context(), w.as(admin), "nosuchuser00", why, "x")
	if err != nil || !ended.Already || len(w.entries(t)) > 0 {
		t.Errorf("%+v, %v", ended, err)
	}
	// Deleted by somebody outside the portal, between reading and deleting.
	w.logto.before = on("DELETE", func(*http.Request) (*http.Response, error) { return refuse(404, "entity.not_found"), nil })
	ended, err = w.Delete(t.Context(), w.as(admin), target, why, target+"@example.com")
	if err != nil || !ended.Already || w.entries(t)[1].Phase != "refused" {
		t.Errorf("%+v, %v, %+v", ended, err, w.entries(t))
	}
	if _, err := w.Delete(t.Context(), w.as(admin), "../roles", why, "x"); !errors.Is(err, apiclient.ErrInvalidID) {
		t.Errorf("what cannot be anybody's id: %v", err)
	}
}

func TestDelete_isRefusedWhenTheirRolesCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, lost := range []string{"GET /users/" + target, "GET /users/" + target + "/roles", "GET /users/" + target + "/organizations"} {
		w := newWorld(t)
		w.logto.before = func(call string, r *http.Request) (*http.Response, error) {
			if call == lost {
				return serverError(r)
			}
			return nil, nil
		}
		_, err := w.Delete(t.Context(), w.as(admin), target, why, target+"@example.com")
		if !apiclient.IsUnavailable(err) || len(w.logto.changing()) > 0 || len(w.entries(t)) > 0 {
			t.Errorf("%s: %v after %v", lost, err, w.logto.changing())
		}
	}
}
