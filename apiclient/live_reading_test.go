package apiclient_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"roster/apiclient"
)

// Settings are read and looked at, whatever they are; none is written.
func TestContract_settingsAreReadable(t *testing.T) {
	x := newTenant(t)
	c := x.c
	for what, read := range map[string]func(context.Context) error{
		"status": c.Ping,
		"sign-in experience": func(ctx context.Context) error {
			s, err := c.SignInExperience.Get(ctx)
			return expect(err, func() bool { return s.SignInMode != "" && s.LanguageInfo.FallbackLanguage != "" })
		},
		"account center": func(ctx context.Context) error { return drop(c.AccountCenter.Get(ctx)) },
		"connectors": func(ctx context.Context) error {
			list, err := c.Connectors.List(ctx)
			return expect(err, func() bool { return len(list) == 0 || list[0].ID != "" && list[0].Type != "" })
		},
		"connector factories": func(ctx context.Context) error {
			list, err := c.Connectors.Factories(ctx)
			return expect(err, func() bool { return len(list) > 0 && list[0].ID != "" && list[0].Name["en"] != "" })
		},
		"enterprise connectors": func(ctx context.Context) error { return drop(c.Connectors.SSO(ctx)) },
		"profile fields":        func(ctx context.Context) error { return drop(c.ProfileFields.List(ctx)) },
		"assets": func(ctx context.Context) error {
			s, err := c.UserAssets.Status(ctx)
			return expect(err, func() bool { return s.Ready() == (s.MaxUploadFileSize > 0) })
		},
	} {
		x.reads(what, read)
	}
}

// Setup sends the fields back as a whole, since Logto replaces them. What is sent
// here is what is there, so that nothing changes in the tenant.
func TestContract_accountCenterTakesItsFieldsBack(t *testing.T) {
	x := newTenant(t)
	have := need(x.c.AccountCenter.Get(t.Context()))(t)
	if have.Fields == nil {
		have.Fields = map[string]string{}
	}
	got := need(x.c.AccountCenter.Update(t.Context(), apiclient.AccountCenterPatch{Enabled: &have.Enabled, Fields: have.Fields}))(t)
	if got.Enabled != have.Enabled || !maps.Equal(got.Fields, have.Fields) {
		t.Errorf("sent back: %+v, was %+v", got, have)
	}
}

func TestContract_tokenSettingsAreReadable(t *testing.T) {
	x := newTenant(t)
	c := x.c
	for what, read := range map[string]func(context.Context) error{
		"ID tokens": func(ctx context.Context) error {
			_, err := c.Configs.IDToken(ctx)
			if apiclient.HasCode(err, "entity.not_found") { // a tenant that never had the setting
				return nil
			}
			return err
		},
		"signing keys": func(ctx context.Context) error {
			keys, err := c.Configs.SigningKeys(ctx)
			return expect(err, func() bool {
				return slices.ContainsFunc(keys, func(k apiclient.SigningKey) bool { return k.Status == "Current" })
			})
		},
	} {
		x.reads(what, read)
	}
}

func TestContract_peopleAreCounted(t *testing.T) {
	x := newTenant(t)
	c := x.c
	x.user("ann", apiclient.UserCreate{})
	for what, read := range map[string]func(context.Context) error{
		"total": func(ctx context.Context) error {
			n, err := c.Dashboard.TotalUsers(ctx)
			return expect(err, func() bool { return n > 0 })
		},
		"newcomers": func(ctx context.Context) error {
			n, err := c.Dashboard.NewUsers(ctx)
			return expect(err, func() bool { return n.Last7Days.Count > 0 })
		},
		"the active": func(ctx context.Context) error {
			n, err := c.Dashboard.ActiveUsers(ctx, time.Time{})
			return expect(err, func() bool { return len(n.Daily) == 30 })
		},
	} {
		x.reads(what, read)
	}
}

func TestContract_logsAreReadable(t *testing.T) {
	x := newTenant(t)
	c := x.c
	for what, read := range map[string]func(context.Context) error{
		"logs": func(ctx context.Context) error {
			page, err := c.Logs.List(ctx, apiclient.LogListOptions{PageOptions: apiclient.PageOptions{PageSize: 1}})
			if err != nil || len(page.Items) == 0 {
				return err
			}
			entry, err := c.Logs.Get(ctx, page.Items[0].ID)
			return expect(err, func() bool { return entry.Key == page.Items[0].Key && !entry.CreatedAt.IsZero() })
		},
		"logs that end before they begin": func(ctx context.Context) error {
			now := time.Now()
			_, err := c.Logs.List(ctx, apiclient.LogListOptions{Since: now, Until: now.Add(-time.Hour)})
			switch {
			case err == nil:
				return errors.New("accepted")
			case apiclient.HasCode(err, "log.invalid_time_window"):
				return nil
			}
			return err
		},
	} {
		x.reads(what, read)
	}
}

// reads wants a call to work. The emulator may say that it does not have the
// endpoint; it must not answer in any other way.
func (x *tenant) reads(what string, read func(context.Context) error) {
	x.Helper()
	switch err := read(x.Context()); {
	case err == nil:
	case apiclient.HasCode(err, "emulator.not_supported"):
		x.Logf("%s: the emulator says that it does not have it", what)
	default:
		x.Errorf("%s: %v", what, err)
	}
}

// expect looks at an answer that came.
func expect(err error, holds func() bool) error {
	if err == nil && !holds() {
		return errors.New("the answer is not plausible")
	}
	return err
}

func drop[T any](_ T, err error) error { return err }

func TestContract_unknownIDsAreNotFound(t *testing.T) {
	x := newTenant(t)
	c := x.c
	for what, read := range map[string]func(context.Context, string) error{
		"user":               func(ctx context.Context, id string) error { return drop(c.Users.Get(ctx, id)) },
		"change of a user":   func(ctx context.Context, id string) error { return drop(c.Users.SetSuspended(ctx, id, true)) },
		"removal of a user":  c.Users.Delete,
		"role":               func(ctx context.Context, id string) error { return drop(c.Roles.Get(ctx, id)) },
		"resource":           func(ctx context.Context, id string) error { return drop(c.Resources.Get(ctx, id)) },
		"application":        func(ctx context.Context, id string) error { return drop(c.Applications.Get(ctx, id)) },
		"organization":       func(ctx context.Context, id string) error { return drop(c.Organizations.Get(ctx, id)) },
		"organization role":  func(ctx context.Context, id string) error { return drop(c.OrganizationRoles.Get(ctx, id)) },
		"organization scope": func(ctx context.Context, id string) error { return drop(c.OrganizationRoles.Scope(ctx, id)) },
		"invitation":         func(ctx context.Context, id string) error { return drop(c.Invitations.Get(ctx, id)) },
		"one-time token":     func(ctx context.Context, id string) error { return drop(c.OneTimeTokens.Get(ctx, id)) },
		"hook":               func(ctx context.Context, id string) error { return drop(c.Hooks.Get(ctx, id)) },
		"removal of a hook":  c.Hooks.Delete,
	} {
		for _, id := range []string{x.prefix, x.prefix + "?a=b#c", "with space", "%2e%2e", "../users", ""} {
			if err := read(t.Context(), id); !apiclient.IsNotFound(err) {
				t.Errorf("%s %q: %v", what, id, err)
			}
		}
	}
}
