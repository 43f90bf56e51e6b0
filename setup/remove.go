package setup

import (
	"context"
	"fmt"
	"slices"

	"roster/access"
	"roster/apiclient"
)

// removal is the order things go in: nothing is left that points to something gone.
var removal = []Kind{KindWebhook, KindRole, KindScope, KindResource, KindApplication}

// PlanRemoval says what Remove would delete: what the manifest lists as made,
// and nothing else. People and the account center stay.
func (s *Setup) PlanRemoval(context.Context) (*Plan, error) {
	p := &Plan{found: &found{}}
	gone := map[string]bool{} // scopes go with their resource
	for _, item := range s.Manifest.Items {
		if item.Kind == KindResource && !item.Adopted {
			gone[item.ID] = true
		}
	}
	items := slices.Clone(s.Manifest.Items)
	slices.SortStableFunc(items, func(a, b Item) int { return slices.Index(removal, a.Kind) - slices.Index(removal, b.Kind) })
	for _, item := range items {
		switch {
		case item.Adopted:
			p.Notes = append(p.Notes, fmt.Sprintf("The %s %q was there before and stays.", item.Kind, item.Name))
		case item.ID == "":
			p.Notes = append(p.Notes, fmt.Sprintf("Whether the %s %q was made is not known: look for it in Logto's Console.", item.Kind, item.Name))
		case item.Kind == KindScope && gone[item.Parent]:
			s.forget(p, item)
		default:
			s.planDelete(p, item)
		}
	}
	p.Notes = append(p.Notes, "People and the account center stay as they are.")
	return p, nil
}

// forget drops from the manifest what goes with something else.
func (s *Setup) forget(p *Plan, item Item) {
	p.dropped = append(p.dropped, item)
}

func (s *Setup) planDelete(p *Plan, item Item) {
	remove := map[Kind]func(context.Context) error{
		KindWebhook:     func(ctx context.Context) error { return s.client.Hooks.Delete(ctx, item.ID) },
		KindRole:        func(ctx context.Context) error { return s.client.Roles.Delete(ctx, item.ID) },
		KindScope:       func(ctx context.Context) error { return s.client.Resources.DeleteScope(ctx, item.Parent, item.ID) },
		KindResource:    func(ctx context.Context) error { return s.client.Resources.Delete(ctx, item.ID) },
		KindApplication: func(ctx context.Context) error { return s.client.Applications.Delete(ctx, item.ID) },
	}[item.Kind]
	if remove == nil {
		p.Notes = append(p.Notes, fmt.Sprintf("The manifest lists a %s, which this program does not know: it stays.", item.Kind))
		return
	}
	text := fmt.Sprintf("delete the %s %q (%s)", item.Kind, item.Name, item.ID)
	p.add(access.Action("setup.delete-"+string(item.Kind)), text, func(ctx context.Context) error {
		if err := remove(ctx); err != nil && !apiclient.IsNotFound(err) { // somebody was faster
			return err
		}
		s.Manifest.drop(item)
		return s.Manifest.save()
	})
}
