package main

import (
	"bytes"
	"os"
	"regexp"
)

var sourceMap = regexp.MustCompile(`(?m)^//# sourceMappingURL=.*$`)

// copyHTMX vendors htmx with its origin and licence on top and without the
// reference to a source map that is not served.
func copyHTMX(from, to string) error {
	js, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	js = bytes.TrimSpace(sourceMap.ReplaceAll(js, nil))
	banner := "/* htmx.org 4.0.1, Zero-Clause BSD, https://htmx.org */\n"
	return os.WriteFile(to, append([]byte(banner), append(js, '\n')...), 0o644)
}
