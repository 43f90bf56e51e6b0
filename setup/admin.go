package setup

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"roster/access"
	"roster/apiclient"
)

// linkLife is how long a set-up link works.
const linkLife = time.Hour

// planAdmin gives the admin role to the person who was named, or makes one.
func (s *Setup) planAdmin(ctx context.Context, p *Plan) error {
	who := s.Admin
	if s.NewAdmin != "" {
		who = s.NewAdmin
	}
	if who == "" {
		return s.noteAdmin(ctx, p)
	}
	admin, err := person(ctx, s.client, who)
	if err != nil {
		return err
	}
	p.found.admin = admin
	switch {
	case admin == nil && s.NewAdmin == "":
		p.block("Logto has nobody with the id, username or e-mail address %q. To make somebody, use --create-admin with an e-mail address.", who)
		return nil
	case admin == nil:
		if err := s.planPerson(ctx, p); err != nil {
			return err
		}
	case admin.IsSuspended:
		p.block("%s is suspended and cannot become admin: reactivate them in Console > User management.", who)
		return nil
	}
	if err := s.planAdminRole(ctx, p, who); err != nil {
		return err
	}
	s.planLink(p, admin != nil)
	return nil
}

func (s *Setup) noteAdmin(ctx context.Context, p *Plan) error {
	if role := p.found.roles[access.RoleAdmin]; role != nil {
		page, err := s.client.Roles.Users(ctx, role.ID, apiclient.PageOptions{PageSize: 1}, apiclient.UserSearch{})
		if err != nil || page.Total > 0 {
			return err
		}
	}
	p.Notes = append(p.Notes, "Nobody is Roster admin yet: name somebody with --admin, or make somebody with --create-admin.")
	return nil
}

func (s *Setup) planAdminRole(ctx context.Context, p *Plan, who string) error {
	f := p.found
	if role := f.roles[access.RoleAdmin]; role != nil && f.admin != nil {
		for held, err := range s.client.Users.AllRoles(ctx, f.admin.ID) {
			if err != nil {
				return err
			}
			if held.ID == role.ID {
				return nil
			}
		}
	}
	p.add("setup.make-admin", fmt.Sprintf("give %s the role %q", who, access.RoleAdmin), func(ctx context.Context) error {
		_, err := s.client.Users.AddRoles(ctx, f.admin.ID, []string{f.roles[access.RoleAdmin].ID})
		return err
	})
	p.Steps[len(p.Steps)-1].target = func() string { return f.admin.ID }
	return nil
}

func (s *Setup) planPerson(ctx context.Context, p *Plan) error {
	username := s.NewAdminUsername
	if username == "" {
		username = usernameFrom(s.NewAdmin)
	}
	if !usernameForm.MatchString(username) {
		p.block("%q is no username: letters, digits and _, not a digit first.", username)
		return nil
	}
	taken, err := person(ctx, s.client, username)
	if err != nil {
		return err
	}
	if taken != nil {
		p.block("Somebody else has the username %q: choose another with --admin-username.", username)
		return nil
	}
	p.add("user.create", fmt.Sprintf("make the person %s with the username %q", s.NewAdmin, username), func(ctx context.Context) error {
		made, err := s.client.Users.Create(ctx, apiclient.UserCreate{Username: username, PrimaryEmail: s.NewAdmin})
		if err != nil {
			return err
		}
		p.found.admin = made
		return nil
	})
	return nil
}

var (
	usernameForm = regexp.MustCompile(`^[A-Za-z_]\w*$`) // Logto's rule
	notUsername  = regexp.MustCompile(`\W+`)
)

// usernameFrom makes a username of the part of an address before the @.
func usernameFrom(email string) string {
	local, _, _ := strings.Cut(email, "@")
	name := notUsername.ReplaceAllString(local, "_")
	if !usernameForm.MatchString(name) {
		name = "_" + name
	}
	return name
}

// planLink makes a set-up link for somebody who has just been made. Later runs
// do it only when asked: each link is as good as a password.
func (s *Setup) planLink(p *Plan, existed bool) {
	f := p.found
	switch {
	case s.NewAdmin == "":
		return
	case existed && !s.NewLink:
		if f.admin.HasPassword != nil && !*f.admin.HasPassword {
			p.Notes = append(p.Notes, s.NewAdmin+" has set no password yet. If the link is lost or over, --new-link makes another.")
		}
		return
	}
	p.add("user.reset-password", "make a link by which "+s.NewAdmin+" sets a password (works once, for an hour)", func(ctx context.Context) error {
		token, err := s.client.OneTimeTokens.Create(ctx, apiclient.OneTimeTokenCreate{
			Email: f.admin.PrimaryEmail, ExpiresIn: linkLife,
			Context: apiclient.OneTimeTokenContext{InteractionEvent: apiclient.InteractionForgotPassword},
		})
		if err != nil {
			return err
		}
		p.Link = s.link(f, token.Token)
		return nil
	})
	p.Steps[len(p.Steps)-1].target = func() string { return f.admin.ID }
}

// link opens Logto's page for setting a password (an authorization request with
// first_screen=reset_password). The person is not signed in by it and types the
// new password there; the portal then asks for a sign-in of its own, because it
// did not begin this one.
func (s *Setup) link(f *found, token apiclient.Secret) apiclient.Secret {
	return apiclient.Secret(s.Tenant.Endpoint + "/oidc/auth?" + url.Values{
		"client_id": {f.application.ID}, "redirect_uri": {s.Portal.RedirectURI}, "response_type": {"code"},
		"scope": {"openid"}, "prompt": {"login"}, "state": {rand.Text()}, "first_screen": {"reset_password"},
		"one_time_token": {token.Reveal()}, "login_hint": {f.admin.PrimaryEmail},
	}.Encode())
}
