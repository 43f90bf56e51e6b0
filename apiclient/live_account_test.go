package apiclient_test

import (
	"reflect"
	"testing"

	"roster/apiclient"
)

func TestContract_publicSettingsAreThoseOfTheManagementAPI(t *testing.T) {
	x := newTenant(t)
	a, err := apiclient.NewAccountClient(x.endpoint, apiclient.WithUserAgent("roster-contract"))
	done(t, err)
	public := need(a.Experience(t.Context()))(t)
	managed := need(x.c.SignInExperience.Get(t.Context()))(t)
	for name, part := range map[string][2]any{
		"mfa":            {public.MFA, managed.MFA},
		"passwordPolicy": {public.PasswordPolicy, managed.PasswordPolicy},
		"usernamePolicy": {public.UsernamePolicy, managed.UsernamePolicy},
		"languageInfo":   {public.LanguageInfo, managed.LanguageInfo},
		"signIn":         {public.SignIn, managed.SignIn},
	} {
		if !reflect.DeepEqual(part[0], part[1]) {
			t.Errorf("%s is %+v to the public and %+v to the Management API", name, part[0], part[1])
		}
	}
	for _, c := range public.SocialConnectors {
		have := need(x.c.Connectors.Get(t.Context(), c.ID))(t)
		if c.Target == "" || c.Target != have.Target || c.Name["en"] != have.Name["en"] || c.Logo != have.Logo {
			t.Errorf("the connector %s is %q %v to the public and %q %v to the Management API", c.ID, c.Target, c.Name, have.Target, have.Name)
		}
	}
	if !x.real && len(public.SocialConnectors) == 0 {
		t.Error("no social connector was compared")
	}
	fields := need(x.c.ProfileFields.List(t.Context()))(t)
	if len(public.ProfileFields) != len(fields) {
		t.Errorf("%d profile fields to the public, %d to the Management API", len(public.ProfileFields), len(fields))
	}
	center, managedCenter := need(a.Center(t.Context()))(t), need(x.c.AccountCenter.Get(t.Context()))(t)
	if !reflect.DeepEqual(center, managedCenter) {
		t.Errorf("the account center is %+v to the public and %+v to the Management API", center, managedCenter)
	}
}

func TestContract_nobodyIsRefused(t *testing.T) {
	x := newTenant(t)
	a, err := apiclient.NewAccountClient(x.endpoint, apiclient.WithUserAgent("roster-contract"))
	done(t, err)
	for name, token := range map[string]apiclient.Secret{"no token": "", "a made-up token": "nosuch"} {
		_, err := a.VerifyPassword(t.Context(), apiclient.StaticToken(token), "x")
		if !apiclient.IsCredential(err) || !apiclient.IsUnauthorized(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
