package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWriteSprite_takesOnlyTheShapes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "x.svg"), "<!-- licence -->\n<svg\n  class=\"lucide\"\n  width=\"24\"\n>\n  <path d=\"M18 6 6 18\" />\n  <path d=\"M6 6h12\" />\n  <path d=\"m6 6 12 12\" />\n</svg>\n")
	out := filepath.Join(dir, "icons.svg")
	if err := writeSprite(dir, []string{"x"}, out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want := "<!-- lucide-static 1.62.0, ISC, https://lucide.dev -->\n<svg xmlns=\"http://www.w3.org/2000/svg\">\n" +
		"<symbol id=\"x\" viewBox=\"0 0 24 24\"><path d=\"M18 6 6 18M6 6h12\"/><path d=\"m6 6 12 12\"/></symbol>\n</svg>\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if err := writeSprite(dir, []string{"missing"}, out); err == nil {
		t.Error("an icon that does not exist is no error")
	}
}

func TestIconNames_sortedAndOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "icon.go")
	write(t, file, "package ui\ntype Icon string\nconst (\n\tA Icon = \"users\"\n\tB Icon = \"check\"\n\tC Icon = \"users\"\n)\nconst other = \"no\"\nconst third string = \"no\"\n")
	got, err := iconNames(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"check", "users"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCompress_givesTheSameBytesEveryTime(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a.css")
	write(t, name, "body { color: red } body { color: red }")
	var runs [2][]byte
	for i := range runs {
		if err := compress(name); err != nil {
			t.Fatal(err)
		}
		for _, ext := range []string{".br", ".gz"} {
			b, err := os.ReadFile(name + ext)
			if err != nil {
				t.Fatal(err)
			}
			runs[i] = append(runs[i], b...)
		}
	}
	if diff := cmp.Diff(runs[0], runs[1]); diff != "" {
		t.Error(diff)
	}
}

func TestCopyHTMX_dropsTheSourceMap(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "in.js"), filepath.Join(dir, "out.js")
	write(t, from, "var htmx=1;\n//# sourceMappingURL=htmx.min.js.map")
	if err := copyHTMX(from, to); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	if want := "/* htmx.org 4.0.1, Zero-Clause BSD, https://htmx.org */\nvar htmx=1;\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSlim_dropsCommentsAndIndentationOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "in.js"), filepath.Join(dir, "out.js")
	write(t, from, "// why\n(() => {\n  // how\n\n  const a = 'x  //y' // beside\n\tb(a)\n})()\n")
	if err := slim(from, to); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("(() => {\nconst a = 'x  //y' // beside\nb(a)\n})()\n", string(got)); diff != "" {
		t.Error(diff)
	}
}
