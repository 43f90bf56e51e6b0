package directory

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
)

// burden is what roles carry of the portal's permissions: the capabilities, and those
// that this version does not know. A newer replica may have made them, and they may be
// worth more than all that is known here.
type burden struct {
	caps    access.Set
	unknown []access.Capability // sorted, each once
}

func (b burden) with(other burden) burden {
	unknown := slices.Concat(b.unknown, other.unknown)
	slices.Sort(unknown)
	return burden{b.caps.Union(other.caps), slices.Compact(unknown)}
}

// beyond is what of it somebody does not hold. Nobody holds what is not known.
func (b burden) beyond(held access.Set) []access.Capability {
	return append(held.Lacks(b.caps), b.unknown...)
}

// burdenOf reads what holders carry at this moment.
func (d *Directory) burdenOf(ctx context.Context, holders []holder) (burden, error) {
	each := make([]burden, len(holders))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	for i, h := range holders {
		group.Go(func() (err error) {
			each[i], err = d.burdenOfOne(ctx, h)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return burden{}, err
	}
	var all burden
	for _, b := range each {
		all = all.with(b)
	}
	return all, nil
}

func (d *Directory) burdenOfOne(ctx context.Context, h holder) (burden, error) {
	source := d.rights.source
	scopes, err := source.resourceScopes(ctx, h)
	if err != nil {
		return burden{}, err
	}
	// Whose a scope is may be known from before: an indicator never changes.
	resources, errs := resourcesOf(ctx, scopes, d.rights.resources.get)
	var b burden
	for _, scope := range scopes {
		if err := errs[scope.ResourceID]; err != nil {
			return burden{}, err
		}
		if resources[scope.ResourceID].Indicator == source.resource {
			b = b.with(worth(scope))
		}
	}
	return b, nil
}

// worth is what one of the portal's scopes is.
func worth(scope apiclient.Scope) burden {
	one := access.Capability(scope.Name)
	if known := access.NewSet(one); !known.Empty() {
		return burden{caps: known}
	}
	return burden{unknown: []access.Capability{one}}
}
