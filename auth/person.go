package auth

import (
	"encoding/json"
	"slices"
	"time"

	"roster/access"
)

// Person is who is signed in, as of the last refresh (at most five minutes ago while Logto answers).
type Person struct {
	ID                                    string // Logto's user id, the "sub" of every token
	Name, Username, Email, Phone, Picture string // "" when Logto has none; Phone is digits only
	Roles                                 []string
	Organizations                         []Organization
	Capabilities                          access.Set
	AuthTime                              time.Time // when they last proved who they are at Logto
	SignedIn                              time.Time // when this session began
	UserInfo                              UserInfo
	// Proof is that of an identity check, the zero value when there was none lately.
	Proof Proof

	// Degraded tells that Logto could not be asked lately. Capabilities are then the last known ones
	// for the grace time (Options.Grace) and none afterwards.
	Degraded bool
	// CapabilityProblem is why Logto gives no capabilities although it answers, for the eyes of
	// administrators: an OAuth error code such as "invalid_target" (Logto does not know ROSTER_RESOURCE:
	// run the set-up), or ProblemNoRefreshToken, ProblemBadToken. "" when all is well.
	CapabilityProblem string
}

// Problems that are not OAuth error codes.
const (
	// ProblemNoRefreshToken: Logto gave no refresh token (offline_access is not allowed for the application).
	ProblemNoRefreshToken = "no_refresh_token"
	// ProblemBadToken: the access token for ROSTER_RESOURCE did not verify, so it grants nothing.
	ProblemBadToken = "bad_access_token"
)

// Actor is this person as the rules and the audit trail know them.
func (p *Person) Actor(requestID, ip string) access.Actor {
	return access.Actor{
		ID: p.ID, Name: p.DisplayName(), Capabilities: p.Capabilities,
		AuthTime: p.AuthTime, IP: ip, RequestID: requestID,
	}
}

// DisplayName is the first of name, username, e-mail address, phone number and id that there is.
func (p *Person) DisplayName() string {
	for _, s := range []string{p.Name, p.Username, p.Email, p.Phone} {
		if s != "" {
			return s
		}
	}
	return p.ID
}

// Organization is one the person belongs to, with their roles in it.
type Organization struct {
	ID, Name, Description string
	Roles                 []string
}

// UserInfo are the claims of Logto's userinfo endpoint (OpenID Connect Core 5.1 and Logto's own). Absent
// and null are "". Times are UTC, zero when absent.
type UserInfo struct {
	Subject              string
	Name                 string
	GivenName            string
	MiddleName           string
	FamilyName           string
	Nickname             string
	PreferredUsername    string
	Username             string
	Profile              string // address of a web page
	Picture              string
	Website              string
	Gender               string
	Birthdate            string // YYYY-MM-DD, YYYY or 0000-MM-DD
	Zoneinfo             string // IANA name
	Locale               string
	Email                string
	EmailVerified        bool
	Phone                string
	PhoneVerified        bool
	Address              Address
	Roles                []string
	Organizations        []Organization
	CustomData           json.RawMessage // an object, or nil
	Identities           []string        // names of the social sign-in providers, sorted
	Enterprise           []EnterpriseIdentity
	CreatedAt, UpdatedAt time.Time
}

// EnterpriseIdentity is an account of a company that somebody signs in with: its identity
// provider, and the id there.
type EnterpriseIdentity struct{ Issuer, ID string }

// Address is a postal address (OpenID Connect Core 5.1.1).
type Address struct {
	Formatted, StreetAddress, Locality, Region, PostalCode, Country string
}

func personOf(s *session, now time.Time) *Person {
	info := s.Info
	p := &Person{
		ID: s.Subject, Name: info.Name, Username: info.Username, Email: info.Email, Phone: info.Phone,
		Picture: info.Picture, Roles: slices.Clone(info.Roles), Organizations: info.Organizations,
		AuthTime: s.AuthTime, SignedIn: s.Began, UserInfo: info,
		Degraded: s.Degraded, CapabilityProblem: s.Problem,
	}
	if s.Proof.live(now) {
		p.Proof = s.Proof
	}
	if now.Before(s.TrustUntil) {
		p.Capabilities = access.NewSet(s.Capabilities...)
	}
	return p
}
