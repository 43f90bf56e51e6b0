package directory

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// PolicyTooStrict: no password that is fit to be read out fits the tenant's policy.
const PolicyTooStrict = "policy_too_strict"

// What temporary passwords are made of: nothing that looks like something else
// (0 and O, 1, l and I), so that they can be read out and typed.
const (
	temporaryLower   = "abcdefghijkmnpqrstuvwxyz"
	temporaryUpper   = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	temporaryDigits  = "23456789"
	temporarySymbols = "-"

	temporaryLetters = 16 // at least; of five bits each or more
	temporaryGroup   = 4
	temporaryTries   = 5
)

// Logto's defaults, of a policy that does not say (core-kit, password-policy.ts).
const (
	defaultPasswordMin = 8
	defaultPasswordMax = 256
)

// temporaryPassword is a random password as the policy wants it: groups of four
// letters with dashes between, where they fit. It is false when there is none of at
// least temporaryLetters characters.
func temporaryPassword(policy apiclient.PasswordPolicy) (apiclient.Secret, bool) {
	low, high, types := defaultPasswordMin, defaultPasswordMax, 1
	if policy.Length != nil {
		low, high = max(policy.Length.Min, 1), policy.Length.Max
		if high == 0 {
			high = defaultPasswordMax
		}
	}
	if policy.CharacterTypes != nil {
		types = policy.CharacterTypes.Min
	}
	if high < max(low, temporaryLetters) || types > 4 {
		return "", false
	}
	kinds := []string{temporaryLower, temporaryDigits}
	if types > 3 || types > 2 && high < grouped(temporaryLetters) {
		kinds = append(kinds, temporaryUpper)
	}
	letters := temporaryLetters
	for grouped(letters) < low {
		letters += temporaryGroup
	}
	if grouped(letters) <= high {
		return apiclient.Secret(inGroups(draw(letters, kinds))), true
	}
	if types > 3 {
		kinds = append(kinds, temporarySymbols)
	}
	return apiclient.Secret(draw(max(low, temporaryLetters), kinds)), true
}

// grouped is how long letters are in groups.
func grouped(letters int) int { return letters + (letters-1)/temporaryGroup }

func inGroups(letters string) string {
	var groups []string
	for at := 0; at < len(letters); at += temporaryGroup {
		groups = append(groups, letters[at:min(at+temporaryGroup, len(letters))])
	}
	return strings.Join(groups, temporarySymbols)
}

// draw takes n letters at random of all kinds together, again and again until each
// kind is among them: so every such text is as likely as any other.
func draw(n int, kinds []string) string {
	alphabet := []byte(strings.Join(kinds, ""))
	size := big.NewInt(int64(len(alphabet)))
	for {
		text := make([]byte, n)
		for i := range text {
			at, err := rand.Int(rand.Reader, size)
			if err != nil {
				panic(err) // never happens, see crypto/rand
			}
			text[i] = alphabet[at.Int64()]
		}
		missing := false
		for _, kind := range kinds {
			missing = missing || !strings.ContainsAny(string(text), kind)
		}
		if !missing {
			return string(text)
		}
	}
}

// fitting makes a password and has Logto check it for this person, whose name must
// not be in it (POST /sign-in-exp/default/check-password).
func (d *Directory) fitting(ctx context.Context, id string) (apiclient.Secret, error) {
	rules, err := d.signIn.Get(ctx)
	if err != nil {
		return "", err
	}
	for range temporaryTries {
		password, ok := temporaryPassword(rules.PasswordPolicy)
		if !ok {
			break
		}
		issues, err := d.signIn.CheckPassword(ctx, id, password)
		if err != nil || len(issues) == 0 {
			return password, err
		}
	}
	return "", &Invalid{Fields: map[string]string{TemporaryPassword: PolicyTooStrict}}
}

// setTemporary sets a temporary password, which nobody has chosen or will see but
// the actor (PATCH /users/:id/password).
func (d *Directory) setTemporary(ctx context.Context, actor access.Actor, made *Created) error {
	password, err := d.fitting(ctx, made.ID)
	if err != nil {
		return err
	}
	event := audit.Event{Actor: actor, Action: access.UserSetPassword, Target: made.ID, Changes: []audit.Change{
		{Field: TemporaryPassword, After: audit.Text("generated")}, // recorded as redacted
	}}
	err = d.mutate(ctx, event, []step{{
		fields: []string{TemporaryPassword},
		call: bounded(func(ctx context.Context) error {
			_, err := d.users.SetPassword(ctx, made.ID, password)
			return err
		}),
		ask: func(ctx context.Context) (bool, error) {
			err := d.users.VerifyPassword(ctx, made.ID, password)
			if apiclient.HasCode(err, "session.invalid_credentials") {
				return false, nil
			}
			return err == nil, err
		},
	}})
	if err == nil {
		made.Password = password
	}
	return err
}

// errNotShown: Logto does not tell whether a password is expired.
var errNotShown = errors.New("directory: cannot be read back")

// expireTemporary makes the password work once (PATCH
// /users/:id/password/expiration). Where the tenant does not let passwords expire it
// stays as it is, which is no failure.
func (d *Directory) expireTemporary(ctx context.Context, actor access.Actor, made *Created) error {
	const expired = "isExpired"
	event := audit.Event{Actor: actor, Action: access.UserSetPassword, Target: made.ID, Changes: []audit.Change{
		{Field: expired, After: audit.Text("true")},
	}}
	err := d.mutate(ctx, event, []step{{
		fields: []string{expired},
		call: bounded(func(ctx context.Context) error {
			_, err := d.users.SetPasswordExpired(ctx, made.ID, true)
			return err
		}),
		ask: func(context.Context) (bool, error) { return false, errNotShown },
	}})
	made.MustChange = err == nil
	if apiclient.HasCode(err, "sign_in_experiences.password_expiration_not_enabled") {
		return nil
	}
	return err
}
