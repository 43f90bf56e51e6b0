package directory_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"roster/apiclient"
	"roster/audit"
	"roster/directory"
)

// mina is somebody new with all that can follow.
func mina() directory.NewUser {
	return directory.NewUser{
		Fields: map[directory.Field]string{
			directory.Name: " Mina Choi ", directory.PrimaryEmail: "mina@example.com", directory.PrimaryPhone: "010-1234-5678",
			directory.Username: "mina", directory.Locale: "ko-KR",
		},
		CustomData:    map[string]any{"team": "blue"},
		Roles:         []string{"senior"},
		Organizations: []directory.Membership{{ID: "acme", Roles: []string{"editor"}}},
		Then:          directory.ThenPassword,
	}
}

// expiring is a tenant in which passwords can expire.
func (w *world) expiring() {
	w.logto.signIn["passwordExpiration"] = map[string]any{"enabled": true}
}

const newID = "made00000001"

func TestCreate_doesAllOfItAndRecordsEachPart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.expiring()
	made, err := w.Create(t.Context(), w.as(admin), mina())
	if err != nil || made.ID != newID || !made.MustChange || len(made.Password) < 16 {
		t.Fatalf("%+v, %v", made, err)
	}
	u := w.stored(t, newID)
	if u.Name != "Mina Choi" || u.PrimaryPhone != "821012345678" || u.Profile.Locale != "ko-KR" || u.CustomData["team"] != "blue" {
		t.Errorf("created %+v", u)
	}
	l := w.logto
	if l.passwords[newID] != made.Password.Reveal() || !l.expired[newID] || !slices.Equal(l.roles[newID], []string{"senior"}) ||
		!slices.Equal(l.memberships[newID]["acme"], []string{"editor"}) {
		t.Errorf("password %q, roles %v, organizations %v", l.passwords[newID], l.roles[newID], l.memberships[newID])
	}
	want := []entry{
		{Action: "user.create", Phase: "intent", Actor: admin},
		{Action: "user.create", Phase: "done", Actor: admin, Target: newID},
	}
	for _, action := range []string{"user.assign-role", "user.assign-organization", "user.set-password", "user.set-password"} {
		want = append(want, entry{Action: action, Phase: "intent", Actor: admin, Target: newID}, entry{Action: action, Phase: "done", Actor: admin, Target: newID})
	}
	if got := w.entries(t); !slices.Equal(got, want) {
		t.Errorf("the trail says %v", got)
	}
	if by := w.decoded(t)[1]; string(by.Values["primaryEmail"].After) != `"mina@example.com"` || by.Values["customData"].After == nil {
		t.Errorf("who was created: %v", by.Values)
	}
	if calls := w.logto.changing(); calls[0] != "POST /users" || slices.Index(calls, "PUT /users/"+newID+"/roles") >= 0 {
		t.Errorf("calls %v", calls)
	}
}

func TestCreate_thePasswordIsInNoRecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, err := w.Create(t.Context(), w.as(admin), mina())
	if err != nil || made.MustChange {
		t.Fatalf("%+v, %v", made, err)
	}
	var kept strings.Builder
	kept.WriteString(fmt.Sprintf("%+v %v", w.decoded(t), made))
	for _, r := range w.trail.All() {
		kept.WriteString(string(r.Body))
	}
	for _, e := range w.decoded(t) {
		for _, v := range e.Values {
			kept.WriteString(string(v.After))
		}
	}
	if strings.Contains(kept.String(), made.Password.Reveal()) {
		t.Error("the password is in the trail or in what is printed of it")
	}
}

func TestCreate_refusesInputBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*directory.NewUser)
		want   map[string]string
	}{
		"nothing to sign in with": {func(n *directory.NewUser) {
			n.Fields = map[directory.Field]string{directory.Name: "Mina", directory.PrimaryEmail: "  "}
		}, map[string]string{directory.Identifiers: directory.Missing}},
		"invited without an address": {func(n *directory.NewUser) {
			n.Then = directory.ThenInvite
			delete(n.Fields, directory.PrimaryEmail)
		}, map[string]string{"primaryEmail": directory.Missing}},
		"wrong fields": {func(n *directory.NewUser) {
			maps.Copy(n.Fields, map[directory.Field]string{"nonsense": "x", directory.PrimaryPhone: "12", directory.Username: "9", directory.Avatar: "javascript:alert(1)"})
			n.CustomData = map[string]any{" ": 1}
		}, map[string]string{
			"nonsense": directory.UnknownField, "primaryPhone": directory.InvalidPhone, "username": directory.InvalidUsername,
			"avatar": directory.InvalidURL, " ": directory.InvalidKey,
		}},
	} {
		w := newWorld(t)
		n := mina()
		tt.change(&n)
		_, err := w.Create(t.Context(), w.as(admin), n)
		if got := as[*directory.Invalid](t, err).Fields; !maps.Equal(got, tt.want) || len(w.logto.made()) > 0 || len(w.entries(t)) > 0 {
			t.Errorf("%s: %v after %v", name, got, w.logto.made())
		}
	}
}

func TestCreate_refusesWhatIsNotThereBeforeItCreates(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*world, *directory.NewUser){
		directory.NewRoles:          func(_ *world, n *directory.NewUser) { n.Roles = []string{"machine"} },
		directory.NewOrganizations:  func(_ *world, n *directory.NewUser) { n.Organizations = []directory.Membership{{ID: "none"}} },
		directory.TemporaryPassword: func(w *world, _ *directory.NewUser) { w.logto.signIn["passwordPolicy"] = shortPolicy },
	} {
		w := newWorld(t)
		n := mina()
		change(w, &n)
		_, err := w.Create(t.Context(), w.as(admin), n)
		if got := as[*directory.Invalid](t, err).Fields; got[name] == "" || len(w.logto.changing()) > 0 {
			t.Errorf("%s: %v after %v", name, got, w.logto.changing())
		}
	}
}

var shortPolicy = map[string]any{"length": map[string]int{"min": 6, "max": 12}}

func TestCreate_saysWhoHasAnIdentifierAlready(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		email  string
		posted int
	}{
		"letter for letter": {ordinary + "@example.com", 0},
		"in capitals":       {strings.ToUpper(ordinary) + "@example.com", 1}, // only Logto knows
	} {
		w := newWorld(t)
		n := directory.NewUser{Fields: map[directory.Field]string{directory.PrimaryEmail: tt.email, directory.Username: "mina"}}
		foldEmails(w.logto)
		_, err := w.Create(t.Context(), w.as(admin), n)
		if got := as[*directory.Taken](t, err).Fields; !maps.Equal(got, map[string]string{"primaryEmail": ordinary}) {
			t.Errorf("%s: %v", name, got)
		}
		if calls := w.logto.changing(); len(calls) != tt.posted {
			t.Errorf("%s: %v", name, calls)
		}
	}
}

// foldEmails lets a search that is not to the letter find addresses in capitals.
func foldEmails(l *logto) {
	l.before = func(call string, r *http.Request) (*http.Response, error) {
		if q := r.URL.Query(); call == "GET /users" && q.Get("isCaseSensitive") != "true" && q.Get("search.primaryEmail") != "" {
			return list([]map[string]any{l.users[ordinary]}), nil
		}
		return nil, nil
	}
}

// lost is an answer that never comes.
var errLost = errors.New("connection reset")

func TestCreate_withoutAnAnswerLooksWhetherThereIsSomebodyNow(t *testing.T) {
	t.Parallel()
	never := func(call string, _ *http.Request) (*http.Response, error) {
		if call == "POST /users" {
			return nil, errLost
		}
		return nil, nil
	}
	w := newWorld(t)
	w.logto.after = never // done, and the answer lost
	made, err := w.Create(t.Context(), w.as(admin), directory.NewUser{Fields: mina().Fields})
	if err != nil || made.ID != newID {
		t.Fatalf("done without an answer: %+v, %v", made, err)
	}
	if got := w.entries(t)[1]; got != (entry{Action: "user.create", Phase: "unknown", Actor: admin, Target: newID, Code: "cut-off", Effect: "took-effect"}) {
		t.Errorf("the trail says %+v", got)
	}
	if err := w.UndoCreate(t.Context(), w.as(admin), newID); err != nil {
		t.Errorf("and cannot be undone: %v", err)
	}

	w = newWorld(t)
	w.logto.before = never // never arrived
	_, err = w.Create(t.Context(), w.as(admin), directory.NewUser{Fields: mina().Fields})
	if !apiclient.IsUnavailable(err) || errors.Is(err, directory.ErrUncertain) || w.entries(t)[1].Effect != "no-effect" {
		t.Errorf("never arrived: %v, %v", err, w.entries(t))
	}

	w = newWorld(t)
	posted := false
	w.logto.before = func(call string, r *http.Request) (*http.Response, error) {
		if posted = posted || call == "POST /users"; posted {
			return nil, errLost
		}
		return nil, nil
	}
	_, err = w.Create(t.Context(), w.as(admin), directory.NewUser{Fields: mina().Fields})
	if !errors.Is(err, directory.ErrUncertain) || w.entries(t)[1].Effect != "not-known" {
		t.Errorf("cannot be looked up: %v, %v", err, w.entries(t))
	}
	if calls := slices.DeleteFunc(w.logto.changing(), func(c string) bool { return c != "POST /users" }); len(calls) != 1 {
		t.Errorf("sent again: %v", calls)
	}
}

func TestCreate_needsATrail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.trail.FailAppend(func(audit.Record) error { return errors.New("disk full") })
	if _, err := w.Create(t.Context(), w.as(admin), mina()); err == nil || len(w.logto.changing()) > 0 {
		t.Errorf("created without a trail: %v, %v", err, w.logto.changing())
	}
}

// See TestExpire_locksNobodyOut.
func TestCreate_expiresNoPasswordOfSomebodyUnreachable(t *testing.T) {
	t.Parallel()
	for _, reachable := range []bool{true, false} {
		w := newWorld(t)
		w.logto.signIn = map[string]any{"passwordExpiration": map[string]any{"enabled": true}}
		n := directory.NewUser{Fields: map[directory.Field]string{directory.Username: "mina"}, Then: directory.ThenPassword}
		if reachable {
			n.Fields[directory.PrimaryEmail] = "mina@example.com"
		}
		made, err := w.Create(t.Context(), w.as(admin), n)
		if err != nil || made.MustChange != reachable {
			t.Errorf("reachable %v: %+v, %v", reachable, made, err)
		}
	}
}

func TestCreate_invitesNobodyWithoutAMailServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Directory = w.replicaWith(t, func(o *directory.Options) { o.Mail = nil })
	n := directory.NewUser{Fields: mina().Fields, Then: directory.ThenInvite}
	if _, err := w.Create(t.Context(), w.as(admin), n); !errors.Is(err, directory.ErrNoMail) || len(w.logto.changing()) > 0 {
		t.Errorf("%v, and %v", err, w.logto.changing())
	}
}
