// Package directory is the door to the tenant: it owns what the portal does
// with Logto's Management API.
//
// The machine-to-machine credential can do anything, so it is given to this
// package and stays inside. Every method takes the actor who asks and keeps to
// one order:
//
//  1. access.Check on the actor, and for changes on the person too, whose
//     capabilities are read from Logto at that moment; what cannot be read is
//     refused. A denial is an entry in the audit trail.
//  2. The input, and whether somebody else changed the same thing meanwhile.
//  3. The intent in the audit trail; without it nothing is done.
//  4. The call to Logto. Once begun it is finished, also when the browser has
//     gone away; a call that is not answered is followed by reading back.
//  5. The outcome in the audit trail.
//
// Handlers call this package and never apiclient. It imports access, apiclient
// and audit, knows no HTTP request, no page and no database.
//
// What must not happen twice at a time, or must not happen to the last person of
// a kind, is done under a lock that holds across replicas (Locks).
//
// Errors are *access.Denied, *Invalid, *Conflict, *Refused, *Partial, ErrBusy, and
// otherwise wrap those of apiclient (apiclient.IsNotFound, *apiclient.Unavailable …).
package directory
