package handlers

import "net/http"

// The header names of htmx 4 that the portal reads and writes.
const (
	hxRequest     = "HX-Request"      // "true" on every request of htmx
	hxRequestType = "HX-Request-Type" // "partial": a region is wanted, "full": the whole page
	hxLocation    = "HX-Location"     // answer: go there within the page
	hxRedirect    = "HX-Redirect"     // answer: leave the page and go there
	hxRetarget    = "HX-Retarget"     // answer: put this somewhere else
	hxReswap      = "HX-Reswap"       // answer: put it in another manner
)

// isHTMX tells whether htmx sends the request: then a redirect has to be said
// in a header, because fetch would follow a 303 by itself.
func isHTMX(r *http.Request) bool { return r.Header.Get(hxRequest) == "true" }

// IsPartial tells whether a region of the page is wanted instead of all of it.
// Nothing else may decide that (htmx 4 asks for the whole page by itself when
// it swaps the body or restores history).
func IsPartial(r *http.Request) bool { return r.Header.Get(hxRequestType) == "partial" }
