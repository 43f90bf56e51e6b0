package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
	"roster/views/paths"
)

// securityReader is what is needed of package directory to show how somebody signs
// in, which Directory documents.
type securityReader interface {
	Security(ctx context.Context, actor access.Actor, id string) (directory.Security, error)
}

// userSecurity is the page about how somebody signs in.
type userSecurity struct {
	user
	reader securityReader
}

func (u userSecurity) page(w http.ResponseWriter, r *http.Request) error {
	f, err := u.facts(r)
	if err != nil {
		return err
	}
	u.visited(w, r, f.id)
	return u.render(w, r, http.StatusOK, views.SecurityPage(u.shell(w, r), f.props(actor(r))))
}

// securityFacts are what the pages are drawn from.
type securityFacts struct {
	dossier
	directory.Security
	now    time.Time
	locale i18n.Locale // of the viewer
}

// facts reads the person and all parts at once. The error is that of the person, or
// a denial.
func (u userSecurity) facts(r *http.Request) (securityFacts, error) {
	who, id := actor(r), r.PathValue("id")
	f := securityFacts{now: u.Now(), locale: i18n.LocaleFrom(r.Context())}
	var unread, denied error
	var parts sync.WaitGroup
	parts.Go(func() { f.dossier, unread = u.read(r.Context(), who, id) })
	parts.Go(func() { f.Security, denied = u.reader.Security(r.Context(), who, id) })
	parts.Wait()
	return f, cmp.Or(unread, denied)
}

func (f securityFacts) props(viewer access.Actor) views.SecurityProps {
	failure := func(err error) *views.Failure {
		failed := failureOfPart(viewer, err, f.id)
		if failed != nil {
			failed.RetryURL = paths.UserSecurity(f.id)
		}
		return failed
	}
	link := func(action access.Action) views.LifeLink { return f.lifeLink(action, paths.UserSecurity(f.id)) }
	p := views.SecurityProps{
		PersonHead: f.head(viewer),
		Factors:    f.factors(), Sessions: f.sessions(), Grants: f.grants(), Tokens: f.tokens(), Identities: f.identities(),
		FactorsFailure: failure(f.FactorsErr), SessionsFailure: failure(f.SessionsErr), GrantsFailure: failure(f.GrantsErr), TokensFailure: failure(f.TokensErr),
		RemoveFactors: link(access.UserRemoveMFA), AddFactors: link(access.UserAddMFA), EndSessions: link(access.UserEndSessions),
		Tokening: link(access.UserManageTokens), Unlinking: link(access.UserUnlinkIdentity),
	}
	return p
}

func (f securityFacts) factors() []views.FactorItem { return factorItems(f.Factors) }

func factorItems(factors []apiclient.MFAVerification) []views.FactorItem {
	var all []views.FactorItem
	for _, m := range factors {
		device, _ := deviceOf(m.Agent)
		all = append(all, views.FactorItem{
			ID: m.ID, Kind: string(m.Type), Name: m.Name, Device: device, Left: m.RemainCodes, Created: m.CreatedAt, LastUsed: m.LastUsedAt,
		})
	}
	return all
}

// sessions are in the order of their last sign-in, the newest first.
func (f securityFacts) sessions() []views.SessionItem {
	var all []views.SessionItem
	for _, s := range f.Sessions {
		all = append(all, sessionItem(s, f.application))
	}
	slices.SortStableFunc(all, func(a, b views.SessionItem) int { return b.Since.Compare(a.Since) })
	return all
}

func joinedBy(by string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), by)
}

// application is what one is called; its id where the name is not known.
func (f securityFacts) application(id string) string { return cmp.Or(f.Applications.Names[id], id) }

// grants are one item for each application.
func (f securityFacts) grants() []views.GrantItem {
	return grantItems(f.Grants, func(g apiclient.Grant) views.GrantItem {
		id := g.Payload.ClientID
		return views.GrantItem{ID: id, Name: cmp.Or(f.Applications.Names[id], g.Application.Name, id), Party: f.party(id)}
	})
}

func (f securityFacts) party(application string) string {
	_, known := f.Applications.Names[application]
	switch {
	case f.Applications.ThirdParty[application]:
		return views.PartyThird
	case known:
		return views.PartyFirst
	}
	return ""
}

func (f securityFacts) tokens() []views.TokenItem {
	var all []views.TokenItem
	for _, t := range f.Tokens {
		all = append(all, views.TokenItem{Name: t.Name, Created: t.Created, Expires: t.Expires, Expired: !t.Expires.IsZero() && !t.Expires.After(f.now)})
	}
	return all
}

// identities are the social accounts by target, then the enterprise ones.
func (f securityFacts) identities() []views.IdentityItem {
	var all []views.IdentityItem
	for target, i := range f.User.Identities {
		all = append(all, views.IdentityItem{
			Target: target, Name: f.connector(target), ExternalID: i.UserID, Details: shownDetails(i.Details),
		})
	}
	slices.SortFunc(all, func(a, b views.IdentityItem) int { return strings.Compare(a.Target, b.Target) })
	for _, i := range f.User.SSOIdentities {
		all = append(all, views.IdentityItem{
			Name: cmp.Or(f.Connectors.Enterprise[i.SSOConnectorID], i.Issuer, i.SSOConnectorID), ExternalID: i.IdentityID, Issuer: i.Issuer,
			Details: shownDetails(i.Detail), Created: i.CreatedAt.Time,
		})
	}
	return all
}

// providerNames are those of connectors that are gone while accounts are still linked.
var providerNames = map[string]string{
	"google": "Google", "github": "GitHub", "apple": "Apple", "facebook": "Facebook", "kakao": "Kakao", "naver": "NAVER", "azuread": "Microsoft",
	"discord": "Discord", "wechat": "WeChat", "line": "LINE", "linkedin": "LinkedIn", "x": "X", "slack": "Slack", "gitlab": "GitLab",
}

// connector is what a social connector is called in the viewer's language.
func (f securityFacts) connector(target string) string {
	return providerName(target, f.Connectors.Social[target], f.locale)
}

// maxDetail is how many bytes of what a provider says are shown of each detail.
const maxDetail = 200

// shownDetails are what tells accounts apart. What else providers send, the raw
// answer among it, is not for pages.
func shownDetails(raw json.RawMessage) []string {
	var d struct{ Name, Email, Phone any }
	if json.Unmarshal(raw, &d) != nil {
		return nil
	}
	var all []string
	for _, v := range []any{d.Name, d.Email, d.Phone} {
		if text, ok := v.(string); ok && text != "" && len(text) <= maxDetail && utf8.ValidString(text) {
			all = append(all, text)
		}
	}
	return all
}
