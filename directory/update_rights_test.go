package directory_test

import (
	"errors"
	"net/http"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

func TestUpdateUser_decidesOnWhatTheTargetHoldsNow(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		arrange func(*logto)
		want    byte
	}{
		"nothing":                            {func(*logto) {}, 'y'},
		"a role":                             {func(l *logto) { l.roles[target] = []string{access.RoleAuditor} }, 't'},
		"one of several roles":               {func(l *logto) { l.roles[target] = []string{"none", "none2", access.RoleAuditor} }, 't'},
		"an organization role":               {func(l *logto) { l.organizationRoles[target] = []string{access.RoleAuditor} }, 't'},
		"names of another resource":          {func(l *logto) { l.roles[target] = []string{"foreign"} }, 'y'},
		"another resource, organization":     {func(l *logto) { l.organizationRoles[target] = []string{"foreign"} }, 'y'},
		"a role that carries more":           {func(l *logto) { l.scopes["known"] = []string{"audit:read"} }, 't'},
		"capabilities that the actor shares": {func(l *logto) { l.roles[target] = []string{access.RoleHelpdesk} }, 'y'},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.logto.scopes["foreign"] = []string{"other audit:read", "other users:delete"}
			w.logto.roles[target] = []string{"known"}
			// The index knows the person from before; the decision must not.
			if _, err := w.rights(t, w.as(helpdesk), target); err != nil {
				t.Fatal(err)
			}
			tt.arrange(w.logto)
			if err := w.UpdateUser(t.Context(), w.as(helpdesk), target, name("B")); letter(err) != tt.want {
				t.Errorf("got %v, want %c", err, tt.want)
			}
		})
	}
}

func TestUpdateUser_refusesWhenRightsCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, call := range []string{
		"GET /users/t0helpdesk00/roles", "GET /users/t0helpdesk00/organizations", "GET /roles/Roster helpdesk/scopes",
	} {
		w := newWorld(t)
		w.logto.before = func(made string, _ *http.Request) (*http.Response, error) {
			if made == call {
				return refuse(http.StatusInternalServerError, ""), nil
			}
			return nil, nil
		}
		err := w.UpdateUser(t.Context(), w.as(admin), "t0helpdesk00", name("B"))
		if !apiclient.IsUnavailable(err) || len(w.logto.changing()) > 0 || len(w.trail.All()) > 0 {
			t.Errorf("%s fails: %v, sent %v", call, err, w.logto.changing())
		}
	}
}

// A role that is deleted while a person is being changed grants nothing; it is
// no reason to say that the person does not exist.
func TestUpdateUser_passesOverARoleDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.before = on("GET /roles/", func(*http.Request) (*http.Response, error) {
		return refuse(http.StatusNotFound, "entity.not_exists_with_id"), nil
	})
	if err := w.UpdateUser(t.Context(), w.as(helpdesk), "t0admin00000", name("B")); err != nil {
		t.Error(err)
	}
}

func TestUpdateUser_refusesWhenTheTrailCannotBeWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	full := errors.New("disk full")
	w.trail.FailAppend(failing(full))
	for what, err := range map[string]error{
		"UpdateUser":       w.UpdateUser(t.Context(), w.as(admin), target, name("B")),
		"UpdateCustomData": w.UpdateCustomData(t.Context(), w.as(admin), target, nil, map[string]any{"a": 1}),
	} {
		if !errors.Is(err, full) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if sent := w.logto.changing(); len(sent) > 0 {
		t.Errorf("and yet it sent %v", sent)
	}
	// A denial stands, too, when it cannot be recorded.
	if err := w.UpdateUser(t.Context(), w.as(auditor), target, name("B")); letter(err) != 'm' {
		t.Errorf("got %v", err)
	}
}

// The last identifier and the last linked account must not go at once.
func TestUpdateUser_holdsThePersonWhileAWayInIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := ""
	w.logto.before = on("PATCH /users/"+target, func(*http.Request) (*http.Response, error) {
		held = w.locks.(*memoryLocks).names()
		return nil, nil
	})
	w.logto.users[target]["username"] = "ann"
	if err := w.UpdateUser(t.Context(), w.as(admin), target, edit(directory.Username, "ann", "")); err != nil || held != "person "+target {
		t.Errorf("%v, under the lock of %q", err, held)
	}
	if err := w.UpdateUser(t.Context(), w.as(admin), target, edit(directory.Name, "Ann", "Anna")); err != nil || held != "" {
		t.Errorf("%v, a name under the lock of %q", err, held)
	}
}
