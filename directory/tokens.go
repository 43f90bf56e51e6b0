package directory

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// MaxTokenName is how many characters the name of a token may have.
const MaxTokenName = 256

// Fields of *Invalid and *Refused about personal access tokens. TokenName is
// refused by Logto with user.personal_access_token_name_exists.
const (
	TokenName    = "patName" // the trail redacts what is called a token
	TokenExpires = "patExpires"
)

// NewToken is a token as it was made. Value is shown once and kept nowhere.
type NewToken struct {
	Token
	Value apiclient.Secret
}

// CreateToken makes a personal access token, with which programs act as the person
// (POST /users/:id/personal-access-tokens). A zero expires is never.
//
// Needs access.UserManageTokens on the person; reason may be empty, else it is as
// in Suspend. Errors are those of Suspend; *Invalid (TokenName: Missing, TooLong,
// InvalidCharacters; TokenExpires: InvalidDate for a past one) and ErrSecretLost.
func (d *Directory) CreateToken(ctx context.Context, actor access.Actor, id, name string, expires time.Time, reason string) (NewToken, error) {
	var made *apiclient.PersonalAccessToken
	err := d.acting(ctx, actor, access.UserManageTokens, id, optional(reason), func(ctx context.Context, _ *apiclient.User, event audit.Event) error {
		name, invalid := tidyTokenName(name)
		if !expires.IsZero() && !expires.After(d.now()) {
			invalid[TokenExpires] = InvalidDate
		}
		if len(invalid) > 0 {
			return &Invalid{Fields: invalid}
		}
		before, err := d.tokensOf(ctx, id)
		if err != nil {
			return fmt.Errorf("directory: read a person's tokens: %w", err)
		}
		event.Changes = append(event.Changes, audit.Change{Field: TokenName, After: audit.Text(name)})
		if !expires.IsZero() {
			event.Changes = append(event.Changes, audit.Change{Field: TokenExpires, After: audit.Text(expires.UTC().Format(time.RFC3339))})
		}
		err = d.mutate(ctx, event, []step{{
			fields: []string{TokenName},
			call: func(ctx context.Context) (err error) {
				made, err = d.users.CreateAccessToken(ctx, id, name, apiclient.At(expires))
				return err
			},
			ask: func(ctx context.Context) (bool, error) {
				has, err := d.hasToken(ctx, id, name)
				return has && !slices.ContainsFunc(before, isToken(name)), err
			},
		}})
		if err == nil && made == nil {
			return ErrSecretLost
		}
		return err
	})
	if err != nil {
		return NewToken{}, err
	}
	return NewToken{Token{made.Name, made.CreatedAt.Time, made.ExpiresAt.Time}, made.Value}, nil
}

// RenameToken gives a token another name (PATCH
// /users/:id/personal-access-tokens). It goes on working. Ended.Already says that
// it is called so. Needs and errors are those of CreateToken; there being no such
// token is apiclient's not found.
func (d *Directory) RenameToken(ctx context.Context, actor access.Actor, id, name, to, reason string) (Ended, error) {
	var ended Ended
	err := d.acting(ctx, actor, access.UserManageTokens, id, optional(reason), func(ctx context.Context, _ *apiclient.User, event audit.Event) error {
		to, invalid := tidyTokenName(to)
		if len(invalid) > 0 {
			return &Invalid{Fields: invalid}
		}
		if ended.Already = to == name; ended.Already {
			return nil
		}
		event.Changes = append(event.Changes, audit.Change{Field: TokenName, Before: audit.Text(name), After: audit.Text(to)})
		return d.mutate(ctx, event, []step{{
			fields: []string{TokenName},
			call: func(ctx context.Context) error {
				_, err := d.users.RenameAccessToken(ctx, id, name, to)
				return err
			},
			ask: func(ctx context.Context) (bool, error) {
				has, err := d.hasToken(ctx, id, name)
				return !has, err
			},
		}})
	})
	return ended, err
}

// DeleteToken removes a token, which stops working at once (POST
// /users/:id/personal-access-tokens/delete). Ended.Already says that there is none
// of this name. Needs and errors are those of CreateToken.
func (d *Directory) DeleteToken(ctx context.Context, actor access.Actor, id, name, reason string) (Ended, error) {
	var ended Ended
	err := d.acting(ctx, actor, access.UserManageTokens, id, optional(reason), func(ctx context.Context, _ *apiclient.User, event audit.Event) error {
		has, err := d.hasToken(ctx, id, name)
		if err != nil {
			return fmt.Errorf("directory: read a person's tokens: %w", err)
		}
		if ended.Already = !has; ended.Already {
			return nil
		}
		event.Changes = append(event.Changes, audit.Change{Field: TokenName, Before: audit.Text(name)})
		return d.mutate(ctx, event, []step{{
			fields: []string{TokenName},
			call:   func(ctx context.Context) error { return unlessGone(d.users.DeleteAccessToken(ctx, id, name)) },
			ask: func(ctx context.Context) (bool, error) {
				has, err := d.hasToken(ctx, id, name)
				return !has, err
			},
		}})
	})
	return ended, err
}

func (d *Directory) hasToken(ctx context.Context, id, name string) (bool, error) {
	tokens, err := d.tokensOf(ctx, id)
	return slices.ContainsFunc(tokens, isToken(name)), err
}

func isToken(name string) func(Token) bool { return func(t Token) bool { return t.Name == name } }

// tidyTokenName checks what is typed for a new name. Logto takes any text.
func tidyTokenName(typed string) (name string, invalid map[string]string) {
	name, invalid = strings.TrimSpace(typed), map[string]string{}
	switch {
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || attribute.TurnsAround(r) }):
		invalid[TokenName] = InvalidCharacters
	case name == "":
		invalid[TokenName] = Missing
	case utf8.RuneCountInString(name) > MaxTokenName:
		invalid[TokenName] = TooLong
	}
	return name, invalid
}
