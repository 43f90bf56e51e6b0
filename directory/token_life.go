package directory

import (
	"context"
	"fmt"
	"time"

	"roster/access"
	"roster/apiclient"
)

// organizationTokenLife is how long a token for an organization lives: Logto has no
// setting for it.
const organizationTokenLife = time.Hour

// TokenLife is how long an access token (JWT) of a person stays valid at most, from when
// it is issued: the longest life that is set on an API resource (GET /resources), and
// no less than that of tokens for organizations. It is remembered, so it may be some
// minutes old. Needs access.UserRead on the person with this id.
func (d *Directory) TokenLife(ctx context.Context, actor access.Actor, id string) (time.Duration, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return 0, err
	}
	life, err := d.tokenLife.get(ctx)
	if err != nil {
		return 0, fmt.Errorf("directory: read how long tokens live: %w", err)
	}
	return life, nil
}

func longestLife(ctx context.Context, source resources) (time.Duration, error) {
	longest := organizationTokenLife
	opts := apiclient.ResourceListOptions{PageOptions: apiclient.PageOptions{PageSize: apiclient.MaxPageSize}}
	for resource, err := range source.All(ctx, opts) {
		if err != nil {
			return 0, err
		}
		longest = max(longest, time.Duration(resource.AccessTokenTTL)*time.Second)
	}
	return longest, nil
}
