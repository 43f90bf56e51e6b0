package handlers

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
)

// half is a creation of which the role is given and the organization is not.
func half(err error) *directory.Incomplete {
	return &directory.Incomplete{Err: err, Created: directory.Created{ID: madeID, Steps: halfSteps()}}
}

func halfSteps() []directory.Step {
	return []directory.Step{
		{Kind: directory.StepRoles, Roles: []directory.Named{{ID: "r1", Name: "Editor"}}, Done: true},
		{Kind: directory.StepOrganization, Organization: directory.Named{ID: "o1", Name: "Acme"}, Roles: []directory.Named{{ID: "or1", Name: "admin"}}},
		{Kind: directory.StepInvite},
	}
}

func TestUserNew_showsAPasswordOnce(t *testing.T) {
	t.Parallel()
	for _, headers := range []map[string]string{nil, htmx(views.FragmentNew)} {
		p := newPortal(t)
		p.people.created = directory.Created{Password: "abcd-efgh-2345-mnpq", MustChange: true}
		request := create(newForm("name", "Mina", "username", "mina", "next", "password"))
		request.headers = headers
		w := p.do(t, request)
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(body, ">abcd-efgh-2345-mnpq<") || !strings.Contains(body, `data-copy="abcd-efgh-2345-mnpq"`) ||
			!has(t, body, "create.password-changes") || !strings.Contains(body, "Mina") {
			t.Errorf("%d without the password or what becomes of it", w.Code)
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Error("it may be cached")
		}
		if cookies := w.Header().Values("Set-Cookie"); strings.Contains(strings.Join(cookies, ""), "abcd") || strings.Contains(p.log.String(), "abcd-efgh") {
			t.Error("it is in a cookie or in the log")
		}
		if again := p.do(t, ask{as: "admin", path: "/users/new"}).Body.String(); strings.Contains(again, "abcd-efgh") {
			t.Error("it is shown again")
		}
	}
}

func TestUserNew_saysWhatExistsAndWhatDoesNot(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  error
		want []string
	}{
		"away":             {&apiclient.Unavailable{Kind: apiclient.KindRefused}, []string{"failure.unreachable"}},
		"unsure":           {errors.Join(directory.ErrUncertain, &apiclient.Unavailable{Kind: apiclient.KindTimeout}), []string{"create.step.uncertain"}},
		"denied":           {&access.Denied{Reason: access.TargetHasMore}, []string{"life.refused.target"}},
		"late":             {&access.Denied{Reason: access.StepUp}, []string{"life.refused.step-up", "form.sign-in"}},
		"policy":           {&directory.Invalid{Fields: map[string]string{directory.TemporaryPassword: directory.PolicyTooStrict}}, []string{"create.problem.password"}},
		"refused":          {&directory.Refused{Fields: map[string]string{"": "entity.db_constraint_violated"}, Err: &apiclient.Error{Status: 422}}, []string{"problem.constraint"}},
		"no mail server":   {directory.ErrNoMail, []string{"link.problem.no-mail"}},
		"mail not sent":    {&directory.NotMailed{Err: errors.New("away")}, []string{"link.problem.mail-away"}},
		"no address to it": {&directory.Invalid{Fields: map[string]string{directory.Recipient: directory.NoAddress}}, []string{"link.problem.no-address"}},
		"else":             {errors.New("broken"), []string{"create.step.failed"}},
	} {
		p := newPortal(t)
		p.people.created.Steps = halfSteps()
		p.people.errs["Create"] = half(tt.err)
		w := p.do(t, create(newForm("name", "Mina Choi", "username", "mina")))
		body := w.Body.String()
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", name, w.Code)
		}
		for _, text := range []string{"Mina Choi", "Role Editor", "Organization Acme (admin)", `action="/users/` + madeID + `/creation"`, `value="finish"`, `value="undo"`, `href="/users/` + madeID + `"`} {
			if !strings.Contains(body, text) {
				t.Errorf("%s: without %s", name, text)
			}
		}
		for _, key := range append(tt.want, "create.state.created", "create.state.done", "create.state.failed", "create.state.open", "create.step.invite") {
			if !has(t, body, key) {
				t.Errorf("%s does not say %s", name, key)
			}
		}
	}
}

func TestCreation_goesOnWithWhatIsNotDone(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	path := "/users/" + madeID + "/creation"
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: path, form: creationForm("finish")})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/users/"+madeID || len(p.people.steps) != 3 || !p.people.steps[0].Done || p.people.steps[1].Organization.ID != "o1" {
		t.Errorf("%d, asked for %+v", w.Code, p.people.steps)
	}
	p.people.created.Steps = halfSteps()
	for _, err := range []error{half(&apiclient.Unavailable{Kind: apiclient.KindTimeout}), &access.Denied{Reason: access.StepUp}} {
		p.people.errs["FinishCreate"] = err
		w = p.do(t, ask{as: "admin", method: http.MethodPost, path: path, form: creationForm("finish")})
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Organization Acme (admin)") || !strings.Contains(w.Body.String(), "Mina Choi") {
			t.Errorf("again not: %d", w.Code)
		}
	}
}

func TestCreation_isUndone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err     error
		to, key string
	}{
		{nil, "/users", "create.undone"},
		{directory.ErrNotUndone, "/users/" + madeID, "create.not-undone"},
	} {
		p := newPortal(t)
		p.people.errs["UndoCreate"] = tt.err
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: "/users/" + madeID + "/creation", form: creationForm("undo")})
		delete(p.people.errs, "UndoCreate")
		told := p.do(t, ask{as: "admin", path: "/users", cookies: w.Result().Cookies()})
		if w.Header().Get("Location") != tt.to || !has(t, told.Body.String(), tt.key) {
			t.Errorf("%v: led to %q", tt.err, w.Header().Get("Location"))
		}
	}
}

func TestCreation_thatIsNotUndoneSaysWhy(t *testing.T) {
	t.Parallel()
	for key, err := range map[string]error{
		"create.undo-failed":    &apiclient.Unavailable{Kind: apiclient.KindRefused},
		"create.undo-uncertain": errors.Join(directory.ErrUncertain, &apiclient.Unavailable{Kind: apiclient.KindTimeout}),
		"life.busy":             directory.ErrBusy,
		"life.refused.target":   &access.Denied{Reason: access.TargetHasMore},
	} {
		p := newPortal(t)
		p.people.errs["UndoCreate"] = err
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: "/users/" + madeID + "/creation", form: creationForm("undo")})
		body := w.Body.String()
		if w.Code != http.StatusOK || !has(t, body, key) || !strings.Contains(body, "Organization Acme (admin)") || !strings.Contains(body, `value="undo"`) {
			t.Errorf("%s: %d", key, w.Code)
		}
	}
}

func TestCreation_drawnLongAgoDoesNothing(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	request := ask{as: "admin", method: http.MethodPost, path: "/users/" + madeID + "/creation", form: creationForm("undo")}
	old := formTokens{key: p.deps.FormKey, now: func() time.Time { return now.Add(-25 * time.Hour) }}
	request.form.Set(views.FieldToken, old.issue(players["admin"].ID, request.path, map[string]string{"steps": stepsJSON(), "who": "Mina Choi", "details": "mina", "language": "ko"}))
	w := p.do(t, request)
	if w.Code != http.StatusOK || !has(t, w.Body.String(), "form.stale") || len(p.people.wrote()) > 0 {
		t.Errorf("%d after %v", w.Code, p.people.wrote())
	}
}

func TestCreation_takesOnlyWhatThePortalWrote(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	request := ask{as: "admin", method: http.MethodPost, path: "/users/" + madeID + "/creation", form: creationForm("undo")}
	request.form.Set(views.FieldToken, tokenFor(p, request, map[string]string{"steps": "[]", "who": "Mina Choi", "details": "mina", "language": "ko"}))
	if w := p.do(t, request); w.Code != http.StatusBadRequest || len(p.people.wrote()) > 0 {
		t.Errorf("other steps: %d after %v", w.Code, p.people.wrote())
	}
	other := ask{as: "admin", method: http.MethodPost, path: "/users/other0000001/creation", form: creationForm("undo")}
	other.form.Set(views.FieldToken, tokenFor(p, request, map[string]string{"steps": stepsJSON(), "who": "Mina Choi", "details": "mina", "language": "ko"}))
	if w := p.do(t, other); w.Code != http.StatusBadRequest || len(p.people.wrote()) > 0 {
		t.Errorf("another person: %d after %v", w.Code, p.people.wrote())
	}
}

func TestCreation_waitsForASignIn(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	path := "/users/" + madeID + "/creation"
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: path, form: creationForm("sign-in")})
	if w.Code != http.StatusSeeOther || p.auth.next != path || len(p.people.wrote()) > 0 {
		t.Fatalf("%d, next %q", w.Code, p.auth.next)
	}
	back := p.do(t, ask{as: "admin", path: path, cookies: w.Result().Cookies()}).Body.String()
	if !strings.Contains(back, "Organization Acme (admin)") || !has(t, back, "create.incomplete-restored") || has(t, back, "create.state.failed") {
		t.Error("what was left to do is lost")
	}
	if again := p.do(t, ask{as: "admin", path: path}); again.Header().Get("Location") != "/users/"+madeID {
		t.Errorf("without anything to do it leads to %q", again.Header().Get("Location"))
	}
}
