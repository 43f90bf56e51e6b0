// Package apiclient speaks Logto's Management API over HTTP.
//
// It owns the wire: addresses, tokens, timeouts, retries, paging, and the Go
// types of what Logto sends. A request is built in one place ([Client.request])
// and an answer judged in one place (check); every resource file above them is
// a list of endpoints.
//
// It imports nothing of this program and knows none of its rules: no
// permission is checked and no audit entry is written here. The machine-to-machine
// credential behind a [Client] can do anything in the tenant, so only the
// packages directory and setup may hold one (account holds one that carries a
// person's own token); handlers and views use the types and errors only.
//
// # What every call keeps to
//
//   - Each try has a timeout; a call with its retries has a total one, and never
//     outlives its context.
//   - Only calls that may be repeated are retried. A POST or PATCH is sent once.
//     The one exception is a 401: Logto refuses before it does anything, so the
//     call is sent again with a fresh token, once.
//   - Errors are [*Error] (Logto said no), [*CredentialError] (Logto refused who
//     we are) or [*Unavailable] (no usable answer). Their texts are safe to log:
//     method, path, status and code, never a query, a body or a token.
//   - Times are [Millis], secrets are [Secret], ids go into paths escaped.
package apiclient
