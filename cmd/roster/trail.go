package main

import (
	"context"

	"roster/access"
	"roster/audit"
	"roster/auth"
)

// sessionTrail writes what auth reports into the audit trail.
type sessionTrail struct{ log *audit.Log }

func (t sessionTrail) SignedIn(ctx context.Context, e auth.Event) error {
	return t.log.SignedIn(ctx, whoOf(e))
}

// SignedOut tells apart who signed out themself and whose session was ended.
func (t sessionTrail) SignedOut(ctx context.Context, e auth.Event) error {
	if e.Detail != "asked" {
		return t.log.SessionEnded(ctx, e.Subject, e.Detail)
	}
	return t.log.SignedOut(ctx, whoOf(e))
}

func (t sessionTrail) SignInRefused(ctx context.Context, e auth.Event) error {
	reason := e.Detail
	if e.Code != "" {
		reason = e.Code
	}
	return t.log.SignInRefused(ctx, reason, e.IP, e.RequestID)
}

func whoOf(e auth.Event) access.Actor {
	return access.Actor{ID: e.Subject, Name: e.Name, IP: e.IP, RequestID: e.RequestID}
}
