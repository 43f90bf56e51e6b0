package directory

import (
	"context"
	"encoding/json"
	"fmt"

	"roster/access"
	"roster/apiclient"
)

// SignInLog reads one page of Logto's log of sign-ins, the newest first (GET /logs), of
// at most 100 entries. Needs access.ActivityList. Errors wrap those of apiclient.
func (d *Directory) SignInLog(ctx context.Context, actor access.Actor, opts apiclient.LogListOptions) ([]apiclient.LogEntry, error) {
	if err := d.permit(ctx, actor, access.ActivityList, access.Target{}); err != nil {
		return nil, err
	}
	page, err := d.logs.List(ctx, opts)
	if err != nil {
		return nil, fmt.Errorf("directory: read the sign-in log: %w", err)
	}
	return page.Items, nil
}

// SignInLogEntry reads one entry, also as Logto sent it (GET /logs/:id). Logto keeps
// authorization codes in it in clear: whoever shows it masks them first. Needs
// access.ActivityList. apiclient.IsNotFound tells that there is none.
func (d *Directory) SignInLogEntry(ctx context.Context, actor access.Actor, id string) (apiclient.LogEntry, json.RawMessage, error) {
	if err := d.permit(ctx, actor, access.ActivityList, access.Target{}); err != nil {
		return apiclient.LogEntry{}, nil, err
	}
	entry, raw, err := d.logs.GetRaw(ctx, id)
	if err != nil {
		return apiclient.LogEntry{}, nil, fmt.Errorf("directory: read an entry of the sign-in log: %w", err)
	}
	return *entry, raw, nil
}
