// Package auth signs people in and out with Logto (OpenID Connect, authorization code with PKCE), keeps
// their sessions on the server and knows what the portal lets them do (their capabilities).
//
// The browser holds one cookie: an opaque session id and the key of that session. Everything else, tokens
// above all, lies encrypted under that key in a [SessionStore], so neither the database nor a stolen
// backup can act for anybody. Where a step is prescribed, the docstrings name the rule (OAuth 2.0 RFC 6749,
// RFC 9207, OpenID Connect Core, Back-Channel Logout, OWASP ASVS 5.0).
//
// handlers call [Service]; nothing here writes pages. auth calls Logto's OIDC endpoints only and never the
// Management API. Logto sits behind [Provider], sessions behind [SessionStore], the audit trail behind
// [Trail]: cmd/roster joins them.
package auth
