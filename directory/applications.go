package directory

import (
	"context"
	"fmt"

	"roster/access"
	"roster/apiclient"
)

// ApplicationNames returns the names of the tenant's applications by id
// (GET /applications), for saying where the person with this id registered. They
// are from an index: a name may be some minutes old. The map is not to be
// changed. Needs access.UserRead on the person.
func (d *Directory) ApplicationNames(ctx context.Context, actor access.Actor, id string) (map[string]string, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return nil, err
	}
	known, err := d.applications.get(ctx)
	if err != nil {
		return nil, fmt.Errorf("directory: read the names of applications: %w", err)
	}
	return known.Names, nil
}

// Applications are what the applications of the tenant are called, by id, and
// which of them belong to others. The maps are not to be changed.
type Applications struct {
	Names      map[string]string
	ThirdParty map[string]bool
}

func readApplications(ctx context.Context, source applications) (Applications, error) {
	known := Applications{map[string]string{}, map[string]bool{}}
	opts := apiclient.ApplicationListOptions{PageOptions: apiclient.PageOptions{PageSize: apiclient.MaxPageSize}}
	for application, err := range source.All(ctx, opts) {
		if err != nil {
			return Applications{}, err
		}
		known.Names[application.ID] = application.Name
		if application.IsThirdParty {
			known.ThirdParty[application.ID] = true
		}
		if len(known.Names) >= namesMax {
			break
		}
	}
	return known, nil
}
