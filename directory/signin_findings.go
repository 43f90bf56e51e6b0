package directory

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"roster/apiclient"
)

// FindingKind is what was found out about somebody's way in.
type FindingKind string

// The kinds.
const (
	FindSuspended       FindingKind = "suspended"
	FindRegisterOnly    FindingKind = "register-only" // nobody can sign in to the tenant
	FindLocked          FindingKind = "locked"
	FindNoIdentifier    FindingKind = "no-identifier" // none that the tenant takes
	FindNoPassword      FindingKind = "no-password"   // and every way in asks for one
	FindNoConnector     FindingKind = "no-connector"  // codes cannot be sent; Detail: email or phone
	FindSocialOff       FindingKind = "social-off"    // Detail: the connector's target
	FindPasswordExpired FindingKind = "password-expired"
	FindMFAFailed       FindingKind = "mfa-failed" // Code
	FindMFAMissing      FindingKind = "mfa-missing"
	FindMFANoCodes      FindingKind = "mfa-no-codes" // backup codes are all there is
	FindFailure         FindingKind = "failure"      // the last attempt failed; Code
	FindLinkWaiting     FindingKind = "link-waiting" // Detail: LinkKind
	FindLinkUndelivered FindingKind = "link-undelivered"
	FindLinkExpired     FindingKind = "link-expired"
	FindOrganization    FindingKind = "organization-waiting"
	FindNotRead         FindingKind = "not-read" // Detail: settings, factors, connectors, log, links or trail
	FindLockUnknown     FindingKind = "lock-unknown"
	FindWaysIn          FindingKind = "ways-in" // Ways
	FindFactors         FindingKind = "factors" // Ways: the kinds of their second factors
)

// Severity is how much a finding weighs; the heaviest come first.
type Severity int

// The severities.
const (
	Blocks Severity = iota
	MayBlock
	NotKnown
	Fine
)

// Finding is one thing that was found out.
type Finding struct {
	Kind     FindingKind
	Severity Severity
	// At is since when, Until how long; zero for not known.
	At, Until    time.Time
	Code, Detail string
	Ways         []string
}

// Findings is what follows for a person from what was read, the heaviest first. It
// asks nothing.
func (c SignInCheck) Findings(u *apiclient.User) []Finding {
	attempts := c.Attempts(u)
	list := slices.Concat(c.accountFindings(u), c.wayFindings(u), c.lockFindings(attempts), c.passwordFindings(u, attempts),
		c.factorFindings(u, attempts), c.failureFindings(attempts), c.linkFindings(u), c.unread())
	slices.SortStableFunc(list, func(a, b Finding) int { return cmp.Compare(a.Severity, b.Severity) })
	return list
}

func (c SignInCheck) accountFindings(u *apiclient.User) (list []Finding) {
	if u.IsSuspended {
		list = append(list, Finding{Kind: FindSuspended, Severity: Blocks})
	}
	if c.settings != nil && c.settings.SignInMode == apiclient.ModeRegister {
		list = append(list, Finding{Kind: FindRegisterOnly, Severity: Blocks})
	}
	return list
}

// unread says which parts are not known.
func (c SignInCheck) unread() (list []Finding) {
	for _, part := range []struct {
		name string
		err  error
	}{
		{"settings", c.settingsErr},
		{"factors", c.factorsErr},
		{"connectors", c.connectorsErr},
		{"log", c.LogErr()},
		{"links", c.linksErr},
		{"trail", c.trailErr},
	} {
		if part.err != nil {
			list = append(list, Finding{Kind: FindNotRead, Severity: NotKnown, Detail: part.name})
		}
	}
	return list
}

func (c SignInCheck) lockFindings(attempts []Attempt) []Finding {
	if since, until := c.lockedUntil(attempts); !since.IsZero() {
		return []Finding{{Kind: FindLocked, Severity: Blocks, At: since, Until: until}}
	}
	return []Finding{{Kind: FindLockUnknown, Severity: NotKnown}}
}

// passwordFindings: Logto does not say whose password is expired. It is known from the
// log, and from having been asked for here.
func (c SignInCheck) passwordFindings(u *apiclient.User, attempts []Attempt) []Finding {
	at := c.expired
	if n := slices.IndexFunc(attempts, func(a Attempt) bool { return a.OK }); n >= 0 && attempts[n].At.After(at) {
		at = time.Time{}
	}
	for _, a := range sinceSuccess(attempts) {
		if a.Code == "user.password_expired" {
			at = a.At
			break
		}
	}
	switch {
	case at.IsZero():
		return nil
	case !reachable(u): // it is renewed with a code
		return []Finding{{Kind: FindPasswordExpired, Severity: Blocks, At: at}}
	}
	return []Finding{{Kind: FindPasswordExpired, Severity: MayBlock, At: at}}
}

// failureFindings is the last failure since it worked, where no other finding says it.
func (c SignInCheck) failureFindings(attempts []Attempt) []Finding {
	for _, a := range sinceSuccess(attempts) {
		switch {
		case a.Code == tooManyAttempts, a.Code == "user.suspended", a.Code == "user.password_expired",
			a.Step == AttemptMFA, strings.HasPrefix(a.Code, "session.mfa."):
			continue
		}
		return []Finding{{Kind: FindFailure, Severity: MayBlock, At: a.At, Code: a.Code}}
	}
	return nil
}

// linkFindings: an invitation or a reset link that its person has not used. The newest
// of each kind counts.
func (c SignInCheck) linkFindings(u *apiclient.User) (list []Finding) {
	seen := map[LinkKind]bool{}
	for _, l := range c.links {
		if seen[l.Kind] || l.Created.Before(u.LastSignInAt.Time) && l.Kind != LinkOrganization {
			continue
		}
		seen[l.Kind] = true
		f := Finding{Kind: FindLinkWaiting, Severity: MayBlock, At: l.Created, Until: l.Expires, Detail: string(l.Kind)}
		switch state := l.State(c.now); {
		case l.Kind == LinkOrganization && l.Live(c.now):
			f.Kind, f.Severity = FindOrganization, Fine
		case l.Kind == LinkOrganization:
			continue
		case state == LinkUndelivered:
			f.Kind = FindLinkUndelivered
		case state == LinkExpired:
			f.Kind = FindLinkExpired
		case !l.Live(c.now):
			continue
		}
		list = append(list, f)
	}
	return list
}
