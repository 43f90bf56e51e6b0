package emulator

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMySessions_tellsWhichOneIsCurrent(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.prove()
	signedIn(a.tenant, a.user.id, a.app, "phone")
	list := reads(a.call(200, "", http.MethodGet, "/my-account/sessions", ""), "sessions").([]any)
	current := map[any]any{}
	for _, one := range list {
		current[reads(reads(one, "payload"), "uid")] = reads(one, "isCurrent")
	}
	if diff := cmp.Diff(map[any]any{"uid-" + a.app: true, "uid-phone": false}, current); diff != "" {
		t.Errorf("isCurrent by uid (-want +got):\n%s", diff)
	}
}

func TestMySessions_thatAreNotMineAre400(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.prove()
	signedIn(a.tenant, a.admin.id("/users", `{}`), a.app, "theirs")
	for uid, code := range map[string]string{"nosuch": "oidc.session_not_found", "uid-theirs": "oidc.invalid_session_account_id"} {
		answer := a.call(400, code, http.MethodDelete, "/my-account/sessions/"+uid, "")
		if diff := cmp.Diff(any(map[string]any{"status": 404.0}), reads(answer, "data")); diff != "" {
			t.Errorf("%s: data (-want +got):\n%s", uid, diff)
		}
	}
	a.call(400, "guard.invalid_input", http.MethodDelete, "/my-account/sessions/x?revokeGrantsTarget=some", "")
	a.call(404, "oidc.invalid_grant", http.MethodDelete, "/my-account/grants/grant-theirs", "")
}

func TestMySessions_endWithTheirGrantsWhenAsked(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.prove()
	for _, suffix := range []string{"one", "two"} {
		signedIn(a.tenant, a.user.id, a.app, suffix)
	}
	a.call(204, "", http.MethodDelete, "/my-account/sessions/uid-one", "")
	a.call(204, "", http.MethodDelete, "/my-account/sessions/uid-two?revokeGrantsTarget=all", "")
	grants := reads(a.call(200, "", http.MethodGet, "/my-account/grants?appType=firstParty", ""), "grants")
	if diff := cmp.Diff([]string{"grant-" + a.app, "grant-one"}, fields(t, grants, "id")); diff != "" {
		t.Errorf("grants left (-want +got):\n%s", diff)
	}
	a.call(204, "", http.MethodDelete, "/my-account/grants/grant-one", "")
	a.call(204, "", http.MethodDelete, "/my-account/sessions/uid-"+a.app, "")
	a.call(401, "auth.unauthorized", http.MethodGet, "/my-account", "") // it was the current one
}
