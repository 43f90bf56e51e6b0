package main

import (
	"bytes"
	"os"
	"regexp"
	"slices"
)

var sourceMap = regexp.MustCompile(`(?m)^//# sourceMappingURL=.*$`)

// copyLive vendors htmx's extension for server-sent events, and behind it the portal's own
// script that works with it: one file, for the one page that needs both.
func copyLive(extension, own, to string) error {
	js, err := os.ReadFile(extension)
	if err != nil {
		return err
	}
	js = bytes.TrimSpace(sourceMap.ReplaceAll(js, nil))
	if err := slim(own, to); err != nil {
		return err
	}
	slimmed, err := os.ReadFile(to)
	if err != nil {
		return err
	}
	banner := "/* hx-sse of htmx.org 4.0.1, Zero-Clause BSD, https://htmx.org; the last part is the portal's own */\n"
	return os.WriteFile(to, slices.Concat([]byte(banner), js, []byte("\n;"), slimmed), 0o644)
}

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
