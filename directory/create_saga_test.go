package directory_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// kinds are the steps by whether they are done.
func kinds(steps []directory.Step, done bool) string {
	var all []string
	for _, s := range steps {
		if s.Done == done {
			all = append(all, string(s.Kind))
		}
	}
	return strings.Join(all, " ")
}

// sagaCalls are the calls of the saga, and what is still open when each fails.
var sagaCalls = map[string]string{
	"POST /users/" + newID + "/roles":                    "roles organization password expire",
	"POST /organizations/acme/users":                     "organization password expire",
	"POST /organizations/acme/users/" + newID + "/roles": "organization password expire",
	"POST /sign-in-exp/default/check-password":           "password expire",
	"PATCH /users/" + newID + "/password":                "password expire",
	"PATCH /users/" + newID + "/password/expiration":     "expire",
	"GET /users/" + newID + "/organizations":             "roles organization password expire", // what they may do by now
}

// failures are how a call can fail, and whether reading back may find it done.
var failures = map[string]func(*http.Request) (*http.Response, error){
	"refused": func(*http.Request) (*http.Response, error) {
		return refuse(http.StatusUnprocessableEntity, "entity.db_constraint_violated"), nil
	},
	"broken": func(*http.Request) (*http.Response, error) {
		return refuse(http.StatusInternalServerError, "internal"), nil
	},
	"silent": func(*http.Request) (*http.Response, error) { return nil, errLost },
}

// TestCreate_saysWhatExistsWhenAStepFails goes through every call of the saga in
// every way it can fail, and goes on afterwards.
func TestCreate_saysWhatExistsWhenAStepFails(t *testing.T) {
	t.Parallel()
	for failing, open := range sagaCalls {
		for how, fail := range failures {
			t.Run(failing+" "+how, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.expiring()
				w.logto.before = func(call string, r *http.Request) (*http.Response, error) {
					if call == failing {
						return fail(r)
					}
					return nil, nil
				}
				made, err := w.Create(t.Context(), w.as(admin), mina())
				incomplete := as[*directory.Incomplete](t, err)
				if made.ID != newID || incomplete.Created.ID != newID || kinds(made.Steps, false) != open {
					t.Fatalf("open %q, want %q: %v", kinds(made.Steps, false), open, err)
				}
				if first := made.Password; (first != "") != (open == "expire") {
					t.Errorf("the password is %v", first != "")
				}
				w.logto.before = nil
				w.finish(t, made, open)
			})
		}
	}
}

// finish goes on, by way of what a page carries, and looks at what there is then.
func (w *world) finish(t *testing.T, made directory.Created, open string) {
	t.Helper()
	raw, err := json.Marshal(made.Steps)
	must(err)
	var steps []directory.Step
	must(json.Unmarshal(raw, &steps))
	rest, err := w.FinishCreate(t.Context(), w.as(admin), newID, steps, "en")
	if err != nil || kinds(rest.Steps, false) != "" {
		t.Fatalf("going on: %v, still open %q", err, kinds(rest.Steps, false))
	}
	password := rest.Password
	if open == "expire" {
		password = made.Password
	}
	l := w.logto
	if !slices.Equal(l.roles[newID], []string{"senior"}) || !slices.Equal(l.memberships[newID]["acme"], []string{"editor"}) ||
		l.passwords[newID] != password.Reveal() || password == "" || !l.expired[newID] || !rest.MustChange {
		t.Errorf("in the end: roles %v, organizations %v, password %v, expired %v", l.roles[newID], l.memberships[newID], l.passwords[newID] == password.Reveal(), l.expired[newID])
	}
	created := slices.DeleteFunc(l.changing(), func(c string) bool { return c != "POST /users" })
	if len(created) != 1 {
		t.Errorf("created %d times", len(created))
	}
	for _, e := range w.entries(t) {
		if e.Target != newID && e.Phase != "intent" {
			t.Errorf("the trail says %+v", e)
		}
	}
}

func TestCreate_goesOnWhenOnlyTheAnswerWasLost(t *testing.T) {
	t.Parallel()
	for call := range sagaCalls {
		if !strings.HasPrefix(call, "P") || strings.Contains(call, "check-password") || strings.HasSuffix(call, "expiration") {
			continue
		}
		w := newWorld(t)
		w.expiring()
		w.logto.after = func(c string, _ *http.Request) (*http.Response, error) {
			if c == call {
				return nil, errLost
			}
			return nil, nil
		}
		if made, err := w.Create(t.Context(), w.as(admin), mina()); err != nil || w.logto.passwords[newID] != made.Password.Reveal() {
			t.Errorf("%s: %+v, %v", call, made, err)
		}
		found := slices.ContainsFunc(w.entries(t), func(e entry) bool { return e.Phase == "unknown" && e.Effect == "took-effect" })
		if !found {
			t.Errorf("%s: the trail says %v", call, w.entries(t))
		}
	}
}

func TestCreate_stopsAtTheFirstStepThatFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.before = func(call string, _ *http.Request) (*http.Response, error) {
		if strings.HasSuffix(call, newID+"/roles") && strings.HasPrefix(call, "POST") {
			return nil, errLost
		}
		return nil, nil
	}
	_, _ = w.Create(t.Context(), w.as(admin), mina())
	if calls := w.logto.changing(); calls[len(calls)-1] != "POST /users/"+newID+"/roles" {
		t.Errorf("went on after a failure: %v", calls)
	}
}

func TestFinishCreate_passesOverWhatTheyHaveByNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := mina()
	n.Then = directory.ThenNothing
	made, err := w.Create(t.Context(), w.as(admin), n)
	must(err)
	for i := range made.Steps {
		made.Steps[i].Done = false
	}
	before := len(w.logto.changing())
	if _, err := w.FinishCreate(t.Context(), w.as(admin), newID, made.Steps, ""); err != nil || len(w.logto.changing()) != before {
		t.Errorf("%v, again %v", err, w.logto.changing()[before:])
	}
}

func TestFinishCreate_nobodyActsOnSomebodyWhoMayMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.FinishCreate(t.Context(), w.creator(access.UsersSetPassword), "t0admin00000", []directory.Step{{Kind: directory.StepPassword}}, "")
	if as[*directory.Incomplete](t, err); as[*access.Denied](t, err).Reason != access.TargetHasMore || len(w.logto.changing()) > 0 {
		t.Errorf("%v after %v", err, w.logto.changing())
	}
}

func TestCreate_twoAtOnceMakeOnePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var wg sync.WaitGroup
	errs := make([]error, 4)
	me := w.as(admin)
	for i := range errs {
		d := w.replica(t)
		wg.Go(func() {
			_, errs[i] = d.Create(t.Context(), me, directory.NewUser{Fields: mina().Fields})
		})
	}
	wg.Wait()
	made := 0
	for _, err := range errs {
		if err == nil {
			made++
		} else if _, taken := errors.AsType[*directory.Taken](err); !taken {
			t.Error(err)
		}
	}
	if posted := w.logto.changing(); made != 1 || len(posted) != 1 {
		t.Errorf("made %d, by %v", made, posted)
	}
}

func TestTemporaryPassword_isDrawnAgainWhenThePolicyFindsFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.weak = 3
	made, err := w.Create(t.Context(), w.as(admin), mina())
	if err != nil || made.Password == "" {
		t.Fatal(err)
	}
	var checked []map[string]string
	for _, b := range w.logto.bodies {
		var body map[string]string
		if json.Unmarshal([]byte(b), &body) == nil && body["userId"] != "" {
			checked = append(checked, body)
		}
	}
	if len(checked) != 4 || checked[0]["password"] == checked[1]["password"] || checked[3]["password"] != made.Password.Reveal() || checked[0]["userId"] != newID {
		t.Errorf("checked %d passwords", len(checked))
	}
	w = newWorld(t)
	w.logto.weak = 99
	made, err = w.Create(t.Context(), w.as(admin), mina())
	if got := as[*directory.Invalid](t, err).Fields[directory.TemporaryPassword]; got != directory.PolicyTooStrict || made.ID == "" || w.logto.passwords[newID] != "" {
		t.Errorf("never good enough: %v", err)
	}
}

func TestNewUserRules_tellWhatTheTenantAsks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.expiring()
	w.logto.signIn["signUp"] = map[string]any{"identifiers": []string{"email", "username"}}
	got, err := w.NewUserRules(t.Context(), w.as(admin))
	if err != nil || got != (directory.NewUserRules{AsksUsername: true, PasswordsExpire: true}) {
		t.Errorf("%+v, %v", got, err)
	}
	w.logto.before = func(string, *http.Request) (*http.Response, error) { return nil, errLost }
	if _, err := w.NewUserRules(t.Context(), w.as(admin)); !apiclient.IsUnavailable(err) {
		t.Error(err)
	}
}
