package apiclient_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"roster/apiclient"
)

func (x *tenant) application(name string, kind apiclient.ApplicationType) *apiclient.Application {
	x.Helper()
	create := apiclient.ApplicationCreate{Name: x.named(name), Type: kind}
	if kind != apiclient.ApplicationMachineToMachine {
		create.OIDCClientMetadata = &apiclient.ClientMetadata{
			RedirectURIs: []string{"https://contract.example/callback"}, PostLogoutRedirectURIs: []string{},
		}
	}
	made := need(x.c.Applications.Create(x.Context(), create))(x)
	x.afterwards("application "+made.ID, func(ctx context.Context) error { return x.c.Applications.Delete(ctx, made.ID) })
	return made
}

func TestContract_applications(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	web, spa := x.application("web", apiclient.ApplicationTraditional), x.application("spa", apiclient.ApplicationSPA)
	redirects := []string{"https://contract.example/callback", "https://contract.example/second"}
	need(x.c.Applications.Update(ctx, web.ID, apiclient.ApplicationPatch{
		Description:        new("changed"),
		OIDCClientMetadata: &apiclient.ClientMetadata{RedirectURIs: redirects, PostLogoutRedirectURIs: []string{}},
		Settings:           &apiclient.ClientSettings{RefreshTokenTTLInDays: 7},
	}))(t)
	got := need(x.c.Applications.Get(ctx, web.ID))(t)
	if got.Description != "changed" || !slices.Equal(got.OIDCClientMetadata.RedirectURIs, redirects) || got.Settings.RefreshTokenTTLInDays != 7 || got.IsAdmin {
		t.Errorf("after the change: %+v", got)
	}
	_, err := x.c.Applications.Update(ctx, web.ID, apiclient.ApplicationPatch{
		OIDCClientMetadata: &apiclient.ClientMetadata{RedirectURIs: []string{"nope"}, PostLogoutRedirectURIs: []string{}},
	})
	refused(t, err, http.StatusBadRequest, "guard.invalid_input")
	found := need(x.c.Applications.List(ctx, apiclient.ApplicationListOptions{
		Search: x.prefix, Types: []apiclient.ApplicationType{apiclient.ApplicationSPA, apiclient.ApplicationNative},
	}))(t)
	if found.Total != 1 || found.Items[0].ID != spa.ID {
		t.Errorf("found %+v", found)
	}
	done(t, x.c.Applications.Delete(ctx, spa.ID))
	_, err = x.c.Applications.Get(ctx, spa.ID)
	refused(t, err, http.StatusNotFound, "entity.not_exists_with_id")
}

func TestContract_applicationSecrets(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	web, spa := x.application("web", apiclient.ApplicationTraditional), x.application("spa", apiclient.ApplicationSPA)
	if secrets := need(x.c.Applications.Secrets(ctx, spa.ID))(t); len(secrets) != 0 {
		t.Errorf("a public client has %d secrets", len(secrets))
	}
	first := need(x.c.Applications.Secrets(ctx, web.ID))(t)
	if len(first) != 1 || first[0].Value == "" || !first[0].ExpiresAt.IsZero() {
		t.Fatalf("a new client has the secrets %+v", first)
	}
	made := need(x.c.Applications.CreateSecret(ctx, web.ID, "second secret", soon()))(t)
	renamed := need(x.c.Applications.RenameSecret(ctx, web.ID, "second secret", "2nd"))(t)
	if renamed.Name != "2nd" || renamed.Value != made.Value || renamed.ExpiresAt != made.ExpiresAt {
		t.Errorf("renamed: %+v, value kept: %v", renamed, renamed.Value == made.Value)
	}
	_, err := x.c.Applications.CreateSecret(ctx, web.ID, "late", apiclient.At(time.Now().Add(-time.Hour)))
	refused(t, err, http.StatusBadRequest, "request.invalid_input")
	done(t, x.c.Applications.DeleteSecret(ctx, web.ID, "2nd"))
	refused(t, x.c.Applications.DeleteSecret(ctx, web.ID, "2nd"), http.StatusNotFound, "entity.not_found")
}

// Only the role that Logto brings along opens the Management API. A new
// application has none, and must not get further than its own token.
func TestContract_credentialsThatOpenNothing(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	machine := x.application("machine", apiclient.ApplicationMachineToMachine)
	secret := need(x.c.Applications.Secrets(ctx, machine.ID))(t)[0].Value
	_, err := x.client(machine.ID, secret).Users.List(ctx, apiclient.UserListOptions{})
	if !apiclient.IsCredential(err) || !apiclient.IsForbidden(err) {
		t.Errorf("without a role: %v", err)
	}
	for what, c := range map[string]*apiclient.Client{
		"a wrong secret":         x.client(machine.ID, "wrong"),
		"an unknown application": x.client(x.prefix, secret),
	} {
		if _, err := c.Users.List(ctx, apiclient.UserListOptions{}); !apiclient.IsCredential(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestContract_machinesHoldRoles(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	machine, web := x.application("machine", apiclient.ApplicationMachineToMachine), x.application("web", apiclient.ApplicationTraditional)
	robot, spare, human := x.role("robot", apiclient.RoleTypeMachineToMachine), x.role("spare", apiclient.RoleTypeMachineToMachine), x.role("human", "")
	added := need(x.c.Applications.AddRoles(ctx, machine.ID, []string{robot.ID}))(t)
	if !slices.Equal(added.AddedRoleIDs, []string{robot.ID}) {
		t.Errorf("added %v", added.AddedRoleIDs)
	}
	holders := need(x.c.Roles.Applications(ctx, robot.ID, apiclient.PageOptions{}))(t)
	if holders.Total != 1 || holders.Items[0].ID != machine.ID {
		t.Errorf("robots are %+v", holders)
	}
	refused(t, x.c.Roles.AddApplications(ctx, robot.ID, []string{machine.ID}), http.StatusUnprocessableEntity, "role.application_exists")
	_, err := x.c.Applications.AddRoles(ctx, machine.ID, []string{human.ID})
	refused(t, err, http.StatusUnprocessableEntity, "application.invalid_role_type")
	_, err = x.c.Applications.AddRoles(ctx, web.ID, []string{robot.ID})
	refused(t, err, http.StatusUnprocessableEntity, "application.invalid_type")
	done(t, x.c.Applications.ReplaceRoles(ctx, machine.ID, []string{spare.ID}))
	var held []string
	for role, err := range x.c.Applications.AllRoles(ctx, machine.ID) {
		done(t, err)
		held = append(held, role.ID)
	}
	if !slices.Equal(held, []string{spare.ID}) {
		t.Errorf("the machine holds %v, want the spare role", held)
	}
	done(t, x.c.Applications.RemoveRole(ctx, machine.ID, spare.ID))
	refused(t, x.c.Applications.RemoveRole(ctx, machine.ID, spare.ID), http.StatusNotFound, "entity.not_found")
}

// A webhook of this suite is never enabled: it would be told of everybody's changes.
func TestContract_webhooks(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	made := need(x.c.Hooks.Create(ctx, apiclient.HookCreate{
		Name: x.named("hook"), Events: []string{"User.Created"}, Enabled: new(false),
		Config: apiclient.HookConfig{URL: "https://contract.invalid/hook", Headers: map[string]string{"x-a": "b"}},
	}))(t)
	x.afterwards("hook "+made.ID, func(ctx context.Context) error { return x.c.Hooks.Delete(ctx, made.ID) })
	if made.Enabled || made.SigningKey == "" {
		t.Errorf("made %+v, with a key: %v", made, made.SigningKey != "")
	}
	changed := need(x.c.Hooks.Update(ctx, made.ID, apiclient.HookPatch{
		Events: []string{"User.Deleted", "PostSignIn"}, Config: &apiclient.HookConfig{URL: "https://contract.invalid/other"},
	}))(t)
	if len(changed.Events) != 2 || changed.Config.URL != "https://contract.invalid/other" || len(changed.Config.Headers) != 0 || changed.Enabled {
		t.Errorf("changed: %+v", changed)
	}
	rotated := need(x.c.Hooks.RotateSigningKey(ctx, made.ID))(t)
	if got := need(x.c.Hooks.Get(ctx, made.ID))(t); got.SigningKey != rotated.SigningKey || got.SigningKey == made.SigningKey {
		t.Error("the key that was told on rotation is not the one kept, or the old one still is")
	}
	if log := need(x.c.Hooks.Deliveries(ctx, made.ID, apiclient.HookDeliveryListOptions{}))(t); log.Total != 0 {
		t.Errorf("%d deliveries of a webhook that was never enabled", log.Total)
	}
	_, err := x.c.Hooks.Create(ctx, apiclient.HookCreate{Name: x.named("none"), Events: []string{}, Config: made.Config, Enabled: new(false)})
	refused(t, err, http.StatusBadRequest, "hook.missing_events")
	_, err = x.c.Hooks.Create(ctx, apiclient.HookCreate{Name: x.named("odd"), Events: []string{"User.Sneezed"}, Config: made.Config, Enabled: new(false)})
	refused(t, err, http.StatusBadRequest, "guard.invalid_input")
	done(t, x.c.Hooks.Delete(ctx, made.ID))
	_, err = x.c.Hooks.Get(ctx, made.ID)
	refused(t, err, http.StatusNotFound, "entity.not_exists_with_id")
}
