// Package setup provisions a tenant for the portal and checks one: what `roster
// setup` and `roster doctor` do.
//
// It is the one other holder of the Management API beside directory: it runs
// from the command line, before there is anybody whose rights could be asked,
// and writes what it changes into the audit trail as the actor "cli".
//
// Setup reads the tenant, compares it with what the portal needs, and makes a
// plan: a list of steps, none when everything is there. Only the steps change
// anything. What was made is kept in a manifest, a file beside the program, so
// that a later run knows its own things from those of the same name that
// somebody else made, and so that Remove deletes those and nothing else.
//
// The package imports access, apiclient and audit, and nothing else of ours; it
// must not import store, directory or handlers. Only cmd/roster calls it.
package setup
