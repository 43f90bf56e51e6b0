package auth

import (
	"context"

	"roster/access"
	"roster/audit"
)

// AuditTrail writes sign-ins and sign-outs to the portal's audit trail.
func AuditTrail(log *audit.Log) Trail { return auditTrail{log} }

type auditTrail struct{ log *audit.Log }

func actorOf(e Event) access.Actor {
	return access.Actor{ID: e.Subject, Name: e.Name, IP: e.IP, RequestID: e.RequestID}
}

func (t auditTrail) SignedIn(ctx context.Context, e Event) error {
	return t.log.SignedIn(ctx, actorOf(e))
}

// SignedOut is the person's own act, unless something else ended the session.
func (t auditTrail) SignedOut(ctx context.Context, e Event) error {
	if e.Detail == "asked" {
		return t.log.SignedOut(ctx, actorOf(e))
	}
	return t.log.SessionEnded(ctx, e.Subject, e.Detail)
}

func (t auditTrail) SignInRefused(ctx context.Context, e Event) error {
	reason := e.Code
	if reason == "" {
		reason = e.Detail
	}
	return t.log.SignInRefused(ctx, reason, e.IP, e.RequestID)
}
