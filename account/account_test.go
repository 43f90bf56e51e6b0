package account_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/account"
	"roster/apiclient/attribute"
	"roster/audit"
)

const entry = "ada account.update-profile ada "

func edits(pairs ...string) attribute.Edits {
	all := attribute.Edits{}
	for i := 0; i < len(pairs); i += 3 {
		all[attribute.Field(pairs[i])] = attribute.Edit{Base: pairs[i+1], Value: pairs[i+2]}
	}
	return all
}

func TestUpdate_sendsOnlyWhatChangedAndRecordsIt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edits attribute.Edits
		calls []string
	}{
		"name":          {edits("name", "Ada", "Ada L", "avatar", "", ""), []string{`PATCH /api/my-account adas {"name":"Ada L"}`}},
		"name removed":  {edits("name", "Ada", " "), []string{`PATCH /api/my-account adas {"name":null}`}},
		"claim":         {edits("profile.nickname", "A", "AL"), []string{`PATCH /api/my-account/profile adas {"nickname":"AL"}`}},
		"claim removed": {edits("profile.nickname", "A", ""), []string{`PATCH /api/my-account/profile adas {"nickname":""}`}},
		"address whole": {edits("profile.address.country", "KR", "", "profile.address.region", "", "R"), []string{`PATCH /api/my-account/profile adas {"address":{"locality":"Seoul","region":"R"}}`}},
		"two calls":     {edits("name", "Ada", "B", "profile.gender", "", "female"), []string{`PATCH /api/my-account adas {"name":"B"}`, `PATCH /api/my-account/profile adas {"gender":"female"}`}},
		"nothing":       {edits("name", "Ada", "Ada"), nil},
		"already so":    {edits("name", "Eda", "Ada"), nil},
		"text is text":  {edits("name", "Ada", "<script>"), []string{`PATCH /api/my-account adas {"name":"\u003cscript\u003e"}`}},
	} {
		w := newWorld(t)
		if err := w.Update(t.Context(), ada, mine("adas"), tc.edits); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tc.calls, w.calls); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		var want []string
		if tc.calls != nil {
			want = []string{entry + audit.PhaseIntent, entry + audit.PhaseDone}
		}
		if diff := cmp.Diff(want, w.phases()); diff != "" {
			t.Errorf("%s: trail %s", name, diff)
		}
	}
}

func TestUpdate_refusesWhatLogtoMustNotSee(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edits  attribute.Edits
		center string
		want   map[string]string
	}{
		"script address": {edits("avatar", "", "javascript:alert(1)"), "", map[string]string{"avatar": attribute.InvalidURL}},
		"birthdate":      {edits("profile.birthdate", "", "2 May"), "", map[string]string{"profile.birthdate": attribute.InvalidDate}},
		"megabyte":       {edits("name", "Ada", strings.Repeat("n", 1<<20)), "", map[string]string{"name": attribute.TooLong}},
		"username":       {edits("username", "", "ada"), "", map[string]string{"username": attribute.UnknownField}},
		"e-mail":         {edits("primaryEmail", "", "a@b.co"), "", map[string]string{"primaryEmail": attribute.UnknownField}},
		"unknown":        {edits("id", "ada", "bob"), "", map[string]string{"id": attribute.UnknownField}},
		"read only":      {edits("name", "Ada", "B", "profile.gender", "", "x"), `{"enabled":true,"fields":{"name":"Edit","profile":"ReadOnly"}}`, map[string]string{"profile.gender": "account_center.field_not_editable"}},
		"not mentioned":  {edits("name", "Ada", "B"), `{"enabled":true,"fields":{}}`, map[string]string{"name": "account_center.field_not_editable"}},
		"switched off":   {edits("name", "Ada", "B"), `{"enabled":false,"fields":{"name":"Edit"}}`, map[string]string{"": "account_center.not_enabled"}},
	} {
		w := newWorld(t)
		if tc.center != "" {
			w.center = tc.center
		}
		err := w.Update(t.Context(), ada, mine("adas"), tc.edits)
		invalid, ok := errors.AsType[*attribute.Invalid](err)
		if !ok || cmp.Diff(tc.want, invalid.Fields) != "" || len(w.calls) > 0 || len(w.phases()) > 0 {
			t.Errorf("%s: %v after %q, trail %q", name, err, w.calls, w.phases())
		}
	}
}

func TestUpdate_actsForNobodyButTheOwnerOfTheToken(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		owner access.Actor
		token string
		want  error
	}{
		"another's token": {ada, "bobs", account.ErrOther},
		"nobody":          {access.Actor{}, "adas", account.ErrOther},
		"a dead token":    {ada, "ended", account.ErrToken},
	} {
		w := newWorld(t)
		if err := w.Update(t.Context(), tc.owner, mine(tc.token), edits("name", "x", "y")); !errors.Is(err, tc.want) || len(w.calls) > 0 {
			t.Errorf("%s: changing: %v after %q", name, err, w.calls)
		}
		if own, err := w.Read(t.Context(), tc.owner, mine(tc.token)); !errors.Is(err, tc.want) || own.User.ID != "" {
			t.Errorf("%s: reading: %+v, %v", name, own, err)
		}
	}
}

func TestUpdate_reportsEachPartAsItWent(t *testing.T) {
	t.Parallel()
	both := edits("name", "Ada", "B", "profile.gender", "", "female")
	second := func(status int) func(string) int {
		return func(call string) int {
			if strings.Contains(call, "/profile ") {
				return status
			}
			return 0
		}
	}
	w := newWorld(t)
	w.fail = second(http.StatusBadRequest)
	err := w.Update(t.Context(), ada, mine("adas"), both)
	partial, ok := errors.AsType[*attribute.Partial](err)
	if !ok || !slices.Equal(partial.Done, []string{"name"}) || !slices.Equal(partial.Failed, []string{"profile.gender"}) {
		t.Errorf("%v", err)
	}
	if got := w.phases(); got[len(got)-1] != entry+audit.PhaseFailed {
		t.Errorf("trail %q", got)
	}
	w = newWorld(t)
	w.fail = func(string) int { return http.StatusBadRequest }
	err = w.Update(t.Context(), ada, mine("adas"), both)
	if refused, ok := errors.AsType[*attribute.Refused](err); !ok || refused.Fields["name"] != "guard.invalid_input" || len(w.calls) != 1 {
		t.Errorf("%v after %q", err, w.calls)
	}
	if got := w.phases(); got[len(got)-1] != entry+audit.PhaseRefused {
		t.Errorf("trail %q", got)
	}
}

func TestUpdate_readsBackWhatWasNotAnswered(t *testing.T) {
	t.Parallel()
	for _, made := range []bool{true, false} {
		w := newWorld(t)
		w.fail, w.answered = func(string) int { return http.StatusInternalServerError }, made
		err := w.Update(t.Context(), ada, mine("adas"), edits("profile.nickname", "A", "AL"))
		if (err == nil) != made {
			t.Errorf("made %v: %v", made, err)
		}
		if got := w.phases(); got[len(got)-1] != entry+audit.PhaseUnknown {
			t.Errorf("made %v: trail %q", made, got)
		}
	}
}

func TestUpdate_changesNothingThatCannotBeRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.trail.FailAppend(func(audit.Record) error { return errors.New("no database") })
	if err := w.Update(t.Context(), ada, mine("adas"), edits("name", "Ada", "B")); err == nil || len(w.calls) > 0 {
		t.Errorf("%v after %q", err, w.calls)
	}
}
