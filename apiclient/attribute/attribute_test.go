package attribute_test

import (
	"errors"
	"net/http"
	"testing"

	"roster/apiclient"
	"roster/apiclient/attribute"
)

// Every field can be found, read and sent; package directory tests what each takes.
func TestSpecs_areCompleteAndTheCallersOwn(t *testing.T) {
	t.Parallel()
	attribute.Specs()[0] = attribute.Spec{}
	for _, spec := range attribute.Specs() {
		found, ok := attribute.SpecOf(spec.Name)
		if !ok || found.Name != spec.Name || spec.Of == nil || spec.Name.MaxLength() == 0 {
			t.Errorf("%q: found %v, at most %d", spec.Name, ok, spec.Name.MaxLength())
		}
		*spec.Of(new(apiclient.User)) = "x"
	}
	if _, ok := attribute.SpecOf("id"); ok {
		t.Error("an id can be edited")
	}
}

func TestRefusal_isAboutTheInputOnly(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  error
		code string // "" for no refusal
	}{
		"invalid":    {&apiclient.Error{Status: http.StatusBadRequest, Code: "guard.invalid_input"}, "guard.invalid_input"},
		"not open":   {&apiclient.Error{Status: http.StatusBadRequest, Code: "account_center.field_not_editable"}, "account_center.field_not_editable"},
		"gone":       {&apiclient.Error{Status: http.StatusNotFound, Code: "entity.not_found"}, ""},
		"credential": {&apiclient.CredentialError{At: "api", Err: &apiclient.Error{Status: http.StatusUnauthorized}}, ""},
		"away":       {&apiclient.Unavailable{Kind: apiclient.KindTimeout}, ""},
		"other":      {errors.New("no database"), ""},
	} {
		err := attribute.Refusal(tc.err, []string{"name"})
		refused, ok := errors.AsType[*attribute.Refused](err)
		if ok != (tc.code != "") || ok && refused.Fields["name"] != tc.code || !ok && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
