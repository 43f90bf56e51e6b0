package emulator

import (
	"fmt"
	"net/http"
	"testing"
)

func TestMyUsername_isHeldToThePolicy(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.prove()
	for policy, refused := range map[string]map[string]string{
		`{"minLength":3,"maxLength":5}`:                    {"ab": "too_short", "abcdef": "too_long"},
		`{"allowedChars":{"lowercase":false}}`:             {"Ab": "lowercase_not_allowed"},
		`{"allowedChars":{"underscore":false}}`:            {"a_b": "underscore_not_allowed"},
		`{"minLength":3,"allowedChars":{"numbers":false}}`: {"a1": "too_short", "ab1": "numbers_not_allowed"},
	} {
		a.admin.want(200, http.MethodPatch, "/sign-in-exp", `{"usernamePolicy":`+policy+`}`)
		for name, code := range refused {
			a.call(422, "user.username_"+code, http.MethodPatch, "/my-account", fmt.Sprintf(`{"username":%q}`, name))
		}
	}
	// An administrator is not bound.
	a.admin.want(200, http.MethodPatch, "/users/"+a.user.id, `{"username":"a1"}`)
}

func TestMyAccount_keepsTheLastWayToSignIn(t *testing.T) {
	t.Parallel()
	const code = "user.last_sign_in_method_required"
	a := newAccountClient(t, `{"username":"own","password":"x"}`)
	a.prove()
	a.call(400, code, http.MethodPatch, "/my-account", `{"username":null}`)

	a = newAccountClient(t, `{"primaryEmail":"own@x.example"}`)
	a.prove()
	a.call(400, code, http.MethodDelete, "/my-account/primary-email", "")

	a = newAccountClient(t, `{"primaryPhone":"821012345678"}`)
	a.prove()
	a.call(400, code, http.MethodDelete, "/my-account/primary-phone", "")

	a = newAccountClient(t, `{}`)
	a.admin.want(201, http.MethodPut, "/users/"+a.user.id+"/identities/github", `{"userId":"g"}`)
	a.call(400, code, http.MethodDelete, "/my-account/identities/github", "")
	a.admin.want(201, http.MethodPut, "/users/"+a.user.id+"/identities/google", `{"userId":"g"}`)
	a.call(204, "", http.MethodDelete, "/my-account/identities/github", "")
	a.call(404, "user.identity_not_exist", http.MethodDelete, "/my-account/identities/github", "")
}

func TestMyPassword_isSetWithoutProofByWhoHasNone(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, `{"username":"own"}`)
	a.call(204, "", http.MethodPost, "/my-account/password", `{"password":"Qm7$wK4&zR"}`)
	a.call(401, "verification_record.permission_denied", http.MethodPost, "/my-account/password", `{"password":"Hn5^tY8*pL"}`)
	a.admin.want(204, http.MethodPost, "/users/"+a.user.id+"/password/verify", `{"password":"Qm7$wK4&zR"}`)
}
