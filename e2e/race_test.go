//go:build race

package e2e

// raceFlags builds the program with the race detector when the tests run with it: its own reports
// then fail the run, see TestMain.
var raceFlags = []string{"-race"}
