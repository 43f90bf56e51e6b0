package main

import (
	"os"
	"regexp"
)

// aside is what a browser does not need of a line: its indentation, and all of it
// when it is empty or a comment.
var aside = regexp.MustCompile(`(?m)^[ \t]*(//.*)?\n|^[ \t]+`)

// slim copies a script without lines of comment and without indentation. It knows no
// JavaScript: a text over several lines (between backquotes) would lose its own, and
// the script has none.
func slim(from, to string) error {
	js, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, aside.ReplaceAll(js, nil), 0o644)
}
