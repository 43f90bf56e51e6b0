package handlers

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/i18n"
	"roster/views"
	"roster/views/paths"
)

// connectionKeeper is what is needed of package account for what is signed in as the
// person and linked to them.
type connectionKeeper interface {
	Sessions(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret) ([]apiclient.AccountSession, error)
	Grants(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret) ([]apiclient.Grant, error)
	EndSession(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, uid string) (account.Ended, error)
	EndOthers(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret) (account.Ended, error)
	RevokeGrants(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, application string) (account.Ended, error)
	Providers(ctx context.Context) ([]apiclient.SocialConnector, error)
	BeginLink(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, connector, state, back string) (account.SocialSignIn, error)
	Link(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof, begun apiclient.Secret, target string, answer map[string]string) error
	Unlink(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, target string) error
}

// connectionRoutes are about where one is signed in and what is linked to one.
func (a *app) connectionRoutes() []route {
	routes := []route{
		{pattern: "GET /profile/connections", needs: signedIn, handle: a.connections},
		{pattern: "GET /profile/identities/callback", needs: signedIn, handle: a.linkCallback},
	}
	for _, asks := range []struct {
		path string
		kind ownKind
	}{
		{"sessions/{session}/end", ownSession},
		{"sessions/end-others", ownOthers},
		{"grants/{application}/revoke", ownGrant},
		{"identities/{connector}/link", ownLink},
		{"identities/{target}/unlink", ownUnlink},
	} {
		step := ownStep{a, asks.kind}
		routes = append(routes, asked("/profile/"+asks.path, signedIn, step.page, step.save)...)
	}
	return routes
}

// connectionFacts are what the page is drawn from. What was not asked for is empty.
type connectionFacts struct {
	own       account.Own
	sessions  []apiclient.AccountSession
	grants    []apiclient.Grant
	providers []apiclient.SocialConnector

	err, sessionsErr, grantsErr, providersErr error
}

// connections is the page. Sessions and permissions are shown after an identity check.
func (a *app) connections(w http.ResponseWriter, r *http.Request) error {
	who, tokens, proof := actor(r), a.ownToken(r), proofOf(r)
	var f connectionFacts
	var parts sync.WaitGroup
	parts.Go(func() { f.own, f.err = a.Account.Read(r.Context(), who, tokens) })
	parts.Go(func() { f.providers, f.providersErr = a.Account.Providers(r.Context()) })
	if proof != "" {
		parts.Go(func() { f.sessions, f.sessionsErr = a.Account.Sessions(r.Context(), who, tokens, proof) })
		parts.Go(func() { f.grants, f.grantsErr = a.Account.Grants(r.Context(), who, tokens, proof) })
	}
	parts.Wait()
	all := errors.Join(f.err, f.sessionsErr, f.grantsErr)
	if errors.Is(all, errSignIn) || all != nil && clientGone(r, all) {
		return errors.Join(all)
	}
	if errors.Is(all, account.ErrProof) { // it is none to Logto
		if err := a.dropProof(w, r); err != nil {
			return err
		}
		proof = ""
	}
	if all != nil {
		a.Log.WarnContext(r.Context(), "own connections not read", "id", visitOf(r).id, "person", who.ID, "error", all)
	}
	return a.render(w, r, http.StatusOK, views.ConnectionsPage(a.shell(w, r), a.connectionProps(r, f, proof != "")))
}

func (a *app) connectionProps(r *http.Request, f connectionFacts, proven bool) views.ConnectionsProps {
	p := views.ConnectionsProps{OwnHead: ownHead(person(r)), Proven: proven}
	switch {
	case f.err != nil:
		p.Failure = connectionFailure(r, f.err)
		return p
	case !f.own.Enabled:
		p.Closed = true
		return p
	}
	p.NoProof, p.SetPassword = !f.own.CanProve, f.own.ControlOf(account.Password) == account.Edit
	p.MaySessions, p.MaySocial = ownMay(f.own.ControlOf(account.Sessions)), ownMay(f.own.ControlOf(account.Social))
	p.SessionsFailure, p.GrantsFailure = connectionFailure(r, f.sessionsErr), connectionFailure(r, f.grantsErr)
	p.Sessions, p.Grants = ownSessions(f.sessions, appNames(f.grants)), a.ownGrants(f.grants)
	locale := i18n.LocaleFrom(r.Context())
	p.Identities = ownIdentities(f.own.User.Identities, f.providers, locale)
	p.ProvidersFailure = connectionFailure(r, f.providersErr)
	for _, c := range linkable(f.own, f.providers) {
		item := views.ProviderItem{ID: c.ID, Name: providerName(c.Target, c.Name, locale)}
		if answersByPost(c) {
			item.HostedURL = paths.HostedSocial(a.LogtoOrigin, c.ID, a.URL.JoinPath(paths.ProfileConnections()).String(), string(locale))
		}
		p.Providers = append(p.Providers, item)
	}
	return p
}

func ownMay(c account.Control) views.OwnMay {
	switch c {
	case account.Edit:
		return views.MayChange
	case account.ReadOnly:
		return views.MaySee
	}
	return views.MayNothing
}

func connectionFailure(r *http.Request, err error) *views.Failure {
	if err == nil {
		return nil
	}
	failure := ownFailure(r, err)
	failure.RetryURL = paths.ProfileConnections()
	return failure
}

// appNames are those of the applications that hold a permission, by id. There is no other
// way for people to learn them.
func appNames(grants []apiclient.Grant) map[string]string {
	names := map[string]string{}
	for _, g := range grants {
		names[g.Payload.ClientID] = g.Application.Name
	}
	return names
}

// ownSessions are this device, then the others, those signed in last first.
func ownSessions(all []apiclient.AccountSession, apps map[string]string) []views.SessionItem {
	var items []views.SessionItem
	for _, s := range all {
		item := sessionItem(s.Session, func(client string) string { return cmp.Or(apps[client], client) })
		item.Here = s.IsCurrent
		items = append(items, item)
	}
	slices.SortStableFunc(items, func(a, b views.SessionItem) int {
		if a.Here != b.Here {
			return cmp.Compare(here(b), here(a))
		}
		return b.Since.Compare(a.Since)
	})
	return items
}

func here(s views.SessionItem) int {
	if s.Here {
		return 1
	}
	return 0
}

// sessionItem is one session; name tells what an application is called.
func sessionItem(s apiclient.Session, name func(client string) string) views.SessionItem {
	item := views.SessionItem{ID: s.Payload.UID, Since: time.Unix(s.Payload.LoginAt, 0), Until: s.ExpiresAt.Time}
	if s.LastSubmission != nil && s.LastSubmission.SignInContext != nil {
		from := s.LastSubmission.SignInContext
		item.Device, item.Handheld = deviceOf(from.UserAgent)
		item.IP, item.Place = shownIP(from.IP), joinedBy(", ", from.City, from.Country)
	}
	for client := range s.Payload.Authorizations {
		item.Applications = append(item.Applications, name(client))
	}
	slices.Sort(item.Applications)
	return item
}

// shownIP is an address as people know it: that of IPv4 also where a server listens with
// IPv6 (RFC 4291, 2.5.5.2).
func shownIP(text string) string {
	if ip, err := netip.ParseAddr(text); err == nil {
		return ip.Unmap().String()
	}
	return text
}

// ownGrants are one item for each application, by name. How many permissions there are
// is of no use to people.
func (a *app) ownGrants(all []apiclient.Grant) []views.GrantItem {
	items := grantItems(all, func(g apiclient.Grant) views.GrantItem {
		id := g.Payload.ClientID
		return views.GrantItem{ID: id, Name: cmp.Or(g.Application.Name, id), Here: id == a.ClientID}
	})
	for i := range items {
		items[i].Count = 1
	}
	slices.SortStableFunc(items, func(a, b views.GrantItem) int { return strings.Compare(a.Name, b.Name) })
	return items
}

// grantItems joins the permissions of an application into one item.
func grantItems(grants []apiclient.Grant, begin func(apiclient.Grant) views.GrantItem) []views.GrantItem {
	var all []views.GrantItem
	for _, g := range grants {
		since := time.Unix(g.Payload.IssuedAt, 0)
		at := slices.IndexFunc(all, func(i views.GrantItem) bool { return i.ID == g.Payload.ClientID })
		if at < 0 {
			item := begin(g)
			item.Since = since
			at, all = len(all), append(all, item)
		}
		all[at].Count++
		if since.Before(all[at].Since) {
			all[at].Since = since
		}
		if g.ExpiresAt.After(all[at].Until) {
			all[at].Until = g.ExpiresAt.Time
		}
	}
	return all
}

// ownIdentities are the linked accounts by target.
func ownIdentities(all map[string]apiclient.Identity, providers []apiclient.SocialConnector, locale i18n.Locale) []views.IdentityItem {
	var items []views.IdentityItem
	for _, target := range slices.Sorted(maps.Keys(all)) {
		items = append(items, ownIdentity(target, all[target], providers, locale))
	}
	return items
}

func ownIdentity(target string, i apiclient.Identity, providers []apiclient.SocialConnector, locale i18n.Locale) views.IdentityItem {
	var names map[string]string
	if at := slices.IndexFunc(providers, func(c apiclient.SocialConnector) bool { return c.Target == target }); at >= 0 {
		names = providers[at].Name
	}
	return views.IdentityItem{Target: target, Name: providerName(target, names, locale), ExternalID: i.UserID, Details: shownDetails(i.Details)}
}

// providerName is what a provider is called in the viewer's language, also when its
// connector is gone.
func providerName(target string, names map[string]string, locale i18n.Locale) string {
	return cmp.Or(names[string(locale)], names["en"], providerNames[target], target)
}

// linkable are the providers with pages on the web of which the person has no account yet,
// each once.
func linkable(own account.Own, all []apiclient.SocialConnector) []apiclient.SocialConnector {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(all), func(c apiclient.SocialConnector) bool {
		_, has := own.User.Identities[c.Target]
		out := has || seen[c.Target] || c.Platform == "Native"
		seen[c.Target] = seen[c.Target] || !out
		return out
	})
}
