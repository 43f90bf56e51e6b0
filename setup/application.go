package setup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"roster/apiclient"
)

// pickApplication chooses which of the applications is the portal's: the one
// that LOGTO_APP_ID names, else one that the manifest knows, else any of the name.
func (s *Setup) pickApplication(f *found) *apiclient.Application {
	var picked *apiclient.Application
	for i, app := range f.applications {
		switch {
		case app.ID == s.Portal.AppID:
			return &f.applications[i]
		case s.Manifest.knows(KindApplication, app.ID), picked == nil:
			picked = &f.applications[i]
		}
	}
	return picked
}

func (s *Setup) planApplication(ctx context.Context, p *Plan) error {
	f := p.found
	f.application = s.pickApplication(f)
	app := f.application
	switch {
	case app == nil:
		s.planNewApplication(p)
		return nil
	case app.Type != apiclient.ApplicationTraditional:
		p.block("The application %q (%s) is of the type %s and has to be Traditional web: Logto cannot change a type. Delete or rename it, and take LOGTO_APP_ID out of the settings.", app.Name, app.ID, app.Type)
		return nil
	case app.IsThirdParty:
		p.block("The application %q (%s) is a third-party one, which may not ask for what the portal needs: delete or rename it.", app.Name, app.ID)
		return nil
	case !s.ours(p, KindApplication, applicationName, app.ID):
		return nil
	}
	if change := s.metadata(app.OIDCClientMetadata); change != nil {
		p.add("setup.update-application", "add the portal's addresses to the application: "+strings.Join([]string{s.Portal.RedirectURI, s.Portal.PostLogoutURI, s.Portal.BackchannelLogoutURI}, " "), func(ctx context.Context) error {
			_, err := s.client.Applications.Update(ctx, app.ID, apiclient.ApplicationPatch{OIDCClientMetadata: change})
			return err
		})
	}
	return s.planSecret(ctx, p)
}

// planSecret takes a secret that works, or plans one.
func (s *Setup) planSecret(ctx context.Context, p *Plan) error {
	f := p.found
	secrets, err := s.client.Applications.Secrets(ctx, f.application.ID)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for _, secret := range secrets {
		names[secret.Name] = true
		if secret.ExpiresAt.IsZero() || secret.ExpiresAt.After(now()) {
			f.secret = secret.Value
		}
	}
	if f.secret != "" {
		return nil
	}
	name := "Roster"
	for i := 2; names[name]; i++ {
		name = fmt.Sprintf("Roster %d", i)
	}
	p.add("setup.create-secret", "add a secret to the application, which has none that works", func(ctx context.Context) error {
		made, err := s.client.Applications.CreateSecret(ctx, f.application.ID, name, apiclient.Millis{})
		if err != nil {
			return err
		}
		f.secret = made.Value
		return nil
	})
	return nil
}

// metadata is the registration with what the portal needs in it, nil when it is
// there already. Addresses of others are left: the application may serve several
// portals.
func (s *Setup) metadata(have apiclient.ClientMetadata) *apiclient.ClientMetadata {
	want := have
	want.RedirectURIs = with(have.RedirectURIs, s.Portal.RedirectURI)
	want.PostLogoutRedirectURIs = with(have.PostLogoutRedirectURIs, s.Portal.PostLogoutURI)
	want.BackchannelLogoutURI = s.Portal.BackchannelLogoutURI
	want.BackchannelLogoutSessionRequired = true
	if len(want.RedirectURIs) == len(have.RedirectURIs) && len(want.PostLogoutRedirectURIs) == len(have.PostLogoutRedirectURIs) &&
		want.BackchannelLogoutURI == have.BackchannelLogoutURI && have.BackchannelLogoutSessionRequired {
		return nil
	}
	return &want
}

func with(list []string, item string) []string {
	if slices.Contains(list, item) {
		return list
	}
	return append(slices.Clone(list), item)
}

func (s *Setup) planNewApplication(p *Plan) {
	p.add("setup.create-application", fmt.Sprintf("make the Traditional web application %q for %s", applicationName, s.Portal.RedirectURI), func(ctx context.Context) error {
		return s.make(Item{Kind: KindApplication, Name: applicationName}, func() (string, error) {
			return s.makeApplication(ctx, p.found)
		})
	})
}

// errTwin: two runs made the application at the same moment.
var errTwin = errors.New("another run made the same application at the same moment, so this one removed its own: run setup again where that run's manifest is")

// makeApplication looks again after it made one, since Logto lets names be there
// twice: of two that were made at the same time, the older one stays.
func (s *Setup) makeApplication(ctx context.Context, f *found) (string, error) {
	made, err := s.client.Applications.Create(ctx, apiclient.ApplicationCreate{
		Name: applicationName, Type: apiclient.ApplicationTraditional, Description: "The Roster portal",
		OIDCClientMetadata: s.metadata(apiclient.ClientMetadata{}),
	})
	if err != nil {
		return "", err
	}
	for app, err := range s.client.Applications.All(ctx, apiclient.ApplicationListOptions{PageOptions: largest, Types: []apiclient.ApplicationType{apiclient.ApplicationTraditional}}) {
		if err != nil {
			return made.ID, err
		}
		older := app.CreatedAt.Before(made.CreatedAt.Time) || app.CreatedAt.Equal(made.CreatedAt.Time) && app.ID < made.ID
		if app.Name == applicationName && app.ID != made.ID && older {
			return "", errors.Join(errTwin, s.client.Applications.Delete(ctx, made.ID))
		}
	}
	secrets, err := s.client.Applications.Secrets(ctx, made.ID)
	if err != nil {
		return made.ID, err
	}
	if len(secrets) == 0 {
		return made.ID, errors.New("logto gave the application no secret: run setup again")
	}
	f.application, f.secret = made, secrets[0].Value
	return made.ID, nil
}
