package directory

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"roster/access"
	"roster/audit"
)

// AddressChange is a change of an address that was made here.
type AddressChange struct {
	// Value is what it was changed to, "" for nothing or when it is not known any
	// more. It may have been changed elsewhere since: compare.
	Value string
	At    time.Time
	// By is the name of who changed it, else their id; "" for actors who may not
	// read the trail.
	By string
	// Self says that By is the person themself.
	Self bool
}

// AddressChanges returns the newest change of a person's primary e-mail address
// and of their phone number that was made here, as the audit trail has it. A field
// that was never changed here is absent. Needs access.UserRead; who changed it is
// for those who may do access.AuditList.
func (d *Directory) AddressChanges(ctx context.Context, actor access.Actor, id string) (map[Field]AddressChange, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return nil, err
	}
	entries, err := d.readdressed(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("directory: read how addresses were changed: %w", err)
	}
	named := d.check(actor, access.AuditList, access.Target{}, d.now()) == nil
	changes := map[Field]AddressChange{}
	for field, e := range entries {
		change := AddressChange{At: e.At}
		// Left out: a value that is absent, or cannot be opened any more.
		_ = json.Unmarshal(e.Values[field].After, &change.Value)
		if named {
			change.By, change.Self = cmp.Or(e.ActorName, e.ActorID), e.ActorID == id
		}
		changes[Field(field)] = change
	}
	return changes, nil
}

// readdressed are the newest entries by field, of admins and of the person themself.
func (d *Directory) readdressed(ctx context.Context, id string) (map[string]audit.Entry, error) {
	newest := map[string]audit.Entry{}
	for _, action := range []access.Action{
		access.UserUpdateAddress, access.OwnEmailChange, access.OwnEmailRemove, access.OwnPhoneChange, access.OwnPhoneRemove,
	} {
		entries, err := d.audit.LastChanges(ctx, id, action, string(PrimaryEmail), string(PrimaryPhone))
		if err != nil {
			return nil, err
		}
		for field, e := range entries {
			if before, there := newest[field]; !there || e.Seq > before.Seq {
				newest[field] = e
			}
		}
	}
	return newest, nil
}
