package directory

import (
	"context"
	"sync"
	"time"

	"roster/access"
	"roster/apiclient"
)

// Security is how a person signs in, beside what Dossier tells. Each part was read
// or has its own error.
type Security struct {
	// Factors are those of two-step verification, and passkeys.
	Factors  []apiclient.MFAVerification
	Sessions []apiclient.Session
	Grants   []apiclient.Grant
	Tokens   []Token
	// Applications and Connectors are names, which may be some minutes old.
	Applications Applications
	Connectors   Connectors

	FactorsErr, SessionsErr, GrantsErr, TokensErr, ApplicationsErr, ConnectorsErr error
}

// Token is a personal access token without its value, which Logto tells in every
// list and nobody here has to know.
type Token struct {
	Name    string // unique per person, any text of up to MaxTokenName characters
	Created time.Time
	Expires time.Time // zero for never
}

// Security reads all parts in one round of calls: GET
// /users/:id/mfa-verifications, /sessions, /grants and /personal-access-tokens,
// and the names of applications and connectors where they are not remembered.
// Linked accounts are part of the person, see Dossier. Needs
// access.UserReadSecurity; the error is a denial.
func (d *Directory) Security(ctx context.Context, actor access.Actor, id string) (Security, error) {
	if err := d.permit(ctx, actor, access.UserReadSecurity, access.Target{ID: id}); err != nil {
		return Security{}, err
	}
	var s Security
	var parts sync.WaitGroup
	parts.Go(func() { s.Factors, s.FactorsErr = d.users.MFAVerifications(ctx, id) })
	parts.Go(func() { s.Sessions, s.SessionsErr = d.users.Sessions(ctx, id) })
	parts.Go(func() { s.Grants, s.GrantsErr = d.users.Grants(ctx, id) })
	parts.Go(func() { s.Tokens, s.TokensErr = d.tokensOf(ctx, id) })
	parts.Go(func() { s.Applications, s.ApplicationsErr = d.applications.get(ctx) })
	parts.Go(func() { s.Connectors, s.ConnectorsErr = d.connectorNames.get(ctx) })
	parts.Wait()
	return s, nil
}

func (d *Directory) tokensOf(ctx context.Context, id string) ([]Token, error) {
	list, err := d.users.AccessTokens(ctx, id)
	tokens := make([]Token, 0, len(list))
	for _, t := range list {
		tokens = append(tokens, Token{Name: t.Name, Created: t.CreatedAt.Time, Expires: t.ExpiresAt.Time})
	}
	return tokens, err
}
