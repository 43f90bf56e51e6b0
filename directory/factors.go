package directory

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// Factors is a field of *Partial and *Refused: the factors of two-step
// verification, passkeys among them.
const Factors = "mfaVerifications"

// RemoveFactor takes one factor of two-step verification away from a person, such
// as the authenticator app of a lost phone (DELETE
// /users/:id/mfa-verifications/:id). Ended.Already says that there is none of this
// id.
//
// Needs access.UserRemoveMFA on the person, who is not the actor. reason may be
// empty, else it is as in Suspend; and so are the errors.
func (d *Directory) RemoveFactor(ctx context.Context, actor access.Actor, id, factor, reason string) (Ended, error) {
	var ended Ended
	err := d.acting(ctx, actor, access.UserRemoveMFA, id, optional(reason), func(ctx context.Context, _ *apiclient.User, event audit.Event) error {
		all, err := d.users.MFAVerifications(ctx, id)
		if err != nil {
			return fmt.Errorf("directory: read a person's factors: %w", err)
		}
		at := slices.IndexFunc(all, func(f apiclient.MFAVerification) bool { return f.ID == factor })
		if at < 0 {
			ended.Already = true
			return nil
		}
		event.Changes = append(event.Changes, audit.Change{Field: Factors, Before: audit.Text(string(all[at].Type))})
		return d.mutate(ctx, event, []step{{
			fields: []string{Factors},
			call:   func(ctx context.Context) error { return unlessGone(d.users.DeleteMFA(ctx, id, factor)) },
			ask: func(ctx context.Context) (bool, error) {
				left, err := d.users.MFAVerifications(ctx, id)
				return !slices.ContainsFunc(left, func(f apiclient.MFAVerification) bool { return f.ID == factor }), err
			},
		}})
	})
	return ended, err
}

// ResetMFA takes all factors away from a person, passkeys too, so that Logto asks
// them to set up anew where the tenant asks for two-step verification.
// Ended.Factors is how many were removed; Ended.Already says that there were none.
//
// Needs access.UserRemoveMFA on the person, who is not the actor; reason is as in
// Suspend. Errors are those of Suspend, and *Partial when some were removed and
// some were not.
func (d *Directory) ResetMFA(ctx context.Context, actor access.Actor, id, reason string) (Ended, error) {
	var ended Ended
	err := d.helping(ctx, actor, access.UserRemoveMFA, id, reason, func(ctx context.Context, _ *apiclient.User, event audit.Event) error {
		before, err := d.users.MFAVerifications(ctx, id)
		if err != nil {
			return fmt.Errorf("directory: read a person's factors: %w", err)
		}
		if len(before) == 0 {
			ended.Already = true
			return nil
		}
		event.Changes = append(event.Changes, audit.Change{
			Field: Factors, Before: audit.Text(strconv.Itoa(len(before))), After: audit.Text("0"),
		})
		return d.mutate(ctx, event, []step{{
			fields: []string{Factors},
			call: func(ctx context.Context) error {
				ended.Factors, err = removeAll(before, func(f apiclient.MFAVerification) error { return d.users.DeleteMFA(ctx, id, f.ID) },
					func() ([]apiclient.MFAVerification, error) { return d.users.MFAVerifications(ctx, id) })
				return err
			},
			ask: func(ctx context.Context) (bool, error) {
				left, err := d.users.MFAVerifications(ctx, id)
				return len(left) == 0, err
			},
		}})
	})
	return ended, err
}
