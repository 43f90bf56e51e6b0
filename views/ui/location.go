package ui

import "encoding/json"

// headerID is the element id of a PersonHeader.
const headerID = "page-header"

// Location is the value of an HX-Location header that follows a successful
// htmx POST: it draws one region of the page at path anew, and with it the
// page's header, and puts that page's toasts into the live region already open,
// so that they are announced. What was typed into other forms stays.
func Location(path, region string) string {
	v, err := json.Marshal(map[string]string{
		"path": path, "target": "#" + region, "select": "#" + region, "swap": "outerHTML",
		"selectOOB": "#toasts:innerHTML,#" + headerID, "replace": "true",
	})
	if err != nil {
		panic(err) // a map of strings always encodes
	}
	return string(v)
}
