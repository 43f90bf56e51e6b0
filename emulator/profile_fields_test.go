package emulator

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProfileFields_areMadeOrderedAndLeaveTheAccountCenter(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	const path = "/custom-profile-fields"
	c.id(path, `{"name":"shoe","type":"Number","required":true,"config":{"minValue":20,"maxValue":60}}`)
	c.want(201, http.MethodPost, path+"/batch", `[{"name":"motto","type":"Text","required":false},{"name":"news","type":"Checkbox","required":false}]`)
	order := c.want(200, http.MethodPost, path+"/properties/sie-order", `{"order":[{"name":"motto","sieOrder":0}]}`)
	if diff := cmp.Diff([]string{"motto", "shoe", "news"}, fields(t, order, "name")); diff != "" {
		t.Error(diff)
	}
	center := c.want(200, http.MethodPatch, "/account-center", `{"profileFields":[{"name":"shoe"},{"name":"nosuch"}]}`)
	if diff := cmp.Diff([]string{"shoe"}, fields(t, center.(map[string]any)["profileFields"], "name")); diff != "" {
		t.Error(diff)
	}
	c.want(200, http.MethodPut, path+"/shoe", `{"type":"Number","required":false}`)
	c.want(204, http.MethodDelete, path+"/shoe", "")
	c.refused(404, "entity.not_found", http.MethodGet, path+"/shoe", "")
	if left := c.want(200, http.MethodGet, "/account-center", "").(map[string]any)["profileFields"].([]any); len(left) != 0 {
		t.Errorf("the account center still asks for %v", left)
	}
}

func TestProfileFields_refuseWhatCannotBeAsked(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	c.id("/custom-profile-fields", `{"name":"taken","type":"Text","required":false}`)
	for body, want := range map[string]string{
		`{"name":"a b","type":"Text","required":false}`:                                      "custom_profile_fields.invalid_name",
		`{"name":"email","type":"Text","required":false}`:                                    "custom_profile_fields.name_conflict_sign_in_identifier",
		`{"name":"a","type":"Text","required":false,"config":{"minLength":2,"maxLength":1}}`: "custom_profile_fields.invalid_min_max_input",
		`{"name":"a","type":"Address","required":false,"config":{"parts":[]}}`:               "custom_profile_fields.invalid_address_parts",
		`{"name":"a","type":"Nope","required":false}`:                                        "guard.invalid_input",
		`{"name":"a","type":"Checkbox","required":true}`:                                     "guard.invalid_input",
	} {
		c.refused(400, want, http.MethodPost, "/custom-profile-fields", body)
	}
	c.refused(422, "entity.unique_integrity_violation", http.MethodPost, "/custom-profile-fields", `{"name":"taken","type":"Url","required":false}`)
}
