package apiclient_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"roster/apiclient"
)

// user makes somebody, with the prefix in their username.
func (x *tenant) user(name string, more apiclient.UserCreate) *apiclient.User {
	x.Helper()
	more.Username = x.named(name)
	u, err := x.c.Users.Create(x.Context(), more)
	if err != nil {
		x.Fatal(err)
	}
	x.afterwards("user "+u.ID, func(ctx context.Context) error { return x.c.Users.Delete(ctx, u.ID) })
	return u
}

func TestContract_userKeepsWhatWasWritten(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	wrote := apiclient.UserCreate{
		PrimaryEmail: x.email("ann"), PrimaryPhone: x.phone(), Name: "Ann 安 Müller", Avatar: "https://contract.example/a.png",
		CustomData: apiclient.CustomData{"team": "A", "nested": map[string]any{"a": true}},
		Profile:    &apiclient.Profile{GivenName: "Ann", Zoneinfo: "Asia/Seoul", Address: apiclient.Address{Country: "KR"}},
	}
	made := x.user("ann", wrote)
	want := &apiclient.User{
		Username: x.named("ann"), PrimaryEmail: wrote.PrimaryEmail, PrimaryPhone: wrote.PrimaryPhone, Name: wrote.Name,
		Avatar: wrote.Avatar, CustomData: wrote.CustomData, Profile: *wrote.Profile, HasPassword: new(false),
	}
	ignored := cmpopts.IgnoreFields(apiclient.User{}, "ID", "CreatedAt", "UpdatedAt", "Identities")
	if diff := cmp.Diff(want, need(x.c.Users.Get(ctx, made.ID))(t), ignored); diff != "" {
		t.Errorf("(-wrote +read)\n%s", diff)
	}
	changed := need(x.c.Users.Update(ctx, made.ID, apiclient.UserPatch{
		Name: new("Bea"), PrimaryPhone: new(""), Profile: &apiclient.Profile{Nickname: "B"}, CustomData: apiclient.CustomData{"b": "c"},
	}))(t)
	want.Name, want.PrimaryPhone, want.Profile, want.CustomData = "Bea", "", apiclient.Profile{Nickname: "B"}, apiclient.CustomData{"b": "c"}
	if diff := cmp.Diff(want, changed, ignored); diff != "" {
		t.Errorf("after a change (-want +answer)\n%s", diff)
	}
	if changed.UpdatedAt.Before(made.UpdatedAt.Time) {
		t.Errorf("updated %v, after %v", changed.UpdatedAt, made.UpdatedAt)
	}
	done(t, x.c.Users.Delete(ctx, made.ID))
	_, err := x.c.Users.Get(ctx, made.ID)
	refused(t, err, http.StatusNotFound, "entity.not_found")
}

func TestContract_mergesAndReplacements(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	u := x.user("ann", apiclient.UserCreate{CustomData: apiclient.CustomData{"a": "1", "n": map[string]any{"x": "1", "y": "2"}}})

	merged := need(x.c.Users.UpdateCustomData(ctx, u.ID, map[string]any{"b": nil, "n": map[string]any{"x": "3"}}))(t)
	want := apiclient.CustomData{"a": "1", "b": nil, "n": map[string]any{"x": "3"}}
	if diff := cmp.Diff(want, merged); diff != "" {
		t.Errorf("custom data merges one level deep, and null stays (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(want, need(x.c.Users.CustomData(ctx, u.ID))(t)); diff != "" {
		t.Errorf("read back (-want +got)\n%s", diff)
	}
	need(x.c.Users.UpdateProfile(ctx, u.ID, apiclient.ProfilePatch{FamilyName: new("Kim"), Address: &apiclient.Address{Region: "Seoul"}}))(t)
	profile := need(x.c.Users.UpdateProfile(ctx, u.ID, apiclient.ProfilePatch{GivenName: new("Ann"), Address: &apiclient.Address{Country: "KR"}}))(t)
	if diff := cmp.Diff(apiclient.Profile{FamilyName: "Kim", GivenName: "Ann", Address: apiclient.Address{Country: "KR"}}, *profile); diff != "" {
		t.Errorf("a profile merges, its address is replaced (-want +got)\n%s", diff)
	}
	config := need(x.c.Users.UpdateLogtoConfig(ctx, u.ID, skipMFA()))(t)
	if !config.MFA.Skipped || config.PasskeySignIn.Skipped {
		t.Errorf("sign-in memory is %+v", config)
	}
	_, err := x.c.Users.Update(ctx, u.ID, apiclient.UserPatch{})
	refused(t, err, http.StatusUnprocessableEntity, "entity.invalid_input")
}

func skipMFA() (change apiclient.LogtoConfigPatch) {
	change.MFA = &struct {
		Enabled         *bool `json:"enabled,omitempty"`
		Skipped         *bool `json:"skipped,omitempty"`
		SkipMFAOnSignIn *bool `json:"skipMfaOnSignIn,omitempty"`
	}{Skipped: new(true)}
	return change
}

func TestContract_collisionsAreNamed(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	first := x.user("first", apiclient.UserCreate{PrimaryEmail: x.email("first"), PrimaryPhone: x.phone()})
	second := x.user("second", apiclient.UserCreate{})
	for code, change := range map[string]apiclient.UserPatch{
		"user.username_already_in_use": {Username: &first.Username},
		"user.email_already_in_use":    {PrimaryEmail: &first.PrimaryEmail},
		"user.phone_already_in_use":    {PrimaryPhone: &first.PrimaryPhone},
	} {
		_, err := x.c.Users.Update(ctx, second.ID, change)
		refused(t, err, http.StatusUnprocessableEntity, code)
		if !apiclient.IsConflict(err) {
			t.Errorf("%s is no conflict", code)
		}
	}
	_, err := x.c.Users.Update(ctx, second.ID, apiclient.UserPatch{PrimaryEmail: new("no address")})
	refused(t, err, http.StatusBadRequest, "guard.invalid_input")
	if !apiclient.IsInvalid(err) {
		t.Errorf("%v is not invalid", err)
	}
	_, err = x.c.Users.Update(ctx, second.ID, apiclient.UserPatch{Username: new("1digit")})
	refused(t, err, http.StatusBadRequest, "guard.invalid_input")
}

func TestContract_suspensionIsAnAttribute(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	u := x.user("ann", apiclient.UserCreate{Password: password()})
	for _, suspended := range []bool{true, true, false} {
		if got := need(x.c.Users.SetSuspended(ctx, u.ID, suspended))(t); got.IsSuspended != suspended {
			t.Errorf("suspended is %v, want %v", got.IsSuspended, suspended)
		}
	}
	if sessions := need(x.c.Users.Sessions(ctx, u.ID))(t); len(sessions) != 0 {
		t.Errorf("%d sessions of somebody who never signed in", len(sessions))
	}
	if grants := need(x.c.Users.Grants(ctx, u.ID))(t); len(grants) != 0 {
		t.Errorf("%d grants of somebody who never signed in", len(grants))
	}
	refused(t, x.c.Users.EndSession(ctx, u.ID, "nosuchsession"), http.StatusNotFound, "oidc.session_not_found")
	refused(t, x.c.Users.RevokeGrant(ctx, u.ID, "nosuchgrant"), http.StatusNotFound, "oidc.invalid_grant")
	done(t, x.c.Users.Unlock(ctx, []string{u.ID, u.Username}))
}
