package handlers

import (
	"context"
	"slices"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

const (
	madeKey   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	madeCode  = "a1b2c3d4e5"
	madeValue = "pat_thevaluethatisshownonce"
)

// fakeSecurity is what fakePeople answers about how anna signs in.
type fakeSecurity struct {
	security directory.Security
	did      []string // what was asked for, with its reason
	agreed   bool
	expires  time.Time
	linked   map[string]apiclient.Identity // anna's, in place of none
	sso      []apiclient.SSOIdentity
	locked   bool // anna has no other way in
}

// annasSecurity has one of everything.
func annasSecurity() directory.Security {
	session := apiclient.Session{ExpiresAt: apiclient.At(now.AddDate(0, 0, 14))}
	session.Payload.UID, session.Payload.LoginAt = "s1", now.Add(-time.Hour).Unix()
	session.Payload.Authorizations = map[string]apiclient.SessionAuthorization{"app1": {}, "unknown-app": {}}
	grant := apiclient.Grant{ID: "g1", ExpiresAt: apiclient.At(now.AddDate(0, 6, 0))}
	grant.Payload.ClientID, grant.Payload.IssuedAt = "app1", now.Add(-time.Hour).Unix()
	return directory.Security{
		Factors: []apiclient.MFAVerification{
			{ID: "f1", Type: apiclient.MFATypeTOTP, CreatedAt: now.AddDate(0, -1, 0)},
			{ID: "f2", Type: apiclient.MFATypeWebAuthn, Name: "Anna's key", CreatedAt: now, LastUsedAt: now},
			{ID: "f3", Type: apiclient.MFATypeBackupCode, RemainCodes: 4, CreatedAt: now},
		},
		Sessions: []apiclient.Session{session}, Grants: []apiclient.Grant{grant, grant},
		Tokens: []directory.Token{{Name: "ci", Created: now.AddDate(0, -2, 0), Expires: now.Add(-time.Hour)}, {Name: "a/b?\x01\u202e", Created: now}},
		Applications: directory.Applications{
			Names: map[string]string{"app1": "Northwind Shop"}, ThirdParty: map[string]bool{"app1": true},
		},
		Connectors: directory.Connectors{Social: map[string]map[string]string{"google": {"en": "Google", "ko": "구글"}}},
	}
}

func changesSecurity(method string) bool {
	return slices.Contains([]string{
		"RemoveFactor", "ResetMFA", "AddTOTP", "AddBackupCodes", "EndSession", "RevokeGrants", "CreateToken", "RenameToken", "DeleteToken", "UnlinkIdentity",
	}, method)
}

func (f *fakePeople) Security(ctx context.Context, _ access.Actor, _ string) (directory.Security, error) {
	return f.security, f.called(ctx, "Security")
}

func (f *fakePeople) noted(what ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.did = append(f.did, what...)
}

func (f *fakePeople) RemoveFactor(ctx context.Context, _ access.Actor, _, factor, reason string) (directory.Ended, error) {
	f.noted(factor, reason)
	return f.fakeLife.ended, f.called(ctx, "RemoveFactor")
}

func (f *fakePeople) ResetMFA(ctx context.Context, _ access.Actor, _, reason string) (directory.Ended, error) {
	f.noted(reason)
	return f.fakeLife.ended, f.called(ctx, "ResetMFA")
}

func (f *fakePeople) AddTOTP(ctx context.Context, _ access.Actor, _, reason string) (directory.NewTOTP, error) {
	f.noted(reason)
	return directory.NewTOTP{Secret: madeKey, Address: "otpauth://totp/auth.example.com:anna?secret=" + madeKey}, f.called(ctx, "AddTOTP")
}

func (f *fakePeople) AddBackupCodes(ctx context.Context, _ access.Actor, _, reason string) ([]apiclient.Secret, error) {
	f.noted(reason)
	return []apiclient.Secret{madeCode, "f6a7b8c9d0"}, f.called(ctx, "AddBackupCodes")
}

func (f *fakePeople) EndSession(ctx context.Context, _ access.Actor, _, uid, reason string) (directory.Ended, error) {
	f.noted(uid, reason)
	return f.fakeLife.ended, f.called(ctx, "EndSession")
}

func (f *fakePeople) RevokeGrants(ctx context.Context, _ access.Actor, _, application, reason string) (directory.Ended, error) {
	f.noted(application, reason)
	return f.fakeLife.ended, f.called(ctx, "RevokeGrants")
}

func (f *fakePeople) CreateToken(ctx context.Context, _ access.Actor, _, name string, expires time.Time, reason string) (directory.NewToken, error) {
	f.noted(name, reason)
	f.expires = expires
	return directory.NewToken{Token: directory.Token{Name: name, Expires: expires}, Value: madeValue}, f.called(ctx, "CreateToken")
}

func (f *fakePeople) RenameToken(ctx context.Context, _ access.Actor, _, name, to, reason string) (directory.Ended, error) {
	f.noted(name, to, reason)
	return f.fakeLife.ended, f.called(ctx, "RenameToken")
}

func (f *fakePeople) DeleteToken(ctx context.Context, _ access.Actor, _, name, reason string) (directory.Ended, error) {
	f.noted(name, reason)
	return f.fakeLife.ended, f.called(ctx, "DeleteToken")
}

func (f *fakePeople) UnlinkIdentity(ctx context.Context, _ access.Actor, _, target string, lastAgreed bool, reason string) (directory.Ended, error) {
	f.noted(target, reason)
	f.agreed = lastAgreed
	return f.fakeLife.ended, f.called(ctx, "UnlinkIdentity")
}

var annasAccounts = map[string]apiclient.Identity{
	"google": {UserID: "g-12345", Details: []byte(`{"name":"Anna K","email":"anna@gmail.example","rawData":{"token":"raw-secret"}}`)},
}
