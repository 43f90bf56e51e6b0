package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var quoted = regexp.MustCompile("[\"`]([a-z]+(?:\\.[a-z0-9-]+)*\\.?)[\"`]")

// usedLiterals collects what looks like a key, or like the start of one
// ("error.denied."), in the packages that may speak.
func usedLiterals(t *testing.T) map[string]string {
	t.Helper()
	used := map[string]string{}
	for _, dir := range []string{"../i18n", "../views", "../handlers"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !speaks(path) {
				return err
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range quoted.FindAllStringSubmatch(string(src), -1) {
				used[m[1]] = path
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return used
}

func speaks(path string) bool {
	if strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") {
		return false
	}
	return strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".templ")
}

func TestKeys_everyOneIsUsed(t *testing.T) {
	t.Parallel()
	used := usedLiterals(t)
	for key := range catalogues[English] {
		base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		if used[key] == "" && used[base] == "" && used[key[:strings.LastIndex(key, ".")+1]] == "" {
			t.Errorf("nothing uses %s: remove it from both catalogues", key)
		}
	}
}

func TestKeys_everyUsedOneExists(t *testing.T) {
	t.Parallel()
	areas := map[string]bool{}
	for key := range catalogues[English] {
		area, _, _ := strings.Cut(key, ".")
		areas[area] = true
	}
	for literal, path := range usedLiterals(t) {
		area, rest, dotted := strings.Cut(literal, ".")
		if !dotted || !areas[area] || rest == "" {
			continue
		}
		if !known(literal) {
			t.Errorf("%s speaks of %q, which no catalogue has", path, literal)
		}
	}
}

// known says whether a literal is a key, the base of a plural, or the start of
// keys.
func known(literal string) bool {
	if Has(literal) || Has(literal+".other") {
		return true
	}
	if !strings.HasSuffix(literal, ".") {
		return false
	}
	for key := range catalogues[English] {
		if strings.HasPrefix(key, literal) {
			return true
		}
	}
	return false
}
