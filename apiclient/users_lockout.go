package apiclient

import (
	"context"
	"net/http"
)

// Unlock lifts the lockout of identifiers after too many failed attempts
// (POST /sentinel-activities/delete, 204). Logto counts per identifier: give the
// person's id and every address and name they sign in with.
func (s *UsersService) Unlock(ctx context.Context, identifiers []string) error {
	body := map[string]any{"targetType": "User", "targets": idList("", identifiers)[""]}
	return tell(ctx, s.client, http.MethodPost, body, "sentinel-activities", "delete")
}
