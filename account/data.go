package account

import (
	"context"
	"fmt"

	"roster/access"
	"roster/audit"
)

// DataExport is the action of taking a copy of one's own data.
const DataExport access.Action = "account.export"

// Records counts what the portal's own database has about people. Package store
// implements it.
type Records interface {
	// CountEntries is how many entries of the trail name the person as actor or target.
	CountEntries(ctx context.Context, person string) (int, error)
	// CountLinks is how many invitations and reset links were made for them.
	CountLinks(ctx context.Context, person string) (int, error)
	// CountNotes is how many notes stand about them.
	CountNotes(ctx context.Context, person string) (int, error)
}

// Kept is how much the portal keeps about somebody beside their session.
type Kept struct{ Entries, Links, Notes int }

// Kept counts it. Errors are those of the database.
func (a *Accounts) Kept(ctx context.Context, owner access.Actor) (Kept, error) {
	var k Kept
	for _, count := range []struct {
		of   func(context.Context, string) (int, error)
		into *int
	}{{a.records.CountEntries, &k.Entries}, {a.records.CountLinks, &k.Links}, {a.records.CountNotes, &k.Notes}} {
		n, err := count.of(ctx, owner.ID)
		if err != nil {
			return Kept{}, fmt.Errorf("account: count what is kept: %w", err)
		}
		*count.into = n
	}
	return k, nil
}

// Activity is what the portal's trail has of the owner, the newest first: what they
// did and, where the tenant shows that (Options.ShowAccess), what others did to their
// account and who looked at it. before is the Next of the page before, 0 for the
// first one. Errors are those of the database.
func (a *Accounts) Activity(ctx context.Context, owner access.Actor, before int64, limit int) (audit.Acts, error) {
	if owner.ID == "" {
		return audit.Acts{}, ErrOther
	}
	f := audit.Filter{Actor: owner.ID, Before: before, Limit: limit}
	if a.showAccess {
		f = audit.Filter{Person: owner.ID, Before: before, Limit: limit}
	}
	acts, err := a.audit.Acts(ctx, f)
	if err != nil {
		return audit.Acts{}, fmt.Errorf("account: read what was done: %w", err)
	}
	return acts, nil
}

// Export records that the owner takes a copy of their data. A copy that cannot be
// recorded is not given out.
func (a *Accounts) Export(ctx context.Context, owner access.Actor) error {
	if err := a.audit.Happened(ctx, owner, DataExport, owner.ID); err != nil {
		return fmt.Errorf("account: no copy is given out, it cannot be recorded: %w", err)
	}
	return nil
}
