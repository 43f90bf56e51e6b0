// Package e2e holds the journeys: the real program, built and started as an operator would, walked
// through in a real Chromium. It knows Roster only from outside: addresses, roles, labels and text.
// It imports nothing of ours, so it keeps telling the truth while the inside changes.
//
// program_test.go starts the program, browser_test.go drives a page, watch_test.go collects what a
// person with the developer tools open would complain about (console errors, violations of the
// content security policy, requests to another host), axe_test.go asks axe-core about
// accessibility. front_test.go stands between a portal and its Logto and makes that misbehave for one
// request and not for others; tenant_test.go prepares people past the portal. gallery_states_test.go is
// the table of all pages in all states, of which there are pictures. Everything else is journeys.
//
// A page that complains fails its test, whatever the test was about. Screenshots are test
// artifacts: `go test -artifacts -outputdir DIR ./e2e` keeps them.
package e2e
