package handlers

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"roster/access"
	"roster/account"
	"roster/apiclient"
)

// fakeConnections is where whoever asks is signed in, and what is linked to them.
type fakeConnections struct {
	sessions  []apiclient.AccountSession
	grants    []apiclient.Grant
	providers []apiclient.SocialConnector
	ended     account.Ended
	address   string // of the provider

	sessionsErr, grantsErr, providersErr error
}

const (
	macAgent   = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
	phoneAgent = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
)

func ownConnected() fakeConnections {
	session := func(uid, agent string, since time.Duration) apiclient.AccountSession {
		var s apiclient.AccountSession
		s.ExpiresAt, s.Payload.UID, s.Payload.LoginAt = apiclient.At(now.AddDate(0, 0, 14)), uid, now.Add(-since).Unix()
		s.Payload.Authorizations = map[string]apiclient.SessionAuthorization{"portal": {}, "shop": {}}
		raw := `{"signInContext":{"ip":"203.0.113.9","userAgent":` + quoted(agent) + `,"city":"Seoul","country":"KR"}}`
		if err := json.Unmarshal([]byte(raw), &s.LastSubmission); err != nil {
			panic(err)
		}
		return s
	}
	grant := func(id, client, name string) apiclient.Grant {
		g := apiclient.Grant{ID: id, ExpiresAt: apiclient.At(now.AddDate(0, 0, 14)), Application: apiclient.NamedRef{ID: client, Name: name}}
		g.Payload.ClientID, g.Payload.IssuedAt = client, now.Add(-time.Hour).Unix()
		return g
	}
	here := session("here", macAgent, 48*time.Hour)
	here.IsCurrent = true
	return fakeConnections{
		sessions: []apiclient.AccountSession{session("phone", phoneAgent, time.Hour), here},
		grants:   []apiclient.Grant{grant("g1", "shop", "Northwind Shop"), grant("g2", "shop", "Northwind Shop"), grant("g3", "portal", "People portal"), grant("g4", "nameless", "")},
		providers: []apiclient.SocialConnector{
			{ID: "c1", Target: "google", Platform: "Web", Name: map[string]string{"en": "Google", "ko": "구글"}},
			{ID: "c2", Target: "google", Platform: "Native", Name: map[string]string{"en": "Google app"}},
			{ID: "c3", Target: "github", Platform: "Universal", Name: map[string]string{"en": "GitHub"}},
		},
		address: "https://provider.example/authorize?state=x",
	}
}

func quoted(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// linked gives the person an account of google.
func (f *fakeAccount) linked() {
	f.own.User.Identities = map[string]apiclient.Identity{"google": {UserID: "1234567", Details: []byte(`{"email":"me@mail.example","name":"Me There"}`)}}
}

func (f *fakeAccount) Sessions(context.Context, access.Actor, apiclient.TokenSource, apiclient.Secret) ([]apiclient.AccountSession, error) {
	return slices.Clone(f.sessions), f.sessionsErr
}

func (f *fakeAccount) Grants(context.Context, access.Actor, apiclient.TokenSource, apiclient.Secret) ([]apiclient.Grant, error) {
	return slices.Clone(f.grants), f.grantsErr
}

func (f *fakeAccount) Providers(context.Context) ([]apiclient.SocialConnector, error) {
	return slices.Clone(f.providers), f.providersErr
}

func (f *fakeAccount) EndSession(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, uid string) (account.Ended, error) {
	if !slices.ContainsFunc(f.sessions, func(s apiclient.AccountSession) bool { return s.Payload.UID == uid }) {
		return account.Ended{}, account.ErrGone
	}
	ended := f.ended
	ended.Here = uid == "here"
	return ended, f.step(ctx, owner, tokens, "end", uid, "with", proof.Reveal())
}

func (f *fakeAccount) EndOthers(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret) (account.Ended, error) {
	return f.ended, f.step(ctx, owner, tokens, "end others with", proof.Reveal())
}

func (f *fakeAccount) RevokeGrants(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, application string) (account.Ended, error) {
	if application == "portal" || !slices.ContainsFunc(f.grants, func(g apiclient.Grant) bool { return g.Payload.ClientID == application }) {
		return account.Ended{}, account.ErrGone
	}
	return f.ended, f.step(ctx, owner, tokens, "revoke", application, "with", proof.Reveal())
}

func (f *fakeAccount) BeginLink(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, connector, _, back string) (account.SocialSignIn, error) {
	begun := account.SocialSignIn{Proof: account.Proof{ID: "begun", Until: now.Add(10 * time.Minute)}, Address: f.address}
	return begun, f.step(ctx, owner, tokens, "begin", connector, "back to", back, "with", proof.Reveal())
}

func (f *fakeAccount) Link(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof, begun apiclient.Secret, target string, answer map[string]string) error {
	var told []string
	for _, name := range slices.Sorted(maps.Keys(answer)) {
		value := answer[name]
		if name == "state" {
			value = "…"
		}
		told = append(told, name+"="+value)
	}
	return f.step(ctx, owner, tokens, "link", target, "by", begun.Reveal(), strings.Join(told, "&"), "with", proof.Reveal())
}

func (f *fakeAccount) Unlink(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, target string) error {
	if _, has := f.own.User.Identities[target]; !has {
		return account.ErrGone
	}
	return f.step(ctx, owner, tokens, "unlink", target, "with", proof.Reveal())
}
