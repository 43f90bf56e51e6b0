// Package paths builds every address of the portal. Besides handlers/routes.go it is the only place
// that holds path literals, so that no link is ever glued together by hand and no id goes out unescaped.
//
// It imports nothing of ours. Every function returns a path on this portal ("/users/abc"), never an
// absolute address, ready for an href, a form action or a Location header.
package paths
