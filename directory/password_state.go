package directory

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"unicode"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
)

// PasswordState is what there is to know before a password is set, each part read
// or with its own error.
type PasswordState struct {
	Has    bool
	HasErr error
	Policy PasswordPolicy
	// CanExpire: the tenant lets passwords expire.
	CanExpire bool
	PolicyErr error // of Policy and CanExpire; Policy then has Logto's defaults
}

// PasswordState reads it in one round of calls: GET /users/:id/has-password and
// GET /sign-in-exp. Needs access.UserRead.
func (d *Directory) PasswordState(ctx context.Context, actor access.Actor, id string) (PasswordState, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return PasswordState{}, err
	}
	var state PasswordState
	var settings *apiclient.SignInExperience
	var parts sync.WaitGroup
	parts.Go(func() {
		if state.Has, state.HasErr = d.users.HasPassword(ctx, id); state.HasErr != nil {
			state.HasErr = fmt.Errorf("directory: read whether a person has a password: %w", state.HasErr)
		}
	})
	parts.Go(func() {
		if settings, state.PolicyErr = d.signIn.Get(ctx); state.PolicyErr != nil {
			state.PolicyErr = fmt.Errorf("directory: read the tenant's password policy: %w", state.PolicyErr)
		}
	})
	parts.Wait()
	if state.PolicyErr != nil {
		settings = &apiclient.SignInExperience{}
	}
	state.Policy, state.CanExpire = attribute.PolicyOf(settings.PasswordPolicy), settings.PasswordExpiration.Enabled
	return state, nil
}

// The letters of generated passwords: without those that are taken for others
// when they are read out or copied by hand.
const (
	readable   = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	groupSize  = 5
	groupCount = 4
)

// GeneratePassword makes a password to the policy: at least four groups of five
// letters and digits, which are some 115 bits, with "-" between them. Where the
// policy allows fewer characters, it has as many as that.
func GeneratePassword(p PasswordPolicy) apiclient.Secret {
	for {
		text := drawn(max(p.MinLength, groupCount*(groupSize+1)-1))
		text = text[:min(len(text), cmp.Or(p.MaxLength, len(text)))]
		if len(text) < 2*groupSize || hasAllTypes(text) { // a tiny one has no room for them
			return apiclient.Secret(text)
		}
	}
}

func drawn(length int) string {
	var text strings.Builder
	for i := range length {
		if i%(groupSize+1) == groupSize && i < length-1 {
			text.WriteByte('-')
			continue
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(readable))))
		if err != nil {
			panic(err) // never (crypto/rand)
		}
		text.WriteByte(readable[n.Int64()])
	}
	return text.String()
}

func hasAllTypes(text string) bool {
	return strings.ContainsFunc(text, unicode.IsLower) && strings.ContainsFunc(text, unicode.IsUpper) &&
		strings.ContainsFunc(text, unicode.IsDigit) && strings.Contains(text, "-")
}
