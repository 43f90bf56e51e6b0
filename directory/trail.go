package directory

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// Trail is some of the audit trail, the newest first.
type Trail struct {
	audit.Acts
	// People are those in it that are there, by id. Who is missing was deleted, or could
	// not be read: then NamesErr says why.
	People   map[string]*apiclient.User
	NamesErr error
	// Masked: the actor does not read people, so there are neither People nor values.
	Masked bool
}

// Trail reads what the filter selects, and names the people in it by one call to Logto
// (GET /users?search.id=…). Needs access.AuditList; values and names are for those who may
// do access.UserList. about are more ids to name. Errors are those of the database.
func (d *Directory) Trail(ctx context.Context, actor access.Actor, f audit.Filter, about ...string) (Trail, error) {
	if err := d.permit(ctx, actor, access.AuditList, access.Target{}); err != nil {
		return Trail{}, err
	}
	acts, err := d.audit.Acts(ctx, f)
	if err != nil {
		return Trail{}, fmt.Errorf("directory: read the audit trail: %w", err)
	}
	t := Trail{Acts: acts, Masked: d.masked(actor)}
	d.nameTrail(ctx, &t, about)
	return t, nil
}

// TrailAct is one act of the trail, with the record that it ended with.
type TrailAct struct {
	Trail
	Record audit.Record
}

// TrailAct reads the act of an entry, the only one in the list. Needs access.AuditList, as
// Trail. Errors are audit.ErrNoEntry and those of the database.
func (d *Directory) TrailAct(ctx context.Context, actor access.Actor, seq int64) (TrailAct, error) {
	if err := d.permit(ctx, actor, access.AuditList, access.Target{}); err != nil {
		return TrailAct{}, err
	}
	act, record, err := d.audit.Act(ctx, seq)
	if err != nil {
		return TrailAct{}, fmt.Errorf("directory: read an entry of the audit trail: %w", err)
	}
	t := Trail{Acts: audit.Acts{List: []audit.Act{act}}, Masked: d.masked(actor)}
	d.nameTrail(ctx, &t, nil)
	return TrailAct{t, record}, nil
}

// masked tells whether values are kept from actor.
func (d *Directory) masked(actor access.Actor) bool {
	return d.check(actor, access.UserList, access.Target{}, d.now()) != nil
}

// mask takes out what only readers of people may know: values, and the name and address of
// who did it. Their id stays.
func mask(e *audit.Entry) { e.Values, e.ActorName, e.ActorIP = nil, "", "" }

// nameTrail reads who is in the trail, or takes out what is known of them.
func (d *Directory) nameTrail(ctx context.Context, t *Trail, about []string) {
	if t.Masked {
		for i := range t.List {
			mask(&t.List[i].Entry)
		}
		return
	}
	ids := map[string]bool{}
	for _, act := range t.List {
		ids[act.ActorID], ids[act.TargetID] = true, true
	}
	for _, id := range about {
		ids[id] = true
	}
	maps.DeleteFunc(ids, func(id string, _ bool) bool { return !logtoID.MatchString(id) })
	t.People = map[string]*apiclient.User{}
	if len(ids) == 0 {
		return
	}
	people, err := d.users.GetMany(ctx, slices.Sorted(maps.Keys(ids)))
	if err != nil {
		t.NamesErr = fmt.Errorf("directory: read who is in the audit trail: %w", err)
		return
	}
	for _, u := range people {
		t.People[u.ID] = &u
	}
}
