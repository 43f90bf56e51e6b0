// Package audit owns the portal's own trail: who did what to whom, when, and
// how it ended. Logto keeps no such record of Management API calls.
//
// A mutation is two entries. The intent is written before the call to Logto,
// and a mutation whose intent cannot be written must not happen; the outcome is
// written after it, also when the person who asked has gone away. An intent
// without an outcome is a mutation during which the program died.
//
//	pending, err := log.Intent(ctx, event)   // err: refuse
//	...call Logto...
//	pending.Done(ctx)                         // or Refused, Failed, Unknown
//
// Entries are chained: each carries an HMAC over itself and the one before,
// under a key that is not in the database. Verify finds an entry that was
// changed, removed or moved, and, given a head that was exported earlier, a
// trail that was cut off.
//
// Personal values (what a field was and became, names, addresses) are sealed
// under a key per person, and that key is stored wrapped under the audit key.
// Forget destroys it: the values are gone and the chain still verifies.
// Secrets are never recorded, sealed or not.
//
// The package imports access and nothing else of ours. It declares the Store
// that package store implements, and must not import store, apiclient or
// handlers.
package audit
