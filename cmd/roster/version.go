package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
)

// release is set by the linker when a release is built:
// -ldflags "-X main.release=1.2.3".
var release string

func version(_ context.Context, in invocation) int {
	fmt.Fprintln(in.stdout, "roster", versionText())
	return exitOK
}

// versionText is the release, or else the commit the binary was built from.
func versionText() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	var revision, dirty string
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			if s.Value == "true" {
				dirty = "+changes"
			}
		}
	}
	if revision == "" {
		return strings.Trim(info.Main.Version, "()")
	}
	return revision + dirty
}
