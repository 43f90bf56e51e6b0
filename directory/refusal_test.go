package directory_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/apiclient"
	"roster/directory"
)

// invalid is Logto's answer to input of a wrong form: paths are dotted.
func invalid(paths ...string) *http.Response {
	issues := []any{}
	for _, path := range paths {
		keys := strings.Split(path, ".")
		if path == "" {
			keys = []string{}
		}
		issues = append(issues, map[string]any{"code": "invalid_type", "path": keys, "message": "{{secret}} Received token"})
	}
	return reply(http.StatusBadRequest, map[string]any{"code": "guard.invalid_input", "message": "{{secret}}", "data": map[string]any{"issues": issues}})
}

// What Logto refuses stands under the field it is about: by its code, by the
// path of the input, or because no other was sent.
func TestUpdateUser_putsEveryRefusalUnderItsField(t *testing.T) {
	t.Parallel()
	address := directory.UserEdit{directory.AddressCountry: {Value: "KR"}, directory.AddressRegion: {Value: "Seoul"}, directory.Nickname: {Base: "A", Value: "B"}}
	contact := directory.UserEdit{directory.Username: {Value: "bee"}, directory.PrimaryEmail: {Base: target + "@example.com", Value: "b@example.com"}}
	const guard = "guard.invalid_input"
	tests := map[string]struct {
		edit   directory.UserEdit
		answer *http.Response
		want   map[string]string
	}{
		"part of an address": {address, invalid("profile.address.country"), map[string]string{"profile.address.country": guard}},
		"below a part":       {address, invalid("profile.address.country.0"), map[string]string{"profile.address.country": guard}},
		"the whole address": {
			address, invalid("profile.address"),
			map[string]string{"profile.address.country": guard, "profile.address.region": guard},
		},
		"several fields":       {contact, invalid("username", "primaryEmail"), map[string]string{"username": guard, "primaryEmail": guard}},
		"no field of ours":     {contact, invalid("what.somebody<typed>"), map[string]string{"": guard}},
		"the body":             {contact, invalid(""), map[string]string{"": guard}},
		"no path":              {contact, invalid(), map[string]string{"": guard}},
		"a username's rules":   {contact, refuse(422, "user.username_too_short"), map[string]string{"username": "user.username_too_short"}},
		"a blocked address":    {contact, refuse(422, "session.email_blocklist.email_not_allowed"), map[string]string{"primaryEmail": "session.email_blocklist.email_not_allowed"}},
		"a rule of a database": {contact, refuse(422, "entity.db_constraint_violated"), map[string]string{"": "entity.db_constraint_violated"}},
		"nothing to set":       {name("B"), refuse(422, "entity.invalid_input"), map[string]string{"name": "entity.invalid_input"}},
		"new, forbidden":       {name("B"), refuse(403, "user.some_new_code"), map[string]string{"name": "user.some_new_code"}},
		"new, in conflict":     {contact, refuse(409, "user.some_new_code"), map[string]string{"": "user.some_new_code"}},
		"without a code":       {name("B"), reply(400, map[string]string{"message": "Unexpected token"}), map[string]string{"name": ""}},
		"too large":            {name("B"), refuse(413, ""), map[string]string{"name": directory.TooLarge}},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.logto.before = func(_ string, r *http.Request) (*http.Response, error) {
				if r.Method == http.MethodPatch {
					return tt.answer, nil
				}
				return nil, nil
			}
			err := w.UpdateUser(t.Context(), w.as(admin), target, tt.edit)
			if diff := cmp.Diff(tt.want, as[*directory.Refused](t, err).Fields); diff != "" {
				t.Error(diff)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error holds Logto's message: %v", err)
			}
		})
	}
}

// Neither who asked nor the field is to blame: that is for the error door.
func TestUpdateUser_doesNotBlameTheInputForTheRest(t *testing.T) {
	t.Parallel()
	for what, tt := range map[string]struct {
		answer *http.Response
		is     func(error) bool
	}{
		"deleted":    {refuse(404, "entity.not_found"), apiclient.IsNotFound},
		"gone":       {refuse(404, "entity.not_exists"), apiclient.IsNotFound},
		"no route":   {refuse(404, ""), func(err error) bool { return !apiclient.IsNotFound(err) }},
		"busy":       {refuse(429, "request.message_rate_limited"), apiclient.IsRateLimited},
		"credential": {refuse(403, "auth.forbidden"), apiclient.IsCredential},
		"broken":     {refuse(500, ""), apiclient.IsUnavailable},
	} {
		w := newWorld(t)
		w.logto.before = func(_ string, r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPatch {
				return tt.answer, nil
			}
			return nil, nil
		}
		err := w.UpdateUser(t.Context(), w.as(admin), target, name("B"))
		if _, blamed := err.(*directory.Refused); blamed || !tt.is(err) { //nolint:errorlint // the error itself
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Custom data is sent whole where a key is removed, with what others put there:
// beyond 1 MiB Logto would answer that nobody is there.
func TestUpdateCustomData_saysWhatIsTooLargeForLogto(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{"customData":{"team":"red","huge":"`+strings.Repeat("x", 1<<20)+`"}}`)
	err := w.UpdateCustomData(t.Context(), w.as(admin), target, map[string]any{"team": "red"}, map[string]any{})
	if diff := cmp.Diff(map[string]string{"customData": directory.TooLarge}, as[*directory.Invalid](t, err).Fields); diff != "" {
		t.Error(diff)
	}
	for what, answer := range map[string]*http.Response{"404": refuse(404, ""), "413": refuse(413, "")} {
		w := newWorld(t)
		w.logto.before = func(_ string, r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPatch {
				return answer, nil
			}
			return nil, nil
		}
		err := w.UpdateCustomData(t.Context(), w.as(admin), target, map[string]any{}, map[string]any{"a": 1})
		if diff := cmp.Diff(map[string]string{"customData": directory.TooLarge}, as[*directory.Refused](t, err).Fields); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	w = newWorld(t)
	w.logto.before = func(_ string, r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPatch {
			return invalid("customData.0"), nil
		}
		return nil, nil
	}
	err = w.UpdateCustomData(t.Context(), w.as(admin), target, map[string]any{}, map[string]any{"a": 1})
	if diff := cmp.Diff(map[string]string{"customData": "guard.invalid_input"}, as[*directory.Refused](t, err).Fields); diff != "" {
		t.Error(diff)
	}
}
