// Command gen builds the committed assets that need no Node: the icon sprite
// from lucide's package files, the copy of htmx, the portal's script without its
// comments, and the .br and .gz beside every asset. It runs in static/ after the
// stylesheet is built; `npm run build` calls it. The same inputs give the same bytes.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// assets are the files the browser loads, each compressed beside itself.
var assets = []string{"css/app.css", "css/happened.css", "htmx.min.js", "app.min.js", "live.min.js", "icons.svg", "favicon.svg", "zones.txt", "locales.txt"}

func main() {
	if err := run("node_modules"); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(packages string) error {
	if err := copyHTMX(filepath.Join(packages, "htmx.org", "dist", "htmx.min.js"), "htmx.min.js"); err != nil {
		return err
	}
	if err := slim("app.js", "app.min.js"); err != nil {
		return err
	}
	if err := copyLive(filepath.Join(packages, "htmx.org", "dist", "ext", "hx-sse.min.js"), "live.js", "live.min.js"); err != nil {
		return err
	}
	names, err := iconNames(filepath.Join("..", "views", "ui", "icon.go"))
	if err != nil {
		return err
	}
	if err := writeSprite(filepath.Join(packages, "lucide-static", "icons"), names, "icons.svg"); err != nil {
		return err
	}
	for _, name := range assets {
		if err := compress(name); err != nil {
			return err
		}
	}
	return nil
}
