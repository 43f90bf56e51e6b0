package directory

import (
	"context"

	"golang.org/x/sync/errgroup"

	"roster/apiclient"
)

// Connectors are what the places are called where people sign in with an account
// of elsewhere. The maps are not to be changed.
type Connectors struct {
	// Social are names by language tag, by the target that identities name.
	Social map[string]map[string]string
	// Enterprise are names by the id of the connector.
	Enterprise map[string]string
}

// readConnectors keeps the names alone: the lists carry the credentials of every
// connector.
func readConnectors(ctx context.Context, source connectors) (Connectors, error) {
	known := Connectors{map[string]map[string]string{}, map[string]string{}}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		list, err := source.List(ctx)
		for _, c := range list[:min(len(list), namesMax)] {
			if c.Type == apiclient.ConnectorTypeSocial {
				known.Social[c.Target] = c.Name
			}
		}
		return err
	})
	group.Go(func() error {
		list, err := source.SSO(ctx)
		for _, c := range list[:min(len(list), namesMax)] {
			known.Enterprise[c.ID] = c.Name
		}
		return err
	})
	return known, group.Wait()
}
