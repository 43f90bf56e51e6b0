package auth

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUserInfo_readsEnterpriseIdentitiesAndStandsWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	acme := []EnterpriseIdentity{{Issuer: "https://idp.acme.example", ID: "u-1"}}
	for body, want := range map[string][]EnterpriseIdentity{
		`{"sso_identities":[{"issuer":"https://idp.acme.example","identityId":"u-1","detail":{"email":"a@acme.example"}}]}`: acme,
		`{"sso_identities":[7,{"identityId":"x"},{"issuer":"https://idp.acme.example","identityId":"u-1"}]}`:                acme,
		`{"sso_identities":[]}`: nil, `{"sso_identities":null}`: nil, `{}`: nil, `{"sso_identities":{"a":1}}`: nil,
	} {
		var c claims
		if err := json.Unmarshal([]byte(body), &c); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, c.info().Enterprise); diff != "" {
			t.Errorf("%s: %s", body, diff)
		}
	}
}
