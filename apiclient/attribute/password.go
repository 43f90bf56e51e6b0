package attribute

import (
	"strings"

	"roster/apiclient"
)

// PasswordPolicy is the tenant's rules for passwords, with Logto's defaults filled in.
type PasswordPolicy struct {
	MinLength, MaxLength int // UTF-16 units, as Logto counts
	// MinTypes is how many of lower case, upper case, digits and symbols must occur.
	MinTypes int
	// RefusesLeaked: those in the data of haveibeenpwned.com. RefusesRuns: mostly
	// repetitions and sequences. RefusesOwner: mostly the person's own data.
	RefusesLeaked, RefusesRuns, RefusesOwner bool
	Words                                    []string // refused too
}

// PolicyOf fills in Logto's defaults (core-kit, password-policy.ts).
func PolicyOf(p apiclient.PasswordPolicy) PasswordPolicy {
	policy := PasswordPolicy{MinLength: 8, MaxLength: 256, MinTypes: 1, RefusesLeaked: true, RefusesRuns: true, RefusesOwner: true}
	set := func(into *int, value int) {
		if value > 0 {
			*into = value
		}
	}
	if p.Length != nil {
		set(&policy.MinLength, p.Length.Min)
		set(&policy.MaxLength, p.Length.Max)
	}
	if p.CharacterTypes != nil {
		set(&policy.MinTypes, p.CharacterTypes.Min)
	}
	if r := p.Rejects; r != nil {
		for into, value := range map[*bool]*bool{
			&policy.RefusesLeaked: r.Pwned, &policy.RefusesRuns: r.RepetitionAndSequence, &policy.RefusesOwner: r.UserInfo,
		} {
			if value != nil {
				*into = *value
			}
		}
		policy.Words = r.Words
	}
	return policy
}

// PasswordRule is a rule of the tenant's policy that a password breaks.
type PasswordRule struct {
	Code string // Logto's, such as "password_rejected.too_short"
	// Limit is the least or greatest number that the rule allows, 0 when it has none.
	Limit int
}

// BrokenRules are the rules that Logto says a password breaks.
func BrokenRules(issues []apiclient.Issue) []PasswordRule {
	rules := make([]PasswordRule, len(issues))
	for i, issue := range issues {
		rules[i] = PasswordRule{issue.Code, issue.Limit}
	}
	return rules
}

// PasswordRejected says that the tenant's policy turns a password down. Nothing
// was changed.
type PasswordRejected struct {
	Rules []PasswordRule
	// Others is what else is wrong with the input, nil for nothing.
	Others *Invalid
}

// Error names the rules, and never the password.
func (e *PasswordRejected) Error() string {
	codes := make([]string, len(e.Rules))
	for i, r := range e.Rules {
		codes[i] = r.Code
	}
	return "password rejected: " + strings.Join(codes, " ")
}

// Unwrap returns what else is wrong.
func (e *PasswordRejected) Unwrap() error {
	if e.Others == nil {
		return nil
	}
	return e.Others
}
