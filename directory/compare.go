package directory

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"roster/access"
	"roster/apiclient"
)

// Sides say on which side of a comparison something is.
type Sides struct{ A, B bool }

// Both tells that it is on both.
func (s Sides) Both() bool { return s.A && s.B }

// ComparedRole is a role that one of two people has, or both.
type ComparedRole struct {
	Role apiclient.Role
	Sides
}

// ComparedOrganization is an organization that one of two people is in, or both, with
// the roles they have there.
type ComparedOrganization struct {
	Organization Named
	Sides
	Roles []ComparedMemberRole
}

// ComparedMemberRole is a role that one of two people has in an organization, or both.
type ComparedMemberRole struct {
	Role Named
	Sides
}

// Comparison is what two people can reach, side by side, by name. The lists are empty
// where a part of either dossier has an error.
type Comparison struct {
	A, B          Dossier
	Roles         []ComparedRole
	Organizations []ComparedOrganization
	// OtherErr is why B could not be read; there is nothing of B then.
	OtherErr error
}

// Compare reads two people at once, as Dossier does. Needs access.UserRead. The error
// is that of a.
func (d *Directory) Compare(ctx context.Context, actor access.Actor, a, b string) (Comparison, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: a}); err != nil {
		return Comparison{}, err
	}
	var c Comparison
	var err error
	var reads sync.WaitGroup
	reads.Go(func() { c.A, err = d.Dossier(ctx, actor, a) })
	reads.Go(func() { c.B, c.OtherErr = d.Dossier(ctx, actor, b) })
	reads.Wait()
	if err != nil || c.OtherErr != nil {
		return c, err
	}
	if errors.Join(c.A.RolesErr, c.B.RolesErr) == nil {
		c.Roles = compareRoles(c.A.Roles, c.B.Roles)
	}
	if errors.Join(c.A.OrganizationsErr, c.B.OrganizationsErr) == nil {
		c.Organizations = compareOrganizations(c.A.Organizations, c.B.Organizations)
	}
	return c, nil
}

func compareRoles(a, b []apiclient.Role) []ComparedRole {
	return compared(a, b, func(r apiclient.Role) Named { return Named{r.ID, r.Name} },
		func(mine, theirs apiclient.Role, s Sides) ComparedRole {
			if !s.A {
				mine = theirs
			}
			return ComparedRole{mine, s}
		})
}

func compareOrganizations(a, b []apiclient.UserOrganization) []ComparedOrganization {
	return compared(a, b, func(o apiclient.UserOrganization) Named { return Named{o.ID, o.Name} },
		func(mine, theirs apiclient.UserOrganization, s Sides) ComparedOrganization {
			roles := compared(mine.OrganizationRoles, theirs.OrganizationRoles,
				func(r apiclient.NamedRef) Named { return Named{r.ID, r.Name} },
				func(mine, theirs apiclient.NamedRef, s Sides) ComparedMemberRole {
					return ComparedMemberRole{Named{cmp.Or(mine.ID, theirs.ID), cmp.Or(mine.Name, theirs.Name)}, s}
				})
			return ComparedOrganization{Named{cmp.Or(mine.ID, theirs.ID), cmp.Or(mine.Name, theirs.Name)}, s, roles}
		})
}

// compared joins two lists by id and sorts them by name. join is given what a and b
// have, the zero value where they have nothing.
func compared[T, R any](a, b []T, of func(T) Named, join func(a, b T, s Sides) R) []R {
	type pair struct {
		Named
		a, b T
		Sides
	}
	var pairs []pair
	add := func(list []T, put func(*pair, T)) {
		for _, item := range list {
			n := of(item)
			i := slices.IndexFunc(pairs, func(p pair) bool { return p.ID == n.ID })
			if i < 0 {
				i, pairs = len(pairs), append(pairs, pair{Named: n})
			}
			put(&pairs[i], item)
		}
	}
	add(a, func(p *pair, item T) { p.a, p.A = item, true })
	add(b, func(p *pair, item T) { p.b, p.B = item, true })
	slices.SortFunc(pairs, func(x, y pair) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID)) })
	var all []R
	for _, p := range pairs {
		all = append(all, join(p.a, p.b, p.Sides))
	}
	return all
}
