package directory

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// Delete removes a person for good (DELETE /users/:id), with their roles,
// memberships, second factors, tokens and linked accounts. JWTs that applications
// hold live until they expire. Sessions of the portal end with it, and the notes
// about them are removed.
//
// Needs access.UserDelete on the person, who is not the actor. reason is as in
// Suspend; confirm must be the person's Identifier, spaces at its ends aside.
// Who they were stands sealed in the trail. Somebody who is gone already is a
// success with Already. The last unsuspended holder of roles:assign is denied
// with access.LastHolder.
//
// Errors are those of Suspend, with Confirm in *Invalid.
func (d *Directory) Delete(ctx context.Context, actor access.Actor, id, reason, confirm string) (Ended, error) {
	if err := d.permit(ctx, actor, access.UserDelete, access.Target{ID: id}); err != nil {
		return Ended{}, err
	}
	err := d.locked(ctx, lockOfPerson(id), func(ctx context.Context) error {
		return d.remove(ctx, actor, id, reason, confirm)
	})
	ended := Ended{Already: apiclient.IsNotFound(err) && !errors.Is(err, apiclient.ErrInvalidID)}
	if ended.Already {
		err = nil
	}
	if err == nil || errors.Is(err, ErrUncertain) {
		ended.PortalStays = d.endPortal(ctx, id)
		d.linksEnd(ctx, id, err == nil)
	}
	if err == nil {
		d.dropNotes(ctx, id)
	}
	return ended, err
}

func (d *Directory) remove(ctx context.Context, actor access.Actor, id, reason, confirm string) error {
	p, err := d.subject(ctx, actor, access.UserDelete, id)
	if err != nil {
		return err
	}
	problems := map[string]string{}
	reason, problem := tidyReason(reason)
	if problem != "" {
		problems[Reason] = problem
	}
	switch strings.TrimSpace(confirm) {
	case strings.TrimSpace(Identifier(p.user)):
	case "":
		problems[Confirm] = Missing
	default:
		problems[Confirm] = Mismatch
	}
	if len(problems) > 0 {
		return &Invalid{Fields: problems}
	}
	return d.sparingLastHolder(ctx, actor, access.UserDelete, id, p.held, func(ctx context.Context) error {
		snapshot, err := d.snapshot(ctx, p.user)
		if err != nil {
			return fmt.Errorf("directory: read who is to be deleted: %w", err)
		}
		return d.erase(ctx, actor, id, reason, snapshot)
	})
}

// Identifier is what a person is told apart by, and what has to be typed before
// they are deleted: the username, else the e-mail address, else the phone number
// as Logto stores it (digits), else the id.
func Identifier(u *apiclient.User) string {
	return cmp.Or(u.Username, u.PrimaryEmail, u.PrimaryPhone, u.ID)
}

// snapshot is who a person was, for the trail: everything that is read of them,
// which has no secret in it, the names of their roles and their organizations.
// Custom data stands apart, so that a large one costs nothing else.
func (d *Directory) snapshot(ctx context.Context, u *apiclient.User) ([]audit.Change, error) {
	roles, organizations := []string{}, map[string]any{}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		for role, err := range d.users.AllRoles(ctx, u.ID) {
			if err != nil {
				return err
			}
			roles = append(roles, role.Name)
		}
		return nil
	})
	group.Go(func() error {
		list, err := d.users.Organizations(ctx, u.ID)
		for _, o := range list {
			names := []string{}
			for _, role := range o.OrganizationRoles {
				names = append(names, role.Name)
			}
			organizations[o.ID] = map[string]any{"name": o.Name, "roles": names}
		}
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	rest := *u
	rest.CustomData = nil
	was, err := asObject(rest)
	if err != nil {
		return nil, err
	}
	return []audit.Change{
		{Field: "user", Before: audit.Object(was)},
		{Field: customDataField, Before: audit.Object(u.CustomData)},
		{Field: "roles", Before: audit.Object(map[string]any{"names": roles})},
		{Field: "organizations", Before: audit.Object(organizations)},
	}, nil
}

func asObject(u apiclient.User) (map[string]any, error) {
	raw, err := json.Marshal(u)
	if err != nil {
		return nil, err
	}
	var object map[string]any
	return object, json.Unmarshal(raw, &object)
}
