package emulator

import "time"

// mgmtState is what the Management API keeps beside people, roles and organizations.
type mgmtState struct {
	invitations   table[invitation]
	oneTimeTokens table[oneTimeToken]
	hooks         table[hook]
	connectors    table[connector] // of mail
	social        table[socialConnector]
	profileFields table[profileField] // by name
	outbox        outbox
	// activeDays are who used the tenant on which day (YYYY-MM-DD).
	activeDays map[string]map[string]struct{}
}

func newMgmtState() mgmtState {
	return mgmtState{
		invitations: newTable[invitation](), oneTimeTokens: newTable[oneTimeToken](), hooks: newTable[hook](),
		connectors: newTable[connector](), social: newTable[socialConnector](), profileFields: newTable[profileField](), outbox: newOutbox(),
		activeDays: map[string]map[string]struct{}{},
	}
}

// invitation asks an address into an organization; times are ms.
type invitation struct {
	id             string
	inviterID      *string
	invitee        string
	acceptedUserID *string
	organizationID string
	status         string // Pending, Accepted, Revoked; Expired is computed
	createdAt      int64
	updatedAt      int64
	expiresAt      int64
	roleIDs        []string
}

// oneTimeToken signs in whoever holds it; times are ms.
type oneTimeToken struct {
	id        string
	email     string
	token     string
	context   map[string]any
	status    string // what is stored; a token past its time shows expired before it is stored so
	createdAt int64
	expiresAt int64
}

// hook is a webhook.
type hook struct {
	id         string
	name       string
	events     []any
	config     map[string]any
	signingKey string
	enabled    bool
	createdAt  int64 // ms
}

// dropInvitationsOf removes the invitations a deleted user sent or accepted.
func (t *tenant) dropInvitationsOf(userID string) {
	t.dropInvitations(func(i *invitation) bool { return deref(i.inviterID) == userID || deref(i.acceptedUserID) == userID })
}

// dropInvitationsTo removes the invitations to a deleted organization.
func (t *tenant) dropInvitationsTo(organizationID string) {
	t.dropInvitations(func(i *invitation) bool { return i.organizationID == organizationID })
}

func (t *tenant) dropInvitations(gone func(*invitation) bool) {
	dead, _ := filter(t.mgmt.invitations.rows, func(i *invitation) (bool, error) { return gone(i), nil })
	for _, i := range dead {
		t.mgmt.invitations.remove(i.id)
	}
}

// dropInvitationRole takes a deleted organization role out of invitations.
func (t *tenant) dropInvitationRole(id string) {
	for _, i := range t.mgmt.invitations.rows {
		i.roleIDs = without(i.roleIDs, []string{id})
	}
}

// markActive notes that a person used the tenant today; the dashboard counts them.
func (t *tenant) markActive(userID string) { t.markActiveOn(t.now(), userID) }

// markActiveOn is markActive for another day.
func (t *tenant) markActiveOn(at time.Time, userID string) {
	day := at.Format(dayFormat)
	if t.mgmt.activeDays[day] == nil {
		t.mgmt.activeDays[day] = map[string]struct{}{}
	}
	t.mgmt.activeDays[day][userID] = struct{}{}
}

// newestFirst are the rows of a table, the latest first, never nil.
func newestFirst[T any](rows []*T) []*T {
	out := make([]*T, 0, len(rows))
	for i := len(rows) - 1; i >= 0; i-- {
		out = append(out, rows[i])
	}
	return out
}
