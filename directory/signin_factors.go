package directory

import (
	"slices"
	"strings"

	"roster/apiclient"
)

// demandingPolicies are those of the tenant by which nobody gets in without a second factor.
var demandingPolicies = []string{"Mandatory", "PromptAtSignInAndSignUpMandatory", "PromptOnlyAtSignInMandatory"}

// Second factors that Logto does not list: whoever has the address has them.
const (
	factorEmail = "EmailVerificationCode"
	factorPhone = "PhoneVerificationCode"
)

// factorFindings: what is missing, was refused, or is about to run out. That somebody
// has lost a device Logto cannot know.
func (c SignInCheck) factorFindings(u *apiclient.User, attempts []Attempt) (list []Finding) {
	for _, a := range sinceSuccess(attempts) {
		if a.Step == AttemptMFA || strings.HasPrefix(a.Code, "session.mfa.") {
			list = append(list, Finding{Kind: FindMFAFailed, Severity: MayBlock, At: a.At, Code: a.Code})
			break
		}
	}
	if c.factorsErr != nil {
		return list
	}
	kinds := c.usableFactors(u)
	switch {
	case len(kinds) == 0 && c.demandsFactor():
		list = append(list, Finding{Kind: FindMFAMissing, Severity: MayBlock})
	case len(kinds) == 1 && kinds[0] == string(apiclient.MFATypeBackupCode):
		list = append(list, Finding{Kind: FindMFANoCodes, Severity: MayBlock})
	case len(kinds) > 0:
		list = append(list, Finding{Kind: FindFactors, Severity: Fine, Ways: kinds})
	}
	return list
}

// usableFactors are the kinds of second factors that a person can be asked for: those
// that the tenant has switched on, and of backup codes only what is left. Without the
// settings all that the person has count.
func (c SignInCheck) usableFactors(u *apiclient.User) (kinds []string) {
	on := func(kind string) bool { return c.settings == nil || slices.Contains(c.settings.MFA.Factors, kind) }
	for _, f := range c.factors {
		kind := string(f.Type)
		spent := f.Type == apiclient.MFATypeBackupCode && f.RemainCodes == 0
		if on(kind) && !spent && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	for kind, address := range map[string]string{factorEmail: u.PrimaryEmail, factorPhone: u.PrimaryPhone} {
		if c.settings != nil && on(kind) && address != "" {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// demandsFactor: there are second factors to set up, and nobody gets in without one.
func (c SignInCheck) demandsFactor() bool {
	return c.settings != nil && slices.Contains(demandingPolicies, c.settings.MFA.Policy) &&
		slices.ContainsFunc(c.settings.MFA.Factors, func(kind string) bool { return kind != string(apiclient.MFATypeBackupCode) })
}
