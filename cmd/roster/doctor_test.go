package main

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"roster/apiclient"
	"roster/setup"
)

// ready is a tenant and a portal that are set up.
func ready(t *testing.T) (place, *apiclient.Client) {
	t.Helper()
	_, p := newTenant(t)
	p.mustSetup("--create-admin", "first@example.com", "--account-center", "--webhook", "http://127.0.0.1:1/webhooks/logto")
	return p, p.manager()
}

func TestDoctor_findsWhatWasChangedInTheTenant(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		line  setup.Line
		text  string
		spoil func(ctx context.Context, t *testing.T, p place, c *apiclient.Client) error
	}{
		"another redirect": {setup.LineRedirects, "Redirect URI http://127.0.0.1:8080/callback", func(ctx context.Context, _ *testing.T, p place, c *apiclient.Client) error {
			return gone(c.Applications.Update(ctx, p.written()["LOGTO_APP_ID"], apiclient.ApplicationPatch{OIDCClientMetadata: &apiclient.ClientMetadata{RedirectURIs: []string{"https://elsewhere.example/callback"}, PostLogoutRedirectURIs: []string{}}}))
		}},
		"no application": {setup.LineApplication, "no application with the id in LOGTO_APP_ID", func(ctx context.Context, _ *testing.T, p place, c *apiclient.Client) error {
			return c.Applications.Delete(ctx, p.written()["LOGTO_APP_ID"])
		}},
		"another secret": {setup.LineApplication, "none of the application's", func(ctx context.Context, _ *testing.T, p place, c *apiclient.Client) error {
			return c.Applications.DeleteSecret(ctx, p.written()["LOGTO_APP_ID"], "Default secret")
		}},
		"long tokens": {setup.LineResource, "live 3600 s", func(ctx context.Context, t *testing.T, _ place, c *apiclient.Client) error {
			return gone(c.Resources.Update(ctx, resourceOf(t, c).ID, apiclient.ResourcePatch{AccessTokenTTL: new(3600)}))
		}},
		"a default API": {setup.LineResource, "the tenant's default API", func(ctx context.Context, t *testing.T, _ place, c *apiclient.Client) error {
			return gone(c.Resources.SetDefault(ctx, resourceOf(t, c).ID, true))
		}},
		"a permission gone": {setup.LineScopes, "lacks the permissions", func(ctx context.Context, t *testing.T, _ place, c *apiclient.Client) error {
			r := resourceOf(t, c)
			return c.Resources.DeleteScope(ctx, r.ID, r.Scopes[0].ID)
		}},
		"a role gone": {setup.LineRoles, `the role "Roster auditor"`, func(ctx context.Context, t *testing.T, _ place, c *apiclient.Client) error {
			return c.Roles.Delete(ctx, roleOf(t, c, "Roster auditor").ID)
		}},
		"a role for everybody": {setup.LineRoles, "everybody who is created", func(ctx context.Context, t *testing.T, _ place, c *apiclient.Client) error {
			return gone(c.Roles.Update(ctx, roleOf(t, c, "Roster admin").ID, apiclient.RolePatch{IsDefault: new(true)}))
		}},
		"an organization role with a permission": {setup.LineOrgRoles, `"Captain"`, func(ctx context.Context, t *testing.T, _ place, c *apiclient.Client) error {
			return gone(c.OrganizationRoles.Create(ctx, apiclient.OrganizationRoleCreate{Name: "Captain", ResourceScopeIDs: []string{resourceOf(t, c).Scopes[0].ID}}))
		}},
		"no admin": {setup.LineAdmin, "nobody is Roster admin", func(ctx context.Context, t *testing.T, _ place, c *apiclient.Client) error {
			page, err := c.Users.List(ctx, apiclient.UserListOptions{})
			if err != nil {
				return err
			}
			return c.Users.Delete(ctx, page.Items[0].ID)
		}},
		"another webhook key": {setup.LineWebhook, "not the webhook's signing key", func(ctx context.Context, _ *testing.T, _ place, c *apiclient.Client) error {
			page, err := c.Hooks.List(ctx, apiclient.PageOptions{})
			if err != nil {
				return err
			}
			return gone(c.Hooks.RotateSigningKey(ctx, page.Items[0].ID))
		}},
		"a database away": {setup.LineDatabase, "there is no file", func(_ context.Context, _ *testing.T, p place, _ *apiclient.Client) error {
			return gone(setup.WriteEnv(p.file(".env"), []setup.Setting{{Name: "ROSTER_DATABASE_URL", Value: "sqlite:" + filepath.Join(p.dir, "other.db")}}))
		}},
		"a setting away": {setup.LineConfiguration, "ROSTER_SESSION_KEY", func(_ context.Context, _ *testing.T, p place, _ *apiclient.Client) error {
			return gone(setup.WriteEnv(p.file(".env"), []setup.Setting{{Name: "ROSTER_SESSION_KEY", Value: "short"}}))
		}},
		"no mail server": {setup.LineMailServer, "does not greet", func(_ context.Context, _ *testing.T, p place, _ *apiclient.Client) error {
			return gone(setup.WriteEnv(p.file(".env"), []setup.Setting{{Name: "ROSTER_SMTP_URL", Value: "smtp://127.0.0.1:1"}, {Name: "ROSTER_MAIL_FROM", Value: "people@example.com"}}))
		}},
		"no sender of mails": {setup.LineMailServer, "ROSTER_MAIL_FROM is no address", func(_ context.Context, _ *testing.T, p place, _ *apiclient.Client) error {
			return gone(setup.WriteEnv(p.file(".env"), []setup.Setting{{Name: "ROSTER_SMTP_URL", Value: "smtp://127.0.0.1:1"}, {Name: "ROSTER_MAIL_FROM", Value: "people"}}))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, c := ready(t)
			if code, lines := p.doctor(); code != exitOK {
				t.Fatalf("before: %d %+v", code, lines)
			}
			if err := test.spoil(t.Context(), t, p, c); err != nil {
				t.Fatal(err)
			}
			code, lines := p.doctor()
			got := lines[test.line]
			if code != exitFailed || got.Status != setup.StatusProblem || !strings.Contains(got.Text, test.text) || got.Fix == "" {
				t.Errorf("%d %+v, want a problem with %q and how to mend it", code, got, test.text)
			}
		})
	}
}

// gone drops the answer of a change.
func gone[T any](_ T, err error) error { return err }

func resourceOf(t *testing.T, c *apiclient.Client) apiclient.Resource {
	t.Helper()
	page, err := c.Resources.List(t.Context(), apiclient.ResourceListOptions{IncludeScopes: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Items {
		if r.Indicator == "https://roster/api" {
			return r
		}
	}
	t.Fatal("there is no resource")
	return apiclient.Resource{}
}

func roleOf(t *testing.T, c *apiclient.Client, name string) apiclient.Role {
	t.Helper()
	page, err := c.Roles.List(t.Context(), apiclient.RoleListOptions{Search: name})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("the role %s: %+v, %v", name, page.Items, err)
	}
	return page.Items[0]
}

func TestDoctor_looksNoFurtherThanItCan(t *testing.T) {
	t.Parallel()
	p, _ := ready(t)
	if _, err := setup.WriteEnv(p.file(".env"), []setup.Setting{{Name: "LOGTO_M2M_APP_SECRET", Value: "wrong"}}); err != nil {
		t.Fatal(err)
	}
	code, lines := p.doctor()
	if code != exitFailed || lines[setup.LineToken].Status != setup.StatusProblem || lines[setup.LineRoles].Status != setup.StatusSkipped {
		t.Errorf("%d %+v, want the token as the problem and the rest skipped", code, lines)
	}
}

func TestDoctor_hearsAMailServer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte("220 mail.example ESMTP\r\n"))
			_ = c.Close()
		}
	}()
	p, _ := ready(t)
	if _, err := setup.WriteEnv(p.file(".env"), []setup.Setting{{Name: "ROSTER_SMTP_URL", Value: "smtp://" + l.Addr().String()}, {Name: "ROSTER_MAIL_FROM", Value: "Example People <people@example.com>"}}); err != nil {
		t.Fatal(err)
	}
	if code, lines := p.doctor(); code != exitOK || lines[setup.LineMailServer].Status != setup.StatusOK {
		t.Errorf("%d %+v", code, lines[setup.LineMailServer])
	}
}

func TestDoctor_printsALineForEach(t *testing.T) {
	t.Parallel()
	p, _ := ready(t)
	code, stdout, _ := started(t.Context(), map[string]string{}, "doctor", "--env-file", p.file(".env"))
	if code != exitOK || strings.Count(stdout, "\n") != 19 || !strings.Contains(stdout, "ok       m2m-role") {
		t.Errorf("%d\n%s", code, stdout)
	}
	for _, secret := range []string{p.written()["LOGTO_APP_SECRET"], p.written()["ROSTER_SESSION_KEY"], "m2m-secret"} {
		if strings.Contains(stdout, secret) {
			t.Error("a secret is printed")
		}
	}
}
