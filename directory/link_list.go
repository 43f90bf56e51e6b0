package directory

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
)

// LinkRow is a link with what it is shown with. Who or what could not be read, or
// is gone, is nil or "".
type LinkRow struct {
	Link
	User             *apiclient.User // whom it is for
	Maker            *apiclient.User // who made it
	OrganizationName string
}

// LinkList is one page of links.
type LinkList struct {
	Rows  []LinkRow
	Total int
	// NamesErr is why names are missing.
	NamesErr error
}

// Links lists invitations and reset links, the newest first. Needs
// access.InvitationList. What Logto knows of the people beside it (they have signed
// in, were deleted, have another address) is noted on the way. Errors are those of
// the database; without Logto the list stands without names.
func (d *Directory) Links(ctx context.Context, actor access.Actor, q LinkQuery) (LinkList, error) {
	if err := d.permit(ctx, actor, access.InvitationList, access.Target{}); err != nil {
		return LinkList{}, err
	}
	list, total, err := d.links.Links(ctx, q, d.now())
	if err != nil {
		return LinkList{}, err
	}
	rows := make([]LinkRow, len(list))
	for i, l := range list {
		rows[i].Link = l
	}
	found := LinkList{Rows: rows, Total: total}
	if found.NamesErr = d.nameLinks(ctx, rows); found.NamesErr == nil {
		err = d.settleAll(ctx, rows)
	}
	return found, err
}

// nameLinks reads the people and organizations of a page, all at once.
func (d *Directory) nameLinks(ctx context.Context, rows []LinkRow) error {
	people, organizations := map[string]bool{}, map[string]string{}
	for _, r := range rows {
		people[r.By] = true
		if r.Person != "" {
			people[r.Person] = true
		}
		if r.Organization != "" {
			organizations[r.Organization] = ""
		}
	}
	users := map[string]*apiclient.User{}
	var mu sync.Mutex
	group, reading := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	group.Go(func() error {
		list, err := d.users.GetMany(reading, slices.Sorted(maps.Keys(people)))
		for _, u := range list {
			users[u.ID] = &u
		}
		return err
	})
	for id := range maps.Clone(organizations) {
		group.Go(func() error {
			o, err := d.organizations.Get(reading, id)
			if err != nil {
				if apiclient.IsNotFound(err) {
					return nil
				}
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			organizations[id] = o.Name
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("directory: read who links are for: %w", err)
	}
	for i := range rows {
		r := &rows[i]
		r.User, r.Maker, r.OrganizationName = users[r.Person], users[r.By], organizations[r.Organization]
	}
	return nil
}

// settleAll notes what has become of the people of live links. Whether a password
// was chosen without signing in is asked about only when the link is used.
func (d *Directory) settleAll(ctx context.Context, rows []LinkRow) error {
	for i := range rows {
		r := &rows[i]
		if r.Person == "" || !r.Live(d.now()) {
			continue
		}
		probe := r.Link
		probe.Starts = 0
		as, err := d.settled(ctx, probe, r.User)
		if err != nil || as == "" {
			continue
		}
		if _, err := d.links.EndLink(ctx, r.ID, as, d.now()); err != nil {
			return err
		}
		r.As, r.Ended = as, d.now()
	}
	return nil
}

// linksEnd ends the links of somebody who was suspended or whose address changed,
// and removes those of somebody who is gone. What cannot be done now is found out
// when a link is used.
func (d *Directory) linksEnd(ctx context.Context, id string, gone bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBackTimeout)
	defer cancel()
	var err error
	if gone {
		err = d.links.DropLinksOf(ctx, id)
	} else {
		err = d.links.EndLinksOf(ctx, id, LinkRevoked, d.now())
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		d.logger.WarnContext(ctx, "links of a person not ended", "person", id, "error", err)
	}
}

// Link reads one, with whom it is for. Needs access.InvitationList. Errors are
// ErrNoLink, those of the database and of apiclient.
func (d *Directory) Link(ctx context.Context, actor access.Actor, id string) (LinkRow, error) {
	if err := d.permit(ctx, actor, access.InvitationList, access.Target{}); err != nil {
		return LinkRow{}, err
	}
	l, err := d.links.Link(ctx, id)
	if err != nil {
		return LinkRow{}, err
	}
	rows := []LinkRow{{Link: l}}
	err = d.nameLinks(ctx, rows)
	return rows[0], err
}

// SignUp is what Logto asks of new accounts (GET /sign-in-exp): whoever comes by an
// invitation is asked for what they lack of it. Needs access.UserList.
func (d *Directory) SignUp(ctx context.Context, actor access.Actor) (apiclient.SignUpRequires, error) {
	if err := d.permit(ctx, actor, access.UserList, access.Target{}); err != nil {
		return apiclient.SignUpRequires{}, err
	}
	experience, err := d.signIn.Get(ctx)
	if err != nil {
		return apiclient.SignUpRequires{}, fmt.Errorf("directory: read what sign-up asks for: %w", err)
	}
	return experience.SignUp, nil
}
