package directory_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/apiclient"
	"roster/directory"
)

const target = "t0ordinary00"

func edit(field directory.Field, base, value string) directory.UserEdit {
	return directory.UserEdit{field: {Base: base, Value: value}}
}

func TestUpdateUser_sendsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		edit  directory.UserEdit
		calls []string
		sent  []string
	}{
		"a field of the person": {name("Anne"), []string{"PATCH /users/" + target}, []string{`{"name":"Anne"}`}},
		"spaces and line ends do not count": {
			directory.UserEdit{directory.Name: {Base: "Ann", Value: "  Ann\r\n"}}, nil, nil,
		},
		"a claim is merged": {
			edit(directory.GivenName, "", "G"),
			[]string{"PATCH /users/" + target + "/profile"},
			[]string{`{"profile":{"givenName":"G"}}`},
		},
		"person first, then claims": {
			directory.UserEdit{directory.Name: {Base: "Ann", Value: "B"}, directory.Nickname: {Base: "A", Value: "Bee"}},
			[]string{"PATCH /users/" + target, "PATCH /users/" + target + "/profile"},
			[]string{`{"name":"B"}`, `{"profile":{"nickname":"Bee"}}`},
		},
		"an address is sent whole": {
			edit(directory.AddressCountry, "KR", "JP"),
			[]string{"PATCH /users/" + target + "/profile"},
			[]string{`{"profile":{"address":{"locality":"Busan","country":"JP"}}}`},
		},
		"a removed claim sends the profile just read, in one call": {
			directory.UserEdit{directory.Nickname: {Base: "A", Value: ""}, directory.Name: {Base: "Ann", Value: "B"}},
			[]string{"PATCH /users/" + target},
			[]string{`{"name":"B","profile":{"familyName":"Kim","address":{"locality":"Busan","country":"KR"}}}`},
		},
		"a phone is sent as digits": {
			edit(directory.PrimaryPhone, "", "010-1234-5678"), []string{"PATCH /users/" + target}, []string{`{"primaryPhone":"821012345678"}`},
		},
		"a cleared field": {name(""), []string{"PATCH /users/" + target}, []string{`{"name":""}`}},
		"what is wanted is there already": {
			edit(directory.FamilyName, "Lee", "Kim"), nil, nil,
		},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.logto.add(target, `{"name":"Ann","profile":{"nickname":"A","familyName":"Kim","address":{"country":"KR","locality":"Busan"}}}`)
			if err := w.UpdateUser(t.Context(), w.as(admin), target, tt.edit); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.calls, w.logto.changing()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.sent, w.logto.bodies); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUpdateUser_removesAClaimAndKeepsTheOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{"name":"Ann","profile":{"nickname":"A","familyName":"Kim"}}`)
	if err := w.UpdateUser(t.Context(), w.as(admin), target, edit(directory.Nickname, "A", "")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(apiclient.Profile{FamilyName: "Kim"}, w.stored(t, target).Profile); diff != "" {
		t.Error(diff)
	}
}

func TestUpdateUser_refusesWhatOthersChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	err := w.UpdateUser(t.Context(), w.as(admin), target, directory.UserEdit{
		directory.Name:     {Base: "Anna", Value: "Anne"}, // it is Ann by now
		directory.Nickname: {Base: "A", Value: "B"},
	})
	want := &directory.Conflict{Fields: []directory.FieldConflict{{Name: "name", Base: "Anna", Theirs: "Ann", Mine: "Anne"}}}
	if diff := cmp.Diff(want, as[*directory.Conflict](t, err)); diff != "" {
		t.Error(diff)
	}
	if sent := w.logto.changing(); len(sent) > 0 {
		t.Errorf("and yet it sent %v", sent)
	}
}

func TestUpdateUser_recordsValuesBeforeAndAfter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.UpdateUser(t.Context(), w.as(admin), target, name("Anne")); err != nil {
		t.Fatal(err)
	}
	e := w.decoded(t)[0]
	if v := e.Values["name"]; string(v.Before) != `"Ann"` || string(v.After) != `"Anne"` || e.ActorName != "Name of "+admin {
		t.Errorf("got %+v", e)
	}
}

func TestUpdateUser_turnsRefusalsIntoFields(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		edit   directory.UserEdit
		answer *http.Response
		want   map[string]string
	}{
		"e-mail": {
			edit(directory.PrimaryEmail, target+"@example.com", "b@example.com"),
			refuse(422, "user.email_already_in_use"),
			map[string]string{"primaryEmail": "user.email_already_in_use"},
		},
		"username": {edit(directory.Username, "", "bee"), refuse(422, "user.username_already_in_use"), map[string]string{"username": "user.username_already_in_use"}},
		"phone":    {edit(directory.PrimaryPhone, "", "+82 10 1234 5678"), refuse(422, "user.phone_already_in_use"), map[string]string{"primaryPhone": "user.phone_already_in_use"}},
		"no phone": {edit(directory.PrimaryPhone, "", "+82 10 1234 5678"), refuse(422, "user.invalid_phone"), map[string]string{"primaryPhone": "user.invalid_phone"}},
		"length":   {name("B"), refuse(422, "entity.value_too_long"), map[string]string{"name": "entity.value_too_long"}},
		"by path": {
			edit(directory.GivenName, "", "G"),
			reply(400, map[string]any{"code": "guard.invalid_input", "data": map[string]any{"issues": []any{
				map[string]any{"code": "invalid_type", "path": []string{"profile", "givenName"}},
			}}}),
			map[string]string{"profile.givenName": "guard.invalid_input"},
		},
		"of no field": {
			directory.UserEdit{directory.Name: {Base: "Ann", Value: "B"}, directory.Username: {Value: "bee"}},
			refuse(422, "entity.value_too_long"),
			map[string]string{"": "entity.value_too_long"},
		},
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
			last := w.entries(t)[1]
			if last.Phase != "refused" || last.Code == "" {
				t.Errorf("the trail says %+v", last)
			}
		})
	}
}

func TestUpdateUser_ofNobodyIsNotFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, id := range []string{"nosuchuser00", "..", "a/b"} {
		if err := w.UpdateUser(t.Context(), w.as(admin), id, name("B")); !apiclient.IsNotFound(err) {
			t.Errorf("%q: %v", id, err)
		}
		if _, err := w.User(t.Context(), w.as(admin), id); !apiclient.IsNotFound(err) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if len(w.trail.All()) > 0 {
		t.Error("an intent about nobody was recorded")
	}
}

// A helpdesk agent's form carries the phone number as people read it; sending
// it back untouched is no change of an address.
func TestUpdateUser_anAddressWrittenOtherwiseIsNoChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{"name":"Ann","primaryPhone":"821012345678"}`)
	form := directory.UserEdit{directory.PrimaryPhone: {Base: "821012345678", Value: "+82 10-1234-5678"}, directory.Name: {Base: "Ann", Value: "B"}}
	if err := w.UpdateUser(t.Context(), w.as(helpdesk), target, form); err != nil {
		t.Fatal(err)
	}
	if w.stored(t, target).Name != "B" {
		t.Error("the name was not changed")
	}
	// A wrong one was meant as a change, and is denied before it is judged.
	form[directory.PrimaryPhone] = directory.Edit{Base: "821012345678", Value: "call me"}
	if err := w.UpdateUser(t.Context(), w.as(helpdesk), target, form); letter(err) != 'm' {
		t.Errorf("got %v", err)
	}
}

func TestUpdateUser_leavesAWayToSignIn(t *testing.T) {
	t.Parallel()
	clear := directory.UserEdit{directory.Username: {Base: "ann", Value: ""}}
	for name, tt := range map[string]struct {
		person  string
		refused bool
	}{
		"nothing else":             {`{"username":"ann"}`, true},
		"an address is left":       {`{"username":"ann","primaryEmail":"a@example.com"}`, false},
		"a social identity":        {`{"username":"ann","identities":{"google":{"userId":"1"}}}`, false},
		"an enterprise identity":   {`{"username":"ann","ssoIdentities":[{"issuer":"i"}]}`, false},
		"an identity of nobody":    {`{"username":"ann","identities":{},"ssoIdentities":[]}`, true},
		"only a name, which is no": {`{"username":"ann","name":"Ann"}`, true},
	} {
		w := newWorld(t)
		w.logto.add(target, tt.person)
		err := w.UpdateUser(t.Context(), w.as(admin), target, clear)
		if !tt.refused {
			must(err)
			continue
		}
		if got := as[*directory.Invalid](t, err).Fields["username"]; got != directory.LastIdentifier || len(w.logto.changing()) > 0 {
			t.Errorf("%s: %q after %v", name, got, w.logto.changing())
		}
	}
}
