// Package handlers is the portal over HTTP: the routes, what surrounds every
// request, one handler per page or action, one door for errors and one for
// successes.
//
// A request's way, outermost first:
//
//	visit → log → recover → headers → cross-origin check → compression → host
//	  → ServeMux (routes.go)
//	      → time limit → body limit → session → capability → handler
//
// Handlers parse, call a service and answer through render.go; every error they
// return goes to fail in errors.go, and nothing else answers one. They hold no
// Management API client: people in Logto are reached through package directory
// only, which checks the rules again and writes the audit entry. From apiclient
// this package takes types and errors.
//
// Nobody imports it but cmd/roster.
package handlers
